import Messages

/// Each channel of a batch brought to mean 0 and variance 1, then scaled and shifted: the arrays behind batch norm.
///
/// Fused, because its time is that of memory: few passes over x instead of the ten of the formula, which stands in
/// BatchNorm.swift.
public struct BatchNormalization: Sendable {
    /// y = γ (x − μ) / √(σ² + ε) + β, of the shape of x.
    public let result: NDArray
    /// μ, the mean of each channel, `[C]`.
    public let means: NDArray
    /// σ², the variance of each channel divided by the count, `[C]`.
    public let variances: NDArray

    private let x: NDArray
    private let scale: NDArray
    private let epsilon: Float

    /// Normalizes each channel of `x` over all other axes. Ioffe and Szegedy: "Batch normalization" (2015).
    ///
    /// - Parameters:
    ///   - x: `[N, C, ...]`.
    ///   - scale: γ, `[C]`.
    ///   - shift: β, `[C]`.
    ///   - epsilon: ε, which keeps the divisor away from 0.
    ///
    /// Traps when the shapes do not fit.
    public init(
        _ x: NDArray, scale: NDArray, shift: NDArray, epsilon: Float, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if x.rank < 2 || scale.shape != [x.shape[1]] || shift.shape != [x.shape[1]] {
            explainFailure(
                "BatchNormalization", "x \(x.shape), scale \(scale.shape), shift \(shift.shape)",
                hint: "x is [N, C, ...], scale and shift are [C]", file: file, line: line)
        }
        self.x = x.contiguous()
        self.scale = scale.contiguous()
        self.epsilon = epsilon
        result = NDArray(uninitialized: x.shape)
        means = NDArray(uninitialized: scale.shape)
        variances = NDArray(uninitialized: scale.shape)
        NormalizedChannels.forward(
            self.x, scale: self.scale, shift: shift.contiguous(), epsilon: epsilon, into: result,
            means: means, variances: variances)
    }

    /// The gradients of x, γ and β from that of the result: with x̂ = (x − μ) / √(σ² + ε),
    /// ∂x = γ / √(σ² + ε) · (u − mean(u) − x̂ mean(u x̂)), ∂γ = Σ u x̂ and ∂β = Σ u over each channel.
    ///
    /// Both statistics depend on every x of their channel, hence the two means.
    public func gradients(_ upstream: NDArray) -> (x: NDArray, scale: NDArray, shift: NDArray) {
        let gradient = NDArray(uninitialized: x.shape)
        let (toScale, toShift) = (NDArray(uninitialized: scale.shape), NDArray(uninitialized: scale.shape))
        NormalizedChannels.backward(
            upstream.contiguous(), x, scale: scale, means: means, variances: variances, epsilon: epsilon,
            into: gradient, toScale: toScale, toShift: toShift)
        return (gradient, toScale, toShift)
    }
}
