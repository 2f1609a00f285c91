import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Images
import NeuralNetworks
import TensorCore

/// How many pictures a batch of pretraining has; there are twice as many views.
let pretrainingBatch = 128

/// Pretrains an encoder on two views of each picture, both changed at random, in batches of 128 pictures.
///
/// - Parameters:
///   - pictures: `[N, 1, 28, 28]`; their labels are not here.
///   - objective: the loss, from the head's outputs for both views and the places of the pictures in the batch.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func pretrain(
    _ network: PretextNetwork, on pictures: NDArray, _ view: BatchAugmentation, epochs: Int,
    _ training: Training, using generator: inout RandomGenerator,
    objective: (_ first: Tensor, _ second: Tensor, _ batch: [Int]) -> Tensor
) throws -> LossHistory {
    let size = pretrainingBatch
    let optimizer = Adam(network.parameters, learningRate: 3e-3)
    let schedule = CosineAnnealing(steps: epochs * ((pictures.shape[0] + size - 1) / size))
    var history = LossHistory()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        let batches = shuffledBatches(of: size, count: pictures.shape[0], using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batches.count + number)
            let chosen = pictures.rows(at: batch)  // [128, 1, 28, 28]
            let first = network(view(chosen, using: &generator))
            let second = network(view(chosen, using: &generator))
            let loss = objective(first, second, batch)
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// Trains a reader whole on few labelled digits by Adam, whose rate falls to 0 along half a cosine wave.
///
/// - Parameters:
///   - view: how the digits are changed each time; nil leaves them as they are.
///   - steps: about so many mini-batches of 50, however many digits there are.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ reader: DigitReader, on labelled: LabeledImages, _ view: BatchAugmentation?, rate: Double,
    steps: Int, _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    let size = 50
    let batchCount = (labelled.count + size - 1) / size
    let epochs = max(1, steps / batchCount)
    let optimizer = Adam(reader.parameters, learningRate: rate)
    let schedule = CosineAnnealing(steps: epochs * batchCount)
    var history = LossHistory()
    for epoch in try training.epochs(epochs, &history, reader, optimizer, using: &generator) {
        let batches = shuffledBatches(of: size, count: labelled.count, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batchCount + number)
            let pictures = labelled.images(at: batch)  // [50, 1, 28, 28]
            let seen = view?(pictures, using: &generator) ?? pictures
            let loss = crossEntropy(reader(Tensor(seen)), labelled.labels(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

/// Trains a linear layer on features that do not change, as `trainHead` does, after all of them were brought to a mean square of 1;
/// the factor becomes a part of the weights.
func trainScaledHead(_ head: Linear, on features: NDArray, _ labels: [Int], decay: Double) {
    let factor = 1 / (features.square().mean().scalar + 1e-12).squareRoot()
    trainHead(head, on: features * factor, labels, decay: decay)
    head.weight.value = head.weight.value * factor
}
