extension MatrixMultiply {
    /// `[m, k]` times `[k, n]` into a contiguous `[m, n]`.
    static func multiplyPair(_ left: NDArray, _ right: NDArray, m: Int, n: Int, k: Int, into result: NDArray)
    {
        multiply(
            operand(left, rowAxis: 0), operand(right, rowAxis: 0), m: m, n: n, k: k,
            into: result.storage.pointer)
    }

    /// The matrix of the axes from `rowAxis` on that starts `start` elements after the array's first.
    private static func operand(_ array: NDArray, rowAxis: Int, start: Int = 0) -> Operand {
        Operand(
            pointer: array.storage.pointer + array.offset + start, rowStride: array.strides[rowAxis],
            columnStride: array.strides[rowAxis + 1])
    }

    /// `[..., m, k]` times `[..., k, n]` with equal batch axes, into a contiguous `[..., m, n]`.
    static func multiplyBatch(_ left: NDArray, _ right: NDArray, into result: NDArray) {
        let axes = left.rank
        let (m, k, n) = (left.shape[axes - 2], left.shape[axes - 1], right.shape[axes - 1])
        let batch = Shape(left.shape.dropLast(2))
        let loop = StridedLoop(
            shape: batch, InlineIntegers(left.strides.dropLast(2)), InlineIntegers(right.strides.dropLast(2)))
        let count = batch.elementCount
        // Many products: each thread takes whole ones. Few: all threads work on one after the other.
        let minimumShare =
            count < Parallel.threadCount ? count : max(1, operationsPerShare / max(1, 2 * m * n * k))
        Parallel.forEachShare(of: count, minimumShare: minimumShare) { share in
            for index in share {
                let starts = loop.starts(ofPlace: index)
                multiply(
                    operand(left, rowAxis: axes - 2, start: starts.0),
                    operand(right, rowAxis: axes - 2, start: starts.1), m: m, n: n, k: k,
                    into: result.storage.pointer + index * m * n)
            }
        }
    }
}
