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
            let loss =
                method.mixesUp
                ? mixUpLoss(network, pictures, labels, using: &generator)
                : crossEntropy(network(Tensor(pictures)), labels)
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

/// The loss on convex combinations of pictures, λ · x₁ + (1 − λ) · x₂, with both labels in the same proportion; λ is uniform
/// on [0, 1].
///
/// Zhang, Cisse, Dauphin, Lopez-Paz: "mixup: beyond empirical risk minimization" (2018).
func mixUpLoss(
    _ network: any Layer, _ pictures: NDArray, _ labels: IntArray, using generator: inout RandomGenerator
) -> Tensor {
    let order = generator.permutation(pictures.shape[0])
    let lambda = generator.uniform()
    let mixed = pictures * lambda + pictures.rows(at: order) * (1 - lambda)
    let logits = network(Tensor(mixed))
    return crossEntropy(logits, labels) * lambda + crossEntropy(logits, labels.rows(at: order)) * (1 - lambda)
}
