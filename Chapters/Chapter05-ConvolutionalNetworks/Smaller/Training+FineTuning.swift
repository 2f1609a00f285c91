import Autograd
import ChapterSupport
import DigitRecognition
import NeuralNetworks
import TensorCore

/// Fine-tunes a network that has lost weights, as the strong network was trained but at a third of its learning rate. With a mask, what
/// is pruned is set to 0 again after each step.
///
/// - Returns: whether it came to its end; false where the run was stopped meanwhile.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func fineTune(
    _ network: Sequential, mask: PruningMask? = nil, on data: PictureData, epochs: Int, seed: UInt64,
    _ training: Training
) throws -> Bool {
    var generator = RandomGenerator(seed: seed)
    let optimizer = AdamW(network.parameters, learningRate: 1e-3, weightDecay: 1e-2)
    let schedule = CosineAnnealing(steps: epochs * data.epochBatchCount(of: 64))
    let augmentation = BatchAugmentation.suiting(data.subject)
    var history = LossHistory()
    mask?.apply()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        let batches = data.epochBatches(of: 64, using: &generator)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizer.follow(schedule, at: epoch * batches.count + number)
            let pictures = augmentation(data.training.images(at: batch), using: &generator)
            let loss = crossEntropy(network(Tensor(pictures)), data.training.labels(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
            mask?.apply()
        }
        guard training.endEpoch(&history) else { return false }
        training.keep(history, generator)
    }
    return history.losses.count == epochs
}
