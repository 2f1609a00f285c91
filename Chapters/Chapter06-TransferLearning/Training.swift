import Autograd
import ChapterSupport
import Images
import NeuralNetworks
import TensorCore

/// Trains an adder on pairs of these digits, paired anew in each epoch, in mini-batches of 64.
///
/// - Parameter annealing: lets the learning rate fall to 0 along half a cosine wave, batch by batch.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func train(
    _ adder: any Adder, on digits: LabeledImages, _ optimizer: any Optimizer, epochs: Int,
    annealing: Bool = false, _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    var history = LossHistory()
    let schedule = CosineAnnealing(steps: epochs * ((digits.count + 63) / 64))
    for epoch in try training.epochs(epochs, &history, adder, optimizer, using: &generator) {
        adder.train()
        let pairs = Pairs(of: digits, using: &generator)
        let batches = pairs.batches(of: 64)
        for (number, batch) in training.batches(batches.enumerated()) {
            if annealing { optimizer.follow(schedule, at: epoch * batches.count + number) }
            let (left, right, sums) = pairs.batch(batch)  // [64, 1, 28, 28] twice, and [64]
            let loss = adder.loss(left, right, sums: sums)
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
