import Autograd
import NeuralNetworks
import TensorCore

/// The sizes of a language model.
struct ModelShape: Equatable, Sendable {
    /// The number of tokens.
    var vocabulary: Int
    /// The longest sequence.
    var context: Int
    /// E, the features of a token.
    var width: Int
    var heads: Int
    var layers: Int
    /// Whether a position sees only earlier ones: true for GPT, false for BERT.
    var isCausal = true
    /// Whether blocks have their second half; without it they are attention alone.
    var hasFeedForward = true
}

/// The Transformer of this chapter: GPT where it is causal, BERT where it is not.
///
/// Token and position embeddings are added, go through the blocks and a last norm; the logit of a token is the product of
/// its embedding with the result (weight tying: one table reads and writes). Radford and others: "Improving language
/// understanding by generative pre-training" (2018); Devlin and others: "BERT" (2018). Sections 13.1 and 13.2.
final class LanguageModel: Module {
    let tokenEmbedding: Embedding
    /// One vector for each position, learned, `[context, E]`.
    let positionEmbedding: Embedding
    let dropout: Dropout
    let blocks: [Block]
    let norm: LayerNorm
    let shape: ModelShape

    init(_ shape: ModelShape, dropout probability: Float = 0, using generator: inout RandomGenerator) {
        self.shape = shape
        tokenEmbedding = Embedding(shape.vocabulary, shape.width, using: &generator)
        positionEmbedding = Embedding(shape.context, shape.width, using: &generator)
        dropout = Dropout(probability, using: &generator)
        var blocks: [Block] = []
        for _ in 0..<shape.layers {
            blocks.append(Block(shape, dropout: probability, using: &generator))
        }
        self.blocks = blocks
        norm = LayerNorm(shape.width)
        super.init()
        for table in [tokenEmbedding, positionEmbedding] { table.weight.value *= 0.02 }
    }

    /// The features of each token, `[N, T, E]`, for ids `[N, T]`, T at most the context.
    ///
    /// - Parameter mask: `[N, T]`, 1 for each token that is not padding.
    func features(_ ids: IntArray, mask: NDArray? = nil) -> Tensor {
        let start = embedded(ids, from: 0)
        let end = blocks.reduce(start) { x, block in block(x, isCausal: shape.isCausal, mask: mask) }
        return norm(end)
    }

    /// Embeddings of tokens and positions, `[N, T, E]`, where the first token stands at `position`.
    func embedded(_ ids: IntArray, from position: Int) -> Tensor {
        dropout(tokenEmbedding(ids) + positionEmbedding.weight[position..<position + ids.shape[1]])
    }

    /// The logits of all tokens for features `[..., E]`: `[..., vocabulary]`.
    func logits(_ features: Tensor) -> Tensor { linear(features, weight: tokenEmbedding.weight) }

    /// The mean cross-entropy of the batch's targets.
    func loss(_ batch: TokenBatch) -> Tensor {
        crossEntropy(logits(features(batch)), batch.labels)
    }

    /// The features at the places of a batch that have a target, `[targets, E]`.
    func features(_ batch: TokenBatch) -> Tensor {
        let rows = features(batch.inputs, mask: batch.mask).reshaped([batch.inputs.elementCount, shape.width])
        return batch.places.map { rows.indexSelected($0) } ?? rows
    }
}

/// Sequences of ids with a target at some of their places.
struct TokenBatch {
    /// `[N, T]`.
    let inputs: IntArray
    /// Where there is a target, counted through all N · T places; nil for everywhere.
    let places: IntArray?
    /// The targets at those places.
    let labels: IntArray
    /// `[N, T]`, 1 for each token that is not padding; nil where it needs no mask.
    let mask: NDArray?

    /// Sequences of equal length.
    ///
    /// - Parameter targets: for each place the right token, −1 where none is asked for.
    init(_ sequences: [[Int]], targets: [[Int]], mask: NDArray? = nil) {
        inputs = IntArray(Array(sequences.joined()), shape: [sequences.count, sequences.first?.count ?? 0])
        let all = Array(targets.joined())
        let places = all.indices.filter { all[$0] >= 0 }
        self.places = places.count == all.count ? nil : IntArray(places)
        labels = IntArray(places.map { all[$0] })
        self.mask = mask
    }

    /// Windows of a text: each token's target is the next one.
    init(windows: [ArraySlice<Int>]) {
        self.init(windows.map { Array($0.dropLast()) }, targets: windows.map { Array($0.dropFirst()) })
    }

    /// Lines of different length between two boundaries, padded with the boundary, which is never a target there.
    init(lines: some Collection<[Int]>, boundary: Int) {
        let longest = (lines.map(\.count).max() ?? 0) + 1
        self.init(
            lines.map { [boundary] + $0 + .init(repeating: boundary, count: longest - $0.count - 1) },
            targets: lines.map { $0 + [boundary] + .init(repeating: -1, count: longest - $0.count - 1) })
    }
}

extension LanguageModel {
    /// −ln P of a target, mean over all targets of these batches; in evaluation.
    func meanLoss(_ batches: some Sequence<TokenBatch>) -> Double {
        evaluate()
        var (total, count) = (0.0, 0)
        for batch in batches {
            let loss = withoutGradient { self.loss(batch) }.scalar
            total += Double(loss) * Double(batch.labels.elementCount)
            count += batch.labels.elementCount
        }
        return total / Double(max(1, count))
    }

    /// The likeliest token at each place of a batch that has a target; in evaluation.
    func predictions(_ batch: TokenBatch) -> [Int] {
        evaluate()
        return withoutGradient { logits(features(batch)) }.value.argMax(axis: 1).scalars
    }

    /// The share of a batch's targets that are the likeliest token; in evaluation.
    func accuracy(_ batch: TokenBatch) -> Double {
        let right = zip(predictions(batch), batch.labels.scalars).count { $0 == $1 }
        return Double(right) / Double(max(1, batch.labels.elementCount))
    }
}
