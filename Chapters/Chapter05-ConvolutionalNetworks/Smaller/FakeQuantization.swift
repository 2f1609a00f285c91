import Autograd
import NeuralNetworks
import TensorCore

extension Tensor {
    /// The weights as 8 bits will have them, in floats, so that training sees what rounding does to them.
    ///
    /// Rounding has the derivative 0 almost everywhere, and nothing could be learned through it. The straight-through estimator
    /// passes the gradient on as if nothing had been rounded.
    ///
    /// Bengio, Léonard, Courville: "Estimating or propagating gradients through stochastic neurons" (2013).
    func fakeQuantizedWeights() -> Tensor {
        Tensor.operation("fakeQuantizedWeights", QuantizedWeights(value).dequantized, inputs: [self]) { [$0] }
    }

    /// Maps as bytes will have them: multiples of the scale from 0 to 255. The gradient passes where nothing was cut off.
    func fakeQuantizedMaps(scale: Float) -> Tensor {
        let range = 0...255 * scale
        let x = value
        let steps = (x.clamped(to: range) / scale).scalars.map { $0.rounded(.toNearestOrEven) * scale }
        return Tensor.operation("fakeQuantizedMaps", NDArray(steps, shape: x.shape), inputs: [self]) {
            [x.clampGradient($0, to: range)]
        }
    }
}

/// A network with folded normalizations that computes in floats what 8 bits will: weights and maps are rounded on their way.
final class FakeQuantizedNetwork: Module, Layer {
    /// Convolutions, each with ReLU behind it, poolings, a flattening and a linear layer.
    let layers: Sequential
    /// A step of the input, then of the maps behind each convolution.
    private(set) var scales: [Float]

    /// The scales follow from the largest numbers that these pictures, `[N, C, H, W]` from 0 to 1, lead to.
    init(_ folded: Sequential, calibratedOn pictures: NDArray) {
        layers = folded
        scales = [1 / 255]
        super.init()
        var x = Tensor(pictures)
        for layer in folded.layers {
            x = withoutGradient { layer(x) }
            if layer is ReLU {
                let largest = x.value.max().scalar
                scales.append(largest > 0 ? largest / 255 : 1)
            }
        }
    }

    /// The logits `[N, classes]`.
    func forward(_ input: Tensor) -> Tensor {
        var x = input.fakeQuantizedMaps(scale: scales[0])
        var next = 1
        for layer in layers.layers {
            switch layer {
            case let layer as Conv2d:
                x = x.convolution2D(
                    layer.weight.fakeQuantizedWeights(), bias: layer.bias,
                    padding: layer.convolution.padding)
            case let layer as Linear:
                x = linear(x, weight: layer.weight.fakeQuantizedWeights(), bias: layer.bias)
            case is ReLU:
                x = x.relu().fakeQuantizedMaps(scale: scales[next])
                next += 1
            default: x = layer(x)
            }
        }
        return x
    }
}
