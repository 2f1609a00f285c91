import TensorCore

extension Tensor {
    /// The matrix product of `[..., m, k]` and `[..., k, n]`; the axes in front are broadcast.
    ///
    /// With C = A B and the upstream gradient U: ∂A = U Bᵀ and ∂B = Aᵀ U, each summed over what was stretched.
    public func matmul(_ other: Tensor, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        if rank == 1 {
            return expandedDimensions(axis: 0).matmul(other, file: file, line: line)
                .squeezed(axis: other.rank == 1 ? 0 : -2)
        }
        if other.rank == 1 {
            return matmul(other.expandedDimensions(axis: 1), file: file, line: line).squeezed(axis: -1)
        }
        if rank > 2, other.rank == 2, shape[rank - 1] == other.shape[0] {
            // One matrix for the whole batch: its gradient is one product too, not a sum of one for each of the batch.
            let rows = Shape(shape.dropLast())
            return reshaped([rows.elementCount, shape[rank - 1]]).matmul(other)
                .reshaped(Array(rows) + [other.shape[1]])
        }
        let (a, b) = (value, other.value)
        return Tensor.binary(
            "matmul", self, other, a.matmul(b, file: file, line: line),
            toFirst: { $0.matmul(b.transposed()) }, toSecond: { a.transposed().matmul($0) })
    }
}
