import ChapterSupport
import NeuralNetworks
import TensorCore

/// A trained network and how it did on the last three weeks.
struct TrainedNetwork {
    let model: BikeModel
    let history: TrainingHistory

    /// Its answers for the test rows, in bikes.
    let predictions: [Float]
    let scores: Scores

    /// Whether it was trained at all: not when the run was interrupted before its turn.
    var isTrained: Bool { !history.losses.isEmpty }

    init(_ model: BikeModel, _ history: TrainingHistory, _ data: BikeData) {
        self.model = model
        self.history = history
        predictions = model.predictions(data.test)
        scores = Scores(predictions, Array(data.counts[data.test]))
    }
}

/// The book's network: trained on everything before the test weeks by plain gradient descent (section 3.5).
///
/// - Parameters:
///   - fitted: the rows that give mean and deviation. The book takes all, the test weeks with them.
///   - label: what the progress calls it.
func trainBookNetwork(
    _ data: BikeData, fittedOn fitted: Range<Int>, label: String = "the book's network",
    checkpoint: TrainingCheckpoint,
    _ run: ChapterRun
) throws -> TrainedNetwork {
    var generator = RandomGenerator(seed: run.seed)
    let model = BikeModel.book(data, hidden: run.integer("hidden"), fittedOn: fitted, using: &generator)
    let optimizer = SGD(model.network.parameters, learningRate: run.number("learning-rate"))
    let history = try train(
        model, data, on: data.beforeTest, optimizer: optimizer, epochs: run.epochs,
        label: label, checkpoint: checkpoint, run, using: &generator)
    return TrainedNetwork(model, history, data)
}

/// The same with mean and deviation taken over all rows, those of the test among them, as the book does.
func trainAsInBook(_ data: BikeData, _ run: ChapterRun) throws -> TrainedNetwork {
    try trainBookNetwork(
        data, fittedOn: 0..<data.hours.count, label: "scaled as in the book",
        checkpoint: run.checkpoint("as-in-book"), run)
}

/// The careful network, and the history of the same training without the validation weeks.
struct CarefulTraining {
    /// Trained on everything before the test weeks.
    let final: TrainedNetwork

    /// The rehearsal: trained without the last three of those weeks, and asked about them after each epoch.
    let rehearsal: TrainingHistory

    var seconds: Double { final.history.seconds + rehearsal.seconds }
}

/// Trains the larger network twice with the same settings: once with three weeks held back, to see that it goes
/// on getting better and does not overfit, then with those weeks, because the latest data is the best there is.
func trainCarefulNetwork(_ data: BikeData, _ run: ChapterRun) throws -> CarefulTraining {
    let epochs = max(1, run.epochs / 5)
    func training(on rows: Range<Int>, validation: Range<Int>?, label: String, _ name: String) throws -> (
        BikeModel, TrainingHistory
    ) {
        var generator = RandomGenerator(seed: run.seed)
        let model = BikeModel.careful(data, fittedOn: rows, using: &generator)
        let optimizer = AdamW(model.network.parameters, learningRate: 3e-3, weightDecay: 1e-2)
        let history = try train(
            model, data, on: rows, validation: validation, optimizer: optimizer,
            schedule: CosineAnnealing(steps: epochs), epochs: epochs, label: label,
            checkpoint: run.checkpoint(name), run, using: &generator)
        return (model, history)
    }
    let (_, rehearsal) = try training(
        on: data.training, validation: data.validation, label: "careful, rehearsal", "rehearsal")
    let (model, history) = try training(
        on: data.beforeTest, validation: nil, label: "careful network", "careful")
    return CarefulTraining(final: TrainedNetwork(model, history, data), rehearsal: rehearsal)
}
