import Autograd
import ChapterSupport
import Datasets
import Images
import Messages
import NeuralNetworks
import TensorCore

/// A network that reads digits, pretrained for the chapters that build on one.
public struct Recognizer {
    /// The network, trained.
    public let network: BookNetwork

    /// Its accuracy on the test digits.
    public let accuracy: Double

    /// Whether it was read from a file.
    public let isFromFile: Bool

    /// The network of a `model.safetensors` of Chapter 5.
    ///
    /// - Throws: `FileError` where the file is missing, broken, or of another network.
    public init(contentsOf path: String, testedOn digits: LabeledImages) throws {
        // The weights drawn here are replaced.
        var generator = RandomGenerator(seed: 0)
        let network = BookNetwork(
            channels: digits.channels, classes: digits.classNames.count, using: &generator)
        try Checkpoint.load(from: path, into: network)
        self.init(network, testedOn: digits, isFromFile: true)
    }

    fileprivate init(_ network: BookNetwork, testedOn digits: LabeledImages, isFromFile: Bool) {
        self.network = network
        self.isFromFile = isFromFile
        accuracy = DigitRecognition.accuracy(of: network, on: digits)
    }
}

/// The recognizer of the file that `--model` names; without the option, one that is trained now.
///
/// - Throws: `FileError` where the file is missing, broken, or of another network; `TrainingDiverged`.
public func loadOrTrainRecognizer(_ data: PictureData, _ run: ChapterRun) throws -> Recognizer {
    if let path = run.text("model") { return try Recognizer(contentsOf: path, testedOn: data.test) }
    return try trainRecognizer(
        on: data, epochs: run.isQuick ? 8 : 12, seed: run.seed,
        run.training("recognizer", title: Words(en: "recognizer", zh: "识别器")))
}

/// Trains the book's network by Adam; the learning rate falls from 0.001 to 0 along half a cosine wave.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
public func trainRecognizer(
    on data: PictureData, epochs: Int, seed: UInt64, _ training: Training
) throws -> Recognizer {
    var generator = RandomGenerator(seed: seed)
    let network = BookNetwork(
        channels: data.training.channels, classes: data.training.classNames.count, using: &generator)
    let optimizer = Adam(network.parameters, learningRate: 1e-3)
    let schedule = CosineAnnealing(steps: epochs * data.epochBatchCount(of: 64))
    var history = LossHistory()
    network.train()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        let batches = data.epochBatches(of: 64, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batches.count + number)
            let logits = network(Tensor(data.training.images(at: batch)))
            let loss = crossEntropy(logits, data.training.labels(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return Recognizer(network, testedOn: data.test, isFromFile: false)
}
