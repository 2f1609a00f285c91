import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// What a language model learns: batches, and a figure on data that is held out.
protocol LanguageTask {
    /// A new batch.
    func batch(using generator: inout RandomGenerator) -> TokenBatch

    /// The held-out figure: a loss, or a share.
    func validation(of model: LanguageModel) -> Double

    /// How the figure is called in a line of progress.
    var validationName: Words { get }
}

/// How a language model is trained.
struct Recipe {
    var learningRate: Double
    var stepsPerEpoch: Int
    var warmUp = 100
    var weightDecay = 0.1
    /// The part of the learning rate that is left at the end.
    var finalShare = 0.1

    /// A linear warm-up, then half a cosine down to a part of the rate.
    func schedule(epochs: Int) -> some Schedule {
        let steps = max(2, epochs * stepsPerEpoch)
        let rise = min(warmUp, steps / 2)
        return LinearWarmUp(
            steps: rise, startFactor: 1 / Double(max(1, rise)),
            then: CosineAnnealing(steps: steps - rise, minimum: finalShare * learningRate))
    }

    /// AdamW that decays matrices and tables, not biases and norms.
    func optimizer(_ model: Module) -> AdamW {
        let parameters = model.parameters.filter(\.requiresGradient)
        let groups = [
            (parameters.filter { $0.rank > 1 }, weightDecay), (parameters.filter { $0.rank < 2 }, 0.0),
        ].filter { !$0.0.isEmpty }
        return AdamW(
            groups: groups.map {
                ParameterGroup(parameters: $0.0, learningRate: learningRate, weightDecay: $0.1)
            }, betas: (0.9, 0.99))
    }
}

/// How a language model was trained.
struct ModelHistory: TrainingHistory {
    /// About ln V: all tokens equally likely.
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The held-out figure after each epoch, and the training time until then.
    var validation: [Double] = []
    var secondsUntil: [Double] = []

    func isPossible(from start: ModelHistory) -> Bool {
        validation.count == losses.count && secondsUntil.count == losses.count
    }
}

/// Trains a language model on a task: GPT on the next tokens, BERT on the masked ones. An epoch is a fixed number of batches.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ model: LanguageModel, on task: some LanguageTask, epochs: Int, _ recipe: Recipe, _ training: Training,
    using generator: inout RandomGenerator
) throws -> ModelHistory {
    let optimizer = recipe.optimizer(model)
    let schedule = recipe.schedule(epochs: epochs)
    var history = ModelHistory()
    for epoch in try training.epochs(epochs, &history, model, optimizer, using: &generator) {
        model.train()
        for step in training.batches(0..<recipe.stepsPerEpoch) {
            optimizer.follow(schedule, at: epoch * recipe.stepsPerEpoch + step)
            let batch = task.batch(using: &generator)
            let loss = model.loss(batch)
            try training.record(loss, weight: batch.labels.elementCount)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        history.secondsUntil.append(history.seconds)
        let figure = task.validation(of: model)
        history.validation.append(figure)
        let shown = formatNumber(figure, significantDigits: 4)
        let name = task.validationName
        training.keep(history, generator, Words(en: "\(name.en) \(shown)", zh: "\(name.zh) \(shown)"))
    }
    return history
}

/// Fine-tunes a classifier on labelled texts: all its weights that require a gradient.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func fineTune(
    _ classifier: TextClassifier, on texts: LabelledTexts, epochs: Int, batchSize: Int = 16,
    learningRate: Double, _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    let steps = (texts.count + batchSize - 1) / batchSize
    let recipe = Recipe(
        learningRate: learningRate, stepsPerEpoch: steps, warmUp: epochs * steps / 10, weightDecay: 0.01)
    let optimizer = recipe.optimizer(classifier)
    let schedule = recipe.schedule(epochs: epochs)
    var history = LossHistory()
    for epoch in try training.epochs(epochs, &history, classifier, optimizer, using: &generator) {
        classifier.train()
        let batches = shuffledBatches(of: batchSize, count: texts.count, using: &generator)
        for (step, rows) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * steps + step)
            let loss = crossEntropy(classifier(texts.sequences(rows)), texts.labels(rows))
            try training.record(loss, weight: rows.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}
