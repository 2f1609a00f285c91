import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// What happened while a network was trained.
struct TrainingHistory: Codable {
    /// The loss of the first batch, before anything was learned: about the variance of the targets, which is 1.
    var startLoss = Double.nan

    /// The mean loss over the batches of each epoch.
    var losses: [Double] = []

    /// The error on the validation rows after each epoch, in bikes; empty when there are none.
    var validationRMSE: [Double] = []

    /// The time spent in forward, backward and step.
    var seconds = 0.0
}

/// Trains a network on some rows by mean-square error, in batches of 128 drawn anew each epoch.
///
/// - Parameters:
///   - rows: the hours to learn from.
///   - validation: the hours to be asked about after each epoch, if any.
///   - schedule: the learning rate of each epoch.
///   - checkpoint: where the training is kept, to go on with.
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ model: BikeModel, _ data: BikeData, on rows: Range<Int>, validation: Range<Int>? = nil,
    optimizer: any Optimizer, schedule: some Schedule = ConstantRate(), epochs: Int, label: String,
    checkpoint: TrainingCheckpoint, _ run: ChapterRun, using generator: inout RandomGenerator
) throws -> TrainingHistory {
    let inputs = model.features.matrix[rows]  // [N, columns]
    let targets = model.scale.encode(Array(data.counts[rows]))  // [N, 1]
    var history = TrainingHistory()
    try checkpoint.resume(&history, model.network, optimizer, using: &generator) {
        $0.losses.count <= epochs && $0.validationRMSE.count == (validation == nil ? 0 : $0.losses.count)
    }
    let bar = ProgressBar(label, total: epochs, done: history.losses.count)
    let watch = Stopwatch()
    for epoch in history.losses.count..<epochs where !run.shouldStop {
        let start = watch.seconds
        model.network.train()
        optimizer.follow(schedule, at: epoch)
        var total = 0.0
        for batch in shuffledBatches(of: 128, count: rows.count, using: &generator) {
            let x = Tensor(inputs.rows(at: batch))  // [128, columns]
            let y = Tensor(targets.rows(at: batch))  // [128, 1]

            optimizer.zeroGradients()
            let loss = meanSquaredError(model.network(x), y)
            try requireFinite(loss, of: model.network, epoch: epoch + 1)
            loss.backward()
            optimizer.step()

            if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
            total += Double(loss.scalar) * Double(batch.count)
        }
        history.losses.append(total / Double(rows.count))
        history.seconds += watch.seconds - start
        var message = "loss \(formatNumber(history.losses[epoch], significantDigits: 3))"
        if let validation {
            let scores = Scores(model.predictions(validation), Array(data.counts[validation]))
            history.validationRMSE.append(scores.rmse)
            message += ", validation \(formatNumber(scores.rmse, significantDigits: 3)) bikes"
        }
        checkpoint.keep(history, model.network, optimizer, generator)
        bar.advance(message: message)
        if isWorthALine(epoch, of: epochs) { bar.line("\(label), epoch \(epoch + 1): \(message)") }
    }
    bar.finish()
    return history
}

/// Whether an epoch gets a line where no bar is drawn: about ten of them, and the last.
private func isWorthALine(_ epoch: Int, of epochs: Int) -> Bool {
    (epoch + 1) % max(1, epochs / 10) == 0 || epoch + 1 == epochs
}
