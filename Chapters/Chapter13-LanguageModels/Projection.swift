import Autograd
import NeuralNetworks
import PretrainedModels
import TensorCore

/// A linear layer that a low-rank adapter can be added to: y = x Wᵀ + b, and (α / r) x Aᵀ Bᵀ where there is an adapter.
///
/// Input `[..., in]`, output `[..., out]`.
final class Projection: Module, Layer {
    /// W, `[out, in]`.
    let weight: Parameter
    /// b, `[out]`.
    let bias: Parameter
    /// What fine-tuning adds; nil without.
    var adapter: LowRankAdapter?

    /// Weights from N(0, deviation²), biases 0, as in GPT-2.
    init(_ inputs: Int, _ outputs: Int, deviation: Float = 0.02, using generator: inout RandomGenerator) {
        weight = Parameter(.normal([outputs, inputs], using: &generator) * deviation, name: "weight")
        bias = Parameter(.zeros([outputs]), name: "bias")
    }

    func forward(_ input: Tensor) -> Tensor {
        let output = linear(input, weight: weight, bias: bias)
        return adapter.map { output + $0(input) } ?? output
    }

    /// Adds the adapter's product to W and removes the adapter: the same function, as fast as before.
    func mergeAdapter() {
        guard let adapter else { return }
        weight.value += adapter.weightChange
        self.adapter = nil
    }
}
