import Vectors

extension VectorMath {
    /// ln x; −∞ at 0, NaN below.
    static let log = RowFunction(Logarithm.self)

    /// ln(1 + x), accurate near 0; −∞ at −1, NaN below.
    static let logOnePlus = RowFunction(LogarithmOfOnePlus.self)
}

// MARK: - The logarithm

/// The bits of √½: a number is 2ᵉ m with √½ ≤ m < √2.
private let lowestFraction: UInt32 = 0x3F35_04F3

/// The exponent e and the fraction m of positive, normal numbers.
@inline(__always)
private func exponentAndFraction(_ x: Lanes) -> (exponent: Lanes, fraction: Lanes, exponentBits: LaneBits) {
    let shifted = bits(x) &+ (Float(1).bitPattern &- lowestFraction)
    let exponentBits = shifted &>> 23
    // Under the exponent of 2²³ a number of 23 bits becomes a float.
    let exponent = lanes(exponentBits | Float(0x1p23).bitPattern) - (0x1p23 + 127)
    return (exponent, lanes((shifted & 0x7F_FFFF) &+ lowestFraction), exponentBits)
}

/// e ln 2 + ln(1 + t), √½ ≤ 1 + t ≤ √2.
///
/// ln(1 + t) = t − t²/2 + t³ q(t), where q is the minimax polynomial of its degree for the relative error of
/// ln(1 + t) (Remez exchange in 160-bit arithmetic), 2⁻²⁷.
@inline(__always)
private func logarithm(_ exponent: Lanes, _ t: Lanes) -> Lanes {
    var q = Lanes(repeating: -0.07634498)
    q = multiplyAdd(q, t, 0.12761578)
    q = multiplyAdd(q, t, -0.13160183)
    q = multiplyAdd(q, t, 0.14201757)
    q = multiplyAdd(q, t, -0.16623357)
    q = multiplyAdd(q, t, 0.20001227)
    q = multiplyAdd(q, t, -0.2500082)
    q = multiplyAdd(q, t, 0.3333333)
    q = multiplyAdd(q, t, -0.5)
    // ln 2 in two parts: e times the first is exact.
    let low = multiplyAdd(t * t, q, exponent * -2.1219444e-4)
    return multiplyAdd(exponent, Lanes(repeating: 0x1.63p-1), t + low)
}

/// Sets the results for ∞, NaN and arguments at and below the pole; `x` is the argument of ln.
@inline(__always)
private func withSpecialValues(_ result: Lanes, _ argument: Lanes) -> Lanes {
    // 0 · NaN makes NaN of what the bits of a NaN gave.
    multiplyAdd(argument, Lanes.zero, result)
        .replacing(with: .infinity, where: argument .== .infinity)
        .replacing(with: -.infinity, where: argument .== 0)
        .replacing(with: .nan, where: argument .< 0)
}

private enum Logarithm: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let isDenormal = x .< .leastNormalMagnitude
        let (exponent, fraction, _) = exponentAndFraction(x.replacing(with: x * 0x1p23, where: isDenormal))
        let shift = Lanes.zero.replacing(with: 23, where: isDenormal)
        return withSpecialValues(logarithm(exponent - shift, fraction - 1), x)
    }
}

private enum LogarithmOfOnePlus: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let sum = 1 + x
        // What the sum lost by rounding, exactly.
        let added = sum - 1
        let lost = (x - added) + (1 - (sum - added))
        let (exponent, fraction, exponentBits) = exponentAndFraction(sum)
        // 2^(1−e), which for the largest e is 0.
        let scale = lanes((255 &- exponentBits) &<< 23)
        let result = logarithm(exponent, 0.5 * lost * scale + (fraction - 1))
        return withSpecialValues(result, sum).replacing(with: x, where: magnitude(x) .< 0x1p-25)
    }
}
