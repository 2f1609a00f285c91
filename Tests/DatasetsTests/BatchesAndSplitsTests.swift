import TensorCore
import Testing

@testable import Datasets

@Suite struct BatchesTests {
    @Test func orderedWithAShortLastBatch() {
        #expect(Array(orderedBatches(of: 3, count: 7)) == [[0, 1, 2], [3, 4, 5], [6]])
        #expect(Array(orderedBatches(of: 3, count: 7, dropsLast: true)) == [[0, 1, 2], [3, 4, 5]])
        #expect(Array(orderedBatches(of: 3, count: 6)) == [[0, 1, 2], [3, 4, 5]])
        #expect(Array(orderedBatches(of: 3, count: 0)) == [])
        #expect(Array(orderedBatches(of: 9, count: 2)) == [[0, 1]])
        #expect(Array(orderedBatches(of: 9, count: 2, dropsLast: true)) == [])
    }

    @Test(arguments: [0, 1, 5, 127, 128, 129, 1000])
    func everyRowOnce(_ count: Int) {
        var generator = RandomGenerator(seed: 1)
        for size in [1, 2, 128] {
            let batches = shuffledBatches(of: size, count: count, using: &generator)
            #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
            #expect(Array(batches).count == batches.count)
            #expect(batches.dropLast().allSatisfy { $0.count == size })
        }
    }

    @Test func everyEpochHasItsOwnOrderAndTheSeedDecidesIt() {
        var generator = RandomGenerator(seed: 2)
        let first = shuffledBatches(of: 8, count: 100, using: &generator)
        let second = shuffledBatches(of: 8, count: 100, using: &generator)
        #expect(first.order != second.order)
        #expect(Array(first) == Array(first))
        var again = RandomGenerator(seed: 2)
        #expect(shuffledBatches(of: 8, count: 100, using: &again).order == first.order)
    }

    @Test func aBatchOfNoRowsIsAMistakeInTheProgram() async {
        await #expect(processExitsWith: .failure) { _ = orderedBatches(of: 0, count: 3) }
    }
}

@Suite struct SplitTests {
    private func isPartition(_ split: Split, _ count: Int) -> Bool {
        (split.training + split.test).sorted() == Array(0..<count)
    }

    @Test func randomSplit() {
        var generator = RandomGenerator(seed: 3)
        for (count, fraction, size) in [(10, 0.2, 2), (208, 0.25, 52), (7, 0, 0), (7, 1, 7), (0, 0.5, 0)] {
            let split = Split.random(count: count, testFraction: fraction, using: &generator)
            #expect(split.test.count == size && isPartition(split, count))
        }
        let split = Split.random(count: 100, testFraction: 0.5, using: &generator)
        #expect(split.test.sorted() != Array(0..<50) && split.training != split.training.sorted())
    }

    @Test func stratifiedSplitKeepsTheProportions() {
        var generator = RandomGenerator(seed: 4)
        let labels = (0..<200).map { $0 < 20 ? 2 : $0 % 2 }
        let split = Split.stratified(labels: labels, testFraction: 0.3, using: &generator)
        #expect(isPartition(split, 200))
        #expect((0...2).map { label in split.test.count { labels[$0] == label } } == [27, 27, 6])
        #expect(split.test != split.test.sorted())
        #expect(Split.stratified(labels: [], testFraction: 0.3, using: &generator).test.isEmpty)
    }

    @Test func foldsHoldOutEveryRowOnce() {
        var generator = RandomGenerator(seed: 5)
        let folds = Split.folds(4, count: 10, using: &generator)
        #expect(folds.allSatisfy { isPartition($0, 10) })
        #expect(folds.flatMap(\.test).sorted() == Array(0..<10))
        #expect(folds.map(\.test.count).sorted() == [2, 2, 3, 3])
    }
}
