import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

/// What the training of a classifier has found out, epoch by epoch.
struct ClassifierHistory: TrainingHistory {
    /// The loss of the first batch: about ln 2, both classes equally likely.
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The loss and the accuracy on the validation set after each epoch; empty where there is none.
    var validationLosses: [Double] = []
    var validationAccuracies: [Double] = []

    func isPossible(from start: ClassifierHistory) -> Bool {
        validationLosses.count == validationAccuracies.count
            && (validationLosses.isEmpty || validationLosses.count == losses.count)
    }

    /// The epoch with the smallest validation loss, from 0.
    var bestEpoch: Int? { validationLosses.indices.min { validationLosses[$0] < validationLosses[$1] } }

    /// Whether the validation loss has not fallen for so many epochs.
    func isOver(_ patience: Int) -> Bool { bestEpoch.map { losses.count - 1 - $0 >= patience } ?? false }
}

/// Trains a classifier with cross-entropy. With a validation set it stops when the loss there has not fallen for `patience`
/// epochs, and takes back the weights of the best epoch: early stopping (section 4.6).
///
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a checkpoint that is broken.
func train(
    _ reader: some Reader, _ data: ReviewData, on rows: [Int], validation: [Int] = [],
    optimizer: any Optimizer,
    epochs: Int, patience: Int = 3, _ training: Training, using generator: inout RandomGenerator
) throws -> ClassifierHistory {
    let best = BestWeights(of: reader.network)
    var history = ClassifierHistory()
    for epoch in try training.epochs(epochs, &history, best, optimizer, using: &generator)
    where !history.isOver(patience) {
        reader.network.train()
        for batch in training.batches(reader.batches(rows, using: &generator)) {
            let loss = crossEntropy(reader.logits(batch), data.labels.rows(at: batch))  // [N, 2] and [N]
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        if validation.isEmpty {
            training.keep(history, generator)
            continue
        }
        let scores = Evaluation(reader, data, validation)
        history.validationLosses.append(scores.loss)
        history.validationAccuracies.append(scores.accuracy)
        if history.bestEpoch == epoch { best.keep() }
        training.keep(history, generator, validationMessage(scores))
    }
    if !validation.isEmpty { best.restore() }
    return history
}

/// "validation 91.2 %, loss 0.25".
private func validationMessage(_ scores: Evaluation) -> Words {
    let (right, loss) = (formatPercent(scores.accuracy), formatNumber(scores.loss, significantDigits: 3))
    return Words(en: "validation \(right), its loss \(loss)", zh: "验证集 \(right)，损失 \(loss)")
}

/// Trains the linear network for each fold: with a validation set to find the number of epochs, then for as many on everything
/// before the test set.
func trainLinear(_ data: ReviewData, _ run: ChapterRun) throws -> LinearResult {
    var result = LinearResult()
    for (number, fold) in data.folds.enumerated() where run.wants(.linear) && !run.shouldStop {
        let name = "linear-\(number + 1)"
        let title = Words(en: "linear network, part \(number + 1)", zh: "线性网络，第 \(number + 1) 份")
        func trained(_ rows: [Int], validation: [Int], epochs: Int, _ training: Training) throws
            -> (LinearModel, ClassifierHistory)
        {
            var generator = RandomGenerator(seed: run.seed + UInt64(number))
            let features = Features(data, trainedOn: rows, orders: data.isChinese ? 1...3 : 1...2)
            let network = BagNetwork(
                columns: features.weights.grams.count, hidden: nil, features: features, using: &generator)
            let used = rows + validation + fold.test
            let reader = BagReader(network, features.matrix(data, used), rows: used)
            let optimizer = Adam(network.parameters, learningRate: linearLearningRate)
            let history = try train(
                reader, data, on: rows, validation: validation, optimizer: optimizer, epochs: epochs,
                patience: 2,
                training, using: &generator)
            return (LinearModel(features: features, reader: reader), history)
        }
        let (_, validated) = try trained(
            fold.training, validation: fold.validation, epochs: run.epochs,
            run.training("\(name)-validated", title: number == 0 ? title : nil))
        guard let best = validated.bestEpoch else { break }
        let (model, history) = try trained(
            fold.beforeTest, validation: [], epochs: best + 1, run.training(name))
        guard !run.shouldStop else { break }
        result.add(
            model, validated: validated, history, Evaluation(model.reader, data, fold.test), fold, data)
    }
    return result
}

/// Of Adam, for the linear network.
let linearLearningRate = 0.02

/// Trains the book's network, V–10–2 on frequencies of words, on the first fold, with the book's learning rate and with one that
/// is far too small: the first overfits, the second underfits. Neither is stopped early.
func trainBookNetworks(_ data: ReviewData, _ run: ChapterRun) throws -> BookResult? {
    guard run.wants(.book), let fold = data.folds.first else { return nil }
    let words = BookWords(data, trainedOn: fold.training)
    let used = fold.training + fold.validation + fold.test
    let matrix = words.weights.matrix(used.map { words.cut(data.texts[$0]) })
    func trained(_ rate: Double, _ training: Training) throws -> (BagReader, ClassifierHistory) {
        var generator = RandomGenerator(seed: run.seed)
        let network = BagNetwork(columns: words.weights.grams.count, hidden: 10, using: &generator)
        let reader = BagReader(network, matrix, rows: used)
        let history = try train(
            reader, data, on: fold.training, validation: fold.validation,
            optimizer: Adam(network.parameters, learningRate: rate), epochs: run.epochs, patience: .max,
            training,
            using: &generator)
        return (reader, history)
    }
    let title = Words(en: "the book's network", zh: "书中的网络")
    let (reader, history) = try trained(0.01, run.training("book", title: title))
    let (slow, underfitted) = try trained(0.0002, run.training("book-underfitted"))
    guard history.bestEpoch != nil, underfitted.bestEpoch != nil else { return nil }
    return BookResult(
        words: words, reader: reader, history: history, underfitted: underfitted,
        test: Evaluation(reader, data, fold.test), slowTest: Evaluation(slow, data, fold.test), fold: fold,
        data)
}

/// Trains the recurrent networks with early stopping: of generated reviews for every fold, of others on the first.
func trainRecurrent(_ data: ReviewData, _ run: ChapterRun) throws -> [RecurrentResult] {
    var results: [RecurrentResult] = []
    for kind in RecurrentKind.allCases where run.wants(kind.choice) {
        var result = RecurrentResult(kind: kind)
        let folds = data.known != nil ? data.folds.count : 1
        for (number, fold) in data.folds.prefix(folds).enumerated() where !run.shouldStop {
            var generator = RandomGenerator(seed: run.seed + UInt64(number))
            let vocabulary = Vocabulary(fold.training.map { data.units[$0] }, atLeast: 2)
            let network = RecurrentClassifier(
                kind, units: vocabulary.count, dropout: data.known == nil ? 0.3 : 0, using: &generator)
            let reader = SequenceReader(
                classifier: network,
                sequences: data.units.map { vocabulary.ids(of: Array($0.prefix(longestSequence))) })
            let title = folds > 1 ? "\(kind.title) \(number + 1)" : kind.title
            let history = try train(
                reader, data, on: fold.training, validation: fold.validation,
                optimizer: Adam(network.parameters, learningRate: data.known == nil ? 2e-3 : 4e-3),
                epochs: run.epochs, run.training("\(kind.rawValue)-\(number + 1)", title: title),
                using: &generator)
            guard !run.shouldStop, history.bestEpoch != nil else { break }
            result.add(reader, vocabulary, history, Evaluation(reader, data, fold.test), fold, data)
        }
        if !result.histories.isEmpty { results.append(result) }
    }
    return results
}

/// How many units of a review the recurrent networks read at most.
let longestSequence = 150
