import Autograd
import NeuralNetworks
import TensorCore

/// Attention (section 11.3): for each word that the decoder writes, a mean of the encoder's states, weighted by how well each
/// fits the decoder's state.
///
/// Queries are the decoder's states h, keys a projection k of the encoder's states s:
///
///     dot       e = h · k
///     additive  e = v · tanh(W h + k)
///     position  e = row of W [x; h]: x is the word before; neither k nor s is in it
///     weights = softmax(e over the words of the sentence),  context = Σ weights · s
final class AttentionLayer: Module {
    let kind: AttentionKind
    /// Encoder's states to keys, `[2 H]` to `[H]`.
    let key: Linear?
    /// Of the additive score.
    let query: Linear?
    let score: Linear?
    /// A score for each position of a sentence.
    let position: Linear?

    /// - Parameter longest: the longest sentence, in tokens; scores by position can reach no further.
    init(
        _ kind: AttentionKind, width: Int, hidden: Int, longest: Int, using generator: inout RandomGenerator
    ) {
        self.kind = kind
        let hasKeys = kind == .dot || kind == .additive
        key = hasKeys ? Linear(2 * hidden, hidden, bias: false, using: &generator) : nil
        query = kind == .additive ? Linear(hidden, hidden, using: &generator) : nil
        score = kind == .additive ? Linear(hidden, 1, bias: false, using: &generator) : nil
        position = kind == .position ? Linear(width + hidden, longest, using: &generator) : nil
    }

    /// What the scores need of the encoder's states `[N, S, 2 H]`, computed once a sentence: `[N, S, H]`.
    func keys(_ states: Tensor) -> Tensor? { key.map { $0(states) } }

    /// The context `[N, T, 2 H]` and the weights `[N, T, S]` for the decoder's states `[N, T, H]`.
    ///
    /// - Parameter words: the embeddings that those states have just read, `[N, T, E]`.
    func callAsFunction(_ hidden: Tensor, words: Tensor, _ memory: Memory) -> (
        context: Tensor, weights: Tensor
    ) {
        let weights = maskedSoftmax(scores(hidden, words, memory), memory.mask)
        return (weights.matmul(memory.states), weights)
    }

    private func scores(_ hidden: Tensor, _ words: Tensor, _ memory: Memory) -> Tensor {
        let length = memory.states.shape[1]
        if let position {
            let scores = position(Tensor.concatenated([words, hidden], axis: 2))
            return scores.sliced(axis: 2, 0..<length)
        }
        let keys = memory.keys ?? memory.states
        guard let query, let score else { return dotScores(hidden, keys) }
        return additiveScores(query(hidden), keys, score)
    }
}

/// The product of each query `[N, T, H]` with each key `[N, S, H]`: `[N, T, S]`.
func dotScores(_ queries: Tensor, _ keys: Tensor) -> Tensor { queries.matmul(keys.transposed(1, 2)) }

/// v · tanh(q + k) for each query `[N, T, H]` and each key `[N, S, H]`: `[N, T, S]`.
func additiveScores(_ queries: Tensor, _ keys: Tensor, _ v: Linear) -> Tensor {
    let sums = queries.expandedDimensions(axis: 2) + keys.expandedDimensions(axis: 1)  // [N, T, S, H]
    return v(sums.tanh()).squeezed(axis: 3)
}

/// The softmax of scores `[N, T, S]` over the words of each sentence; padding, where the mask `[N, S]` is 0, gets exactly 0.
///
/// The mask comes before the softmax: set to 0 behind it, the weights of the words would no longer add up to 1.
func maskedSoftmax(_ scores: Tensor, _ mask: NDArray) -> Tensor {
    let hidden = (mask - 1) * 1e9
    return (scores + Tensor(hidden.reshaped([mask.shape[0], 1, mask.shape[1]]))).softmax(axis: -1)
}
