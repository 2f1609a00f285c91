import Autograd
import ChapterSupport
import Images
import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter6

@Suite struct LearningTests {
    private let eight = GeneratedDigits.images(count: 8, seed: 1)

    private func recognizer(seed: UInt64 = 3) -> BookNetwork {
        var generator = RandomGenerator(seed: seed)
        return BookNetwork(using: &generator)
    }

    @Test func probabilitiesOfSums() {
        // The left digit is 1 or 2, the right one surely 3.
        var (left, right) = ([Float](repeating: 0, count: 10), [Float](repeating: 0, count: 10))
        (left[1], left[2], right[3]) = (0.25, 0.75, 1)
        let sums = sumProbabilities(
            Tensor(NDArray(left, shape: [1, 10])), Tensor(NDArray(right, shape: [1, 10]))
        ).value.scalars
        #expect(sums[4] == 0.25 && sums[5] == 0.75 && sums.reduce(0, +) == 1)
        // Ten digits equally likely each: 1/100 for 0 and 18, 10/100 for 9.
        let even = Tensor(NDArray(filledWith: 0.1, shape: [1, 10]))
        let triangle = sumProbabilities(even, even).value.scalars
        for (sum, probability) in triangle.enumerated() {
            #expect((probability - Float(10 - abs(sum - 9)) / 100).magnitude < 1e-6)
        }
    }

    @Test func probabilitiesOfSumsHaveTheirGradient() {
        var generator = RandomGenerator(seed: 2)
        let logits = [
            NDArray.normal([2, 10], using: &generator), NDArray.normal([2, 10], using: &generator),
        ]
        let check = checkGradients(at: logits) { inputs in
            (sumProbabilities(inputs[0].softmax(axis: 1), inputs[1].softmax(axis: 1)) + 1e-9).log()
        }
        #expect(check.passed, "\(check)")
    }

    @Test func transferCopiesTheConvolutionsAndFrozenOnesStay() throws {
        let network = recognizer()
        for transfer in Transfer.allCases {
            var generator = RandomGenerator(seed: 5)
            let adder = RegressionAdder(transfer, from: network, using: &generator)
            let isTaken = adder.towers.allSatisfy { $0.conv1.weight.value == network.conv1.weight.value }
            #expect(isTaken == (transfer != .scratch))
            let before = adder.towers[0].conv2.weight.value
            let headBefore = adder.fc1.weight.value
            _ = try train(
                adder, on: eight, SGD(adder.trainable, learningRate: 1e-3), epochs: 1, Training(),
                using: &generator)
            #expect((adder.towers[0].conv2.weight.value == before) == (transfer == .frozen))
            #expect(adder.fc1.weight.value != headBefore)
            // The recognizer itself is never changed.
            #expect(network.conv1.weight.value == recognizer().conv1.weight.value)
        }
    }

    @Test func sharedTowersAreOne() {
        var generator = RandomGenerator(seed: 5)
        let one = RegressionAdder(.scratch, from: recognizer(), sharesWeights: true, using: &generator)
        let two = RegressionAdder(.scratch, from: recognizer(), using: &generator)
        #expect(two.parameterCount.total - one.parameterCount.total == 4 * 25 + 4 + 8 * 4 * 25 + 8)
    }

    @Test(arguments: [true, false]) func anAdderOverfitsEightPairs(_ classifies: Bool) {
        var generator = RandomGenerator(seed: 6)
        let adder: any Adder =
            classifies
            ? ClassificationAdder(from: nil, sharesWeights: true, using: &generator)
            : RegressionAdder(.scratch, from: recognizer(), using: &generator)
        let pairs = Pairs(of: eight, using: &generator)
        let (left, right, sums) = pairs.batch(0..<8)
        let optimizer = Adam(adder.trainable, learningRate: 2e-3)
        var first = Float.nan
        for _ in 0..<150 {
            optimizer.zeroGradients()
            let loss = adder.loss(left, right, sums: sums)
            if first.isNaN { first = loss.scalar }
            loss.backward()
            optimizer.step()
        }
        // Classification: about the entropy of a sum of two uniform digits. Regression: the output begins at about 0.
        let square = Float(sums.reduce(0) { $0 + $1 * $1 }) / 8
        #expect(classifies ? (2...4.5).contains(first) : (first / square - 1).magnitude < 0.15, "\(first)")
        #expect(pairs.accuracy(of: adder) == 1)
    }

    @Test func pairsUseEachDigitOnceOnEachSide() {
        var generator = RandomGenerator(seed: 7)
        let pairs = Pairs(of: eight, using: &generator)
        #expect(pairs.left.sorted() == Array(0..<8) && pairs.right.sorted() == Array(0..<8))
        #expect(pairs.sums[3] == eight.labels[pairs.left[3]] + eight.labels[pairs.right[3]])
        #expect(pairs.batches(of: 3) == [0..<3, 3..<6, 6..<8])
        #expect(pairs.batch(6..<8).sums == Array(pairs.sums[6...]))
    }

    @Test func townsTellOfTheirWealth() {
        let towns = Towns(count: 400, seed: 3)
        #expect(towns.day.shape == [400, 3, 24, 24] && towns.night.shape == [400, 1, 24, 24])
        #expect(towns.day.min().scalar >= 0 && towns.day.max().scalar <= 1)
        let mean = towns.spending.reduce(0, +) / 400
        #expect(mean.magnitude < 0.2)
        // Bright towns spend more, but light alone does not tell all.
        let (x, y) = (towns.light, towns.spending)
        let meanLight = x.reduce(0, +) / 400
        let together = zip(x, y).reduce(Float(0)) { $0 + ($1.0 - meanLight) * ($1.1 - mean) }
        let alone = [x.map { $0 - meanLight }, y.map { $0 - mean }].map { $0.reduce(0) { $0 + $1 * $1 } }
        let correlation = together / (alone[0] * alone[1]).squareRoot()
        #expect((0.4...0.9).contains(correlation), "\(correlation)")
        #expect(Towns(count: 2, seed: 3).spending == Array(towns.spending.prefix(2)))
    }

    @Test func explainedVarianceIsRelativeToTheMean() {
        #expect(explainedVariance(of: [1, 2, 3], by: [1, 2, 3]) == 1)
        #expect(explainedVariance(of: [1, 2, 3], by: [2, 2, 2]) == 0)
        #expect(explainedVariance(of: [1, 2, 3], by: [3, 2, 1]) == -3)
        // Over n − 1: √((1 + 1) / 1).
        #expect(Spread([1, 3])?.mean == 2 && Spread([1, 3])?.deviation == 2.0.squareRoot())
        #expect(Spread([5])?.deviation == 0)
        #expect(Spread([]) == nil)
    }
}
