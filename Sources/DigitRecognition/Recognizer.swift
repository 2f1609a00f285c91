import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// A network that reads digits, for chapters that build on one: Chapter 5's own, or trained here.
public struct Recognizer {
    /// The network, its weights learned.
    public let network: BookNetwork

    /// The share of the test digits that it reads right.
    public let accuracy: Double

    /// Whether it was read from a file.
    public let isFromFile: Bool

    /// The network of `model`, a `model.safetensors` of Chapter 5, or one trained on these digits for some epochs by
    /// Adam, the learning rate falling from 0.001 to 0 along half a cosine wave.
    ///
    /// - Parameter checkpoint: where its training is kept, to go on with.
    /// - Throws: `FileError` where the file is missing, broken, or of another network; `TrainingDiverged`.
    public init(
        _ digits: DigitSets, model: String? = nil, epochs: Int, seed: UInt64, label: String = "recognizer",
        checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool
    ) throws {
        var generator = RandomGenerator(seed: seed)
        network = BookNetwork(using: &generator)
        isFromFile = model != nil
        if let model {
            try Checkpoint.load(from: model, into: network)
        } else {
            try Recognizer.train(
                network, digits.training, epochs, label, checkpoint, shouldStop, using: &generator)
        }
        accuracy = DigitRecognition.accuracy(of: network, on: digits.test)
    }

    private static func train(
        _ network: BookNetwork, _ digits: LabeledImages, _ epochs: Int, _ label: String,
        _ checkpoint: TrainingCheckpoint, _ shouldStop: () -> Bool, using generator: inout RandomGenerator
    ) throws {
        let optimizer = Adam(network.parameters, learningRate: 1e-3)
        let batchCount = (digits.count + 63) / 64
        let schedule = CosineAnnealing(steps: epochs * batchCount)
        var done = 0
        try checkpoint.resume(&done, network, optimizer, using: &generator) { (0...epochs).contains($0) }
        let bar = ProgressBar(label, total: epochs, done: done)
        network.train()
        for epoch in done..<epochs where !shouldStop() {
            var total = 0.0
            let batches = shuffledBatches(of: 64, count: digits.count, using: &generator)
            for (number, places) in batches.enumerated() where !shouldStop() {
                optimizer.follow(schedule, at: epoch * batchCount + number)
                optimizer.zeroGradients()
                let loss = crossEntropy(network(Tensor(digits.images(at: places))), digits.labels(at: places))
                try requireFinite(loss, of: network, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
                total += Double(loss.scalar)
            }
            if shouldStop() { break }
            checkpoint.keep(epoch + 1, network, optimizer, generator)
            bar.advance(message: "loss \(formatNumber(total / Double(batchCount), significantDigits: 3))")
        }
        bar.finish()
    }
}
