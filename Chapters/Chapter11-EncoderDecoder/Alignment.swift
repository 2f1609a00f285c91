import Autograd
import TensorCore
import Text

/// The weights of attention in a translation: how much each word, when it was written, looked at each word of the sentence.
struct AttentionMap {
    /// `[T, S]`; each row adds up to 1.
    let weights: NDArray
    /// The words of the translation and of the sentence, with the end.
    let targetWords: [String]
    let sourceWords: [String]

    /// That of a translation, given as ids without start and end; nil for a network without attention.
    init?(_ network: EncoderDecoder, _ sentence: String, _ translation: [Int]) {
        network.evaluate()
        let language = network.language
        let source = network.sourceIDs(sentence)
        let found = withoutGradient {
            let memory = network.encode(PaddedSequences([source]))
            let input = PaddedSequences([[Vocabulary.start] + translation]).ids
            return network.decode(input, memory, from: memory.start).weights
        }
        guard let found else { return nil }
        weights = found.value[0]
        targetWords = (translation + [Vocabulary.end]).map { language.targetVocabulary.tokens[$0] }
        sourceWords = source.map { language.sourceVocabulary.tokens[$0] }
    }

    /// The place of each row's largest weight.
    var strongest: [Int] { weights.argMax(axis: 1).scalars }
}

/// The share of words of the true translations whose largest weight lies on the source word that they stand for.
func alignmentAccuracy(_ network: EncoderDecoder, _ pairs: [GeneratedLanguage.AlignedPair]) -> Double {
    network.evaluate()
    var (right, count) = (0, 0)
    for start in stride(from: 0, to: pairs.count, by: 50) {
        let some = Array(pairs[start..<min(start + 50, pairs.count)])
        let batch = network.encoded(some.map(\.pair)).batch(Array(some.indices))
        let weights = withoutGradient {
            let memory = network.encode(batch.source)
            return network.decode(batch.decoderInput, memory, from: memory.start).weights
        }
        guard let strongest = weights?.value.argMax(axis: 2) else { return .nan }
        for (row, pair) in some.enumerated() {
            for (place, source) in pair.alignment.enumerated() {
                right += strongest[row * strongest.shape[1] + place] == source ? 1 : 0
                count += 1
            }
        }
    }
    return Double(right) / Double(max(1, count))
}
