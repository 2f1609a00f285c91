import Autograd
import Messages
import TensorCore

/// The fraction of predictions that are correct; NaN of none.
///
/// Traps when the counts of predictions and labels differ.
public func accuracy(_ predictions: some Collection<Int>, _ labels: some Collection<Int>) -> Double {
    if predictions.count != labels.count {
        explainFailure("accuracy", "\(predictions.count) predictions for \(labels.count) labels")
    }
    return Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
}

/// The logits `[N, classes]` of a network for inputs `[N, ...]`, a thousand inputs at a time, in evaluation and without
/// gradients.
public func logits(of network: any Layer, _ inputs: NDArray) -> NDArray {
    network.evaluate()
    let parts = stride(from: 0, to: inputs.shape[0], by: 1000).map { start in
        withoutGradient { network(Tensor(inputs[start..<min(start + 1000, inputs.shape[0])])).value }
    }
    return .concatenated(parts, axis: 0)
}

/// The class that a network predicts for each of the inputs `[N, ...]`: that of the largest logit.
public func predictions(of network: any Layer, _ inputs: NDArray) -> [Int] {
    inputs.shape[0] == 0 ? [] : logits(of: network, inputs).argMax(axis: 1).scalars
}
