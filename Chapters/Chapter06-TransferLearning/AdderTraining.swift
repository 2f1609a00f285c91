import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// What happened while an adding machine was trained.
struct AdderHistory {
    /// The loss of the first batch.
    var startLoss = Double.nan

    /// The mean loss of each epoch.
    var losses: [Double] = []

    /// The time it took.
    var seconds = 0.0
}

/// Trains an adding machine on pairs of these digits, drawn anew each epoch, in batches of 64.
///
/// - Parameter annealing: lets the learning rate fall to 0 along half a cosine wave, batch by batch.
func train(
    _ machine: any AddingMachine, on digits: LabeledImages, optimizer: any Optimizer, epochs: Int,
    annealing: Bool = false, shouldStop: () -> Bool, using generator: inout RandomGenerator
) -> AdderHistory {
    let watch = Stopwatch()
    var history = AdderHistory()
    let schedule = CosineAnnealing(steps: epochs * ((digits.count + 63) / 64))
    var step = 0
    for _ in 0..<epochs where !shouldStop() {
        machine.train()
        let pairs = Pairs(of: digits, using: &generator)
        var total = 0.0
        for range in pairs.batches(of: 64) where !shouldStop() {
            if annealing { optimizer.follow(schedule, at: step) }
            let (left, right, sums) = pairs.batch(range)
            optimizer.zeroGradients()
            let loss = machine.loss(left, right, sums: sums)
            loss.backward()
            optimizer.step()
            if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
            total += Double(loss.scalar) * Double(range.count)
            step += 1
        }
        if shouldStop() { break }
        history.losses.append(total / Double(pairs.count))
    }
    history.seconds = watch.seconds
    return history
}
