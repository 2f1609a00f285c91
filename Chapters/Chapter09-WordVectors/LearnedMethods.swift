import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore
import WordVectors

/// The language model of a run, held against models that only count, on sentences that none of them has seen.
struct JudgedLanguageModel {
    let text: LanguageText
    let model: LanguageModel
    let context: Int
    let history: LanguageHistory
    /// Perplexities on the test sentences.
    let network, unigram, trigram, mixed: Double
    /// The network's share in the mixture, the best one on the validation sentences.
    let weight: Double

    init(_ text: LanguageText, _ model: LanguageModel, context: Int, _ history: LanguageHistory) {
        (self.text, self.model, self.context, self.history) = (text, model, context, history)
        let counts = KneserNey(text.training, words: text.words.count)
        let (validation, test) = (
            Windows(text.validation, context: context), Windows(text.test, context: context)
        )
        weight = bestWeight(model.logProbabilities(validation), counts.logProbabilities(validation))
        let (byNetwork, byCounts) = (model.logProbabilities(test), counts.logProbabilities(test))
        network = perplexity(byNetwork)
        trigram = perplexity(byCounts)
        unigram = perplexity(
            UnigramTable(text.training, words: text.words.count).logProbabilities(test))
        mixed = perplexity(Chapter9.mixed(byNetwork, byCounts, weight: weight))
    }

    /// The words with the vectors that the model has learned for them, without the three marks.
    var vectors: WordVectors {
        WordVectors(words: text.words, matrix: model.embedding.weight.value).dropping(3)
    }
}

extension WordVectors {
    /// The vectors without the first `count` words.
    func dropping(_ count: Int) -> WordVectors {
        WordVectors(words: Array(words.dropFirst(count)), matrix: matrix.sliced(count..<self.count))
    }
}

/// Trains the language model of a run and measures it; nil where `--method` does not ask for it, or it was interrupted
/// before its first epoch ended.
func learnLanguageModel(_ data: WordData, _ run: ChapterRun) throws -> JudgedLanguageModel? {
    guard Method.wanted(run).contains(.nplm) else { return nil }
    let text = LanguageText(data.sentences)
    let context = run.integer("context")
    var generator = RandomGenerator(seed: run.seed)
    let model = LanguageModel(
        words: text.words.count, context: context, width: data.suggested.width, hidden: 128, using: &generator
    )
    let history = try trainLanguageModel(
        model, on: Windows(text.training, context: context),
        validation: Windows(text.validation, context: context),
        epochs: run.integer("nplm-epochs") > 0 ? run.integer("nplm-epochs") : data.suggested.nplmEpochs,
        run.training("nplm", title: "NPLM"), using: &generator)
    return history.losses.isEmpty ? nil : JudgedLanguageModel(text, model, context: context, history)
}

/// Learns vectors in every way that `--method` names.
func learnVectors(
    _ corpus: WordCorpus, _ data: WordData, _ questions: Questions, _ language: JudgedLanguageModel?,
    _ run: ChapterRun
) throws -> [LearnedVectors] {
    var learned: [LearnedVectors] = []
    for method in Method.wanted(run) where !run.shouldStop {
        if let settings = method.settings(data, run) {
            if let vectors = try learn(method, corpus, settings, data, questions, run) {
                learned.append(vectors)
            }
        } else if method == .ppmi {
            learned.append(countVectors(corpus, data, questions, run))
        } else if let language {
            learned.append(
                LearnedVectors(
                    method: .nplm, vectors: language.vectors,
                    scores: VectorScores(language.vectors, questions), seconds: language.history.seconds,
                    losses: language.history.losses))
        }
    }
    return learned
}

/// Trains word2vec; nil where it was interrupted before its first epoch ended.
private func learn(
    _ method: Method, _ corpus: WordCorpus, _ settings: Word2VecSettings, _ data: WordData,
    _ questions: Questions, _ run: ChapterRun
) throws -> LearnedVectors? {
    var generator = RandomGenerator(seed: run.seed)
    let model = Word2Vec(corpus, settings, using: &generator)
    let words = MapWords(corpus, data)
    let followed = FollowedVectors(model, rows: words.rows, epochs: settings.epochs)
    let history = try trainWordVectors(
        followed, on: corpus, settings, run.training(method.rawValue, title: method.title), using: &generator)
    guard !history.losses.isEmpty else { return nil }
    let vectors = model.vectors(of: corpus)
    return LearnedVectors(
        method: method, vectors: vectors, scores: VectorScores(vectors, questions), seconds: history.seconds,
        losses: history.losses,
        wordsPerSecond: Double(corpus.wordCount * history.losses.count) / max(1e-9, history.seconds),
        followed: followed, mapWords: words)
}

/// Vectors without any training: the positive mutual information of words that stand near each other, and of that table
/// the largest singular values.
private func countVectors(
    _ corpus: WordCorpus, _ data: WordData, _ questions: Questions, _ run: ChapterRun
) -> LearnedVectors {
    let watch = Stopwatch()
    let window = run.integer("window") > 0 ? run.integer("window") : data.suggested.window
    let width = run.integer("width") > 0 ? run.integer("width") : data.suggested.width
    let information = CooccurrenceCounts(corpus, window: window).positiveMutualInformation()
    let decomposition = TruncatedSVD(
        information, rank: min(width, corpus.words.count), iterations: 24, seed: run.seed)
    let vectors = WordVectors(words: corpus.words, matrix: decomposition.vectors())
    let seconds = watch.seconds
    return LearnedVectors(
        method: .ppmi, vectors: vectors, scores: VectorScores(vectors, questions), seconds: seconds)
}
