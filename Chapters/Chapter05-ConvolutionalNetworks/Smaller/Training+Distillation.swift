import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Images
import NeuralNetworks
import TensorCore

/// What a student learns from its teacher, and how much that counts.
struct Teaching {
    /// The teacher's logits for every picture of the student's, `[N, classes]`.
    let logits: NDArray
    let temperature: Float
    /// α: the share of the teacher in the loss; the labels have the rest.
    let weight: Float
}

/// Trains a student by Adam, in mini-batches of 64: from the labels alone, or from its teacher's soft targets too.
///
/// - Returns: nil where the run was stopped meanwhile.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainStudent(
    on labelled: LabeledImages, teaching: Teaching?, epochs: Int, seed: UInt64, _ training: Training
) throws -> Sequential? {
    var generator = RandomGenerator(seed: seed)
    let network = studentNetwork(
        channels: labelled.channels, side: labelled.width, classes: labelled.classNames.count,
        using: &generator)
    let optimizer = Adam(network.parameters, learningRate: 3e-3)
    let schedule = CosineAnnealing(steps: epochs * ((labelled.count + 63) / 64))
    var history = LossHistory()
    network.train()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        let batches = shuffledBatches(of: 64, count: labelled.count, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batches.count + number)
            let logits = network(Tensor(labelled.images(at: batch)))  // [64, classes]
            let labels = labelled.labels(at: batch)
            let loss =
                if let teaching {
                    distillationLoss(
                        logits, labels, teacher: teaching.logits.rows(at: batch),
                        temperature: teaching.temperature, weight: teaching.weight)
                } else {
                    crossEntropy(logits, labels)
                }
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { return nil }
        training.keep(history, generator)
    }
    return history.losses.count == epochs ? network : nil
}
