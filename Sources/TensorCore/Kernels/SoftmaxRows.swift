/// Softmax and its logarithm over the rows of a contiguous matrix `[rows, length]`.
enum SoftmaxRows {
    /// y = e^(x − max) / Σ e^(x − max): subtracting the largest first keeps the exponentials finite.
    static func softmax(_ x: NDArray, rows: Int, length: Int, into y: NDArray) {
        forEachRow(x, rows, length, y) { input, output in
            subtract(largest(input, length), from: input, length, output)
            VectorMath.exp(output, output, length)
            scale(output, length, by: 1 / sum(output, length))
        }
    }

    /// y = x − max − log Σ e^(x − max).
    static func logSoftmax(_ x: NDArray, rows: Int, length: Int, into y: NDArray) {
        forEachRow(x, rows, length, y) { input, output in
            let largest = largest(input, length)
            subtract(largest, from: input, length, output)
            VectorMath.exp(output, output, length)
            let logSum = VectorMath.log(sum(output, length))
            for index in 0..<length { output[index] = input[index] - largest - logSum }
        }
    }

    private static func forEachRow(
        _ x: NDArray, _ rows: Int, _ length: Int, _ y: NDArray,
        _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) {
        let (input, output) = (x.storage.pointer + x.offset, y.storage.pointer)
        Parallel.forEachShare(of: rows, minimumShare: max(1, 8192 / max(1, length))) { share in
            for row in share { body(input + row * length, output + row * length) }
        }
    }

    private static func largest(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var best = -Float.infinity
        for index in 0..<count { best = x[index] > best || x[index] != x[index] ? x[index] : best }
        // A row of nothing but -∞ has no largest; 0 makes its softmax NaN, as the definition does.
        return best == -Float.infinity ? 0 : best
    }

    private static func subtract(
        _ scalar: Float, from x: UnsafePointer<Float>, _ count: Int, _ y: UnsafeMutablePointer<Float>
    ) {
        for index in 0..<count { y[index] = x[index] - scalar }
    }

    private static func scale(_ x: UnsafeMutablePointer<Float>, _ count: Int, by factor: Float) {
        for index in 0..<count { x[index] *= factor }
    }

    /// The sum of a row of at most some thousands of positive numbers, lane by lane and then across.
    private static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + Lanes.scalarCount <= count {
            lanes += UnsafeRawPointer(x + index).loadUnaligned(as: Lanes.self)
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
