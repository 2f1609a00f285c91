import Vectors

/// A right operand `[k, n]` packed once for products with many left ones: a recurrent layer multiplies by the same
/// weights at every step.
struct PackedMatrix: Sendable {
    private let n: Int
    /// Where each block of k begins, and its strips.
    private let blocks: [(start: Int, strips: RightStrips)]

    /// Packs a matrix of any strides.
    init(_ matrix: NDArray) {
        let (k, n) = (matrix.shape[0], matrix.shape[1])
        self.n = n
        let operand = MatrixMultiply.Operand(
            pointer: matrix.storage.pointer + matrix.offset, rowStride: matrix.strides[0],
            columnStride: matrix.strides[1])
        blocks = stride(from: 0, to: k, by: MatrixMultiply.depth).map { start in
            let depth = min(MatrixMultiply.depth, k - start)
            return (
                start,
                RightStrips(operand.offset(row: start, column: 0), columns: n, depth: depth, uses: .max)
            )
        }
    }

    /// C ← A · B, or C + A · B when adding, on the caller's thread: A `[m, k]` and C `[m, n]` row-major.
    ///
    /// A row of the result does not depend on how many others there are.
    func multiply(
        _ a: UnsafePointer<Float>, rowLength: Int, rows m: Int, into c: UnsafeMutablePointer<Float>,
        adding: Bool
    ) {
        let left = MatrixMultiply.Operand(pointer: a, rowStride: rowLength, columnStride: 1)
        for (start, strips) in blocks {
            let rows = LeftStrips(left.offset(row: 0, column: start), rows: m, depth: strips.depth, uses: n)
            MatrixMultiply.multiplyBlock(
                rows, strips, rowStrips: 0..<MatrixMultiply.strips(m, RegisterTile.rows),
                columnStrips: 0..<MatrixMultiply.strips(n, RegisterTile.columns), m, n,
                into: MatrixMultiply.Target(pointer: c, rowLength: n), adding: adding || start > 0)
        }
    }
}
