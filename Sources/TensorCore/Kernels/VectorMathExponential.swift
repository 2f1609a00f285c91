import Vectors

/// Elementary functions of whole rows of floats, within 4 ulp of the exact result unless they say otherwise.
///
/// `name(input, output, count)` reads and writes `count` floats, in place if the pointers are equal; `name(x)` is
/// the same function of one number, `name.row` the function that `Elementwise` takes. A value gives the same bits
/// wherever it stands. Infinities, NaN, signed zeros and denormals come out as the C library has them.
enum VectorMath {
    /// eˣ.
    static let exp = RowFunction(Exponential.self)

    /// eˣ − 1, accurate near 0.
    static let expMinusOne = RowFunction(ExponentialMinusOne.self)

    /// The logistic function 1 / (1 + e⁻ˣ).
    static let sigmoid = RowFunction(Logistic.self)

    /// ln(1 + eˣ), the smooth form of max(x, 0).
    static let softplus = RowFunction(Softplus.self)

    /// The hyperbolic tangent (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
    static let tanh = RowFunction(HyperbolicTangent.self)

    /// The error function 2/√π · ∫₀ˣ e^(−t²) dt.
    static let erf = RowFunction(ErrorFunction.self)

    /// The Gaussian error linear unit x Φ(x) = x/2 · (1 + erf(x/√2)) (Hendrycks and Gimpel 2016); 0 at −∞.
    ///
    /// Within 4 ulp or, for negative x, 5 · 10⁻⁸.
    static let gelu = RowFunction(GELU.self)

    /// Φ(x) + x φ(x), the derivative of `gelu`, within 3 · 10⁻⁷.
    static let geluDerivative = RowFunction(GELUDerivative.self)

    /// x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³))), the usual approximation of `gelu`.
    ///
    /// Within 4 ulp or, for negative x, 5 · 10⁻⁸.
    static let geluTanh = RowFunction(GELUTanh.self)

    /// The derivative of `geluTanh`, within 3 · 10⁻⁷.
    static let geluTanhDerivative = RowFunction(GELUTanhDerivative.self)
}

// MARK: - The exponential and what is made of it

/// e^r − 1 and n with x = n · ln 2 + r, |r| ≤ ln 2 / 2.
///
/// e^r = 1 + r + r² q(r), where q is the minimax polynomial of its degree for the relative error of e^r − 1 on
/// |r| ≤ 0.352 (Remez exchange in 160-bit arithmetic), 2⁻²⁶.
@inline(__always)
private func reducedExponential(_ x: Lanes) -> (minusOne: Lanes, power: SIMD16<Int32>) {
    // Adding 1.5 · 2²³ rounds to an integer, and leaves it in the low bits.
    let shifted = multiplyAdd(x, Lanes(repeating: 1.442695), 0x1.8p23)
    let n = shifted - 0x1.8p23
    // ln 2 in two parts: n times the first is exact.
    var r = multiplyAdd(n, Lanes(repeating: -0x1.63p-1), x)
    r = multiplyAdd(n, Lanes(repeating: 2.1219444e-4), r)
    // In pairs (Estrin's scheme): what waits for nothing can be computed at the same time.
    let r2 = r * r
    let low = multiplyAdd(r, Lanes(repeating: 0.16666535), 0.5)
    let middle = multiplyAdd(r, Lanes(repeating: 0.008367627), 0.041666258)
    let q = multiplyAdd(multiplyAdd(r2, Lanes(repeating: 0.0013948256), middle), r2, low)
    let power = unsafeBitCast(bits(shifted) &- Float(0x1.8p23).bitPattern, to: SIMD16<Int32>.self)
    return (multiplyAdd(r2, q, r), power)
}

/// 2ⁿ for −126 ≤ n ≤ 127.
@inline(__always)
private func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes {
    unsafeBitCast((n &+ 127) &<< 23, to: Lanes.self)
}

@inline(__always)
private func limited(_ x: Lanes, _ low: Float, _ high: Float) -> Lanes {
    let lowered = x.replacing(with: high, where: x .> high)
    return lowered.replacing(with: low, where: lowered .< low)
}

@inline(__always)
private func exponential(_ x: Lanes) -> Lanes {
    let (minusOne, power) = reducedExponential(limited(x, -104, 89))
    // In two steps, as 2ⁿ itself may be too large or too small for a float where the result is not.
    let half = power &>> 1
    return (1 + minusOne) * powerOfTwo(half) * powerOfTwo(power &- half)
}

/// eˣ − 1 for −80 ≤ x ≤ 80.
@inline(__always)
private func exponentialMinusOne(_ x: Lanes) -> Lanes {
    let (minusOne, power) = reducedExponential(x)
    let scale = powerOfTwo(power)
    return multiplyAdd(scale, minusOne, scale - 1)
}

private enum Exponential: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes { exponential(x) }
}

private enum ExponentialMinusOne: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let (minusOne, power) = reducedExponential(limited(x, -40, 89))
        // Half of the result, as 2ⁿ may be too large for a float.
        let scale = powerOfTwo(power &- 1)
        let result = 2 * multiplyAdd(scale, minusOne, scale - 0.5)
        return result.replacing(with: x, where: magnitude(x) .< 0x1p-25)
    }
}

private enum Logistic: LaneFunction {
    /// Both signs from e^(−|x|), which does not overflow.
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let decay = exponential(-magnitude(x))
        return Lanes(repeating: 1).replacing(with: decay, where: x .< 0) / (1 + decay)
    }
}

private enum Softplus: LaneFunction {
    /// max(x, 0) + ln(1 + e^(−|x|)), with ln(1 + t) / t on 0 ≤ t ≤ 1 a minimax polynomial, relative error 2⁻²⁷.
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let t = exponential(-magnitude(x))
        var p = Lanes(repeating: -0.0032440256)
        p = multiplyAdd(p, t, 0.019851463)
        p = multiplyAdd(p, t, -0.056959536)
        p = multiplyAdd(p, t, 0.10603655)
        p = multiplyAdd(p, t, -0.15305592)
        p = multiplyAdd(p, t, 0.19675939)
        p = multiplyAdd(p, t, -0.24954134)
        p = multiplyAdd(p, t, 0.33329964)
        p = multiplyAdd(p, t, -0.49999902)
        p = multiplyAdd(p, t, 1)
        return multiplyAdd(p, t, x.replacing(with: 0, where: x .< 0))
    }
}

private enum HyperbolicTangent: LaneFunction {
    /// u / (u + 2) with u = e^(2|x|) − 1, and the sign of x.
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let u = exponentialMinusOne(2 * limited(magnitude(x), 0, 10))
        return lanes(bits(u / (u + 2)) | bits(x) & 0x8000_0000)
    }
}

private enum ErrorFunction: LaneFunction {
    /// 1 − e^(−|x| R(|x|)), and the sign of x; see `erfcExponent`.
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let result = -exponentialMinusOne(limited(-erfcExponent(magnitude(x)), -80, 0))
        return lanes(bits(result) & 0x7FFF_FFFF | bits(x) & 0x8000_0000)
    }
}

/// a R(a) with R(a) = −ln(1 − erf a) / a, for a ≥ 0.
///
/// Up to 4, R is the minimax polynomial of its degree for the relative error of erf a, 2⁻²⁸; beyond, where erf a
/// rounds to 1, a straight line.
@inline(__always)
private func erfcExponent(_ a: Lanes) -> Lanes {
    let b = a.replacing(with: 4, where: a .> 4)
    let b2 = b * b
    let b4 = b2 * b2
    let p0 = multiplyAdd(b, Lanes(repeating: 0.6366194), 1.1283792)
    let p2 = multiplyAdd(b, Lanes(repeating: -0.019153064), 0.10277783)
    let p4 = multiplyAdd(b, Lanes(repeating: 0.0016670269), -0.00016039549)
    let p6 = multiplyAdd(b, Lanes(repeating: 0.00011764116), -0.0006328365)
    let high = multiplyAdd(b4, Lanes(repeating: -9.256252e-06), multiplyAdd(p6, b2, p4))
    let p = multiplyAdd(high, b4, multiplyAdd(p2, b2, p0))
    return a * multiplyAdd(a - b, Lanes(repeating: 0.95), p)
}

// MARK: - The Gaussian error linear unit

/// Φ(−|x|), the smaller tail of N(0, 1), half of erfc(|x|/√2); 0 below 2⁻¹²⁶.
@inline(__always)
private func normalTail(_ x: Lanes) -> Lanes {
    let exponent = erfcExponent(magnitude(x) * 0.70710677)
    let (minusOne, power) = reducedExponential(-exponent.replacing(with: 87.3, where: exponent .> 87.3))
    // 2ⁿ⁻¹ takes in the half; for the lowest n, −126, its bits are those of 0.
    let scale = powerOfTwo(power &- 1)
    return multiplyAdd(scale, minusOne, scale)
}

/// Φ(x), the distribution function of N(0, 1): from erfc on the side where that is small.
@inline(__always)
private func normalDistribution(_ x: Lanes) -> Lanes {
    let tail = normalTail(x)
    return (1 - tail).replacing(with: tail, where: x .< 0)
}

private enum GELU: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        // Φ is 0 long before −100; the limits keep ∞ · 0 from being NaN.
        let lost = limited(x, -100, 100) * normalTail(x)
        return (x - lost).replacing(with: lost, where: x .< 0)
    }
}

private enum GELUDerivative: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let x = limited(x, -100, 100)
        let density = 0.3989423 * exponential(-0.5 * x * x)
        return multiplyAdd(x, density, normalDistribution(x))
    }
}

/// 2 √(2/π) and that times 0.044715: (1 + tanh(u))/2 is the logistic function of 2u.
private let tanhSlope: Float = 1.5957691
private let tanhCube: Float = 0.07135482

private enum GELUTanh: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let u = x * multiplyAdd(x * x, Lanes(repeating: tanhCube), tanhSlope)
        return x.replacing(with: -100, where: x .< -100) * Logistic.apply(u)
    }
}

private enum GELUTanhDerivative: LaneFunction {
    @inline(__always)
    static func apply(_ x: Lanes) -> Lanes {
        let x = limited(x, -100, 100)
        let u = x * multiplyAdd(x * x, Lanes(repeating: tanhCube), tanhSlope)
        let slope = multiplyAdd(x * x, Lanes(repeating: 3 * tanhCube), tanhSlope)
        let decay = exponential(-magnitude(u))
        let rest = 1 / (1 + decay)
        let logistic = rest.replacing(with: decay * rest, where: x .< 0)
        return multiplyAdd(x * slope, decay * rest * rest, logistic)
    }
}
