import Vectors

extension VectorMath {
    /// √x, correctly rounded; NaN below 0, −0 at −0.
    static let squareRoot = RowFunction(SquareRoot.self)

    /// xʸ for one exponent y; NaN for negative x unless y is an integer, 1 for y = 0 or x = 1.
    static func pow(
        _ base: UnsafePointer<Float>, _ exponent: Float, _ output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let y = Lanes(repeating: exponent)
        forEachVector(count) { offset, size in
            store(power(load(base, offset, size), y), output, offset, size)
        }
    }

    /// xʸ for an exponent for each element; `output` may be either input.
    static func pow(
        _ base: UnsafePointer<Float>, _ exponent: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        forEachVector(count) { offset, size in
            store(power(load(base, offset, size), load(exponent, offset, size)), output, offset, size)
        }
    }

    /// xʸ for one number, the same bits as in a row.
    static func pow(_ x: Float, _ y: Float) -> Float {
        power(Lanes(repeating: x), Lanes(repeating: y))[0]
    }
}

// MARK: - Rows

/// Calls `body` with the byte offset of each vector of a row and its size in bytes, smaller for the last.
@inline(__always)
private func forEachVector(_ count: Int, _ body: (Int, Int) -> Void) {
    let (size, end) = (MemoryLayout<Lanes>.size, 4 * count)
    var offset = 0
    while offset + size <= end {
        body(offset, size)
        offset += size
    }
    if offset < end { body(offset, end - offset) }
}

@inline(__always)
private func load(_ row: UnsafePointer<Float>, _ offset: Int, _ size: Int) -> Lanes {
    let source = UnsafeRawPointer(row) + offset
    if size == MemoryLayout<Lanes>.size { return source.loadUnaligned(as: Lanes.self) }
    var x = Lanes.zero
    withUnsafeMutableBytes(of: &x) { $0.baseAddress?.copyMemory(from: source, byteCount: size) }
    return x
}

@inline(__always)
private func store(_ x: Lanes, _ row: UnsafeMutablePointer<Float>, _ offset: Int, _ size: Int) {
    let target = UnsafeMutableRawPointer(row) + offset
    if size == MemoryLayout<Lanes>.size { return target.storeBytes(of: x, as: Lanes.self) }
    withUnsafeBytes(of: x) { bytes in
        guard let first = bytes.baseAddress else { return }
        target.copyMemory(from: first, byteCount: size)
    }
}

// MARK: - The power, in doubles

private typealias Wide = SIMD8<Double>

/// log₂ x for 0 ≤ x ≤ ∞, NaN for NaN.
///
/// With x = 2ᵉ m, √½ ≤ m < √2 and s = (m − 1)/(m + 1), log₂ x = e + s P(s²), where P is the minimax polynomial
/// of its degree for the relative error (Remez exchange in 160-bit arithmetic), 2⁻⁴⁵.
@inline(__always)
private func binaryLogarithm(_ x: Wide) -> Wide {
    let lowestFraction: UInt64 = 0x3FE6_A09E_667F_3BCD
    let shifted = unsafeBitCast(x, to: SIMD8<UInt64>.self) &+ (Double(1).bitPattern &- lowestFraction)
    // Under the exponent of 2⁵² a number of 52 bits becomes a double.
    let exponent =
        unsafeBitCast(shifted &>> 52 | Double(0x1p52).bitPattern, to: Wide.self) - (0x1p52 + 1023)
    let m = unsafeBitCast((shifted & 0xF_FFFF_FFFF_FFFF) &+ lowestFraction, to: Wide.self)
    let s = (m - 1) / (m + 1)
    let t = s * s
    var p = Wide(repeating: 0x1.21b2254b23b27p-2)
    p = p * t + 0x1.4795415cf6b15p-2
    p = p * t + 0x1.a61a2f43d855ep-2
    p = p * t + 0x1.2776c292af1cfp-1
    p = p * t + 0x1.ec709dc53cda7p-1
    p = p * t + 0x1.71547652b8251p+1
    // 0 · NaN makes NaN of what the bits of a NaN gave.
    return (exponent + s * p + 0 * x)
        .replacing(with: -.infinity, where: x .== 0)
        .replacing(with: .infinity, where: x .== .infinity)
}

/// 2ᶻ for results within the range of floats, NaN for NaN.
///
/// 2ᶠ on |f| ≤ ½ is the minimax polynomial of its degree for the relative error, 2⁻⁴⁰.
@inline(__always)
private func binaryExponential(_ z: Wide) -> Wide {
    let lowered = z.replacing(with: 200, where: z .> 200)
    let limited = lowered.replacing(with: -200, where: lowered .< -200)
    // Adding 1.5 · 2⁵² rounds to an integer, and leaves it in the low bits.
    let shifted = limited + 0x1.8p52
    let f = limited - (shifted - 0x1.8p52)
    var p = Wide(repeating: 0x1.61afcefd53608p-20)
    p = p * f + 0x1.00dad25442de3p-16
    p = p * f + 0x1.430acca30af2bp-13
    p = p * f + 0x1.5d8748384e367p-10
    p = p * f + 0x1.3b2ab5c529441p-7
    p = p * f + 0x1.c6b08dd46d416p-5
    p = p * f + 0x1.ebfbdff9319e1p-3
    p = p * f + 0x1.62e42fef8615ep-1
    p = p * f + 0x1.ffffffffff7a3p-1
    let scaled =
        unsafeBitCast(p, to: SIMD8<UInt64>.self) &+ unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52
    return unsafeBitCast(scaled, to: Wide.self) + 0 * limited
}

/// |x|ʸ by doubles, rounded to float once.
@inline(__always)
private func magnitudePower(_ x: SIMD8<Float>, _ y: SIMD8<Float>) -> SIMD8<Float> {
    SIMD8<Float>(binaryExponential(Wide(y) * binaryLogarithm(Wide(x))))
}

@inline(__always)
private func power(_ x: Lanes, _ y: Lanes) -> Lanes {
    let size = magnitude(x)
    var result = Lanes(
        lowHalf: magnitudePower(size.lowHalf, y.lowHalf), highHalf: magnitudePower(size.highHalf, y.highHalf))
    result.replace(with: 1, where: y .== 0)
    result.replace(with: 1, where: size .== 1 .& (y .== y))
    result.replace(with: 1, where: x .== 1)
    // The sign of x stays for odd y; a negative x has no other power than integer ones.
    let isInteger = y.rounded(.towardZero) .== y
    let half = 0.5 * y
    let isOdd = isInteger .& (half.rounded(.towardZero) .!= half)
    let signed = lanes(bits(result) | bits(x) & 0x8000_0000)
    result.replace(with: signed, where: isOdd)
    let isNegative = x .< 0 .& (x .> -.infinity)
    result.replace(with: .nan, where: isNegative .& (y .== y) .& (.!isInteger))
    return result
}

// MARK: - The square root

private enum SquareRoot: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes { root(x) }
}

#if NO_FUSED_MULTIPLY_ADD
    private func root(_ x: Lanes) -> Lanes { x.squareRoot() }
#else
    /// √x by fused multiplications: `squareRoot()` runs lane by lane.
    @inline(__always)
    private func root(_ x: Lanes) -> Lanes {
        // Small numbers are scaled, so that no remainder is a denormal.
        let isSmall = x .< 0x1p-90
        let a = x.replacing(with: x * 0x1p64, where: isSmall)
        // 1/√a: the exponent halved for a first guess, then Newton's steps.
        let guess = LaneBits(repeating: 0x5F37_59DF) &- bits(a) &>> 1
        var inverse = lanes(guess)
        for _ in 0..<3 { inverse = inverse * (1.5 - (0.5 * a * inverse) * inverse) }
        // √a, and twice what its square lacks, which one rounding keeps exact (Markstein 1990).
        var root = a * inverse
        let half = 0.5 * inverse
        root.addProduct(a.addingProduct(-root, root), half)
        root.addProduct(a.addingProduct(-root, root), half)
        return root.replacing(with: root * 0x1p-32, where: isSmall)
            .replacing(with: x, where: x .== 0)
            .replacing(with: x, where: x .== .infinity)
            .replacing(with: .nan, where: x .< 0)
    }
#endif
