import Autograd
import NeuralNetworks
import TensorCore

/// A layer with layers inside that has a form for inference.
protocol FoldableLayer: Layer {
    /// The same function as in evaluation, in fewer steps.
    func folded() -> any Layer
}

/// The same function as a layer in evaluation, in fewer steps: a batch norm, which then only scales and shifts, becomes part of
/// the convolution before it, and so does the rectifier behind.
///
/// With γ, β, μ and σ² of the norm, γ (w ∗ x − μ) / √(σ² + ε) + β = (s w) ∗ x + (β − s μ), where s = γ / √(σ² + ε). What comes
/// out has numbers of its own and no parameters, and records no gradient.
///
/// ```swift
/// let network = MobileNetV2(using: &generator)
/// network.evaluate()
/// let maps = foldedForInference(network.body)(Tensor(.zeros([1, 3, 64, 64])))  // [1, 1280, 2, 2]
/// ```
public func foldedForInference(_ layer: any Layer) -> any Layer {
    switch layer {
    case let sequence as Sequential: sequence.folded()
    case let layer as any FoldableLayer: layer.folded()
    case let convolution as Conv2d: FoldedConvolution(convolution, norm: nil, range: nil)
    default: layer
    }
}

extension Sequential {
    func folded() -> Sequential {
        var (result, index) = ([any Layer](), 0)
        func next<Kind>(_ kind: Kind.Type) -> Kind? { index < layers.count ? layers[index] as? Kind : nil }
        while index < layers.count {
            guard let convolution = next(Conv2d.self) else {
                result.append(foldedForInference(layers[index]))
                index += 1
                continue
            }
            index += 1
            let norm = next(BatchNorm2d.self)
            if norm != nil { index += 1 }
            var range: ClosedRange<Float>?
            if next(ReLU.self) != nil { range = 0 ... .infinity }
            if next(ReLU6.self) != nil { range = 0...6 }
            if range != nil { index += 1 }
            result.append(FoldedConvolution(convolution, norm: norm, range: range))
        }
        return Sequential(result)
    }
}

/// A convolution with the norm and the rectifier behind it.
private final class FoldedConvolution: Module, Layer {
    private let convolution: PreparedConvolution2D

    init(_ layer: Conv2d, norm: BatchNorm2d?, range: ClosedRange<Float>?) {
        var (weight, bias) = (layer.weight.value, layer.bias?.value)
        if let norm {
            let scale = norm.weight.value / (norm.runningVar.value + norm.epsilon).squareRoot()
            weight = weight * scale.reshaped([scale.elementCount, 1, 1, 1])
            let shift = norm.bias.value - norm.runningMean.value * scale
            bias = bias.map { $0 * scale + shift } ?? shift
        }
        convolution = PreparedConvolution2D(layer.convolution, weight, bias: bias, range: range)
    }

    func forward(_ input: Tensor) -> Tensor { Tensor(convolution(input.value)) }
}
