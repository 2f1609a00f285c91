import Autograd
import TensorCore

/// Brings each example to mean 0 and variance 1 over its last axes, then scales and shifts every feature:
/// y = γ (x − μ) / √(σ² + ε) + β.
///
/// Unlike batch norm it never looks at another example, so training and use are the same. Input
/// `[..., features]`; γ is `weight`, at first 1, β is `bias`, at first 0, both of the normalized shape; σ² is
/// divided by the count; ε is 1e-5, as in PyTorch. Traps when the input does not end with the normalized
/// shape.
///
/// Ba, Kiros, Hinton: "Layer normalization" (2016). Section 12.3.4.
public final class LayerNorm: Module, Layer {
    /// γ, of the normalized shape; nil without an affine part.
    public let weight: Parameter?
    /// β, of the normalized shape; nil without an affine part.
    public let bias: Parameter?
    /// The extents of the axes over which the statistics are taken.
    public let normalizedShape: Shape
    /// ε, which keeps the divisor away from 0.
    public let epsilon: Float

    /// A normalization over the last axes, whose extents are given.
    ///
    /// - Parameter affine: whether there are γ and β.
    public init(_ normalizedShape: Shape, epsilon: Float = 1e-5, affine: Bool = true) {
        self.normalizedShape = normalizedShape
        self.epsilon = epsilon
        weight = affine ? Parameter(.ones(normalizedShape), name: "weight") : nil
        bias = affine ? Parameter(.zeros(normalizedShape), name: "bias") : nil
    }

    /// A normalization over the last axis, of this extent.
    public convenience init(_ featureCount: Int, epsilon: Float = 1e-5, affine: Bool = true) {
        self.init([featureCount], epsilon: epsilon, affine: affine)
    }

    /// γ (x − μ) / √(σ² + ε) + β.
    public func forward(_ input: Tensor) -> Tensor {
        let shape = input.shape
        if normalizedShape.isEmpty || Array(shape.suffix(normalizedShape.rank)) != Array(normalizedShape) {
            explainFailure(
                "LayerNorm", "an input of shape \(shape) for the normalized shape \(normalizedShape)",
                hint: "the input must end with it")
        }
        let width = normalizedShape.elementCount
        let rowCount = shape.dropLast(normalizedShape.rank).reduce(1, *)
        let x = input.value.reshaped([rowCount, width])
        let centred = x - x.mean(axes: [1], keepingDimensions: true)
        let variance = centred.square().mean(axes: [1], keepingDimensions: true)
        let inverse = (variance + epsilon).squareRoot().reciprocal()  // [rows, 1]
        let normalized = centred * inverse
        let scale = weight?.value.flattened()
        var result = normalized
        if let scale, let bias {
            result *= scale
            result += bias.value.flattened()
        }
        let (needsInput, affineShape) = (input.requiresGradient, normalizedShape)
        let inputs = [input] + [weight, bias].compactMap { $0 }
        // Both statistics depend on every x of the row, hence the two means: with v = γ u,
        // ∂x = (v − mean(v) − x̂ mean(v x̂)) / √(σ² + ε).
        return Tensor.operation("layerNorm", result.reshaped(shape), inputs: inputs) { upstream in
            let gradient = upstream.reshaped([rowCount, width])
            var gradients: [NDArray?] = [nil]
            if needsInput {
                let scaled = scale.map { gradient * $0 } ?? gradient
                var inner = scaled - scaled.mean(axes: [1], keepingDimensions: true)
                inner -= normalized * (scaled * normalized).mean(axes: [1], keepingDimensions: true)
                inner *= inverse
                gradients[0] = inner.reshaped(shape)
            }
            if scale != nil {
                gradients.append((gradient * normalized).sum(axes: [0]).reshaped(affineShape))
                gradients.append(gradient.sum(axes: [0]).reshaped(affineShape))
            }
            return gradients
        }
    }
}
