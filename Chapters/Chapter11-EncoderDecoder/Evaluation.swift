import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore
import Text

/// What a trained network does with sentences it has not been trained on.
struct Evaluation {
    let kind: AttentionKind
    /// BLEU of greedy translations of the validation sentences, and by length of the sentence.
    let bleu: Double
    let byLength: [LengthScore]
    /// The share of validation sentences translated exactly as a reference has it.
    let exactFraction: Double
    /// The share of words right at their place: with the true translation before them, and with the network's own words.
    let forcedAccuracy: Double
    let freeAccuracy: Double
    /// e to the mean of −ln P of a word.
    let perplexity: Double
    /// Where the alignment is known: the share of words whose largest weight is on the true source word.
    let alignmentAccuracy: Double?

    init(_ network: EncoderDecoder, _ corpus: Corpus) {
        kind = network.kind
        let translations = greedyTranslations(network, corpus.validation)
        bleu = Chapter11.bleu(of: translations, corpus.validation, network)
        byLength = LengthScore.buckets(translations, corpus.validation, network)
        exactFraction = Chapter11.exactFraction(translations, corpus.validation, network.language)
        let forced = ForcedScores(network, corpus.validationPairs)
        (forcedAccuracy, perplexity) = (forced.accuracy, forced.perplexity)
        freeAccuracy = wordAccuracy(translations, corpus.validation, network.language)
        alignmentAccuracy =
            kind == .none || corpus.aligned.isEmpty
            ? nil : Chapter11.alignmentAccuracy(network, corpus.aligned)
    }
}

/// BLEU of the sentences of some length.
struct LengthScore {
    /// "<10", "10–15" or "≥16" words, without the end.
    let name: String
    /// For `metrics.json`.
    let key: String
    let sentences: Int
    let bleu: Double

    private static let ranges: [(name: String, key: String, words: Range<Int>)] = [
        ("<10", "short", 0..<10), ("10–15", "medium", 10..<16), ("≥16", "long", 16..<Int.max),
    ]

    /// A score for each length that ten sentences have.
    static func buckets(
        _ translations: [[Int]], _ sentences: [ReferencedSentence], _ network: EncoderDecoder
    ) -> [LengthScore] {
        let lengths = sentences.map { network.language.sourceTokens($0.source).count }
        return ranges.compactMap { name, key, words in
            let indices = lengths.indices.filter { words.contains(lengths[$0]) }
            guard indices.count >= 10 else { return nil }
            let score = Chapter11.bleu(
                of: indices.map { translations[$0] }, indices.map { sentences[$0] }, network)
            return LengthScore(name: name, key: key, sentences: indices.count, bleu: score)
        }
    }
}

/// Greedy translations, as ids.
func greedyTranslations(_ network: EncoderDecoder, _ sentences: [ReferencedSentence]) -> [[Int]] {
    translations(of: sentences.map(\.source), by: network, beam: 1)
}

/// BLEU of translations on the chapter's own words, in lower case, with all references: sacreBLEU's with tokenize none.
func bleu(of translations: [[Int]], _ sentences: [ReferencedSentence], _ network: EncoderDecoder) -> Double {
    bleu(of: translations.map { network.language.targetWords($0) }, sentences, network.language)
}

/// The same of translations as words.
func bleu(of words: [[String]], _ sentences: [ReferencedSentence], _ language: LanguagePair) -> Double {
    BLEU(
        tokens: words,
        allReferences: sentences.map { $0.references.map { language.referenceWords($0) } }
    ).score
}

/// The share of translations that are a reference, word for word.
func exactFraction(
    _ translations: [[Int]], _ sentences: [ReferencedSentence], _ language: LanguagePair
) -> Double {
    let exact = zip(translations, sentences).count { ids, sentence in
        let words = language.targetWords(ids)
        return sentence.references.contains { language.referenceWords($0) == words }
    }
    return Double(exact) / Double(max(1, sentences.count))
}

/// The share of the first reference's words that a translation has at the same place.
func wordAccuracy(
    _ translations: [[Int]], _ sentences: [ReferencedSentence], _ language: LanguagePair
) -> Double {
    var (right, count) = (0, 0)
    for (ids, sentence) in zip(translations, sentences) {
        let reference = language.targetIDs(sentence.references[0]).dropFirst()
        right += zip(ids + [Vocabulary.end], reference).count { $0 == $1 }
        count += reference.count
    }
    return Double(right) / Double(max(1, count))
}

/// What a network says of the next words when it is given the true translation before them.
struct ForcedScores {
    /// The share of words that are its likeliest.
    let accuracy: Double
    /// e to the mean of −ln P of a word.
    let perplexity: Double

    init(_ network: EncoderDecoder, _ pairs: [SentencePairs.Pair]) {
        network.evaluate()
        let encoded = network.encoded(pairs)
        var (right, total, count) = (0, 0.0, 0)
        for start in stride(from: 0, to: encoded.targets.count, by: 50) {
            let batch = encoded.batch(Array(start..<min(start + 50, encoded.targets.count)))
            let logits = withoutGradient { network(batch.source, batch.decoderInput) }.value
            let best = logits.argMax(axis: 2).scalars
            let targets = batch.targets.reshaped([batch.targets.elementCount, 1])
            let rows = logits.logSoftmax(axis: 2).reshaped([targets.elementCount, logits.shape[2]])
            for (index, score) in rows.gathered(targets, axis: 1).scalars.enumerated()
            where batch.targets[index] != Vocabulary.padding {
                total -= Double(score)
                right += best[index] == batch.targets[index] ? 1 : 0
                count += 1
            }
        }
        accuracy = Double(right) / Double(max(1, count))
        perplexity = Text.perplexity(negativeLogLikelihood: total / Double(max(1, count)))
    }
}
