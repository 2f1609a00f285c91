import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore
import Text

/// What a trained translator does with sentences it has not been trained on.
struct Evaluation {
    /// How many test sentences were translated: all, or a few if the run was interrupted.
    let testSentences: Int
    /// BLEU of the test sentences: greedy, and with the beam.
    let greedyBLEU: Double
    let beamBLEU: Double
    /// e to the mean of −ln P of a test token, without label smoothing.
    let testPerplexity: Double
    /// The share of test sentences translated exactly as the reference has it.
    let exactFraction: Double
    /// BLEU of the sentences themselves, untranslated: the baseline.
    let copyBLEU: Double

    /// Beam search over some sentences, with KV cache and without.
    let beamSentences: Int
    let cachedSeconds: Double
    let uncachedSeconds: Double
    let isSameOutput: Bool

    /// Some sentences with translation and reference.
    let examples: [(source: String, translation: String, reference: String)]

    /// The cross-attention of the first example.
    let attention: AttentionMap?

    init(_ trained: TrainedTranslator, _ corpus: Corpus, _ run: ChapterRun) {
        let (translator, language) = (trained.translator, trained.translator.language)
        // After Ctrl-C a few sentences are enough.
        let isInterrupted = run.shouldStop
        let test = isInterrupted ? Array(corpus.test.prefix(50)) : corpus.test
        testSentences = test.count
        let references = test.map { language.referenceWords($0.target) }
        func score(_ translations: [[String]]) -> Double {
            BLEU(tokens: translations, references: references).score
        }
        let greedy = TranslationSearch(translator, width: 1).translations(of: test.map(\.source))
        greedyBLEU = score(greedy.map { language.targetWords($0) })
        let search = TranslationSearch(translator, width: run.integer("beam"))
        let translations = search.translations(of: test.map(\.source))
        let words = translations.map { language.targetWords($0) }
        beamBLEU = score(words)
        exactFraction = Double(zip(words, references).count { $0 == $1 }) / Double(max(1, test.count))
        testPerplexity = perplexity(of: translator, on: test)
        copyBLEU = score(test.map { language.sourceTokenizer.tokens(of: $0.source) })

        let timed = (test + corpus.validation)
            .prefix(isInterrupted ? 10 : run.integer("beam-sentences")).map(\.source)
        beamSentences = timed.count
        var uncached = search
        uncached.usesCache = false
        let watch = Stopwatch()
        let withCache = search.translations(of: timed)
        cachedSeconds = watch.seconds
        let withoutCache = uncached.translations(of: timed)
        uncachedSeconds = watch.seconds - cachedSeconds
        isSameOutput = withCache == withoutCache

        examples = (0..<min(12, test.count)).map { index in
            (
                test[index].source, language.targetTokenizer.line(of: words[index]),
                language.targetTokenizer.line(of: references[index])
            )
        }
        attention = test.first.map { AttentionMap(translator, $0.source, translations[0]) }
    }
}

/// e to the mean negative log-likelihood of a token of these translations.
func perplexity(of translator: Translator, on pairs: [SentencePairs.Pair]) -> Double {
    let encoded = EncodedPairs(pairs, translator.language)
    var (total, count) = (0.0, 0)
    for start in stride(from: 0, to: encoded.targets.count, by: 50) {
        let batch = encoded.batch(Array(start..<min(start + 50, encoded.targets.count)))
        let targets = batch.targets.reshaped([batch.targets.elementCount, 1])
        let logits = withoutGradient { translator(batch.source, batch.decoderInput) }.value
        let rows = logits.logSoftmax(axis: 2).reshaped([targets.elementCount, logits.shape[2]])
        for (index, score) in rows.gathered(targets, axis: 1).scalars.enumerated()
        where batch.targets[index] != Vocabulary.padding {
            total -= Double(score)
            count += 1
        }
    }
    return Text.perplexity(negativeLogLikelihood: total / Double(max(1, count)))
}

/// The cross-attention of a translation: how much each of its tokens attends to each token of the sentence, in the decoder's
/// last layer, mean of the heads.
struct AttentionMap {
    /// `[T, S]`.
    let weights: NDArray
    /// The tokens of the translation, with the end, and of the sentence.
    let targetTokens: [String]
    let sourceTokens: [String]

    init(_ translator: Translator, _ sentence: String, _ translation: [Int]) {
        let language = translator.language
        let source = language.sourceIDs(sentence, longest: Translator.longest)
        let crossAttention = translator.transformer.decoder.layers.last?.multiheadAttn
        crossAttention?.keepsWeights = true
        let decoderInput = [Vocabulary.start] + translation
        _ = withoutGradient { translator(PaddedSequences([source]), PaddedSequences([decoderInput]).ids) }
        weights = crossAttention?.averageWeights?[0] ?? .zeros([decoderInput.count, source.count])
        crossAttention?.keepsWeights = false
        targetTokens = (translation + [Vocabulary.end]).map { language.targetVocabulary.tokens[$0] }
        sourceTokens = source.map { language.sourceVocabulary.tokens[$0] }
    }
}
