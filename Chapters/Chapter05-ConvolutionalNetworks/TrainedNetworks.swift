import DigitRecognition
import ChapterSupport
import NeuralNetworks
import TensorCore

/// A network, how its training went, and what it says of the test pictures.
struct TrainedNetwork {
    let kind: NetworkKind
    let network: any Layer
    let history: TrainingHistory

    /// The class it gives each test picture.
    let predictions: [Int]

    /// The share of the test pictures that it reads right.
    let accuracy: Double
}

/// Trains the networks that the command line asks for; those that an interrupted run did not come to are left out.
func trainNetworks(_ data: PictureData, _ run: ChapterRun) throws -> [TrainedNetwork] {
    let kinds = NetworkKind(rawValue: run.choice("network")).map { [$0] } ?? NetworkKind.allCases
    return try kinds.compactMap { try trainNetwork($0, data, run, checkpoint: run.checkpoint($0.rawValue)) }
}

/// The book's network trained with the book's loss: a softmax over the 64 pictures of the batch.
func trainAsInBook(_ data: PictureData, _ run: ChapterRun) throws -> TrainedNetwork? {
    try trainNetwork(
        .book, data, run, loss: .overBatch, label: "as in the book", checkpoint: run.checkpoint("as-in-book"))
}

private func trainNetwork(
    _ kind: NetworkKind, _ data: PictureData, _ run: ChapterRun, loss: LossForm = .overClasses,
    label: String? = nil, checkpoint: TrainingCheckpoint
) throws -> TrainedNetwork? {
    var generator = RandomGenerator(seed: run.seed)
    let network = kind.network(for: data.training, using: &generator)
    let history = try train(
        network, data, optimizer: kind.optimizer(network),
        epochs: run.wasGiven("epochs") || run.isQuick ? run.epochs : kind.defaultEpochs,
        label: label ?? kind.title, annealing: kind.isAnnealed,
        augmentation: kind.isAugmented ? Augmentation() : nil, loss: loss, checkpoint: checkpoint,
        shouldStop: { run.shouldStop }, using: &generator)
    guard !history.losses.isEmpty else { return nil }
    let predictions = predictions(of: network, data.test.images())
    return TrainedNetwork(
        kind: kind, network: network, history: history, predictions: predictions,
        accuracy: accuracy(predictions, data.test.labels))
}
