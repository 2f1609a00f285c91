import NeuralNetworks
import TensorCore

extension Sequential {
    /// The same network as it answers after training, with every normalization folded into the convolution before it, and
    /// without dropout:
    ///
    ///     γ (w · x − μ) / √(σ² + ε) + β = (w s) · x + (β − μ s) with s = γ / √(σ² + ε)
    ///
    /// so that a convolution with a bias is left.
    func foldingNormalization(using generator: inout RandomGenerator) -> Sequential {
        let copy = copied(using: &generator)
        var result: [any Layer] = []
        for layer in copy.layers {
            if let norm = layer as? BatchNorm2d, let convolution = result.last as? Conv2d {
                let scale = norm.weight.value / (norm.runningVar.value + norm.epsilon).squareRoot()  // [out]
                let shift = (convolution.bias?.value ?? NDArray(0)) - norm.runningMean.value
                result[result.count - 1] = Conv2d(
                    weight: convolution.weight.value * scale.reshaped([scale.elementCount, 1, 1, 1]),
                    bias: norm.bias.value + shift * scale, convolution.convolution)
            } else if !(layer is Dropout) {
                result.append(layer)
            }
        }
        return Sequential(result)
    }
}
