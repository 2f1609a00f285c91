import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import WordVectors

// The language model

/// How a language model learned.
struct LanguageHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The perplexity on the validation sentences after each epoch.
    var validation: [Double] = []

    func isPossible(from start: LanguageHistory) -> Bool { validation.count == losses.count }
}

/// Trains on every place of the training sentences, in batches; the learning rate falls along half a cosine wave.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainLanguageModel(
    _ model: LanguageModel, on windows: Windows, validation: Windows, epochs: Int, batch size: Int = 256,
    _ training: Training, using generator: inout RandomGenerator
) throws -> LanguageHistory {
    let optimizer = Adam(model.parameters, learningRate: 2e-3)
    let schedule = CosineAnnealing(steps: epochs)
    var history = LanguageHistory()
    for epoch in try training.epochs(epochs, &history, model, optimizer, using: &generator) {
        optimizer.follow(schedule, at: epoch)
        model.train()
        for batch in training.batches(shuffledBatches(of: size, count: windows.count, using: &generator)) {
            let (contexts, targets) = windows.batch(batch)  // [N, n], [N]
            let loss = crossEntropy(model(contexts), targets)
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        history.validation.append(perplexity(model.logProbabilities(validation)))
        let shown = formatNumber(history.validation.last ?? .nan, significantDigits: 3)
        training.keep(
            history, generator,
            Words(en: "validation perplexity \(shown)", zh: "验证集困惑度 \(shown)"))
    }
    return history
}

/// Trains the book's language model as the book does: plain gradient descent, one pass, a learning rate of 0.001 for the
/// loss of each trigram by itself. Thirty-two trigrams go together, and their losses are added: at such a rate the weights
/// hardly move between them.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainAsInBook(
    _ model: LanguageModel, on windows: Windows, _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = SGD(model.parameters, learningRate: 1e-3)
    var history = LossHistory()
    for _ in try training.epochs(1, &history, model, optimizer, using: &generator) {
        for start in training.batches(stride(from: 0, to: windows.count, by: 32)) {
            let places = Array(start..<min(start + 32, windows.count))
            let (contexts, targets) = windows.batch(places)
            let loss = crossEntropy(model(contexts), targets, reduction: .sum)
            try training.record(loss / Float(places.count), weight: places.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

// Word2vec

/// Trains word2vec's tables, epoch by epoch; what one window does to them is in `ByHand.swift`, and here one kernel does it
/// to all windows of the text, see `Word2VecTraining`.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainWordVectors(
    _ followed: FollowedVectors, on corpus: WordCorpus, _ settings: Word2VecSettings, _ training: Training,
    using generator: inout RandomGenerator
) throws -> LossHistory {
    let word2vec = Word2VecTraining(corpus, settings, seed: generator.next())
    followed.note(after: 0)
    var history = LossHistory()
    for epoch in try training.epochs(settings.epochs, &history, followed, [:], using: &generator) {
        let loss = word2vec.run(epoch, of: followed.model) { training.shouldStop }
        if !training.shouldStop { try training.record(Tensor(NDArray(Float(loss)))) }
        guard training.endEpoch(&history) else { break }
        followed.note(after: epoch + 1)
        training.keep(history, generator)
    }
    return history
}
