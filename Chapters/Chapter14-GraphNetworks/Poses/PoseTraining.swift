import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore

/// Trains an action classifier on windows of these clips, cut anew in each epoch. The learning rate ends at 0: with a rate that
/// stays, the accuracy on an unseen style jumps from epoch to epoch, and the last one is a draw.
///
/// - Parameters:
///   - length: frames of a window.
///   - step: frames from one window to the next.
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a broken checkpoint.
func train(
    _ network: any Layer, on data: PoseData, clips: [Int], length: Int, step: Int, epochs: Int,
    _ training: Training, using generator: inout RandomGenerator
) throws -> LossHistory {
    let optimizer = Adam(network.parameters, learningRate: 3e-3)
    let schedule = CosineAnnealing(steps: epochs)
    var history = LossHistory()
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        optimizer.follow(schedule, at: epoch)
        network.train()
        let windows = data.windows(of: clips, length: length, step: step, using: &generator, shifted: true)
        guard !windows.isEmpty else { break }
        for indices in training.batches(shuffledBatches(of: 32, count: windows.count, using: &generator)) {
            let batch = indices.map { windows[$0] }
            let logits = network(Tensor(data.batch(batch, length: length)))  // [32, actions]
            let loss = crossEntropy(logits, IntArray(data.labels(batch)))
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

/// Trains the book's classifier as the book does: on single frames, all in one batch.
///
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite.
func trainAsInBook(
    _ network: FrameNetwork, on data: PoseData, _ frames: [PoseWindow], updates: Int, shouldStop: () -> Bool
) throws {
    let optimizer = Adam(network.parameters, learningRate: 5e-3)
    let (inputs, labels) = (Tensor(data.batch(frames, length: 1)), IntArray(data.labels(frames)))
    for update in 0..<updates where !shouldStop() {
        let loss = crossEntropy(network(inputs), labels)
        try requireFinite(loss, of: network, epoch: update + 1)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
    }
}

/// Trains a baseline: softmax regression on the mean hip speed of a window, `[N, 1]`, standardized.
func trainHipSpeedBaseline(_ speeds: NDArray, _ labels: IntArray, actions: Int) -> Linear {
    var generator = RandomGenerator(seed: 1)
    let line = Linear(1, actions, using: &generator)
    let optimizer = Adam(line.parameters, learningRate: 0.1)
    for _ in 0..<300 {
        let loss = crossEntropy(line(Tensor(speeds)), labels)
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
    }
    return line
}
