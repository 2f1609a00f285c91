import Messages

extension NDArray {
    /// The matrix product: `[..., m, k]` times `[..., k, n]` gives `[..., m, n]`.
    ///
    /// Axes before the last two are a batch and are broadcast. A vector `[k]` on the left counts as one row, on the
    /// right as one column, and that axis is dropped from the result. Transposed views cost nothing extra. Traps
    /// when the inner extents differ or the batches do not go together.
    public func matmul(_ other: NDArray, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        if rank == 1 {
            return expandedDimensions(axis: 0).matmul(other, file: file, line: line)
                .squeezed(axis: other.rank == 1 ? 0 : -2)
        }
        if other.rank == 1 {
            return matmul(other.expandedDimensions(axis: 1), file: file, line: line).squeezed(axis: -1)
        }
        if rank == 0 || other.rank == 0 || shape[rank - 1] != other.shape[other.rank - 2] {
            explainFailure(
                "matmul", "\(shape) times \(other.shape): the inner extents differ",
                hint: "[m, k] goes with [k, n]; perhaps one of them wants transposed()", file: file,
                line: line)
        }
        let (m, k, n) = (shape[rank - 2], shape[rank - 1], other.shape[other.rank - 1])
        if rank == 2 && other.rank == 2 {
            let result = NDArray(uninitialized: [m, n])
            MatrixMultiply.multiplyPair(self, other, m: m, n: n, k: k, into: result)
            return result
        }
        if other.rank == 2 {
            // One matrix for the whole batch: its rows one below the other are one product.
            let rows = Shape(shape.dropLast())
            return reshaped([rows.elementCount, k]).matmul(other).reshaped(Array(rows) + [n])
        }
        guard let batch = Shape(shape.dropLast(2)).broadcast(with: Shape(other.shape.dropLast(2))) else {
            explainFailure(
                "matmul", "\(shape) times \(other.shape): the batches do not go together",
                hint: "the axes before the last two are broadcast", file: file, line: line)
        }
        let left = expanded(to: Shape(Array(batch) + [m, k]))
        let right = other.expanded(to: Shape(Array(batch) + [k, n]))
        let result = NDArray(uninitialized: Shape(Array(batch) + [m, n]))
        MatrixMultiply.multiplyBatch(left, right, into: result)
        return result
    }
}
