import Autograd
import Messages
import TensorCore

/// softmax(Q Kᵀ / √d) V as one operation: query `[..., T, d]`, key `[..., S, d]`, value `[..., S, e]` give
/// `[..., T, e]`; the axes in front are broadcast.
///
/// A query that may look at nothing gets zeros, not NaN, and passes no gradient. Vaswani et al.: "Attention is all
/// you need" (2017), section 3.2.1. Section 12.3.
/// - Parameters:
///   - mask: 1 where a query may look at a key, 0 where not; broadcast to `[..., T, S]`.
///   - isCausal: whether query t sees only the keys 0...t.
///   - scale: what the scores are multiplied by; 1 / √d when it is not given.
///
/// Returns the weights too, `[..., T, S]`, to be drawn. Traps when the shapes do not go together.
public func scaledDotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil, isCausal: Bool = false,
    scale: Float? = nil, file: StaticString = #fileID, line: UInt = #line
) -> (output: Tensor, weights: NDArray) {
    let attention = Attention(
        query: query.value, key: key.value, value: value.value, mask: mask, isCausal: isCausal, scale: scale,
        file: file, line: line)
    return (attended(attention, [query, key, value]), attention.weights)
}

/// The same with dropout: each weight is dropped with this probability, and the others are divided by what is left
/// of 1. The weights returned are those before it.
///
/// Traps when the probability is outside 0..<1.
public func scaledDotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil, isCausal: Bool = false,
    scale: Float? = nil, dropout: Float, using generator: inout RandomGenerator,
    file: StaticString = #fileID, line: UInt = #line
) -> (output: Tensor, weights: NDArray) {
    requireDropout(dropout, "scaledDotProductAttention", file: file, line: line)
    var kept: NDArray?
    let fronts = [query, key, value].map { Shape($0.shape.dropLast(2)) }
    // Shapes that do not go together are explained by the attention itself.
    if dropout > 0, query.rank >= 2, key.rank >= 2,
        let batch = fronts[0].broadcast(with: fronts[1])?.broadcast(with: fronts[2])
    {
        let shape = Shape(Array(batch) + [query.shape[query.rank - 2], key.shape[key.rank - 2]])
        kept = dropoutMask(shape, dropout, using: &generator)
    }
    let attention = Attention(
        query: query.value, key: key.value, value: value.value, mask: mask, isCausal: isCausal, scale: scale,
        kept: kept, file: file, line: line)
    return (attended(attention, [query, key, value]), attention.weights)
}

/// The output of an attention, with the way back to what it was made of.
func attended(_ attention: Attention, _ inputs: [Tensor]) -> Tensor {
    Tensor.operation("attention", attention.output, inputs: inputs) { attention.gradients($0) }
}

/// What dropout multiplies the weights by: 0 with the probability p, else 1 / (1 − p).
func dropoutMask(_ shape: Shape, _ probability: Float, using generator: inout RandomGenerator) -> NDArray {
    var kept = NDArray.bernoulli(shape, probability: 1 - probability, using: &generator)
    kept *= 1 / (1 - probability)
    return kept
}

/// Traps when a probability of dropout is outside 0..<1.
func requireDropout(_ probability: Float, _ operation: String, file: StaticString, line: UInt) {
    if !(0..<1).contains(probability) {
        explainFailure(
            operation, "the dropout \(probability) is outside 0..<1", hint: "0.1 drops one weight in ten",
            file: file, line: line)
    }
}
