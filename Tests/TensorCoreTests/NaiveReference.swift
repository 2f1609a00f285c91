import Testing

@testable import TensorCore

// What arrays are held against: loops over indices, element by element, that know nothing of kernels.

/// Every index of an array of this shape, in row-major order.
func allIndices(_ shape: Shape) -> [[Int]] {
    shape.reduce([[]]) { indices, extent in indices.flatMap { index in (0..<extent).map { index + [$0] } } }
}

extension NDArray {
    /// One element, found by strides alone.
    func element(_ index: [Int]) -> Float {
        storage[zip(index, strides).reduce(offset) { $0 + $1.0 * $1.1 }]
    }

    /// The element that broadcasting puts at an index of a larger shape.
    func element(broadcastAt index: [Int]) -> Float {
        element(zip(index.suffix(rank), shape).map { $1 == 1 ? 0 : $0 })
    }

    /// All elements in row-major order.
    var naiveScalars: [Float] { allIndices(shape).map { element($0) } }
}

/// Fails unless `array` has this shape and exactly these elements; a NaN is expected by a NaN.
func expect(
    _ array: NDArray, _ shape: Shape, _ elements: [Float], _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(array.shape == shape, comment, sourceLocation: sourceLocation)
    let found = array.naiveScalars
    let agree =
        found.count == elements.count && zip(found, elements).allSatisfy { $0 == $1 || $0 != $0 && $1 != $1 }
    #expect(agree, "\(found) instead of \(elements) \(comment ?? "")", sourceLocation: sourceLocation)
}

/// Random arrays of every layout: around the width of a vector, odd, empty, transposed, stepped, backwards, broadcast.
let sampleArrays: [NDArray] = {
    var generator = RandomGenerator(seed: 20)
    func random(_ shape: Shape) -> NDArray { .normal(shape, using: &generator) }
    let lanes = 16
    var arrays = [0, 1, 2, lanes - 1, lanes, lanes + 1, 2 * lanes + 1, 100].map { random([$0]) }
    arrays.append(random([]))
    for (rows, columns) in [(1, 17), (17, 1), (3, 5), (16, 16), (15, 33), (0, 4), (4, 0), (9, 70)] {
        let matrix = random([rows, columns])
        arrays.append(matrix)
        arrays.append(matrix.transposed())
        arrays.append(matrix.sliced(axis: 0, 0..<rows, step: -1))
        arrays.append(matrix.sliced(axis: 1, 0..<columns, step: 3))
        arrays.append(matrix.sliced(axis: 1, 0..<columns, step: -2).transposed())
        if rows > 2 && columns > 2 { arrays.append(matrix[1..<rows].sliced(axis: 1, 1..<columns - 1)) }
    }
    arrays.append(random([1, 7]).broadcast(to: [5, 7]))
    arrays.append(random([5, 1]).broadcast(to: [2, 5, 19]))
    arrays.append(random([]).broadcast(to: [3, 4]))
    arrays.append(random([2, 3, 4]).permuted([2, 0, 1]))
    arrays.append(random([4, 3, 2, 5]).sliced(axis: 2, 0..<2, step: -1).transposed(0, 3))
    arrays.append(random([2, 1, 3, 1, 2, 2, 1, 2]).transposed(0, 7))
    return arrays
}()
