import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The sizes of an encoder–decoder.
struct EncoderDecoderShape: Equatable {
    /// Features of a word's vector.
    var width: Int
    /// H, the units of the decoder, and of each direction of the encoder.
    var hidden: Int
    /// The longest sentence or translation, in ids with start or end.
    var longest: Int
}

/// What the encoder makes of a batch of sentences.
struct Memory {
    /// The states of both directions at each word, `[N, S, 2 H]`; 0 at padding.
    let states: Tensor
    /// The attention's keys, `[N, S, H]`; nil where it has none.
    let keys: Tensor?
    /// `[N, S]`, 1 for each word and 0 for padding.
    let mask: NDArray
    /// The last states of both directions, `[N, 1, 2 H]`: the sentence as one vector.
    let summary: Tensor
    /// The decoder's first state, `[1, N, H]`.
    let start: Tensor
}

/// A translator: an encoder reads the sentence, a decoder writes the translation word by word (sections 11.1, 11.3).
///
///     s = GRU both ways over the sentence           h₀ = tanh(B [last state; last state backwards])    the bridge
///     hₜ = GRU(vector of word t, hₜ₋₁)              cₜ = attention(hₜ, s); without attention the last states, always
///     logits of word t + 1 = E tanh(C [hₜ; cₜ])     E: the vectors of the words
///
/// The context enters behind the decoder's unit (Luong, Pham and Manning 2015), not in front of it: under teacher forcing the
/// unit then goes through a whole translation as one operation, and so do attention and logits.
final class EncoderDecoder: Module {
    let sourceEmbedding: Embedding
    let targetEmbedding: Embedding
    let encoder: GRU
    let bridge: Linear
    let decoder: GRU
    let attention: AttentionLayer?
    let combine: Linear
    let dropout: Dropout
    let language: LanguagePair
    let shape: EncoderDecoderShape
    let kind: AttentionKind

    init(
        _ language: LanguagePair, _ shape: EncoderDecoderShape, _ kind: AttentionKind,
        dropout probability: Float, using generator: inout RandomGenerator
    ) {
        (self.language, self.shape, self.kind) = (language, shape, kind)
        let (width, hidden) = (shape.width, shape.hidden)
        sourceEmbedding = Embedding(language.sourceVocabulary.count, width, using: &generator)
        targetEmbedding = Embedding(language.targetVocabulary.count, width, using: &generator)
        for table in [sourceEmbedding, targetEmbedding] {
            table.weight.value = table.weight.value / Float(width).squareRoot()
        }
        encoder = GRU(width, hidden, batchFirst: true, bidirectional: true, using: &generator)
        bridge = Linear(2 * hidden, hidden, using: &generator)
        decoder = GRU(width, hidden, batchFirst: true, using: &generator)
        attention =
            kind == .none
            ? nil
            : AttentionLayer(kind, width: width, hidden: hidden, longest: shape.longest, using: &generator)
        combine = Linear(3 * hidden, width, using: &generator)
        dropout = Dropout(probability, using: &generator)
    }

    /// The vectors of words `[N, T]`: `[N, T, E]`.
    private func vectors(_ ids: IntArray, _ table: Embedding) -> Tensor {
        dropout(table(ids) * Float(shape.width).squareRoot())
    }

    /// Reads sentences `[N, S]`. The lengths are packed: no direction reads padding.
    func encode(_ source: PaddedSequences) -> Memory {
        let (states, last) = encoder(vectors(source.ids, sourceEmbedding), lengths: source.lengths)
        let bothWays = Tensor.concatenated([last[0], last[1]], axis: 1)  // [N, 2 H]
        let start = bridge(bothWays).tanh().expandedDimensions(axis: 0)  // [1, N, H]
        return Memory(
            states: states, keys: attention?.keys(states), mask: source.mask,
            summary: bothWays.expandedDimensions(axis: 1), start: start)
    }

    /// Writes on: from words `[N, T]` and the state before them the logits of the next words, `[N, T, words]`, the state
    /// after them and the attention's weights, `[N, T, S]`.
    func decode(_ words: IntArray, _ memory: Memory, from state: Tensor) -> (
        logits: Tensor, state: Tensor, weights: Tensor?
    ) {
        let vectors = vectors(words, targetEmbedding)
        let (hidden, state) = decoder(vectors, hidden: state)
        let attended = attention?(hidden, words: vectors, memory)
        let context = attended?.context ?? memory.summary.repeated(hidden.shape[1])
        let output = dropout(Tensor.concatenated([hidden, context], axis: 2))  // [N, T, 3 H]
        let combined = dropout(combine(output).tanh())
        return (combined.matmul(targetEmbedding.weight.transposed()), state, attended?.weights)
    }

    /// The logits of the next words, `[N, T, words]`, from sentences and the translations so far, `[N, T]`.
    func callAsFunction(_ source: PaddedSequences, _ decoderInput: IntArray) -> Tensor {
        let memory = encode(source)
        return decode(decoderInput, memory, from: memory.start).logits
    }
}

extension EncoderDecoder {
    /// The ids of a sentence, with the end.
    func sourceIDs(_ line: String) -> [Int] { language.sourceIDs(line, longest: shape.longest) }

    /// Pairs as ids, without those that are too long.
    func encoded(_ pairs: [SentencePairs.Pair]) -> EncodedPairs {
        EncodedPairs(pairs, language, longest: shape.longest)
    }
}

extension Tensor {
    /// A vector for each sentence, `[N, 1, D]`, at each of T places: `[N, T, D]`.
    fileprivate func repeated(_ steps: Int) -> Tensor {
        broadcast(to: [shape[0], steps, shape[2]])
    }
}

/// The mean cross-entropy of the next words; padding does not count.
func translationLoss(
    _ network: EncoderDecoder, _ batch: TranslationBatch, labelSmoothing: Float = 0
) -> Tensor {
    let logits = network(batch.source, batch.decoderInput)
    let count = batch.targets.elementCount
    return crossEntropy(
        logits.reshaped([count, logits.shape[2]]), batch.targets.reshaped([count]),
        labelSmoothing: labelSmoothing, ignoredIndex: Vocabulary.padding)
}
