import Autograd
import Datasets
import NeuralNetworks
import TensorCore

/// The action that a network predicts for each window.
func predictions(_ network: any Layer, _ data: PoseData, _ windows: [PoseWindow], length: Int) -> [Int] {
    network.evaluate()
    return orderedBatches(of: 64, count: windows.count).flatMap { indices in
        let batch = Tensor(data.batch(indices.map { windows[$0] }, length: length))
        return withoutGradient { network(batch) }.value.argMax(axis: 1).scalars
    }
}

/// The action that the hip speed baseline predicts for each test window.
func hipSpeedPredictions(_ data: PoseData, training: [PoseWindow], test: [PoseWindow], length: Int) -> [Int] {
    guard !training.isEmpty, !test.isEmpty else { return [] }
    let speeds = data.hipSpeeds(training, length: length)
    let (mean, deviation) = (speeds.mean().scalar, max(1e-6, speeds.standardDeviation().scalar))
    func standardized(_ speeds: NDArray) -> NDArray { (speeds - mean) / deviation }
    let line = trainHipSpeedBaseline(
        standardized(speeds), IntArray(data.labels(training)), actions: data.actions.count)
    let logits = withoutGradient { line(Tensor(standardized(data.hipSpeeds(test, length: length)))) }
    return logits.value.argMax(axis: 1).scalars
}
