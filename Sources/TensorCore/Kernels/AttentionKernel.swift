import Vectors

/// Attention, one matrix of the batch at a time: softmax(scale · Q Kᵀ) V and its gradient.
///
/// A thread takes a whole matrix through all steps, so that the scores `[T, S]` are still in the cache when the
/// softmax and the second product want them. All operands may have any strides: the heads of a projection are read
/// and written where they lie.
enum AttentionKernel {
    /// What both ways need: operands of equal batch axes, `[..., T, d]`, `[..., S, d]` and `[..., S, e]`.
    struct Operands {
        let query: NDArray
        let key: NDArray
        let value: NDArray
        let scale: Float
        /// Factors of the weights, `[..., T, S]`, contiguous: 0 where dropout drops.
        let dropoutMask: NDArray?

        var queryCount: Int { query.shape[query.rank - 2] }
        var keyCount: Int { key.shape[key.rank - 2] }
        var batch: Shape { Shape(query.shape.dropLast(2)) }
    }

    /// Writes the weights, `[..., T, S]` contiguous, and the result, `[..., T, e]` of any strides.
    ///
    /// `mask` is a view of the weights' shape, 0 where a query must not look.
    static func forward(
        _ operands: Operands, mask: NDArray?, isCausal: Bool, weights: NDArray, into output: NDArray
    ) {
        let (rows, columns) = (operands.queryCount, operands.keyCount)
        forEachMatrix(operands) { index in
            let scores = weights.storage.pointer + index * rows * columns
            let mask = mask.map { matrix($0, index) }
            multiply(matrix(operands.query, index), matrix(operands.key, index).transposed, scores)
            Parallel.forEachShare(of: rows, minimumShare: max(1, 8192 / max(1, columns))) { share in
                softmax(
                    scores, share, columns, scale: operands.scale, mask: mask, isCausal: isCausal)
            }
            let used = Storage(count: operands.dropoutMask == nil ? 0 : rows * columns)
            var factors = UnsafePointer(scores)
            if let mask = operands.dropoutMask {
                product(scores, mask.storage.pointer + index * rows * columns, used.pointer, rows * columns)
                factors = UnsafePointer(used.pointer)
            }
            multiply(
                Matrix(UnsafeMutablePointer(mutating: factors), rows, columns),
                matrix(operands.value, index), to: matrix(output, index))
        }
    }

    /// Writes the gradients of query, key and value from that of the result, `[..., T, e]`.
    ///
    /// With the weights P, kept or dropped as P′ = P ∘ D, and the upstream gradient U: ∂V = P′ᵀ U and, with
    /// ∂P = (U Vᵀ) ∘ D, ∂S = P ∘ (∂P − Σ ∂P ∘ P) · scale; then ∂Q = ∂S K and ∂K = ∂Sᵀ Q.
    static func backward(
        _ operands: Operands, weights: NDArray, upstream: NDArray,
        intoQuery: NDArray, intoKey: NDArray, intoValue: NDArray
    ) {
        let (rows, columns) = (operands.queryCount, operands.keyCount)
        let count = rows * columns
        forEachMatrix(operands) { index in
            let scratch = Storage(count: count)
            let gradient = scratch.pointer
            let weight = weights.storage.pointer + index * count
            let dropoutMask = operands.dropoutMask.map { $0.storage.pointer + index * count }
            let upstream = matrix(upstream, index)
            var used = Matrix(weight, rows, columns)
            if let dropoutMask {
                product(weight, dropoutMask, gradient, count)
                used = Matrix(gradient, rows, columns)
            }
            multiply(used.transposed, upstream, to: matrix(intoValue, index))
            multiply(upstream, matrix(operands.value, index).transposed, gradient)
            if let dropoutMask { product(gradient, dropoutMask, gradient, count) }
            Parallel.forEachShare(of: rows, minimumShare: max(1, 8192 / max(1, columns))) { share in
                for row in share {
                    softmaxGradient(
                        weight + row * columns, gradient + row * columns, columns, scale: operands.scale)
                }
            }
            let scores = Matrix(gradient, rows, columns)
            multiply(scores, matrix(operands.key, index), to: matrix(intoQuery, index))
            multiply(scores.transposed, matrix(operands.query, index), to: matrix(intoKey, index))
        }
    }

    /// Many matrices: each thread takes whole ones. Few: all threads work on one after the other.
    private static func forEachMatrix(_ operands: Operands, _ body: (_ index: Int) -> Void) {
        let count = operands.batch.elementCount
        let depth = operands.query.shape[operands.query.rank - 1]
        let work = max(1, 4 * operands.queryCount * operands.keyCount * depth)
        let minimumShare = count < Parallel.threadCount ? count : max(1, 200_000 / work)
        Parallel.forEachShare(of: count, minimumShare: minimumShare) { share in
            for index in share { body(index) }
        }
    }
}

extension AttentionKernel {
    /// One matrix of a batch.
    private struct Matrix {
        let pointer: UnsafeMutablePointer<Float>
        let (rows, columns): (Int, Int)
        let (rowStride, columnStride): (Int, Int)

        init(
            _ pointer: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, strides: (Int, Int)? = nil
        ) {
            self.pointer = pointer
            (self.rows, self.columns) = (rows, columns)
            (rowStride, columnStride) = strides ?? (columns, 1)
        }

        var transposed: Matrix { Matrix(pointer, columns, rows, strides: (columnStride, rowStride)) }

        var operand: MatrixMultiply.Operand {
            MatrixMultiply.Operand(pointer: pointer, rowStride: rowStride, columnStride: columnStride)
        }
    }

    /// The matrix number `index` of the batch.
    private static func matrix(_ array: NDArray, _ index: Int) -> Matrix {
        let last = array.rank - 1
        var (rest, place) = (index, array.offset)
        for axis in stride(from: last - 2, through: 0, by: -1) {
            place += rest % array.shape[axis] * array.strides[axis]
            rest /= array.shape[axis]
        }
        return Matrix(
            array.storage.pointer + place, array.shape[last - 1], array.shape[last],
            strides: (array.strides[last - 1], array.strides[last]))
    }

    private static func multiply(_ a: Matrix, _ b: Matrix, _ c: UnsafeMutablePointer<Float>) {
        MatrixMultiply.multiply(a.operand, b.operand, m: a.rows, n: b.columns, k: a.columns, into: c)
    }

    /// A · B into a matrix whose rows may lie apart.
    private static func multiply(_ a: Matrix, _ b: Matrix, to target: Matrix) {
        if target.columnStride == 1 && (target.rowStride == target.columns || target.rows == 1) {
            multiply(a, b, target.pointer)
            return
        }
        let result = Storage(count: target.rows * target.columns)
        multiply(a, b, result.pointer)
        for row in 0..<target.rows {
            let (from, to) = (
                result.pointer + row * target.columns, target.pointer + row * target.rowStride
            )
            for column in 0..<target.columns { to[column * target.columnStride] = from[column] }
        }
    }

    private static func product(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        for index in 0..<count { c[index] = a[index] * b[index] }
    }

    /// Rows of scores become weights: e^(scale · s) over what may be looked at, divided by their sum.
    private static func softmax(
        _ scores: UnsafeMutablePointer<Float>, _ rows: Range<Int>, _ length: Int, scale: Float,
        mask: Matrix?, isCausal: Bool
    ) {
        for row in rows {
            let x = scores + row * length
            let visible = isCausal ? min(length, row + 1) : length
            for column in 0..<visible { x[column] *= scale }
            if let mask {
                let line = mask.pointer + row * mask.rowStride
                for column in 0..<visible where line[column * mask.columnStride] == 0 {
                    x[column] = -.infinity
                }
            }
            let largest = largest(x, visible)
            for column in 0..<visible { x[column] -= largest }
            for column in visible..<length { x[column] = -.infinity }
        }
        // All rows in one go: short ones would leave most of the vector's lanes idle.
        let first = scores + rows.lowerBound * length
        VectorMath.exp(first, first, rows.count * length)
        for row in rows {
            let x = scores + row * length
            let total = sum(x, length)
            // Nothing may be looked at: all weights are 0, and so is the result.
            let factor = total == 0 ? 0 : 1 / total
            for column in 0..<length { x[column] *= factor }
        }
    }

    /// ∂s = p (∂p − Σ ∂p p) · scale over one row, in place of ∂p.
    private static func softmaxGradient(
        _ weights: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ length: Int, scale: Float
    ) {
        let dot = dot(weights, gradient, length)
        for index in 0..<length { gradient[index] = weights[index] * (gradient[index] - dot) * scale }
    }

    /// The largest of a row; 0 for one of nothing but -∞, NaN when one is.
    private static func largest(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var best = -Float.infinity
        for index in 0..<count { best = x[index] > best || x[index] != x[index] ? x[index] : best }
        return best == -.infinity ? 0 : best
    }

    private static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + Lanes.scalarCount <= count {
            lanes += load(x + index)
            index += Lanes.scalarCount
        }
        var total = lanes.sum()
        while index < count {
            total += x[index]
            index += 1
        }
        return total
    }
}
