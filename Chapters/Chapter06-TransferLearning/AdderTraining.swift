import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// What happened while an adding machine was trained.
struct AdderHistory: Codable {
    /// The loss of the first batch.
    var startLoss = Double.nan

    /// The mean loss of each epoch.
    var losses: [Double] = []

    /// The time it took.
    var seconds = 0.0

    /// How many updates there were.
    var steps = 0

    /// Whether so many epochs can have come to this.
    func isPossible(epochs: Int) -> Bool { losses.count <= epochs && isPossibleCount(steps) }
}

/// Trains an adding machine on pairs of these digits, drawn anew each epoch, in batches of 64.
///
/// - Parameters:
///   - annealing: lets the learning rate fall to 0 along half a cosine wave, batch by batch.
///   - checkpoint: where the training is kept, to go on with.
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ machine: any AddingMachine, on digits: LabeledImages, optimizer: any Optimizer, epochs: Int,
    annealing: Bool = false, checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool,
    using generator: inout RandomGenerator
) throws -> AdderHistory {
    var history = AdderHistory()
    try checkpoint.resume(&history, machine, optimizer, using: &generator) { $0.isPossible(epochs: epochs) }
    let schedule = CosineAnnealing(steps: epochs * ((digits.count + 63) / 64))
    for epoch in history.losses.count..<epochs where !shouldStop() {
        let watch = Stopwatch()
        machine.train()
        let pairs = Pairs(of: digits, using: &generator)
        var total = 0.0
        for range in pairs.batches(of: 64) where !shouldStop() {
            if annealing { optimizer.follow(schedule, at: history.steps) }
            let (left, right, sums) = pairs.batch(range)
            optimizer.zeroGradients()
            let loss = machine.loss(left, right, sums: sums)
            try requireFinite(loss, of: machine, epoch: epoch + 1)
            loss.backward()
            optimizer.step()
            if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
            total += Double(loss.scalar) * Double(range.count)
            history.steps += 1
        }
        if shouldStop() { break }
        history.losses.append(total / Double(pairs.count))
        history.seconds += watch.seconds
        checkpoint.keep(history, machine, optimizer, generator)
    }
    return history
}
