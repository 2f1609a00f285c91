import TensorCore

// Functions of one element at a time, each beside its derivative.

extension Tensor {
    /// eˣ; its own derivative.
    public func exp() -> Tensor {
        let y = value.exp()
        return unary("exp", y) { $0 * y }
    }

    /// eˣ − 1, accurate also near 0; the derivative is eˣ.
    public func expMinusOne() -> Tensor {
        let y = value.expMinusOne()
        return unary("expMinusOne", y) { $0 * (y + 1) }
    }

    /// The natural logarithm; the derivative is 1/x.
    public func log() -> Tensor {
        let x = value
        return unary("log", x.log()) { $0 / x }
    }

    /// log(1 + x), accurate also near 0; the derivative is 1/(1 + x).
    public func logOnePlus() -> Tensor {
        let x = value
        return unary("logOnePlus", x.logOnePlus()) { $0 / (x + 1) }
    }

    /// The hyperbolic tangent y; the derivative is 1 − y².
    public func tanh() -> Tensor {
        let y = value.tanh()
        return unary("tanh", y) { $0 * (1 - y.square()) }
    }

    /// The logistic function y = 1 / (1 + e⁻ˣ); the derivative is y (1 − y).
    public func sigmoid() -> Tensor {
        let y = value.sigmoid()
        return unary("sigmoid", y) { $0 * y * (1 - y) }
    }

    /// The error function; the derivative is 2/√π e^(−x²).
    public func erf() -> Tensor {
        let x = value
        return unary("erf", x.erf()) { $0 * (-x.square()).exp() * 1.128_379_2 }
    }

    /// The sine of an angle in radians; the derivative is the cosine.
    public func sin() -> Tensor {
        let x = value
        return unary("sin", x.sin()) { $0 * x.cos() }
    }

    /// The cosine of an angle in radians; the derivative is the negative sine.
    public func cos() -> Tensor {
        let x = value
        return unary("cos", x.cos()) { -$0 * x.sin() }
    }

    /// x²; the derivative is 2x.
    public func square() -> Tensor {
        let x = value
        return unary("square", x.square()) { $0 * x * 2 }
    }

    /// y = √x; the derivative is 1/(2y).
    public func squareRoot() -> Tensor {
        let y = value.squareRoot()
        return unary("squareRoot", y) { $0 / (y * 2) }
    }

    /// y = 1/x; the derivative is −y².
    public func reciprocal() -> Tensor { 1 / self }

    /// |x|; the derivative is the sign, 0 at 0.
    public func magnitude() -> Tensor {
        let x = value
        return unary("magnitude", x.magnitude()) { $0 * x.sign() }
    }

    /// xᵖ for the same exponent everywhere; the derivative is p xᵖ⁻¹, 0 for the exponent 0.
    public func power(_ exponent: Float) -> Tensor {
        let x = value
        return unary("power", x.power(exponent)) { upstream in
            exponent == 0 ? upstream * 0 : upstream * (x.power(exponent - 1) * exponent)
        }
    }

    /// Each element outside `range` replaced by the nearer bound; no gradient passes there.
    public func clamped(to range: ClosedRange<Float>) -> Tensor {
        let x = value
        return unary("clamped", x.clamped(to: range)) { $0 * x.isEqual(to: x.clamped(to: range)) }
    }

    /// x where it is positive, else `slope · x`: ReLU, or leaky ReLU with a slope. The derivative at 0 is `slope`.
    public func relu(slope: Float = 0) -> Tensor {
        let x = value
        return unary("relu", x.relu(slope: slope)) { x.reluGradient($0, slope: slope) }
    }

    /// The Gaussian error linear unit x Φ(x), with the normal distribution function Φ.
    public func gelu() -> Tensor {
        let x = value
        return unary("gelu", x.gelu()) { $0 * x.geluDerivative() }
    }

    /// GELU with a tanh approximation of Φ.
    public func geluTanh() -> Tensor {
        let x = value
        return unary("geluTanh", x.geluTanh()) { $0 * x.geluTanhDerivative() }
    }

    /// The softplus log(1 + eˣ); the derivative is the logistic function.
    public func softplus() -> Tensor {
        let x = value
        return unary("softplus", x.softplus()) { $0 * x.sigmoid() }
    }
}
