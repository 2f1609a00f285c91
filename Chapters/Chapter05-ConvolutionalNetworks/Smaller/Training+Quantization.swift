import Autograd
import ChapterSupport
import DigitRecognition
import NeuralNetworks
import TensorCore

/// Quantization in training: the weights learn to be rounded. The forward pass sees what 8 bits will compute, the backward pass changes
/// the floats behind it.
///
/// - Returns: whether it came to its end; false where the run was stopped meanwhile.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainQuantized(
    _ network: FakeQuantizedNetwork, on data: PictureData, epochs: Int, seed: UInt64, _ training: Training
) throws -> Bool {
    var generator = RandomGenerator(seed: seed)
    let optimizer = Adam(network.parameters, learningRate: 1e-4)
    let schedule = CosineAnnealing(steps: epochs * data.epochBatchCount(of: 64))
    let augmentation = BatchAugmentation.suiting(data.subject)
    var history = LossHistory()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        let batches = data.epochBatches(of: 64, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batches.count + number)
            let pictures = augmentation(data.training.images(at: batch), using: &generator)
            let loss = crossEntropy(network(Tensor(pictures)), data.training.labels(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { return false }
        training.keep(history, generator)
    }
    return history.losses.count == epochs
}
