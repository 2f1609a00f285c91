import ChapterSupport
import Text

/// What the first network does with the test sentences, which no decision has looked at.
struct TestScores {
    /// A sentence with its translation, a reference, and what each word looked at.
    struct Example {
        let source: String
        let translation: String
        let reference: String
        /// nil for a network without attention.
        let map: AttentionMap?
    }

    /// BLEU greedy, and with the beam.
    let greedyBLEU: Double
    let beamBLEU: Double
    /// The share translated exactly as a reference has it, with the beam.
    let exactFraction: Double
    let examples: [Example]

    init(_ network: EncoderDecoder, _ corpus: Corpus, _ run: ChapterRun) {
        // After Ctrl-C a few sentences are enough.
        let sentences = run.shouldStop ? Array(corpus.test.prefix(50)) : corpus.test
        greedyBLEU = bleu(of: greedyTranslations(network, sentences), sentences, network)
        let ids = translations(of: sentences.map(\.source), by: network, beam: run.integer("beam"))
        beamBLEU = bleu(of: ids, sentences, network)
        exactFraction = Chapter11.exactFraction(ids, sentences, network.language)
        let tokenizer = network.language.targetTokenizer
        examples = zip(sentences, ids).prefix(10).enumerated().map { index, pair in
            let (sentence, ids) = pair
            return Example(
                source: sentence.source, translation: tokenizer.line(of: network.language.targetWords(ids)),
                reference: tokenizer.line(of: tokenizer.tokens(of: sentence.references[0])),
                map: index < 3 ? AttentionMap(network, sentence.source, ids) : nil)
        }
    }
}
