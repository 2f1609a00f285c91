import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The book's network with its mistakes: attention that never looks at the encoder, a decoder that is bidirectional over a
/// single step, padding that is read like words.
final class BookTranslator: Module {
    let sourceEmbedding: Embedding
    let encoder: GRU
    let targetEmbedding: Embedding
    /// Scores of the positions from the last word and the decoder's state: the sentence is not in them.
    let position: Linear
    let combine: Linear
    let decoder: GRU
    let output: Linear

    /// Words of a sentence or a translation, the padding included.
    static let length = 10

    init(_ language: LanguagePair, hidden: Int = 32, using generator: inout RandomGenerator) {
        let words = (language.sourceVocabulary.count, language.targetVocabulary.count)
        sourceEmbedding = Embedding(words.0, hidden, using: &generator)
        encoder = GRU(hidden, hidden, batchFirst: true, bidirectional: true, using: &generator)
        targetEmbedding = Embedding(words.1, hidden, using: &generator)
        position = Linear(3 * hidden, BookTranslator.length, using: &generator)
        combine = Linear(3 * hidden, hidden, using: &generator)
        decoder = GRU(hidden, hidden, batchFirst: true, bidirectional: true, using: &generator)
        output = Linear(2 * hidden, words.1, using: &generator)
    }

    /// The logits at all positions, `[N, 10, words]`, from sentences `[N, 10]`.
    ///
    /// - Parameter targets: the true translations `[N, 10]`, which the decoder then reads; nil for its own words.
    func callAsFunction(_ sources: IntArray, targets: IntArray?) -> Tensor {
        let count = sources.shape[0]
        var (states, hidden) = encoder(sourceEmbedding(sources))  // [N, 10, 2 H] and [2, N, H]
        var words = [Int](repeating: Vocabulary.start, count: count)
        var logits: [Tensor] = []
        for step in 0..<BookTranslator.length {
            let word = targetEmbedding(IntArray(words, shape: [count, 1]))  // [N, 1, H]
            let known = Tensor.concatenated([word.squeezed(axis: 1), hidden[0], hidden[1]], axis: 1)
            let weights = position(known).softmax(axis: 1).expandedDimensions(axis: 1)  // [N, 1, 10]
            let context = weights.matmul(states)  // [N, 1, 2 H]
            let input = combine(Tensor.concatenated([word, context], axis: 2)).relu()
            // A sequence of one word: the backward half of the unit is a second forward one.
            let (next, state) = decoder(input, hidden: hidden)
            hidden = state
            logits.append(output(next))
            words =
                targets.map { all in (0..<count).map { all[$0 * BookTranslator.length + step] } }
                ?? logits[step].value.argMax(axis: 2).scalars
        }
        return Tensor.concatenated(logits, axis: 1)
    }
}

/// The pairs as the book has them: at most nine words a side, filled up with ends, split by pair.
struct BookPairs {
    let language: LanguagePair
    let training: [SentencePairs.Pair]
    let test: [SentencePairs.Pair]

    init(_ corpus: Corpus, limit: Int, seed: UInt64) {
        language = corpus.language
        let pairs = corpus.all.filter {
            corpus.language.sourceTokens($0.source).count < BookTranslator.length
                && corpus.language.referenceWords($0.target).count < BookTranslator.length
        }
        var generator = RandomGenerator(seed: seed)
        let order = generator.permutation(pairs.count).prefix(limit)
        let held = max(1, order.count / 10)
        test = order.prefix(held).map { pairs[$0] }
        training = order.dropFirst(held).map { pairs[$0] }
    }

    /// The share of test translations that are translations in the training part too.
    var seenFraction: Double {
        let seen = Set(training.map(\.target))
        return Double(test.count { seen.contains($0.target) }) / Double(max(1, test.count))
    }

    /// Sentences and translations as ids `[N, 10]`, padded with ends.
    func batch(_ pairs: some Sequence<SentencePairs.Pair>) -> (sources: IntArray, targets: IntArray) {
        func filled(_ rows: [[Int]]) -> IntArray {
            let length = BookTranslator.length
            return IntArray(
                rows.flatMap { $0 + [Int](repeating: Vocabulary.end, count: length - $0.count) },
                shape: [rows.count, length])
        }
        return (
            filled(pairs.map { language.sourceIDs($0.source) }),
            filled(pairs.map { Array(language.targetIDs($0.target).dropFirst()) })
        )
    }
}
