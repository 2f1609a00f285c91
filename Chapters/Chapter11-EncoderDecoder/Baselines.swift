import Text

/// Translations without a network, scored on the same sentences.
struct Baselines {
    /// BLEU of the nearest training sentence's translation, and of IBM model 1 word by word.
    let nearestBLEU: Double
    let wordByWordBLEU: Double

    init(_ corpus: Corpus) {
        let language = corpus.language
        let nearest = NearestSentence(corpus.training, language.sourceTokenizer)
        nearestBLEU = bleu(
            of: corpus.validation.map { language.referenceWords(nearest.translation(of: $0.source)) },
            corpus.validation, language)
        let model = IBMModel1(corpus.training, language)
        wordByWordBLEU = bleu(
            of: corpus.validation.map { model.translation(of: $0.source) }, corpus.validation, language)
    }
}
