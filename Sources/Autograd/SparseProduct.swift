import TensorCore

extension SparseMatrix {
    /// The product of this matrix, `[m, n]`, and a dense one, `[n, f]`: `[m, f]`.
    ///
    /// With C = A B and the upstream gradient U: ∂B = Aᵀ U, and ∂A = U Bᵀ at A's entries.
    /// - Parameter values: the entries as a tensor, `[entries]`, in place of this matrix's own: for weights of edges
    ///   that are learned.
    ///
    /// Traps when the inner extents differ, or the values are not one for each entry.
    public func matmul(
        _ dense: Tensor, values: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let matrix = values.map { replacingValues($0.value, file: file, line: line) } ?? self
        let result = matrix.matmul(dense.value, file: file, line: line)
        let (needsDense, needsValues) = (dense.requiresGradient, values?.requiresGradient ?? false)
        let right = needsValues ? dense.value : nil
        return Tensor.operation("sparseMatmul", result, inputs: [dense] + (values.map { [$0] } ?? [])) {
            upstream in
            [
                needsDense ? matrix.transposed().matmul(upstream) : nil,
                right.map { matrix.sampledProduct(upstream, $0) },
            ]
        }
    }
}
