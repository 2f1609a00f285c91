import ChapterSupport
import NeuralNetworks
import TensorCore
import Text

/// What `--network` takes.
enum NetworkChoice: String, CaseIterable {
    case all
    case linear
    case book
    case rnn
    case lstm
    case gru
}

extension RecurrentKind {
    /// The same as a choice of `--network`.
    var choice: NetworkChoice {
        switch self {
        case .rnn: .rnn
        case .lstm: .lstm
        case .gru: .gru
        }
    }
}

extension ChapterRun {
    /// Whether a network is to be trained.
    func wants(_ network: NetworkChoice) -> Bool {
        ["all", network.rawValue].contains(choice("network"))
    }
}

/// A trained linear network and what it reads.
struct LinearModel {
    let features: Features
    let reader: BagReader
}

/// The linear networks of all folds.
struct LinearResult {
    /// That of the first fold.
    var model: LinearModel?
    /// How the first was trained, with validation.
    var validated = ClassifierHistory()
    var scores = FoldScores()
    var validationAccuracies: [Double] = []
    /// Seconds of training on everything before the test set, by fold.
    var seconds: [Double] = []
    /// The losses of the first batches.
    var startLoss = Double.nan
    /// The probability of good for each tested review, by a network that never saw it.
    var probabilities: [Int: Double] = [:]

    mutating func add(
        _ model: LinearModel, validated: ClassifierHistory, _ history: ClassifierHistory, _ test: Evaluation,
        _ fold: Fold, _ data: ReviewData
    ) {
        if self.model == nil {
            (self.model, self.validated, startLoss) = (model, validated, history.startLoss)
        }
        scores.add(test.predictions, fold, data)
        seconds.append(history.seconds)
        if let best = validated.bestEpoch {
            validationAccuracies.append(validated.validationAccuracies[best])
        }
        probabilities.merge(zip(fold.test, test.probabilities)) { $1 }
    }
}

/// The recurrent networks of a kind.
struct RecurrentResult {
    let kind: RecurrentKind
    /// That of the first fold.
    var reader: SequenceReader<RecurrentClassifier>?
    var vocabulary: Vocabulary?
    var histories: [ClassifierHistory] = []
    var scores = FoldScores()
    var validationAccuracies: [Double] = []
    var probabilities: [Int: Double] = [:]

    init(kind: RecurrentKind) { self.kind = kind }

    mutating func add(
        _ reader: SequenceReader<RecurrentClassifier>, _ vocabulary: Vocabulary, _ history: ClassifierHistory,
        _ test: Evaluation,
        _ fold: Fold, _ data: ReviewData
    ) {
        if self.reader == nil { (self.reader, self.vocabulary) = (reader, vocabulary) }
        histories.append(history)
        scores.add(test.predictions, fold, data)
        if let best = history.bestEpoch { validationAccuracies.append(history.validationAccuracies[best]) }
        probabilities.merge(zip(fold.test, test.probabilities)) { $1 }
    }
}

/// Frequencies of words, as the book's network reads them; the words are found by longest match.
struct BookWords {
    let list: WordList
    let weights: TextWeights

    init(_ data: ReviewData, trainedOn rows: [Int]) {
        let list = WordList(rows.map { data.texts[$0] })
        self.list = list
        weights = TextWeights(NGrams(rows.map { list.cut(data.texts[$0]) }, orders: 1...1), .frequencies)
    }

    func cut(_ text: String) -> [String] { list.cut(text) }
}

/// The book's network, trained twice.
struct BookResult {
    let words: BookWords
    let reader: BagReader
    let history, underfitted: ClassifierHistory
    let testAccuracy, slowAccuracy: Double
    let unseenAccuracy: Double

    init(
        words: BookWords, reader: BagReader, history: ClassifierHistory, underfitted: ClassifierHistory,
        test: Evaluation, slowTest: Evaluation, fold: Fold, _ data: ReviewData
    ) {
        (self.words, self.reader, self.history, self.underfitted) = (words, reader, history, underfitted)
        var scores = FoldScores()
        scores.add(test.predictions, fold, data)
        (testAccuracy, slowAccuracy, unseenAccuracy) = (test.accuracy, slowTest.accuracy, scores.unseen[0])
    }
}
