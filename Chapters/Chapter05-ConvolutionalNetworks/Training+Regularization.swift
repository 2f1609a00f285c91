import Autograd
import ChapterSupport
import Datasets
import Images
import DigitRecognition
import NeuralNetworks
import TensorCore

/// Trains the book's network on a few pictures by AdamW, in mini-batches of 50.
///
/// - Returns: nil where the run was stopped meanwhile.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ method: RegularizationComparison.Method, on few: LabeledImages, test: LabeledImages, epochs: Int,
    _ training: Training, using generator: inout RandomGenerator
) throws -> RegularizationComparison.Outcome? {
    let network = BookNetwork(
        channels: few.channels, side: few.width, classes: few.classNames.count, dropout: method.dropout,
        using: &generator)
    let optimizer = AdamW(network.parameters, learningRate: 1e-3, weightDecay: method.weightDecay)
    var history = LossHistory()
    network.train()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        for batch in training.batches(shuffledBatches(of: 50, count: few.count, using: &generator)) {
            let (pictures, labels) = (few.images(at: batch), few.labels(at: batch))  // [50, C, H, W], [50]
            let loss: Tensor
            if method.mixesUp {
                let targets = labels.oneHot(classCount: few.classNames.count)  // [50, classes]
                let mixed = mixedUp(pictures, targets, using: &generator)
                loss = crossEntropy(network(Tensor(mixed.pictures)), probabilities: Tensor(mixed.targets))
            } else {
                loss = crossEntropy(network(Tensor(pictures)), labels)
            }
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { return nil }
        training.keep(history, generator)
    }
    guard history.losses.count == epochs else { return nil }
    return RegularizationComparison.Outcome(
        trainingAccuracy: accuracy(of: network, on: few), testAccuracy: accuracy(of: network, on: test))
}

/// MixUp: convex combinations of pictures, λ · x₁ + (1 − λ) · x₂, and of their classes in the same proportion, soft targets; λ is
/// uniform on [0, 1].
///
/// Zhang, Cisse, Dauphin, Lopez-Paz: "mixup: beyond empirical risk minimization" (2018).
///
/// - Parameters:
///   - pictures: `[N, C, H, W]`.
///   - targets: the probabilities of the classes, `[N, classes]`.
func mixedUp(_ pictures: NDArray, _ targets: NDArray, using generator: inout RandomGenerator) -> (
    pictures: NDArray, targets: NDArray
) {
    let order = generator.permutation(pictures.shape[0])
    let lambda = generator.uniform()
    return (
        pictures * lambda + pictures.rows(at: order) * (1 - lambda),
        targets * lambda + targets.rows(at: order) * (1 - lambda)
    )
}
