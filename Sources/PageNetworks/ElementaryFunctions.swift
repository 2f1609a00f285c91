// exp and what is made of it. There is no mathematical library in a page, and the host must compute the same bits.

/// e to the power of x: x = n · ln 2 + r, so that e^x = 2^n · e^r, with |r| ≤ ln 2 / 2 and eleven terms of e^r's series.
///
/// The relative error is below 1e-12.
func exponential(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709 { return .infinity }
    if x < -708 { return 0 }
    let n = (x * 1.442_695_040_888_963_4).rounded(.toNearestOrEven)
    let r = x - n * 0.693_147_180_559_945_3
    var sum = 1.0
    var term = 11.0
    while term >= 1 {
        sum = 1 + sum * r / term
        term -= 1
    }
    return sum * Double(bitPattern: UInt64(bitPattern: Int64(n) + 1023) << 52)
}

/// 1 / (1 + e^−x).
func logistic(_ x: Float) -> Float { Float(1 / (1 + exponential(-Double(x)))) }

/// (1 − e^−2x) / (1 + e^−2x), by |x| so that nothing overflows.
func hyperbolicTangent(_ x: Float) -> Float {
    if x.isNaN { return x }
    let power = exponential(-2 * Double(x.magnitude))
    let result = Float((1 - power) / (1 + power))
    return x < 0 ? -result : result
}

/// Φ(x), the probability that a normally distributed number is at most x, by the series
/// Φ(x) = ½ + φ(x) (x + x³ / 3 + x⁵ / (3 · 5) + …) with the density φ.
///
/// The error is below 1e-12. Beyond ±8 it is 0 or 1.
func normalDistribution(_ x: Float) -> Float {
    if x.isNaN { return x }
    guard x > -8 else { return 0 }
    guard x < 8 else { return 1 }
    let x = Double(x)
    var (term, sum, divisor) = (x, x, 1.0)
    while term.magnitude > 1e-14 * sum.magnitude {
        divisor += 2
        term *= x * x / divisor
        sum += term
    }
    return Float(0.5 + sum * 0.398_942_280_401_432_7 * exponential(-x * x / 2))
}
