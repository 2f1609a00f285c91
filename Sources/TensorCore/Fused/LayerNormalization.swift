import Messages

/// The rows of a matrix brought to mean 0 and variance 1, then scaled and shifted: the arrays behind layer norm.
///
/// Fused, because its time is that of memory: two passes over x instead of the ten of the formula, which stands in
/// LayerNorm.swift.
public struct LayerNormalization: Sendable {
    /// y = γ (x − μ) / √(σ² + ε) + β, `[rows, width]`.
    public let result: NDArray

    private let x: NDArray
    private let scale: NDArray
    private let means: NDArray  // [rows]
    private let inverses: NDArray  // 1 / √(σ² + ε), [rows]

    /// Normalizes each row of `x`; σ² is divided by the width. Ba, Kiros, Hinton: "Layer normalization" (2016).
    ///
    /// - Parameters:
    ///   - x: `[rows, width]`.
    ///   - scale: γ, `[width]`; 1 when not given.
    ///   - shift: β, `[width]`; 0 when not given.
    ///   - epsilon: ε, which keeps the divisor away from 0.
    ///
    /// Traps when the shapes do not fit.
    public init(
        _ x: NDArray, scale: NDArray? = nil, shift: NDArray? = nil, epsilon: Float,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let width = x.shape.last ?? 0
        if x.rank != 2 || [scale, shift].contains(where: { $0.map { $0.shape != [width] } ?? false }) {
            explainFailure(
                "LayerNormalization",
                "x \(x.shape), scale \(scale?.shape ?? [width]), shift \(shift?.shape ?? [width])",
                hint: "x is [rows, width], scale and shift are [width]", file: file, line: line)
        }
        self.x = x.contiguous()
        self.scale = scale?.contiguous() ?? .ones([width])
        let rows = width == 0 ? 0 : x.elementCount / width
        result = NDArray(uninitialized: x.shape)
        means = NDArray(uninitialized: [rows])
        inverses = NDArray(uninitialized: [rows])
        NormalizedRows.forward(
            self.x, scale: self.scale, shift: shift?.contiguous() ?? .zeros([width]), epsilon: epsilon,
            rows: rows, width: width, into: result, means: means, inverses: inverses)
    }

    /// The gradients of x, γ and β from that of the result: with v = γ u and x̂ = (x − μ) / √(σ² + ε),
    /// ∂x = (v − mean(v) − x̂ mean(v x̂)) / √(σ² + ε), ∂γ = Σ u x̂ and ∂β = Σ u over the rows.
    public func gradients(_ upstream: NDArray) -> (x: NDArray, scale: NDArray, shift: NDArray) {
        let (rows, width) = (means.elementCount, scale.elementCount)
        let blocks = (rows + NormalizedRows.blockRows - 1) / NormalizedRows.blockRows
        let gradient = NDArray(uninitialized: x.shape)
        let scaleParts = NDArray(uninitialized: [blocks, width])
        let shiftParts = NDArray(uninitialized: [blocks, width])
        NormalizedRows.backward(
            upstream.contiguous(), x, scale: scale, means: means, inverses: inverses, rows: rows,
            width: width,
            into: gradient, scaleParts: scaleParts, shiftParts: shiftParts)
        return (gradient, scaleParts.sum(axes: [0]), shiftParts.sum(axes: [0]))
    }
}
