import Autograd
import NeuralNetworks
import TensorCore

/// Section 12.3.2: multi-head attention, several attentions side by side, each on E / H of the features, so that one may
/// look at the verb while another looks at its subject. The weights are a `MultiheadAttention`'s; this is how they are used.
///
/// Query `[N, T, E]`, key and value `[N, S, E]`; mask `[T, S]` or `[N, 1, T, S]`. Self-attention takes all three from one
/// sequence, cross-attention takes key and value from another.
func multiHead(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil, with weights: MultiheadAttention
) -> Tensor {
    let (batch, width) = (query.shape[0], query.shape[2])
    let heads = weights.headCount
    // W_Q, W_K and W_V are the rows of one matrix.
    func projected(_ input: Tensor, part: Int) -> Tensor {
        let rows = part * width..<(part + 1) * width
        let features = linear(
            input, weight: weights.inProjWeight[rows], bias: weights.inProjBias.map { $0[rows] })
        // [N, T, E] → [N, H, T, E / H]
        return features.reshaped([batch, input.shape[1], heads, width / heads]).permuted([0, 2, 1, 3])
    }
    let attended = scaledDotProduct(
        projected(query, part: 0), projected(key, part: 1), projected(value, part: 2), mask: mask)
    return weights.outProj(attended.permuted([0, 2, 1, 3]).reshaped([batch, query.shape[1], width]))
}
