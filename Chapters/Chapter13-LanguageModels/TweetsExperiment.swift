import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import TensorCore

/// A small BERT on the airline tweets: pretrained on those without a label, fine-tuned on the others, beside classifiers that
/// count words.
struct TweetsResult {
    /// Accuracies on held-out tweets, one for each fold.
    struct Scores {
        let labels: Int
        var pretrained: [Double] = []
        var scratch: [Double] = []
        var naiveBayes: [Double] = []
        var logisticRegression: [Double] = []
    }

    /// What the book prints of one split, and what it should.
    struct AsInBook {
        /// The mean of the accuracies of the batches, the last of which is short.
        let meanOfBatches: Double
        /// The share of the tweets that are right.
        let accuracy: Double
        let count: Int
    }

    let tweets: Tweets
    let words: WordTable
    let model: LanguageModel
    let history: ModelHistory
    let unigramLoss: Double
    let maskLoss: Double
    let scores: [Scores]
    /// The ways of fine-tuning on all labels of the first fold.
    let ways: [FineTuned]
    let asInBook: AsInBook?
}

/// - Throws: `FileError` for data, `TrainingDiverged`.
func learnTweets(in folder: String, _ run: ChapterRun) throws -> TweetsResult {
    let tweets = try Tweets(in: folder)
    // The table holds words of the unlabelled tweets only: it knows nothing of a fold's held-out ones.
    let words = WordTable(tweets.unlabelled, atLeast: 2)
    let context = 48
    let texts = tweets.unlabelled.map { words.ids(of: $0, longest: context) }
    let task = MaskedTexts(
        texts, vocabulary: words.count, heldOut: run.isQuick ? 64 : 400, batchSize: run.isQuick ? 8 : 32,
        seed: run.seed)
    var generator = RandomGenerator(seed: run.seed)
    let width = run.isQuick ? 16 : 128
    let shape = ModelShape(
        vocabulary: words.count, context: context, width: width, heads: 4, layers: 2, isCausal: false)
    let model = LanguageModel(shape, dropout: 0.1, using: &generator)
    let untrained = model.copy()
    let recipe = Recipe(
        learningRate: 1e-3, stepsPerEpoch: run.steps(120), weightDecay: 0.01, finalShare: 0.03)
    let history = try train(
        model, on: task, epochs: run.epochs, recipe,
        run.training("tweets", title: Words(en: "BERT, tweets", zh: "BERT（推文）")), using: &generator)
    let folds = TweetFolds(tweets, words, context: context, run)
    let scores = try folds.scores(model, untrained)
    let ways = try folds.ways(model)
    let asInBook = run.flag("as-in-book") ? try folds.asInBook(model, in: folder) : nil
    return TweetsResult(
        tweets: tweets, words: words, model: model, history: history, unigramLoss: task.unigramLoss,
        maskLoss: task.validation(of: model), scores: scores, ways: ways, asInBook: asInBook)
}

/// The labelled tweets in ten folds, of which the first few are held out in turn.
private struct TweetFolds {
    private let tweets: Tweets
    private let words: WordTable
    private let context: Int
    private let run: ChapterRun
    private let splits: [Split]
    private let texts: LabelledTexts
    private let epochs: Int

    init(_ tweets: Tweets, _ words: WordTable, context: Int, _ run: ChapterRun) {
        (self.tweets, self.words, self.context, self.run) = (tweets, words, context, run)
        var generator = RandomGenerator(seed: run.seed)
        splits = Array(
            Split.folds(10, count: tweets.labelled.count, using: &generator).prefix(run.isQuick ? 1 : 5))
        texts = LabelledTexts(
            texts: tweets.labelled.map { words.ids(of: $0.words, longest: context) },
            classes: tweets.labelled.map(\.label))
        epochs = run.isQuick ? 1 : 4
    }

    private func tuned(
        _ model: LanguageModel, _ way: FineTuningWay = .all, on rows: [Int], classifying others: [Int],
        rate: Double, _ name: String
    ) throws -> FineTuned {
        // Few labels are gone through more often.
        let times = max(1, 600 / max(1, rows.count))
        return try fineTune(
            model, way, on: texts.at(rows), classifying: texts.at(others), classes: 2,
            epochs: run.isQuick ? 1 : epochs * min(4, times), learningRate: rate, LowRank(run),
            seed: run.seed, run.training(name))
    }

    /// By the number of labels: a network pretrained and one that was not, and counts of words.
    func scores(_ model: LanguageModel, _ untrained: LanguageModel) throws -> [TweetsResult.Scores] {
        let all = splits.map(\.training.count).min() ?? 0
        return try (run.isQuick ? [40] : [200, 1000, all]).map { count in
            var scores = TweetsResult.Scores(labels: count)
            for (fold, split) in splits.enumerated() {
                let (rows, test) = (Array(split.training.prefix(count)), split.test)
                let right = test.map { texts.classes[$0] }
                let name = "\(count)-\(fold)"
                scores.pretrained.append(
                    try tuned(model, on: rows, classifying: test, rate: 5e-4, "tweets-pretrained-\(name)")
                        .accuracy)
                scores.scratch.append(
                    try tuned(untrained, on: rows, classifying: test, rate: 1e-3, "tweets-scratch-\(name)")
                        .accuracy)
                let (given, labels) = (rows.map { tweets.labelled[$0].words }, rows.map { texts.classes[$0] })
                let others = test.map { tweets.labelled[$0].words }
                scores.naiveBayes.append(accuracy(naiveBayes(given, labels, classifying: others), right))
                scores.logisticRegression.append(
                    accuracy(
                        logisticRegression(given, labels, classifying: others, seed: run.seed), right))
            }
            return scores
        }
    }

    /// The ways of fine-tuning on the first fold.
    func ways(_ model: LanguageModel) throws -> [FineTuned] {
        let split = splits[0]
        let rows = run.isQuick ? Array(split.training.prefix(40)) : split.training
        return try FineTuningWay.allCases.map { way in
            try tuned(model, way, on: rows, classifying: split.test, rate: 5e-4, "tweets-\(way.rawValue)")
        }
    }

    /// The book's split and its mean of batches of 32, repeated tweets and mentions at the end left in.
    func asInBook(_ model: LanguageModel, in folder: String) throws -> TweetsResult.AsInBook {
        let all = TweetFolds(try Tweets(in: folder, asInBook: true), words, context: context, run)
        let split = all.splits[0]
        let rows = run.isQuick ? Array(split.training.prefix(40)) : split.training
        let result = try all.tuned(model, on: rows, classifying: split.test, rate: 5e-4, "tweets-book")
        let isRight = zip(result.predictions, split.test).map { $0 == all.texts.classes[$1] }
        let batches = stride(from: 0, to: isRight.count, by: 32).map { start in
            let batch = isRight[start..<min(start + 32, isRight.count)]
            return Double(batch.count { $0 }) / Double(batch.count)
        }
        return TweetsResult.AsInBook(
            meanOfBatches: mean(batches), accuracy: result.accuracy, count: isRight.count)
    }
}
