import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// What happened while a network was trained.
struct TrainingHistory: Codable {
    /// The loss of the first batch, before anything was learned: about ln 10, ten classes being equally likely.
    var startLoss = Double.nan

    /// The mean loss over the batches of each epoch.
    var losses: [Double] = []

    /// The share of the test pictures read right after each epoch.
    var testAccuracies: [Double] = []

    /// The time spent on training, in all.
    var seconds = 0.0

    /// The kernels of the first two convolutions before training and after each epoch; of the book's network alone.
    var kernels: [Kernels] = []

    struct Kernels: Codable {
        let first: NDArray
        let second: NDArray

        fileprivate var shapes: [Shape] { [first.shape, second.shape] }
    }

    /// The time an epoch took, without the test.
    var secondsPerEpoch: Double { seconds / Double(max(1, losses.count)) }
}

/// Which mean of the logits becomes the loss.
enum LossForm {
    /// Cross-entropy of the softmax over the classes.
    case overClasses
    /// The book's mistake: log-softmax over the batch, then cross-entropy of that.
    case overBatch

    func callAsFunction(_ logits: Tensor, _ labels: IntArray) -> Tensor {
        switch self {
        case .overClasses: crossEntropy(logits, labels)
        case .overBatch: crossEntropy(logits.logSoftmax(axis: 0), labels)
        }
    }
}

/// Trains a network by cross-entropy, in batches of 64 drawn anew each epoch.
///
/// - Parameters:
///   - label: the name on the progress bar.
///   - annealing: lets the learning rate fall to 0 along half a cosine wave, batch by batch.
///   - augmentation: what each picture undergoes before it is seen.
///   - checkpoint: where the training is kept, to go on with.
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ network: any Layer, _ data: PictureData, optimizer: any Optimizer, epochs: Int, label: String,
    annealing: Bool = false, augmentation: Augmentation? = nil, loss lossForm: LossForm = .overClasses,
    checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool, using generator: inout RandomGenerator
) throws -> TrainingHistory {
    var history = TrainingHistory()
    history.noteKernels(of: network)
    // Those of the book's network before training and after each epoch; of others none.
    let kernelShapes = history.kernels.map(\.shapes)
    try checkpoint.resume(&history, network, optimizer, using: &generator) { kept in
        kept.losses.count <= epochs && kept.testAccuracies.count == kept.losses.count
            && kept.kernels.count == (kept.losses.count + 1) * kernelShapes.count
            && kept.kernels.allSatisfy { kernelShapes.contains($0.shapes) }
    }
    let bar = ProgressBar(label, total: epochs, done: history.losses.count)
    let watch = Stopwatch()
    let batchCount = (data.training.count + 63) / 64
    let schedule = CosineAnnealing(steps: epochs * batchCount)
    for epoch in history.losses.count..<epochs where !shouldStop() {
        let start = watch.seconds
        network.train()
        var (total, seen) = (0.0, 0)
        let batches = shuffledBatches(of: 64, count: data.training.count, using: &generator)
        for (number, places) in batches.enumerated() where !shouldStop() {
            if annealing { optimizer.follow(schedule, at: epoch * batchCount + number) }
            var pictures = data.training.images(at: places)  // [64, C, H, W]
            if let augmentation { pictures = augmentation(pictures, using: &generator) }
            let labels = data.training.labels(at: places)  // [64]

            optimizer.zeroGradients()
            let loss = lossForm(network(Tensor(pictures)), labels)
            try requireFinite(loss, of: network, epoch: epoch + 1)
            loss.backward()
            optimizer.step()

            if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
            total += Double(loss.scalar) * Double(places.count)
            seen += places.count
        }
        if seen < data.training.count { break }
        history.seconds += watch.seconds - start
        history.losses.append(total / Double(seen))
        history.testAccuracies.append(accuracy(of: network, on: data.test))
        history.noteKernels(of: network)
        checkpoint.keep(history, network, optimizer, generator)
        let message =
            "loss \(formatNumber(history.losses[epoch], significantDigits: 3)), "
            + "test \(formatPercent(history.testAccuracies[epoch], decimals: 2))"
        bar.advance(message: message)
        if epochs <= 10 || (epoch + 1) % (epochs / 5) == 0 || epoch + 1 == epochs {
            bar.line("\(label), epoch \(epoch + 1): \(message)")
        }
    }
    bar.finish()
    return history
}

extension TrainingHistory {
    fileprivate mutating func noteKernels(of network: any Layer) {
        guard let book = network as? BookNetwork else { return }
        kernels.append(Kernels(first: book.conv1.weight.value, second: book.conv2.weight.value))
    }
}
