import Autograd
import Messages
import TensorCore

/// A fully connected layer: y = x Wᵀ + b.
///
/// Input `[..., in]`, output `[..., out]`; `weight` is `[out, in]`, `bias` `[out]`. Both are drawn uniformly
/// from ±1 / √in, as in PyTorch. Traps when the input's last axis is not `in`.
///
/// ```swift
/// let layer = Linear(4, 2, using: &generator)
/// let y = layer(Tensor(.normal([8, 4], using: &generator)))  // [8, 2]
/// ```
public final class Linear: Module, Layer {
    /// W, `[out, in]`.
    public let weight: Parameter
    /// b, `[out]`; nil for a layer without one.
    public let bias: Parameter?

    /// A layer from `inputCount` features to `outputCount`.
    public init(
        _ inputCount: Int, _ outputCount: Int, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        weight = Parameter(
            .pytorchDefault([outputCount, inputCount], fanIn: inputCount, using: &generator), name: "weight")
        self.bias =
            bias
            ? Parameter(.pytorchDefault([outputCount], fanIn: inputCount, using: &generator), name: "bias")
            : nil
    }

    /// The number of input features.
    public var inputCount: Int { weight.shape[1] }

    /// The number of output features.
    public var outputCount: Int { weight.shape[0] }

    /// x Wᵀ + b.
    public func forward(_ input: Tensor) -> Tensor { linear(input, weight: weight, bias: bias) }
}

/// x Wᵀ + b as one operation: input `[..., in]`, weight `[out, in]`, bias `[out]`.
///
/// With the upstream gradient U, both seen as matrices of rows: ∂x = U W, ∂W = Uᵀ x, ∂b = Σ U over the rows.
/// Traps when the extents do not fit.
///
/// ```swift
/// let x = Tensor(NDArray(rows: [[1, 2]]))
/// let weight = Tensor(NDArray(rows: [[3, 4], [5, 6]]))
/// let y = linear(x, weight: weight)  // [[11, 17]]
/// ```
public func linear(
    _ input: Tensor, weight: Tensor, bias: Tensor? = nil, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    guard weight.rank == 2, let features = input.shape.last, features == weight.shape[1] else {
        explainFailure(
            "linear", "an input of shape \(input.shape) for a weight of shape \(weight.shape)",
            hint: "the input's last axis must be the weight's second: [..., in] and [out, in]", file: file,
            line: line)
    }
    if let bias, bias.shape != [weight.shape[0]] {
        explainFailure(
            "linear", "a bias of shape \(bias.shape) for a weight of shape \(weight.shape)",
            hint: "the bias is [out]", file: file, line: line)
    }
    let inputShape = input.shape
    let rowCount = inputShape.dropLast().reduce(1, *)
    let rows = input.value.reshaped([rowCount, features])
    let matrix = weight.value
    var result = rows.matmul(matrix.transposed())
    if let bias { result += bias.value }
    result = result.reshaped(Shape(inputShape.dropLast() + [matrix.shape[0]]))
    let (needsInput, needsWeight) = (input.requiresGradient, weight.requiresGradient)
    let needsBias = bias?.requiresGradient ?? false
    let outputCount = matrix.shape[0]
    return Tensor.operation("linear", result, inputs: [input, weight] + (bias.map { [$0] } ?? [])) {
        upstream in
        let gradient = upstream.reshaped([rowCount, outputCount])
        return [
            needsInput ? gradient.matmul(matrix).reshaped(inputShape) : nil,
            needsWeight ? gradient.transposed().matmul(rows) : nil,
            needsBias ? gradient.sum(axes: [0]) : nil,
        ]
    }
}
