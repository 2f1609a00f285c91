import Autograd
import NeuralNetworks
import TensorCore

/// A low-rank adapter, LoRA: the change of a weight W `[out, in]` is (α / r) B A, with A `[r, in]` and B `[out, r]`.
///
/// Input `[..., in]`, output `[..., out]`, to be added to that of the weight, which stays as it is. B starts at 0, so that
/// nothing changes at first. Hu and others: "LoRA: low-rank adaptation of large language models" (2021). Section 13.2.
///
/// ```swift
/// let layer = Linear(64, 32, using: &generator)
/// layer.freeze()
/// let adapter = LowRankAdapter(layer.weight, rank: 4, alpha: 8, using: &generator)
/// let x = Tensor(.normal([2, 64], using: &generator))
/// let y = layer(x) + adapter(x)  // [2, 32]; 384 weights are trained, not 2,080
/// ```
public final class LowRankAdapter: Module, Layer {
    /// A, `[r, in]`, drawn from N(0, 1 / in).
    public let a: Parameter
    /// B, `[out, r]`.
    public let b: Parameter
    /// α / r.
    public let scale: Float

    /// r, the rank.
    public var rank: Int { a.shape[0] }

    /// An adapter of a weight `[outputs, inputs]`.
    public init(inputs: Int, outputs: Int, rank: Int, alpha: Double, using generator: inout RandomGenerator) {
        a = Parameter(.normal([rank, inputs], using: &generator) / Float(inputs).squareRoot(), name: "a")
        b = Parameter(.zeros([outputs, rank]), name: "b")
        scale = Float(alpha / Double(rank))
    }

    /// An adapter of this weight `[out, in]`.
    public convenience init(
        _ weight: Parameter, rank: Int, alpha: Double, using generator: inout RandomGenerator
    ) {
        self.init(
            inputs: weight.shape[1], outputs: weight.shape[0], rank: rank, alpha: alpha, using: &generator)
    }

    /// (α / r) x Aᵀ Bᵀ: two thin products instead of one with a large matrix.
    public func forward(_ input: Tensor) -> Tensor { linear(linear(input, weight: a), weight: b) * scale }

    /// (α / r) B A, `[out, in]`.
    public var weightChange: NDArray { b.value.matmul(a.value) * scale }
}
