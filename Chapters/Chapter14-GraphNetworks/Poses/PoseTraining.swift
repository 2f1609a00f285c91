import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// What happened while a network learned.
struct PoseHistory: Codable {
    /// The loss of the first batch; who knows nothing has ln of the number of actions.
    var startLoss = Double.nan
    /// The mean loss of each epoch.
    var losses: [Double] = []
}

/// Learns from windows of these clips, cut anew each epoch.
///
/// - Throws: `TrainingDiverged` when the loss is no number any more; `FileError` for a checkpoint that is broken.
func train(
    _ network: any Layer, on data: PoseData, clips: [Int], length: Int, step: Int, epochs: Int,
    learningRate: Double = 3e-3, checkpoint: TrainingCheckpoint = .none, shouldStop: () -> Bool,
    using generator: inout RandomGenerator
) throws -> PoseHistory {
    var history = PoseHistory()
    let optimizer = Adam(network.parameters, learningRate: learningRate)
    try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.losses.count <= epochs }
    for epoch in history.losses.count..<epochs where !shouldStop() {
        network.train()
        let windows = data.windows(of: clips, length: length, step: step, using: &generator, shifted: true)
        guard !windows.isEmpty else { break }
        var total = 0.0
        for places in shuffledBatches(of: 32, count: windows.count, using: &generator) where !shouldStop() {
            let batch = places.map { windows[$0] }
            optimizer.zeroGradients()
            let logits = network(Tensor(data.batch(batch, length: length)))
            let loss = crossEntropy(logits, IntArray(data.labels(batch)))
            try requireFinite(loss, of: network, epoch: epoch + 1)
            loss.backward()
            optimizer.step()
            if history.startLoss.isNaN { history.startLoss = Double(loss.scalar) }
            total += Double(loss.scalar) * Double(batch.count)
        }
        if shouldStop() { break }
        history.losses.append(total / Double(windows.count))
        checkpoint.keep(history, network, optimizer, generator)
    }
    return history
}

/// What a network says of each window.
func answers(_ network: any Layer, _ data: PoseData, _ windows: [PoseWindow], length: Int) -> [Int] {
    network.evaluate()
    return orderedBatches(of: 64, count: windows.count).flatMap { places in
        let batch = Tensor(data.batch(places.map { windows[$0] }, length: length))
        return withoutGradient { network(batch) }.value.argMax(axis: 1).scalars
    }
}

/// Softmax regression on the mean hip speed of a window alone: thresholds between slow and fast.
func hipSpeedAnswers(_ data: PoseData, training: [PoseWindow], test: [PoseWindow], length: Int) -> [Int] {
    guard !training.isEmpty, !test.isEmpty else { return [] }
    let speeds = data.hipSpeeds(training, length: length)
    let (mean, deviation) = (speeds.mean().scalar, max(1e-6, speeds.standardDeviation().scalar))
    func input(_ speeds: NDArray) -> Tensor { Tensor((speeds - mean) / deviation) }
    var generator = RandomGenerator(seed: 1)
    let line = Linear(1, data.actions.count, using: &generator)
    let optimizer = Adam(line.parameters, learningRate: 0.1)
    let labels = IntArray(data.labels(training))
    for _ in 0..<300 {
        optimizer.zeroGradients()
        crossEntropy(line(input(speeds)), labels).backward()
        optimizer.step()
    }
    let logits = withoutGradient { line(input(data.hipSpeeds(test, length: length))) }
    return logits.value.argMax(axis: 1).scalars
}
