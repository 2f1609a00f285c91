// Functions of one element at a time.

extension NDArray {
    /// eˣ.
    public func exp() -> NDArray { Elementwise.map(self, VectorMath.exp.row) }

    /// eˣ − 1, accurate also near 0.
    public func expMinusOne() -> NDArray { Elementwise.map(self, VectorMath.expMinusOne.row) }

    /// The natural logarithm; -∞ of 0, NaN of negative numbers.
    public func log() -> NDArray { Elementwise.map(self, VectorMath.log.row) }

    /// log(1 + x), accurate also near 0.
    public func logOnePlus() -> NDArray { Elementwise.map(self, VectorMath.logOnePlus.row) }

    /// The hyperbolic tangent.
    public func tanh() -> NDArray { Elementwise.map(self, VectorMath.tanh.row) }

    /// The logistic function σ(x) = 1 / (1 + e⁻ˣ).
    public func sigmoid() -> NDArray { Elementwise.map(self, VectorMath.sigmoid.row) }

    /// The error function 2/√π ∫₀ˣ e^(−t²) dt.
    public func erf() -> NDArray { Elementwise.map(self, VectorMath.erf.row) }

    /// The sine of an angle in radians.
    public func sin() -> NDArray { Elementwise.map(self, VectorMath.sin.row) }

    /// The cosine of an angle in radians.
    public func cos() -> NDArray { Elementwise.map(self, VectorMath.cos.row) }

    /// x².
    public func square() -> NDArray { Elementwise.map(self, ArithmeticRows.square) }

    /// √x; NaN of negative numbers.
    public func squareRoot() -> NDArray { Elementwise.map(self, VectorMath.squareRoot.row) }

    /// 1 / x.
    public func reciprocal() -> NDArray { Elementwise.map(self, ArithmeticRows.reciprocal) }

    /// |x|.
    public func magnitude() -> NDArray { Elementwise.map(self, ArithmeticRows.magnitude) }

    /// 1, 0 or -1.
    public func sign() -> NDArray { Elementwise.map(self, ArithmeticRows.sign) }

    /// xᵖ for the same exponent everywhere.
    public func power(_ exponent: Float) -> NDArray {
        switch exponent {
        case 2: square()
        case 1: self
        case 0.5: squareRoot()
        case -1: reciprocal()
        default: Elementwise.map(self) { VectorMath.pow($0, exponent, $1, $2) }
        }
    }

    /// xᵖ for each pair of elements.
    public func power(_ exponent: NDArray) -> NDArray {
        Elementwise.zip(self, exponent, "power", VectorMath.pow)
    }

    /// Each element moved to the nearer end where it lies outside `range`.
    public func clamped(to range: ClosedRange<Float>) -> NDArray {
        Elementwise.map(self, ArithmeticRows.clamp(range.lowerBound, range.upperBound))
    }

    /// `gradient` where this array lies between the ends of `range`, 0 at them and beyond: the backward pass of a rectifier
    /// that is cut off above.
    ///
    /// Traps when the shapes differ beyond broadcasting.
    public func clampGradient(_ gradient: NDArray, to range: ClosedRange<Float>) -> NDArray {
        Elementwise.zip(
            self, gradient, "clampGradient",
            ArithmeticRows.gate(between: range.lowerBound, and: range.upperBound))
    }

    /// x where it is positive, else 0: the rectifier. With a slope, `slope · x` instead of 0 (leaky).
    public func relu(slope: Float = 0) -> NDArray {
        Elementwise.map(self, ArithmeticRows.rectify(slope: slope))
    }

    /// `gradient` where this array is positive, `slope · gradient` elsewhere: the backward pass of a rectifier.
    ///
    /// Traps when the shapes differ beyond broadcasting.
    public func reluGradient(_ gradient: NDArray, slope: Float = 0) -> NDArray {
        Elementwise.zip(self, gradient, "reluGradient", ArithmeticRows.gateBySign(slope: slope))
    }

    /// The Gaussian error linear unit x Φ(x), with the normal distribution function Φ (Hendrycks and Gimpel, 2016).
    public func gelu() -> NDArray { Elementwise.map(self, VectorMath.gelu.row) }

    /// The derivative of `gelu`, Φ(x) + x φ(x).
    public func geluDerivative() -> NDArray { Elementwise.map(self, VectorMath.geluDerivative.row) }

    /// GELU with tanh in the place of Φ: x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))).
    public func geluTanh() -> NDArray { Elementwise.map(self, VectorMath.geluTanh.row) }

    /// The derivative of `geluTanh`.
    public func geluTanhDerivative() -> NDArray { Elementwise.map(self, VectorMath.geluTanhDerivative.row) }

    /// The softplus log(1 + eˣ), which is −log σ(−x).
    public func softplus() -> NDArray { Elementwise.map(self, VectorMath.softplus.row) }
}
