import Autograd
import Messages
import TensorCore

/// softmax(Q Kᵀ / √d) V as one operation: query `[..., T, d]`, key `[..., S, d]`, value `[..., S, e]` give
/// `[..., T, e]`; the axes in front are broadcast.
///
/// A query whose keys are all masked gets zeros, not NaN, and passes no gradient. Vaswani et al.: "Attention is all
/// you need" (2017), section 3.2.1. Section 12.3.
/// - Parameters:
///   - mask: 1 where a query may attend to a key, 0 where not; broadcast to `[..., T, S]`.
///   - isCausal: whether query t sees only the keys 0...t.
///   - scale: what the scores are multiplied by; 1 / √d when it is not given.
///
/// Returns the weights too, `[..., T, S]`. Traps when the shapes do not fit.
///
/// ```swift
/// let x = Tensor(.normal([2, 5, 8], using: &generator))
/// let (output, weights) = scaledDotProductAttention(x, x, x, isCausal: true)  // [2, 5, 8] and [2, 5, 5]
/// ```
public func scaledDotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil, isCausal: Bool = false,
    scale: Float? = nil, file: StaticString = #fileID, line: UInt = #line
) -> (output: Tensor, weights: NDArray) {
    let attention = Attention(
        query: query.value, key: key.value, value: value.value, mask: mask, isCausal: isCausal, scale: scale,
        file: file, line: line)
    return (recorded(attention, [query, key, value]), attention.weights)
}

/// The same with dropout: each weight is dropped with probability p, and the others are divided by 1 − p. The weights
/// returned are those before dropout.
///
/// Traps when the probability is outside 0..<1.
///
/// ```swift
/// let x = Tensor(.normal([2, 5, 8], using: &generator))
/// let (output, _) = scaledDotProductAttention(x, x, x, dropout: 0.1, using: &generator)  // [2, 5, 8]
/// ```
public func scaledDotProductAttention(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: NDArray? = nil, isCausal: Bool = false,
    scale: Float? = nil, dropout: Float, using generator: inout RandomGenerator,
    file: StaticString = #fileID, line: UInt = #line
) -> (output: Tensor, weights: NDArray) {
    requireDropout(dropout, "scaledDotProductAttention", file: file, line: line)
    var dropoutMask: NDArray?
    let fronts = [query, key, value].map { Shape($0.shape.dropLast(2)) }
    // Shapes that do not fit are explained by the attention itself.
    if dropout > 0, query.rank >= 2, key.rank >= 2,
        let batch = fronts[0].broadcast(with: fronts[1])?.broadcast(with: fronts[2])
    {
        let shape = Shape(Array(batch) + [query.shape[query.rank - 2], key.shape[key.rank - 2]])
        dropoutMask = .dropoutMask(shape, dropout, using: &generator)
    }
    let attention = Attention(
        query: query.value, key: key.value, value: value.value, mask: mask, isCausal: isCausal, scale: scale,
        dropoutMask: dropoutMask, file: file, line: line)
    return (recorded(attention, [query, key, value]), attention.weights)
}

/// The output of an attention as an operation of the graph.
func recorded(_ attention: Attention, _ inputs: [Tensor]) -> Tensor {
    Tensor.operation("attention", attention.output, inputs: inputs) { attention.gradients($0) }
}

/// Traps when a probability of dropout is outside 0..<1.
func requireDropout(_ probability: Float, _ operation: String, file: StaticString, line: UInt) {
    if !(0..<1).contains(probability) {
        explainFailure(
            operation, "the dropout \(probability) is outside 0..<1", hint: "0.1 drops one weight in ten",
            file: file, line: line)
    }
}
