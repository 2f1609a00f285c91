import Vectors

/// Batch normalization over the channels of a contiguous array `[N, C, ...]`, and its gradient.
///
/// A thread takes whole channels. Each is read three times, but from memory only the first time: the pictures of a
/// channel usually stay in the second-level cache.
enum NormalizedChannels {
    /// Where the numbers of a channel lie: runs of `length` neighbours, one in each example, `step` apart.
    private struct Runs {
        let count: Int
        let length: Int
        let step: Int

        init(_ shape: Shape) {
            count = shape[0]
            length = shape.elementCount / max(1, shape[0] * shape[1])
            step = length * shape[1]
        }

        /// How many numbers a channel has.
        var numbers: Int { count * length }
    }

    /// y = γ (x − μ) / √(σ² + ε) + β; also writes each channel's μ and σ².
    static func forward(
        _ x: NDArray, scale: NDArray, shift: NDArray, epsilon: Float, into y: NDArray, means: NDArray,
        variances: NDArray
    ) {
        let (runs, channels) = (Runs(x.shape), x.shape[1])
        let (input, output) = (x.storage.pointer + x.offset, y.storage.pointer)
        let (gamma, beta) = (scale.storage.pointer + scale.offset, shift.storage.pointer + shift.offset)
        let (mean, variance) = (means.storage.pointer, variances.storage.pointer)
        Parallel.forEachShare(of: channels, minimumShare: max(1, 8192 / max(1, runs.numbers))) { share in
            for channel in share {
                let (source, target) = (input + channel * runs.length, output + channel * runs.length)
                let centre = Float(sum(source, runs) / Double(runs.numbers))
                let spread = Float(sumOfSquares(source, around: centre, runs) / Double(runs.numbers))
                (mean[channel], variance[channel]) = (centre, spread)
                let (factor, summand) = (gamma[channel] / (spread + epsilon).squareRoot(), beta[channel])
                for run in 0..<runs.count {
                    let (from, to) = (source + run * runs.step, target + run * runs.step)
                    for place in 0..<runs.length { to[place] = (from[place] - centre) * factor + summand }
                }
            }
        }
    }

    /// ∂x = γ / √(σ² + ε) · (u − mean(u) − x̂ mean(u x̂)), ∂γ = Σ u x̂ and ∂β = Σ u.
    static func backward(
        _ upstream: NDArray, _ x: NDArray, scale: NDArray, means: NDArray, variances: NDArray,
        epsilon: Float, into gradient: NDArray, toScale: NDArray, toShift: NDArray
    ) {
        let (runs, channels) = (Runs(x.shape), x.shape[1])
        let (u, input) = (upstream.storage.pointer + upstream.offset, x.storage.pointer + x.offset)
        let (gamma, output) = (scale.storage.pointer + scale.offset, gradient.storage.pointer)
        let (mean, variance) = (means.storage.pointer, variances.storage.pointer)
        let (scaleSum, shiftSum) = (toScale.storage.pointer, toShift.storage.pointer)
        Parallel.forEachShare(of: channels, minimumShare: max(1, 8192 / max(1, runs.numbers))) { share in
            for channel in share {
                let start = channel * runs.length
                let (centre, inverse) = (mean[channel], 1 / (variance[channel] + epsilon).squareRoot())
                let sums = upstreamSums(u + start, input + start, around: centre, runs)
                let stretch = Float(sums.centred) * inverse
                (scaleSum[channel], shiftSum[channel]) = (stretch, Float(sums.plain))
                let average = Float(sums.plain / Double(runs.numbers))
                let slope = stretch * inverse / Float(runs.numbers)
                let factor = gamma[channel] * inverse
                for run in 0..<runs.count {
                    let place = start + run * runs.step
                    let (from, source, target) = (u + place, input + place, output + place)
                    for i in 0..<runs.length {
                        target[i] = (from[i] - average - (source[i] - centre) * slope) * factor
                    }
                }
            }
        }
    }

    /// Σ x in double precision: the mean must not lose what a large common part of all x hides.
    private static func sum(_ x: UnsafePointer<Float>, _ runs: Runs) -> Double {
        var (lanes, rest) = (SIMD8<Double>.zero, 0.0)
        for run in 0..<runs.count {
            let row = x + run * runs.step
            var index = 0
            while index + 8 <= runs.length {
                lanes += SIMD8<Double>(load(row + index))
                index += 8
            }
            while index < runs.length {
                rest += Double(row[index])
                index += 1
            }
        }
        return lanes.sum() + rest
    }

    /// Σ (x − centre)².
    private static func sumOfSquares(_ x: UnsafePointer<Float>, around centre: Float, _ runs: Runs) -> Double
    {
        var (lanes, rest) = (SIMD8<Double>.zero, 0.0)
        for run in 0..<runs.count {
            let row = x + run * runs.step
            var index = 0
            while index + 8 <= runs.length {
                let centred = SIMD8<Double>(load(row + index) - centre)
                lanes += centred * centred
                index += 8
            }
            while index < runs.length {
                let centred = Double(row[index] - centre)
                rest += centred * centred
                index += 1
            }
        }
        return lanes.sum() + rest
    }

    /// Σ u and Σ u (x − centre).
    private static func upstreamSums(
        _ u: UnsafePointer<Float>, _ x: UnsafePointer<Float>, around centre: Float, _ runs: Runs
    ) -> (plain: Double, centred: Double) {
        var (plain, centred) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        var (plainRest, centredRest) = (0.0, 0.0)
        for run in 0..<runs.count {
            let (from, source) = (u + run * runs.step, x + run * runs.step)
            var index = 0
            while index + 8 <= runs.length {
                let upstream = load(from + index)
                plain += SIMD8<Double>(upstream)
                centred += SIMD8<Double>(upstream * (load(source + index) - centre))
                index += 8
            }
            while index < runs.length {
                plainRest += Double(from[index])
                centredRest += Double(from[index] * (source[index] - centre))
                index += 1
            }
        }
        return (plain.sum() + plainRest, centred.sum() + centredRest)
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    }
}
