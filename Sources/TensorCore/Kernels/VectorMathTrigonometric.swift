import Foundation
import Vectors

extension VectorMath {
    /// The sine of x radians; NaN at ±∞.
    static func sin(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
        Sine.row(input, output, count)
    }

    /// The same for one number.
    static func sin(_ x: Float) -> Float { Sine.single(x) }

    /// The cosine of x radians; NaN at ±∞.
    static func cos(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
        Cosine.row(input, output, count)
    }

    /// The same for one number.
    static func cos(_ x: Float) -> Float { Cosine.single(x) }
}

// MARK: - Rows

/// A function that is applied to every lane alone, so that a result depends on nothing but its own input.
private protocol LaneFunction {
    static func apply(_ x: Lanes) -> Lanes
}

extension LaneFunction {
    /// Sixteen by sixteen; the last, incomplete vector is filled up with zeros.
    @inline(__always)
    fileprivate static func row(
        _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let (source, target) = (UnsafeRawPointer(input), UnsafeMutableRawPointer(output))
        let (size, end) = (MemoryLayout<Lanes>.size, 4 * count)
        var offset = 0
        while offset + size <= end {
            let x = source.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            target.storeBytes(of: apply(x), toByteOffset: offset, as: Lanes.self)
            offset += size
        }
        guard offset < end else { return }
        var last = Lanes.zero
        withUnsafeMutableBytes(of: &last) {
            $0.baseAddress?.copyMemory(from: source + offset, byteCount: end - offset)
        }
        last = apply(last)
        withUnsafeBytes(of: &last) { bytes in
            guard let first = bytes.baseAddress else { return }
            (target + offset).copyMemory(from: first, byteCount: end - offset)
        }
    }

    /// The same bits as in a row.
    @inline(__always)
    fileprivate static func single(_ x: Float) -> Float { apply(Lanes(repeating: x))[0] }
}

/// a · b + c, rounded once where the processor can.
@inline(__always)
private func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
    #if NO_FUSED_MULTIPLY_ADD
        a * b + c
    #else
        c.addingProduct(a, b)
    #endif
}

@inline(__always)
private func multiplyAdd(_ a: Lanes, _ b: Lanes, _ c: Float) -> Lanes {
    multiplyAdd(a, b, Lanes(repeating: c))
}

@inline(__always)
private func bits(_ x: Lanes) -> LaneBits { unsafeBitCast(x, to: LaneBits.self) }

@inline(__always)
private func lanes(_ bits: LaneBits) -> Lanes { unsafeBitCast(bits, to: Lanes.self) }

@inline(__always)
private func magnitude(_ x: Lanes) -> Lanes { lanes(bits(x) & 0x7FFF_FFFF) }

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
