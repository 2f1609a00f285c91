import Testing

@testable import TensorCore

@Suite struct IndexingTests {
    private let table = NDArray.range(12).reshaped([4, 3])

    @Test func gathering() {
        expect(table.indexSelected(IntArray([2, 0, 2])), [3, 3], [6, 7, 8, 0, 1, 2, 6, 7, 8])
        expect(table.indexSelected(IntArray([2, 0]), axis: 1), [4, 2], [2, 0, 5, 3, 8, 6, 11, 9])
        expect(
            table.indexSelected(IntArray([1, 0, 3, 3], shape: [2, 2])).selected(axis: 1, 1), [2, 3],
            [0, 1, 2, 9, 10, 11])
        expect(table.transposed().indexSelected(IntArray([1])), [1, 4], [1, 4, 7, 10])
        expect(table.indexSelected(IntArray([], shape: [0, 2])), [0, 2, 3], [])
        expect(table.indexSelected(IntArray([3], shape: []), axis: 0), [3], [9, 10, 11])
        expect(NDArray.zeros([3, 0]).indexSelected(IntArray([1, 1])), [2, 0], [])
    }

    @Test func addingAtRepeatedIndices() {
        var x = table
        x.scatterAdd(NDArray([1, 10, 100], shape: [3, 1]).broadcast(to: [3, 3]), at: IntArray([1, 1, 3]))
        expect(x, [4, 3], [0, 1, 2, 14, 15, 16, 6, 7, 8, 109, 110, 111])
        var y = NDArray.zeros([2, 3])
        y.scatterAdd(.ones([2, 4]), at: IntArray([2, 2, 0, 2]), axis: 1)
        expect(y, [2, 3], [1, 0, 3, 1, 0, 3])
        var z = NDArray.zeros([3])
        z.scatterAdd(.range(4).reshaped([2, 2]), at: IntArray([0, 1, 0, 1], shape: [2, 2]))
        expect(z, [3], [2, 4, 0])
        x = table
        x.scatterAdd(.zeros([0, 3]), at: IntArray([]))
        expect(x, [4, 3], table.scalars)
    }

    @Test func againstLoops() {
        var generator = RandomGenerator(seed: 4)
        for shape in [[7, 5, 3], [1, 16, 17], [20, 3, 33]] as [Shape] {
            let x = NDArray.normal(shape, using: &generator).transposed(0, 2)
            for axis in 0..<3 {
                let picks = (0..<11).map { _ in generator.integer(below: x.shape[axis]) }
                let gathered = x.indexSelected(IntArray(picks), axis: axis)
                #expect(gathered.shape == x.shape.replacing(axis, with: 11))
                var sums = x.naiveScalars.map { _ in Float(0) }
                for index in allIndices(gathered.shape) {
                    var source = index
                    source[axis] = picks[index[axis]]
                    #expect(gathered.element(index) == x.element(source))
                    sums[zip(source, x.shape.contiguousStrides).reduce(0) { $0 + $1.0 * $1.1 }] +=
                        gathered.element(index)
                }
                var scattered = NDArray.zeros(x.shape)
                scattered.scatterAdd(gathered, at: IntArray(picks), axis: axis)
                expect(scattered, x.shape, sums)
            }
        }
    }

    @Test func picking() {
        expect(table.gathered(IntArray([2, 0, 1, 2], shape: [4, 1]), axis: 1), [4, 1], [2, 3, 7, 11])
        expect(
            table.gathered(IntArray([3, 0, 3, 1, 1, 1], shape: [2, 3]), axis: 0), [2, 3], [9, 1, 11, 3, 4, 5])
        expect(
            table.transposed().gathered(IntArray([1, 2, 0, 0], shape: [1, 4]), axis: -2), [1, 4],
            [1, 5, 6, 9])
        var x = NDArray.zeros([2, 3])
        x.scatterAddAlong(
            NDArray([1, 2, 3, 4], shape: [2, 2]), at: IntArray([2, 2, 0, 1], shape: [2, 2]), axis: 1)
        expect(x, [2, 3], [0, 0, 3, 3, 4, 0])
    }

    @Test func largestFirst() {
        let x = NDArray([3, 1, 2, 3, 5, 3], shape: [2, 3])
        let (values, indices) = x.topK(2)
        expect(values, [2, 2], [3, 2, 5, 3])
        #expect(indices == IntArray([0, 2, 1, 0], shape: [2, 2]))
        expect(x.topK(0).values, [2, 0], [])
        expect(NDArray([1, 2]).topK(2).values, [2], [2, 1])
    }

    /// The short list that is kept while a row is read finds what sorting finds, with equal numbers and NaN among them.
    @Test func theLargestWithoutSorting() {
        var generator = RandomGenerator(seed: 12)
        for (rows, length) in [(3, 5), (7, 33), (2, 1000), (40, 777)] {
            let tens = NDArray.normal([rows, length], using: &generator) * 20
            var numbers = tens.scalars.map { $0.rounded() }
            numbers[length / 2] = .nan
            numbers[length + 1] = .infinity
            numbers[length + 3] = .nan
            let x = NDArray(numbers, shape: [rows, length])
            let sorted = x.sorted(descending: true)
            for count in [1, 2, 5, 32] where count <= length {
                let (values, indices) = x.topK(count)
                for place in 0..<rows * count {
                    #expect(indices[place] == sorted.indices[place / count * length + place % count])
                }
                #expect(
                    values.scalars.map(\.bitPattern)
                        == sorted.values.sliced(axis: 1, 0..<count).scalars.map(\.bitPattern))
            }
        }
    }

    @Test func sorting() {
        let nan = Float.nan
        let x = NDArray([2, nan, -1, 2, .infinity, nan, -.infinity, 0, 2])
        let (up, down) = (x.sorted(), x.sorted(descending: true))
        expect(up.values, [9], [-.infinity, -1, 0, 2, 2, 2, .infinity, nan, nan])
        #expect(up.indices == IntArray([6, 2, 7, 0, 3, 8, 4, 1, 5]))
        expect(down.values, [9], [nan, nan, .infinity, 2, 2, 2, 0, -1, -.infinity])
        #expect(down.indices == IntArray([1, 5, 4, 0, 3, 8, 7, 2, 6]))
        expect(NDArray([3, 1, 2, 6, 5, 4], shape: [2, 3]).sorted().values, [2, 3], [1, 2, 3, 4, 5, 6])
        expect(NDArray([-0.0, 0]).sorted().values, [2], [0, 0])
        #expect(NDArray([-0.0, 0]).sorted(descending: true).indices == IntArray([0, 1]))
        var generator = RandomGenerator(seed: 5)
        let random = NDArray.normal([1000], using: &generator)
        #expect(random.sorted().values.scalars == random.scalars.sorted())
        expect(NDArray.zeros([0]).sorted().values, [0], [])
    }

    /// Sorting by digits finds what comparing finds: rows shorter and longer than where it begins, with equal numbers, both
    /// zeros, infinities, NaN of both signs and the smallest numbers among them.
    @Test func sortingByDigits() {
        var generator = RandomGenerator(seed: 6)
        for (rows, length) in [(3, 511), (3, 512), (1, 513), (5, 4099), (2, 20_000)] {
            var numbers = (NDArray.normal([rows, length], using: &generator) * 30).scalars
            for place in stride(from: 0, to: numbers.count, by: 3) { numbers[place].round() }
            for (offset, special) in [
                Float.nan, -0.0, 0, .infinity, -.infinity, -.nan, .leastNonzeroMagnitude,
                -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .nan, -0.0,
            ].enumerated() {
                for row in 0..<rows { numbers[row * length + offset * 17] = special }
            }
            let x = NDArray(numbers, shape: [rows, length])
            for descending in [false, true] {
                let digits = x.sorted(descending: descending)
                let compared = KernelRung.with(.naive) { x.sorted(descending: descending) }
                #expect(digits.indices == compared.indices, "\(rows) × \(length)")
                #expect(digits.values.scalars.map(\.bitPattern) == compared.values.scalars.map(\.bitPattern))
                let threaded = Parallel.withThreads(1) { x.sorted(descending: descending) }
                #expect(digits.indices == threaded.indices)
            }
            let top = x.topK(100)
            let all = x.sorted(descending: true)
            #expect(
                top.values.scalars.map(\.bitPattern)
                    == all.values.sliced(axis: 1, 0..<100).scalars.map(\.bitPattern))
        }
    }
}

@Suite struct JoiningTests {
    private let a = NDArray.range(6).reshaped([2, 3])

    @Test func concatenating() {
        expect(.concatenated([a, a + 10]), [4, 3], [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15])
        expect(.concatenated([a, .zeros([2, 1])], axis: 1), [2, 4], [0, 1, 2, 0, 3, 4, 5, 0])
        expect(
            .concatenated([a.transposed(), a.transposed()], axis: -1), [3, 4],
            [0, 3, 0, 3, 1, 4, 1, 4, 2, 5, 2, 5])
        expect(.concatenated([a]), [2, 3], a.scalars)
        expect(.concatenated([.zeros([0, 3]), a]), [2, 3], a.scalars)
        expect(.concatenated([NDArray([1]), NDArray([2, 3])]), [3], [1, 2, 3])
    }

    @Test func stacking() {
        expect(.stacked([NDArray([1, 2]), NDArray([3, 4])]), [2, 2], [1, 2, 3, 4])
        expect(.stacked([NDArray([1, 2]), NDArray([3, 4])], axis: 1), [2, 2], [1, 3, 2, 4])
        expect(.stacked([NDArray([1, 2]), NDArray([3, 4])], axis: -1), [2, 2], [1, 3, 2, 4])
        expect(.stacked([NDArray(1), NDArray(2)]), [2], [1, 2])
    }

    @Test func splitting() {
        let pieces = a.split(lengths: [1, 0, 2], axis: 1)
        expect(pieces[0], [2, 1], [0, 3])
        expect(pieces[1], [2, 0], [])
        expect(pieces[2], [2, 2], [1, 2, 4, 5])
        expect(.concatenated(pieces, axis: 1), [2, 3], a.scalars)
    }

    @Test func padding() {
        expect(a.padded(axis: 1, before: 1, after: 2), [2, 6], [0, 0, 1, 2, 0, 0, 0, 3, 4, 5, 0, 0])
        expect(a.padded(axis: -2, before: 0, after: 1, with: 7), [3, 3], [0, 1, 2, 3, 4, 5, 7, 7, 7])
        expect(a.padded(axis: 0, before: 0, after: 0), [2, 3], a.scalars)
        expect(NDArray.zeros([0]).padded(axis: 0, before: 1, after: 1, with: 2), [2], [2, 2])
    }

    @Test func replacing() {
        var x = a
        x.replace(axis: 1, 0..<3, step: 2, with: NDArray([10, 20, 30, 40], shape: [2, 2]))
        expect(x, [2, 3], [10, 1, 20, 30, 4, 40])
        x.replace(axis: 1, 0..<3, step: -1, with: a)
        expect(x, [2, 3], [2, 1, 0, 5, 4, 3])
        x.replace(1..<1, with: .zeros([0, 3]))
        expect(x, [2, 3], [2, 1, 0, 5, 4, 3])
    }

    @Test func everyLayoutJoinsAndParts() {
        for x in sampleArrays where x.rank > 0 {
            for axis in 0..<x.rank {
                let half = x.shape[axis] / 2
                let pieces = x.split(lengths: [half, x.shape[axis] - half], axis: axis)
                expect(.concatenated(pieces, axis: axis), x.shape, x.naiveScalars)
                let padded = x.padded(axis: axis, before: 2, after: 1, with: .nan)
                expect(padded.sliced(axis: axis, 2..<2 + x.shape[axis]), x.shape, x.naiveScalars)
            }
        }
    }
}
