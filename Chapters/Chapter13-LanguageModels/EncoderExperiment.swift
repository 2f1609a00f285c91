import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import PretrainedModels
import TensorCore

/// A published encoder on the airline tweets: fine-tuned in three ways, on the same splits as naive Bayes.
struct EncoderResult {
    /// What one fine-tuning on one split came to.
    struct Outcome: CachedResult {
        var accuracy: Double
        var losses: [Double] = []
        /// Of training; for the last layer alone, of computing all vectors once.
        var seconds = 0.0
        var trainableFraction: Double
        /// Real tokens read in training.
        var tokens = 0
        /// Of adapters: see `AdapterCheck`.
        var mergedDifference: Float?
        var isBaseUnchanged: Bool?

        var isPossible: Bool {
            (0...1).contains(accuracy) && isPossibleCount(tokens) && seconds >= 0
        }
    }

    /// A way of fine-tuning on every split.
    struct Scores {
        let way: FineTuningWay
        var outcomes: [Outcome] = []

        var accuracies: [Double] { outcomes.map(\.accuracy) }
    }

    let tweetCount: Int
    let tokenCount: Int
    let testCount: Int
    let parameterCount: Int
    let epochs: Int
    var scores: [Scores] = []
    /// The accuracy of naive Bayes on the same splits.
    let naiveBayes: [Double]

    /// The sum of all training times.
    var seconds: Double { scores.flatMap(\.outcomes).map(\.seconds).reduce(0, +) }
}

/// Fine-tunes the encoder of `--encoder` on the tweets of `--data`, split by split.
///
/// - Throws: `FileError` for data or a model, `TrainingDiverged`.
func learnWithEncoder(in folder: String, encoder: String, _ run: ChapterRun) throws -> EncoderResult {
    let experiment = try EncoderExperiment(in: folder, encoder: try dataFolder(encoder), run)
    var result = experiment.beforeTraining
    for way in experiment.ways {
        var scores = EncoderResult.Scores(way: way)
        for index in experiment.splits.indices where !run.shouldStop {
            let title = Words(
                en: "\(way.name.en), split \(index + 1)", zh: "\(way.name.zh)，第 \(index + 1) 次划分")
            let training = run.training("encoder-\(way.rawValue)-\(index)", title: title)
            if let outcome = try training.cached({ try experiment.outcome(way, index, $0) }) {
                scores.outcomes.append(outcome)
            }
        }
        if !scores.outcomes.isEmpty { result.scores.append(scores) }
    }
    return result
}

/// The tweets as ids, and the splits.
private struct EncoderExperiment {
    let ways: [FineTuningWay]
    let splits: [Split]
    private let folder: String
    private let run: ChapterRun
    private let tweets: EncoderTweets
    private let texts: LabelledTexts
    private let model: MiniLM
    private let recipe: EncoderRecipe

    init(in data: String, encoder: String, _ run: ChapterRun) throws {
        (folder, self.run) = (encoder, run)
        tweets = try EncoderTweets(in: data)
        model = try MiniLM(folder: folder)
        texts = LabelledTexts(
            texts: tweets.texts.map { [model] in model.ids(of: $0) }, classes: tweets.labels)
        let all = TweetSplits.of(texts.count, seed: run.seed).prefix(run.integer("splits"))
        splits =
            run.isQuick
            ? all.prefix(1).map { Split(training: Self.some($0.training), test: Self.some($0.test)) }
            : Array(all)
        ways = FineTuningWay(rawValue: run.choice("way")).map { [$0] } ?? FineTuningWay.allCases
        var recipe = EncoderRecipe()
        if run.wasGiven("epochs") { recipe.epochs = run.epochs }
        if run.isQuick { recipe.epochs = min(recipe.epochs, 2) }
        self.recipe = recipe
    }

    /// A few rows from all parts of a list, for a quick run.
    private static func some(_ rows: [Int]) -> [Int] {
        stride(from: 0, to: rows.count, by: max(1, rows.count / 40)).map { rows[$0] }
    }

    var beforeTraining: EncoderResult {
        EncoderResult(
            tweetCount: texts.count, tokenCount: texts.texts.map(\.count).reduce(0, +),
            testCount: splits.first?.test.count ?? 0, parameterCount: model.encoder.parameterCount.total,
            epochs: recipe.epochs, naiveBayes: splits.map(naiveBayesAccuracy))
    }

    private func naiveBayesAccuracy(_ split: Split) -> Double {
        func words(_ rows: [Int]) -> [[String]] {
            rows.map { Tweets.words(tweets.texts[$0], keepsLastMention: false) }
        }
        func labels(_ rows: [Int]) -> [Int] { rows.map { tweets.labels[$0] } }
        let predictions = naiveBayes(
            words(split.training), labels(split.training), classifying: words(split.test), countsOnce: true)
        return accuracy(predictions, labels(split.test))
    }

    /// A fine-tuning in this way on a split; nil where it was interrupted.
    func outcome(_ way: FineTuningWay, _ index: Int, _ training: Training) throws -> EncoderResult.Outcome? {
        let split = splits[index]
        return way == .lastLayer ? onFrozenVectors(split) : try tuned(way, index, split, training)
    }

    /// The last layer alone, on sentence vectors that were computed once.
    private func onFrozenVectors(_ split: Split) -> EncoderResult.Outcome {
        let watch = Stopwatch()
        let vectors = model.vectors(ofIDs: texts.at(split.training).texts)
        let seconds = watch.seconds
        let layer = lastLayer(vectors, texts.at(split.training).classes, classes: 2)
        let logits = withoutGradient { layer(Tensor(model.vectors(ofIDs: texts.at(split.test).texts))) }.value
        let right = texts.at(split.test).classes
        let (mine, all) = (layer.parameterCount.total, model.encoder.parameterCount.total)
        return EncoderResult.Outcome(
            accuracy: accuracy(logits.argMax(axis: 1).scalars, right), seconds: seconds,
            trainableFraction: Double(mine) / Double(all + mine))
    }

    /// All weights, or adapters, of an encoder read anew.
    private func tuned(
        _ way: FineTuningWay, _ index: Int, _ split: Split, _ training: Training
    ) throws -> EncoderResult.Outcome? {
        var generator = RandomGenerator(seed: run.seed &+ UInt64(index))
        let encoder = try MiniLM(folder: folder, using: &generator).encoder
        if way == .lora {
            let lowRank = LowRank(run)
            encoder.addAdapters(rank: lowRank.rank, alpha: lowRank.alpha, using: &generator)
        }
        let classifier = SentenceClassifier(encoder, classes: 2, using: &generator)
        let (given, held) = (texts.at(split.training), texts.at(split.test))
        let history = try fineTune(classifier, on: given, recipe, training, using: &generator)
        guard history.losses.count == recipe.epochs else { return nil }
        let count = classifier.parameterCount
        var outcome = EncoderResult.Outcome(
            accuracy: accuracy(classifier.predictions(held.texts), held.classes), losses: history.losses,
            seconds: history.seconds, trainableFraction: Double(count.trainable) / Double(count.total),
            tokens: recipe.epochs * given.texts.map(\.count).reduce(0, +))
        if index == 0 {
            try save(classifier, way, held)
        }
        if way == .lora {
            outcome.isBaseUnchanged = isUnchanged(encoder)
            let before = classifier.logits(held.texts)
            encoder.mergeAdapters()
            outcome.mergedDifference = largestDifference(classifier.logits(held.texts), before)
        }
        return outcome
    }

    /// Keeps what a way of fine-tuning came to on the first split: that of all weights is the run's model.
    private func save(_ classifier: SentenceClassifier, _ way: FineTuningWay, _ held: LabelledTexts) throws {
        let isModel = way == .all && run.choice("task") == Part.tweets.rawValue
        let name = isModel ? "model" : way.key
        try SavedClassifier(classifier, LowRank(run)).save(to: run.outputPath("\(name).safetensors"))
        if isModel {
            try classifier.example(of: held.at([0, 1])).save(to: run.outputPath("example.safetensors"))
        }
    }

    /// Whether every weight of the published encoder has the bits it was read with.
    private func isUnchanged(_ encoder: BertEncoder) -> Bool {
        let now = encoder.publishedState
        return model.encoder.publishedState.allSatisfy { now[$0.key] == $0.value }
    }
}
