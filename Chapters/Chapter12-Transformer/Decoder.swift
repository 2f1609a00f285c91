import Autograd
import NeuralNetworks
import TensorCore

/// Section 12.3.7: layers of self-attention to the translation so far, cross-attention to the encoded sentence (`memory`),
/// and feed-forward, `[N, T, E]` to `[N, T, E]`. The causal mask lets position t see 0...t only: the rest is not written yet.
func decoder(
    _ input: Tensor, memory: Tensor, memoryMask: NDArray? = nil, with weights: TransformerDecoder
) -> Tensor {
    let causal = NDArray.causalMask(input.shape[1])
    var x = input
    for layer in weights.layers {
        x = residual(x, layer.norm1) { multiHead($0, $0, $0, mask: causal, with: layer.selfAttn) }
        x = residual(x, layer.norm2) {
            multiHead($0, memory, memory, mask: memoryMask, with: layer.multiheadAttn)
        }
        x = residual(x, layer.norm3) { feedForward($0, layer.linear1, layer.linear2) }
    }
    return weights.norm.map { $0(x) } ?? x
}
