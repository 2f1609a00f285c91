import Autograd
import NeuralNetworks
import TensorCore

/// Section 12.3.7: layers of attention of the translation to what is written of it, of attention to the encoded sentence,
/// and of feed-forward, `[N, T, E]` to `[N, T, E]`. Place t sees the places 0...t alone: the rest is still to be written.
func decoder(
    _ input: Tensor, memory: Tensor, memoryMask: NDArray? = nil, with weights: TransformerDecoder
) -> Tensor {
    let past = NDArray.causalMask(input.shape[1])
    var x = input
    for layer in weights.layers {
        x = residualNorm(x, layer.norm1) { multiHead($0, $0, $0, mask: past, with: layer.selfAttn) }
        x = residualNorm(x, layer.norm2) {
            multiHead($0, memory, memory, mask: memoryMask, with: layer.multiheadAttn)
        }
        x = residualNorm(x, layer.norm3) { feedForward($0, layer.linear1, layer.linear2) }
    }
    return weights.norm.map { $0(x) } ?? x
}
