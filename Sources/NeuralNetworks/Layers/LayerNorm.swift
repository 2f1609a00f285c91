import Autograd
import Messages
import TensorCore

/// Normalizes each example to mean 0 and variance 1 over its last axes, then scales and shifts every feature:
/// y = γ (x − μ) / √(σ² + ε) + β.
///
/// Unlike batch norm it never looks at another example, so training and evaluation are the same. Input
/// `[..., features]`; γ is `weight`, initially 1, β is `bias`, initially 0, both of the normalized shape; σ² is
/// divided by the count; ε is 1e-5, as in PyTorch. Traps when the input does not end with the normalized
/// shape.
///
/// Ba, Kiros, Hinton: "Layer normalization" (2016). Section 12.3.4.
///
/// ```swift
/// let norm = LayerNorm(4)
/// let y = norm(Tensor(.normal([2, 3, 4], using: &generator)))  // [2, 3, 4]; each row of 4 has mean 0, variance 1
/// print(y.mean(axes: [2]))
/// ```
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

    /// γ (x − μ) / √(σ² + ε) + β: the formula on the lower rungs of the kernel ladder, else one operation.
    public func forward(_ input: Tensor) -> Tensor {
        let shape = input.shape
        if normalizedShape.isEmpty || Array(shape.suffix(normalizedShape.rank)) != Array(normalizedShape) {
            explainFailure(
                "LayerNorm", "an input of shape \(shape) for the normalized shape \(normalizedShape)",
                hint: "the input must end with it")
        }
        return KernelRung.current < .packed ? formula(input) : fused(input)
    }

    /// The definition in tensor arithmetic; the graph finds its gradient.
    private func formula(_ x: Tensor) -> Tensor {
        let axes = Array(x.rank - normalizedShape.rank..<x.rank)
        let centered = x - x.mean(axes: axes, keepingDimensions: true)
        let variance = centered.square().mean(axes: axes, keepingDimensions: true)
        let normalized = centered / (variance + epsilon).squareRoot()
        guard let weight, let bias else { return normalized }
        return weight * normalized + bias
    }

    private func fused(_ input: Tensor) -> Tensor {
        let shape = input.shape
        let width = normalizedShape.elementCount
        let rowCount = shape.dropLast(normalizedShape.rank).reduce(1, *)
        let normalization = LayerNormalization(
            input.value.reshaped([rowCount, width]), scale: weight?.value.flattened(),
            shift: bias?.value.flattened(), epsilon: epsilon)
        let (isAffine, affineShape) = (weight != nil, normalizedShape)
        let inputs = [input] + [weight, bias].compactMap { $0 }
        return Tensor.operation("layerNorm", normalization.result.reshaped(shape), inputs: inputs) {
            upstream in
            let gradients = normalization.gradients(upstream.reshaped([rowCount, width]))
            let affine = [gradients.scale, gradients.shift].map { Optional($0.reshaped(affineShape)) }
            return [gradients.x.reshaped(shape)] + (isAffine ? affine : [])
        }
    }
}
