import Testing

@testable import TensorCore

@Suite struct ShapeTests {
    @Test func extentsAndCount() {
        let shape: Shape = [2, 3, 4]
        #expect(shape.rank == 3)
        #expect(shape.elementCount == 24)
        #expect(Array(shape) == [2, 3, 4])
        #expect(shape.description == "[2, 3, 4]")
        #expect(Shape([]).elementCount == 1)
        #expect(Shape([]).description == "[]")
        #expect(([3, 0, 2] as Shape).elementCount == 0)
    }

    @Test func equalityAndHashing() {
        #expect(([2, 3] as Shape) == Shape([2, 3]))
        #expect(([2, 3] as Shape) != [3, 2])
        #expect(([2] as Shape) != [2, 1])
        #expect(([0] as Shape) != [])
        #expect(([2, 3, 4] as Shape).removing(1) == [2, 4])
        #expect(Set<Shape>([[1, 2], ([1, 5, 2] as Shape).removing(1), [2, 1]]).count == 2)
    }

    @Test func changes() {
        let shape: Shape = [2, 3, 4]
        #expect(shape.inserting(7, at: 0) == [7, 2, 3, 4])
        #expect(shape.inserting(7, at: 3) == [2, 3, 4, 7])
        #expect(shape.removing(0) == [3, 4])
        #expect(shape.removing(2) == [2, 3])
        #expect(shape.replacing(1, with: 9) == [2, 9, 4])
        var changed = shape
        changed[2] = 1
        #expect(changed == [2, 3, 1])
    }

    @Test func contiguousStrides() {
        #expect(Array(([2, 3, 4] as Shape).contiguousStrides) == [12, 4, 1])
        #expect(Array(([5] as Shape).contiguousStrides) == [1])
        #expect(Array(([] as Shape).contiguousStrides) == [])
    }

    @Test func broadcasting() {
        let pairs: [(Shape, Shape, Shape?)] = [
            ([3, 1], [4], [3, 4]), ([], [2, 3], [2, 3]), ([5, 1, 7], [6, 1], [5, 6, 7]), ([3], [3], [3]),
            ([2, 3], [3, 2], nil), ([2], [3], nil), ([0], [1], [0]), ([0], [2], nil), ([4, 1], [0], [4, 0]),
            ([1, 1], [1], [1, 1]), ([2, 3, 4], [3, 4, 5], nil),
        ]
        for (a, b, expected) in pairs {
            #expect(a.broadcast(with: b) == expected, "\(a) and \(b)")
            #expect(b.broadcast(with: a) == expected, "\(b) and \(a)")
        }
    }

    @Test func eightAxes() {
        let shape: Shape = [1, 2, 3, 1, 2, 1, 2, 3]
        #expect(shape.rank == 8)
        #expect(shape.elementCount == 72)
        #expect(shape[7] == 3)
        let x = NDArray.range(72).reshaped(shape)
        #expect(x.sum(axes: [1, 7]).shape == [1, 3, 1, 2, 1, 2])
        expect(x.sum(), [], [72 * 71 / 2])
        expect(x.transposed(2, 7).transposed(2, 7), shape, (0..<72).map { Float($0) })
    }
}
