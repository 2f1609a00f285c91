import Autograd
import NeuralNetworks
import TensorCore

/// Section 12.3.6: layers of self-attention and feed-forward, `[N, S, E]` to `[N, S, E]`.
func encoder(_ input: Tensor, mask: NDArray? = nil, with weights: TransformerEncoder) -> Tensor {
    var x = input
    for layer in weights.layers {
        x = residual(x, layer.norm1) { multiHead($0, $0, $0, mask: mask, with: layer.selfAttn) }
        x = residual(x, layer.norm2) { feedForward($0, layer.linear1, layer.linear2) }
    }
    return weights.norm.map { $0(x) } ?? x
}
