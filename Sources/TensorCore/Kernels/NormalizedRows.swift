import Vectors

/// Layer normalization over the rows of a contiguous matrix `[rows, width]`, and its gradient.
///
/// A row is read three times, but from memory only the first time: then it is in the first-level cache.
enum NormalizedRows {
    /// y = γ (x − μ) / √(σ² + ε) + β; also writes each row's μ and 1 / √(σ² + ε).
    static func forward(
        _ x: NDArray, scale: NDArray, shift: NDArray, epsilon: Float, rows: Int, width: Int,
        into y: NDArray, means: NDArray, inverses: NDArray
    ) {
        let (input, output) = (x.storage.pointer + x.offset, y.storage.pointer)
        let (gamma, beta) = (scale.storage.pointer + scale.offset, shift.storage.pointer + shift.offset)
        let (mean, inverse) = (means.storage.pointer, inverses.storage.pointer)
        Parallel.forEachShare(of: rows, minimumShare: max(1, 8192 / max(1, width))) { share in
            for row in share {
                let (source, target) = (input + row * width, output + row * width)
                let centre = Float(sum(source, width) / Double(width))
                let variance = sumOfSquares(source, around: centre, width) / Float(width)
                let factor = 1 / (variance + epsilon).squareRoot()
                (mean[row], inverse[row]) = (centre, factor)
                for place in 0..<width {
                    target[place] = (source[place] - centre) * factor * gamma[place] + beta[place]
                }
            }
        }
    }

    /// Rows whose shares of the gradients of γ and β are added up together; all these sums are added afterwards.
    static let blockRows = 64

    /// With v = γ u and x̂ the normalized x: ∂x = (v − mean(v) − x̂ mean(v x̂)) / √(σ² + ε), because both statistics
    /// depend on every x of the row. Block by block, `scaleParts` gets Σ u x̂ and `shiftParts` Σ u, `[blocks, width]`.
    static func backward(
        _ upstream: NDArray, _ x: NDArray, scale: NDArray, means: NDArray, inverses: NDArray, rows: Int,
        width: Int, into gradient: NDArray, scaleParts: NDArray, shiftParts: NDArray
    ) {
        let (u, input) = (upstream.storage.pointer + upstream.offset, x.storage.pointer + x.offset)
        let (gamma, output) = (scale.storage.pointer + scale.offset, gradient.storage.pointer)
        let (mean, inverse) = (means.storage.pointer, inverses.storage.pointer)
        let (scalePart, shiftPart) = (scaleParts.storage.pointer, shiftParts.storage.pointer)
        let blocks = (rows + blockRows - 1) / blockRows
        let minimumShare = max(1, 8192 / (blockRows * max(1, width)))
        Parallel.forEachShare(of: blocks, minimumShare: minimumShare) { share in
            for block in share {
                let (scaleSum, shiftSum) = (scalePart + block * width, shiftPart + block * width)
                scaleSum.update(repeating: 0, count: width)
                shiftSum.update(repeating: 0, count: width)
                for row in block * blockRows..<min((block + 1) * blockRows, rows) {
                    let (from, source, target) = (u + row * width, input + row * width, output + row * width)
                    let (centre, factor) = (mean[row], inverse[row])
                    let sums = upstreamSums(from, source, gamma, centre, factor, width)
                    let (average, slope) = (sums.plain / Float(width), sums.normalized / Float(width))
                    for place in 0..<width {
                        let normalized = (source[place] - centre) * factor
                        target[place] = (from[place] * gamma[place] - average - normalized * slope) * factor
                        scaleSum[place] += from[place] * normalized
                        shiftSum[place] += from[place]
                    }
                }
            }
        }
    }

    /// Σ γ u and Σ γ u x̂ over a row.
    private static func upstreamSums(
        _ u: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ gamma: UnsafePointer<Float>, _ centre: Float,
        _ factor: Float, _ count: Int
    ) -> (plain: Float, normalized: Float) {
        var (plain, centred) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index + Lanes.scalarCount <= count {
            let scaled = load(u + index) * load(gamma + index)
            plain += scaled
            centred += scaled * (load(x + index) - centre)
            index += Lanes.scalarCount
        }
        var (plainSum, centredSum) = (plain.sum(), centred.sum())
        while index < count {
            let scaled = u[index] * gamma[index]
            plainSum += scaled
            centredSum += scaled * (x[index] - centre)
            index += 1
        }
        return (plainSum, centredSum * factor)
    }

    /// Σ x in double precision: the mean must not lose what a large common part of all x hides.
    private static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
        var (low, high) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        var index = 0
        while index + Lanes.scalarCount <= count {
            let lanes = load(x + index)
            low += SIMD8<Double>(lanes.lowHalf)
            high += SIMD8<Double>(lanes.highHalf)
            index += Lanes.scalarCount
        }
        var total = (low + high).sum()
        while index < count {
            total += Double(x[index])
            index += 1
        }
        return total
    }

    /// Σ (x − centre)², two vectors at a time to hide how long an addition takes.
    private static func sumOfSquares(_ x: UnsafePointer<Float>, around centre: Float, _ count: Int) -> Float {
        var (first, second) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index + 2 * Lanes.scalarCount <= count {
            let (a, b) = (load(x + index) - centre, load(x + index + Lanes.scalarCount) - centre)
            first += a * a
            second += b * b
            index += 2 * Lanes.scalarCount
        }
        var total = (first + second).sum()
        while index < count {
            total += (x[index] - centre) * (x[index] - centre)
            index += 1
        }
        return total
    }
}
