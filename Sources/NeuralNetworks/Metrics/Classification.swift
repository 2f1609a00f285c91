import Autograd
import Messages
import TensorCore

/// The share of predictions that are right: NaN of none.
///
/// Traps where there are not as many predictions as labels.
public func accuracy(_ predictions: some Collection<Int>, _ labels: some Collection<Int>) -> Double {
    if predictions.count != labels.count {
        explainFailure("accuracy", "\(predictions.count) predictions for \(labels.count) labels")
    }
    return Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
}

/// What a network that is not being trained makes of inputs `[N, ...]`: its logits `[N, classes]`, a thousand inputs at a
/// time.
public func logits(of network: any Layer, _ inputs: NDArray) -> NDArray {
    network.evaluate()
    let parts = stride(from: 0, to: inputs.shape[0], by: 1000).map { start in
        withoutGradient { network(Tensor(inputs[start..<min(start + 1000, inputs.shape[0])])).value }
    }
    return .concatenated(parts, axis: 0)
}

/// The class that a network gives each of the inputs `[N, ...]`: the one with the largest logit.
public func predictions(of network: any Layer, _ inputs: NDArray) -> [Int] {
    inputs.shape[0] == 0 ? [] : logits(of: network, inputs).argMax(axis: 1).scalars
}
