import Testing

@testable import TensorCore

private let matrix = NDArray.range(6).reshaped([2, 3])

@Suite struct ViewTests {
    @Test func creation() {
        expect(NDArray([1, 2, 3]), [3], [1, 2, 3])
        expect(NDArray(7), [], [7])
        expect(NDArray(rows: [[1, 2], [3, 4], [5, 6]]), [3, 2], [1, 2, 3, 4, 5, 6])
        expect(NDArray(rows: []), [0, 0], [])
        expect(NDArray(filledWith: 2, shape: [2, 2]), [2, 2], [2, 2, 2, 2])
        expect(.zeros([3]), [3], [0, 0, 0])
        expect(.ones([]), [], [1])
        expect(.range(4), [4], [0, 1, 2, 3])
        expect(.linearlySpaced(from: -1, through: 1, count: 5), [5], [-1, -0.5, 0, 0.5, 1])
        expect(.linearlySpaced(from: 3, through: 9, count: 1), [1], [3])
        expect(.identity(2), [2, 2], [1, 0, 0, 1])
        expect(.zeros([2, 0, 3]), [2, 0, 3], [])
    }

    @Test func scalarsFollowTheIndices() {
        for x in sampleArrays { #expect(x.scalars == x.naiveScalars, "\(x.shape), \(x.strides)") }
    }

    @Test func contiguousCopiesOfEveryLayout() {
        for x in sampleArrays {
            expect(x.copied(), x.shape, x.naiveScalars)
            #expect(x.contiguous().isContiguous)
            expect(x.flattened(), [x.elementCount], x.naiveScalars)
        }
        // Planes of transposed matrices, long enough for tiles.
        var generator = RandomGenerator(seed: 1)
        let x = NDArray.normal([3, 37, 2, 50], using: &generator)
        for order in [[0, 2, 3, 1], [2, 3, 0, 1], [3, 1, 2, 0], [0, 3, 2, 1]] {
            let view = x.permuted(order)
            expect(view.copied(), view.shape, view.naiveScalars)
        }
    }

    @Test func transposing() {
        expect(matrix.transposed(), [3, 2], [0, 3, 1, 4, 2, 5])
        expect(matrix.transposed(0, -1), [3, 2], [0, 3, 1, 4, 2, 5])
        expect(matrix.permuted([1, 0]), [3, 2], [0, 3, 1, 4, 2, 5])
        let cube = NDArray.range(24).reshaped([2, 3, 4])
        let turned = cube.permuted([2, 0, -2])
        #expect(turned.shape == [4, 2, 3])
        #expect(turned[scalar: 3, 1, 2] == cube[scalar: 1, 2, 3])
        #expect(!cube.transposed().isContiguous)
        #expect(NDArray.zeros([1, 5]).transposed().isContiguous)
    }

    @Test func slicing() {
        expect(matrix[0..<1], [1, 3], [0, 1, 2])
        expect(matrix.sliced(axis: 1, 1..<3), [2, 2], [1, 2, 4, 5])
        expect(matrix.sliced(axis: -1, 0..<3, step: 2), [2, 2], [0, 2, 3, 5])
        expect(matrix.sliced(axis: 1, 0..<3, step: -1), [2, 3], [2, 1, 0, 5, 4, 3])
        expect(NDArray.range(10).sliced(2..<9, step: -3), [3], [8, 5, 2])
        expect(NDArray.range(10).sliced(1..<9, step: 3), [3], [1, 4, 7])
        expect(matrix.sliced(2..<2), [0, 3], [])
        expect(matrix.sliced(0..<0, step: -1), [0, 3], [])
        expect(NDArray.range(10).sliced(0..<10, step: -2).sliced(0..<5, step: -2), [3], [1, 5, 9])
    }

    @Test func selecting() {
        expect(matrix[1], [3], [3, 4, 5])
        expect(matrix.selected(axis: 1, 2), [2], [2, 5])
        expect(matrix[1][2], [], [5])
        #expect(matrix[scalar: 1, 2] == 5)
        #expect(matrix.transposed()[scalar: 2, 1] == 5)
    }

    @Test func reshaping() {
        expect(matrix.reshaped([3, -1]), [3, 2], [0, 1, 2, 3, 4, 5])
        expect(matrix.reshaped([-1]), [6], [0, 1, 2, 3, 4, 5])
        expect(matrix.transposed().reshaped([2, 3]), [2, 3], [0, 3, 1, 4, 2, 5])
        expect(NDArray(5).reshaped([1, 1]), [1, 1], [5])
        expect(NDArray.zeros([0, 3]).reshaped([3, -1]), [3, 0], [])
        expect(matrix.expandedDimensions(axis: 0), [1, 2, 3], [0, 1, 2, 3, 4, 5])
        expect(matrix.expandedDimensions(axis: -1), [2, 3, 1], [0, 1, 2, 3, 4, 5])
        expect(matrix.expandedDimensions(axis: 1).squeezed(axis: 1), [2, 3], [0, 1, 2, 3, 4, 5])
    }

    @Test func broadcasting() {
        let row = NDArray([1, 2, 3])
        expect(row.broadcast(to: [2, 3]), [2, 3], [1, 2, 3, 1, 2, 3])
        expect(NDArray([1, 2], shape: [2, 1]).broadcast(to: [2, 2]), [2, 2], [1, 1, 2, 2])
        expect(NDArray(4).broadcast(to: [2, 1, 2]), [2, 1, 2], [4, 4, 4, 4])
        expect(row.broadcast(to: [0, 3]), [0, 3], [])
        expect(row.broadcast(to: [2, 3]).transposed(), [3, 2], [1, 1, 2, 2, 3, 3])
    }

    @Test func equality() {
        #expect(matrix == matrix.transposed().transposed())
        #expect(matrix != matrix.reshaped([3, 2]))
        #expect(matrix != matrix + 1)
        #expect(NDArray([.nan]) != NDArray([.nan]))
        #expect(NDArray([0.0]) == NDArray([-0.0]))
        #expect(NDArray([1, 1000]).isClose(to: NDArray([1.000001, 1000.001])))
        #expect(!NDArray([1, 1000]).isClose(to: NDArray([1, 1000.1])))
        #expect(!NDArray([1]).isClose(to: NDArray([1], shape: [1, 1])))
        #expect(NDArray([.infinity]).isClose(to: NDArray([.infinity])))
        #expect(!NDArray([.nan]).isClose(to: NDArray([.nan])))
    }
}

/// An array is a value: no writing to one can be seen in another.
@Suite struct CopyOnWriteTests {
    /// Changes an array in one of the ways there are.
    private static let writes: [@Sendable (inout NDArray) -> Void] = [
        { $0[scalar: 0, 0] = 99 },
        { $0 += 5 },
        { $0 *= 5 },
        { $0 += NDArray(5) },
        { $0 -= NDArray(5) },
        { $0 *= NDArray(5) },
        { $0 /= NDArray(5) },
        { $0.add(NDArray(1), scaledBy: 5) },
        { $0.replace(0..<1, with: NDArray(filledWith: 7, shape: [1, $0.shape[1]])) },
        { $0.scatterAdd(NDArray(filledWith: 7, shape: [1, $0.shape[1]]), at: IntArray([0])) },
        {
            $0.scatterAddAlong(
                NDArray(filledWith: 7, shape: [1, $0.shape[1]]),
                at: IntArray(Array(repeating: 0, count: $0.shape[1]), shape: [1, $0.shape[1]]), axis: 0)
        },
    ]

    private static let views: [@Sendable (NDArray) -> NDArray] = [
        { $0 }, { $0.transposed() }, { $0[1..<3] }, { $0.reshaped([2, 6]) },
        { $0.sliced(axis: 1, 0..<4, step: -1) },
        { $0[0].broadcast(to: [2, 4]) }, { $0.contiguous() },
    ]

    @Test(arguments: writes.indices)
    func writingAViewLeavesTheOriginal(write: Int) {
        for view in CopyOnWriteTests.views {
            let original = NDArray.range(12).reshaped([3, 4])
            var changed = view(original)
            let before = changed.naiveScalars
            CopyOnWriteTests.writes[write](&changed)
            #expect(changed.naiveScalars != before)
            expect(original, [3, 4], (0..<12).map { Float($0) })
        }
    }

    @Test(arguments: writes.indices)
    func writingTheOriginalLeavesItsViews(write: Int) {
        for view in CopyOnWriteTests.views {
            var original = NDArray.range(12).reshaped([3, 4])
            let kept = view(original)
            let before = kept.naiveScalars
            CopyOnWriteTests.writes[write](&original)
            #expect(original.naiveScalars != (0..<12).map { Float($0) })
            expect(kept, kept.shape, before)
        }
    }

    @Test func anArrayCanBeCombinedWithItself() {
        var x = NDArray.range(4).reshaped([2, 2])
        x += x
        expect(x, [2, 2], [0, 2, 4, 6])
        x += x.transposed()
        expect(x, [2, 2], [0, 6, 6, 12])
        x.replace(0..<1, with: x[1..<2])
        expect(x, [2, 2], [6, 12, 6, 12])
        x -= x[0]
        expect(x, [2, 2], [0, 0, 0, 0])
    }

    @Test func anArrayThatNobodySharesIsWrittenInPlace() {
        var x = NDArray.zeros([100])
        let storage = ObjectIdentifier(x.storage)
        x += 1
        x[scalar: 3] = 5
        x += NDArray.ones([100])
        #expect(ObjectIdentifier(x.storage) == storage)
        #expect(x[scalar: 3] == 6)
    }

    @Test func functionsGiveWhatNobodyElseWrites() {
        // A function that returns its argument unchanged shares it, and still cannot be seen to.
        let x = NDArray([1, 2])
        var y = x.power(1)
        y += 1
        var z = x.sum(axes: [])
        z += 1
        expect(x, [2], [1, 2])
    }
}
