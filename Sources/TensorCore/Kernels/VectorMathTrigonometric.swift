import Foundation
import Vectors

extension VectorMath {
    /// The sine of x radians; NaN at ±∞.
    static let sin = RowFunction(Sine.self)

    /// The cosine of x radians; NaN at ±∞.
    static let cos = RowFunction(Cosine.self)
}

// MARK: - Sine and cosine

/// Up to here the multiple of π/2 is found by floats and taken away in doubles; beyond, lanes go one by one.
private let largestReduced: Float = 65536

/// |x| − n π/2, at most π/4 in size but for rounding, and n.
@inline(__always)
private func reduce(_ x: Lanes) -> (rest: Lanes, quarter: LaneBits) {
    // Adding 1.5 · 2²³ rounds to an integer, and leaves it in the low bits.
    let shifted = x * 0.63661975 + 0x1.8p23
    let n = shifted - 0x1.8p23
    let rest = Lanes(lowHalf: reduce(x.lowHalf, n.lowHalf), highHalf: reduce(x.highHalf, n.highHalf))
    return (rest, bits(shifted))
}

/// x − n π/2 in doubles, with π/2 in two parts (Cody and Waite): n times the first is exact.
@inline(__always)
private func reduce(_ x: SIMD8<Float>, _ n: SIMD8<Float>) -> SIMD8<Float> {
    let n = SIMD8<Double>(n)
    return SIMD8<Float>((SIMD8<Double>(x) - n * 0x1.921fb544p0) - n * 0x1.0b4611a626331p-34)
}

/// The sine of |x| + q π/2, with q in its two low bits.
///
/// sin r = r + r³ P(r²) and cos r = 1 − r²/2 + r⁴ Q(r²) with minimax polynomials on |r| ≤ 0.8 (Remez exchange in
/// 160-bit arithmetic), errors below 2⁻²⁷.
@inline(__always)
private func sine(_ x: Lanes, plus quarters: UInt32) -> Lanes {
    let (r, n) = reduce(x)
    let square = r * r
    var p = Lanes(repeating: -0.00019503069)
    p = multiplyAdd(p, square, 0.008332071)
    p = multiplyAdd(p, square, -0.16666654)
    let sine = multiplyAdd(r * square, p, r)
    var q = Lanes(repeating: 2.4424922e-05)
    q = multiplyAdd(q, square, -0.0013887251)
    q = multiplyAdd(q, square, 0.041666646)
    q = multiplyAdd(q, square, -0.5)
    let cosine = multiplyAdd(q, square, 1)
    // Chosen by bits: comparisons of integer vectors run lane by lane.
    let quarter = n &+ quarters
    let chooseCosine = LaneBits(repeating: 0) &- (quarter & 1)
    let chosen = bits(sine) & ~chooseCosine | bits(cosine) & chooseCosine
    return lanes(chosen ^ (quarter & 2) &<< 30)
}

/// Puts the double-precision result where the argument is large, infinite or NaN.
@inline(never)
private func replaceLargeLanes(_ x: Lanes, _ result: Lanes, by function: (Double) -> Double) -> Lanes {
    var result = result
    for lane in 0..<Lanes.scalarCount where !(x[lane].magnitude <= largestReduced) {
        result[lane] = Float(function(Double(x[lane])))
    }
    return result
}

private enum Sine: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let size = magnitude(x)
        let result = lanes(bits(sine(size, plus: 0)) ^ bits(x) & 0x8000_0000)
        guard any(.!(size .<= largestReduced)) else { return result }
        return replaceLargeLanes(x, result) { Foundation.sin($0) }
    }
}

private enum Cosine: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let size = magnitude(x)
        let result = sine(size, plus: 1)
        guard any(.!(size .<= largestReduced)) else { return result }
        return replaceLargeLanes(x, result) { Foundation.cos($0) }
    }
}
