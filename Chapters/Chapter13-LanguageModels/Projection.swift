import Autograd
import NeuralNetworks
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

/// A low-rank adapter, LoRA: the change of a weight W `[out, in]` is (α / r) B A, with A `[r, in]` and B `[out, r]`.
///
/// B starts at 0, so that nothing changes at first. Hu and others: "LoRA: low-rank adaptation of large language models" (2021).
/// Section 13.2.
final class LowRankAdapter: Module, Layer {
    /// A, `[r, in]`, drawn from N(0, 1 / in).
    let a: Parameter
    /// B, `[out, r]`.
    let b: Parameter
    /// α / r.
    let scale: Float

    init(_ weight: Parameter, rank: Int, alpha: Double, using generator: inout RandomGenerator) {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        a = Parameter(.normal([rank, inputs], using: &generator) / Float(inputs).squareRoot(), name: "a")
        b = Parameter(.zeros([outputs, rank]), name: "b")
        scale = Float(alpha / Double(rank))
    }

    /// (α / r) x Aᵀ Bᵀ: two thin products instead of one with a large matrix.
    func forward(_ input: Tensor) -> Tensor { linear(linear(input, weight: a), weight: b) * scale }

    /// (α / r) B A, `[out, in]`.
    var weightChange: NDArray { b.value.matmul(a.value) * scale }
}
