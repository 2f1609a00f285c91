import Vectors

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

    /// y = max + log Σ e^(x − max), a number for each row.
    static func logSumExp(_ x: NDArray, rows: Int, length: Int, into y: NDArray) {
        let (input, output) = (x.storage.pointer + x.offset, y.storage.pointer)
        Parallel.forEachShare(of: rows, minimumShare: max(1, 8192 / max(1, length))) { share in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { powers in
                guard let powers = powers.baseAddress else { return }
                for row in share {
                    let largest = largest(input + row * length, length)
                    let finite = largest == .infinity ? 0 : largest
                    subtract(finite, from: input + row * length, length, powers)
                    VectorMath.exp(powers, powers, length)
                    output[row] = finite + VectorMath.log(sum(powers, length))
                }
            }
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

    /// The largest number of a row. A NaN may be passed over: it makes the sum NaN, and so the whole row.
    private static func largest(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var (first, second) = (Lanes(repeating: -.infinity), Lanes(repeating: -.infinity))
        var index = 0
        while index + 2 * Lanes.scalarCount <= count {
            let (a, b) = (load(x + index), load(x + index + Lanes.scalarCount))
            first.replace(with: a, where: a .> first)
            second.replace(with: b, where: b .> second)
            index += 2 * Lanes.scalarCount
        }
        var best = count < 2 * Lanes.scalarCount ? -Float.infinity : max(first.max(), second.max())
        while index < count {
            best = x[index] > best ? x[index] : best
            index += 1
        }
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
        var (first, second) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index + 2 * Lanes.scalarCount <= count {
            first += load(x + index)
            second += load(x + index + Lanes.scalarCount)
            index += 2 * Lanes.scalarCount
        }
        var total = count < 2 * Lanes.scalarCount ? 0 : (first + second).sum()
        while index < count {
            total += x[index]
            index += 1
        }
        return total
    }
}
