import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// What the book's notebook does, and what it hides: copies of the same review in training and test set, a vocabulary that knows
/// the test set, a "recurrent network" that is linear, and a printed loss that is the mean of all losses since the first step.
struct AsInBook {
    /// A network's accuracy on the test set, and apart on the texts that are in the training set and on those that are not.
    struct Score {
        let name: Words
        let key: String
        let all, seen, unseen: Double
    }

    /// The share of the test texts that are in the training set.
    let seenFraction: Double
    /// How many words only the test set has.
    let wordsOfTheTest: Int
    let scores: [Score]
    /// How the bag network learned.
    let history: ClassifierHistory

    /// What the notebook would have printed as the loss after each epoch: the mean of all losses so far.
    var printedLosses: [Double] {
        history.losses.indices.map { mean(Array(history.losses[...$0])) }
    }

    var table: Table {
        Table(
            headers: [
                Words(en: "as in the book", zh: "按书中的做法"), Words(en: "test set", zh: "测试集"),
                Words(en: "seen in training", zh: "训练集中有"), Words(en: "never seen", zh: "从未见过"),
            ],
            rows: scores.map { [$0.name.text] + [$0.all, $0.seen, $0.unseen].map { formatPercent($0) } },
            caption: Words(
                en: "\(formatPercent(seenFraction)) of the test texts are in the training set too.",
                zh: "测试集中 \(formatPercent(seenFraction)) 的文本也在训练集中。"))
    }

    func print() {
        Swift.print(textHeading(Words(en: "As in the book", zh: "按书中的做法")))
        Swift.print(table.text())
        guard let printed = printedLosses.last, let last = history.losses.last else { return }
        let (a, b) = (formatNumber(printed, significantDigits: 3), formatNumber(last, significantDigits: 3))
        Swift.print(
            Words(
                en:
                    "The last epoch's loss is \(b); the mean since the first step, which the book prints, \(a).",
                zh: "最后一轮的损失是 \(b)；书中打印的是从第一步起的平均值，\(a)。"
            ).text)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("book_split_seen_share", seenFraction)
        metrics.set("book_split_words_of_the_test", wordsOfTheTest)
        for score in scores {
            metrics.set("book_split_\(score.key)", score.all)
            metrics.set("book_split_\(score.key)_seen", score.seen)
            metrics.set("book_split_\(score.key)_unseen", score.unseen)
        }
        metrics.set("book_split_loss", history.losses.last ?? .nan)
        metrics.set("book_split_printed_loss", printedLosses.last ?? .nan)
    }
}

/// Trains the book's two networks on a split with copies.
///
/// - Returns: nil where the run was interrupted.
func trainAsInBook(_ data: ReviewData, _ run: ChapterRun) throws -> AsInBook? {
    let fold = data.hasPublishedSplit ? data.folds[0] : bookSplit(data, seed: run.seed)
    let used = fold.training + fold.validation + fold.test
    let list = WordList(used.map { data.texts[$0] })
    let words = data.texts.map(list.cut)
    let grams = NGrams(used.map { words[$0] }, orders: 1...1)

    var generator = RandomGenerator(seed: run.seed)
    let bag = BagReader(
        BagNetwork(columns: grams.count, hidden: 10, using: &generator),
        TextWeights(grams, .frequencies).matrix(used.map { words[$0] }), rows: used)
    let history = try train(
        bag, data, on: fold.training, validation: fold.validation,
        optimizer: Adam(bag.network.parameters, learningRate: 0.01), epochs: run.epochs, patience: .max,
        run.training("as-in-book-bag", title: Words(en: "bag as in the book", zh: "书中的词袋网络")),
        using: &generator)

    let vocabulary = Vocabulary(used.map { words[$0] })
    let recurrent = SequenceReader(
        classifier: LinearRecurrence(words: vocabulary.count, using: &generator),
        sequences: words.map { vocabulary.ids(of: Array($0.prefix(60))) })
    _ = try train(
        recurrent, data, on: fold.training, validation: fold.validation,
        optimizer: Adam(recurrent.network.parameters, learningRate: 0.005), epochs: max(1, run.epochs / 3),
        patience: .max,
        run.training("as-in-book-rnn", title: Words(en: "the book's \"RNN\"", zh: "书中的“RNN”")),
        using: &generator)
    guard !run.shouldStop else { return nil }

    let seen = data.isSeen(fold)
    func score(_ name: Words, _ key: String, _ reader: some Reader) -> AsInBook.Score {
        let predictions = Evaluation(reader, data, fold.test).predictions
        let right = zip(predictions, data.labels(fold.test)).map { $0 == $1 ? 1.0 : 0.0 }
        func share(_ isSeen: Bool) -> Double { mean(zip(right, seen).filter { $0.1 == isSeen }.map(\.0)) }
        return AsInBook.Score(name: name, key: key, all: mean(right), seen: share(true), unseen: share(false))
    }
    let known = Set(fold.training.flatMap { words[$0] })
    return AsInBook(
        seenFraction: Double(seen.count { $0 }) / Double(seen.count),
        wordsOfTheTest: Set(fold.test.flatMap { words[$0] }).subtracting(known).count,
        scores: [
            score(Results.bookName, "accuracy", bag),
            score(
                Words(en: "the book's \"RNN\", which is linear", zh: "书中的“RNN”，其实是线性的"), "rnn_accuracy",
                recurrent),
        ], history: history)
}

/// All reviews with their copies, shared out at random: 80 % to train, 10 % to validate, 10 % to test.
private func bookSplit(_ data: ReviewData, seed: UInt64) -> Fold {
    var generator = RandomGenerator(seed: seed)
    let rows = data.texts.indices.filter { !data.copies.keys[$0].isEmpty }
    let order = generator.permutation(rows.count).map { rows[$0] }
    let tenth = max(1, rows.count / 10)
    return Fold(
        training: Array(order[(2 * tenth)...]), validation: Array(order[tenth..<2 * tenth]),
        test: Array(order[..<tenth]))
}
