import Autograd
import ChapterSupport
import Datasets
import Reporting
import TensorCore
import Text

/// What a trained translator does with sentences it never saw.
struct Evaluation {
    /// How many test sentences were translated: all, or a few where the run was interrupted.
    let testSentences: Int
    /// BLEU of the test sentences: greedy, and with the beam.
    let greedyBLEU: Double
    let beamBLEU: Double
    /// The loss of a test token, without smoothing, as the number of words left to choose from.
    let testPerplexity: Double
    /// The share of test sentences translated exactly.
    let exactShare: Double
    /// BLEU of the sentence itself, untranslated.
    let copyBLEU: Double

    /// The beam over some sentences, with kept keys and values and without.
    let beamSentences: Int
    let cachedSeconds: Double
    let plainSeconds: Double
    let isSameOutput: Bool

    /// Some sentences with translation and reference.
    let examples: [(source: String, translation: String, reference: String)]

    /// How the words of the first example look at each other: `[T, S]`, with the words.
    let attention: (weights: NDArray, rows: [String], columns: [String])?

    init(_ trained: TrainedTranslator, _ corpus: Corpus, _ run: ChapterRun) {
        let (translator, language) = (trained.translator, trained.translator.language)
        // Who wants to end waits for a few sentences alone.
        let isHasty = run.shouldStop
        let test = isHasty ? Array(corpus.test.prefix(50)) : corpus.test
        testSentences = test.count
        let references = test.map { language.referenceWords($0.target) }
        func score(_ ids: [[Int]]) -> Double {
            BLEU(tokens: ids.map { language.targetWords($0) }, references: references).score
        }
        greedyBLEU = score(BeamSearch(translator, width: 1).translations(of: test.map(\.source)))
        let search = BeamSearch(translator, width: run.integer("beam"))
        let translations = search.translations(of: test.map(\.source))
        beamBLEU = score(translations)
        let words = translations.map { language.targetWords($0) }
        exactShare = Double(zip(words, references).count { $0 == $1 }) / Double(max(1, test.count))
        testPerplexity = Evaluation.perplexity(translator, test)
        copyBLEU =
            BLEU(
                tokens: test.map { language.sourceTokenizer.tokens(of: $0.source) }, references: references
            ).score

        let some = (test + corpus.validation).prefix(isHasty ? 10 : run.integer("beam-sentences")).map(
            \.source)
        beamSentences = some.count
        var plain = search
        plain.usesCache = false
        let watch = Stopwatch()
        let withCache = search.translations(of: some)
        cachedSeconds = watch.seconds
        let without = plain.translations(of: some)
        plainSeconds = watch.seconds - cachedSeconds
        isSameOutput = withCache == without

        examples = (0..<min(12, test.count)).map { place in
            (
                test[place].source, language.targetTokenizer.line(of: words[place]),
                language.targetTokenizer.line(of: references[place])
            )
        }
        attention = test.first.map { attentionMap(translator, $0.source, translations[0]) }
    }

    /// e to the mean negative log-likelihood of a token of these translations.
    private static func perplexity(_ translator: Translator, _ pairs: [SentencePairs.Pair]) -> Double {
        let encoded = EncodedPairs(pairs, translator.language)
        var (total, count) = (0.0, 0)
        for start in stride(from: 0, to: encoded.targets.count, by: 50) {
            let batch = encoded.batch(Array(start..<min(start + 50, encoded.targets.count)))
            let logits = withoutGradient { translator(batch.source, batch.written) }.value
            let scores = logits.logSoftmax(axis: 2).reshaped([batch.next.elementCount, logits.shape[2]])
            let picked = scores.gathered(batch.next.reshaped([batch.next.elementCount, 1]), axis: 1).scalars
            for (place, score) in picked.enumerated() where batch.next[place] != Vocabulary.padding {
                total -= Double(score)
                count += 1
            }
        }
        return Text.perplexity(negativeLogLikelihood: total / Double(max(1, count)))
    }
}

/// How much each word of a translation looked at each word of the sentence, in the decoder's last layer, all heads together.
func attentionMap(_ translator: Translator, _ sentence: String, _ translation: [Int])
    -> (weights: NDArray, rows: [String], columns: [String])
{
    let language = translator.language
    let source = language.sourceIDs(sentence, longest: Translator.longest)
    let layers = translator.t.decoder.layers
    layers.last?.multiheadAttn.keepsWeights = true
    defer { layers.last?.multiheadAttn.keepsWeights = false }
    let written = [Vocabulary.start] + translation
    _ = withoutGradient { translator(PaddedLines([source]), PaddedLines([written]).ids) }
    let weights = layers.last?.multiheadAttn.averageWeights?[0] ?? .zeros([written.count, source.count])
    let tokens = language.targetVocabulary.tokens
    return (
        weights, (translation + [Vocabulary.end]).map { tokens[$0] },
        source.map { language.sourceVocabulary.tokens[$0] }
    )
}
