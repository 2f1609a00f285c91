import Autograd
import Messages
import TensorCore

/// How the losses of single elements or examples are reduced.
public enum LossReduction: Sendable {
    /// Their mean, a scalar.
    case mean
    /// Their sum, a scalar.
    case sum
    /// They are returned as they are.
    case none

    /// The losses reduced; `count` is what the mean divides by.
    func applied(to losses: NDArray, count: Float) -> NDArray {
        switch self {
        case .mean: losses.sum() / count
        case .sum: losses.sum()
        case .none: losses
        }
    }

    /// The gradient of the single losses from that of the reduced one: of their shape, or a scalar for all.
    func spread(_ upstream: NDArray, count: Float) -> NDArray {
        switch self {
        // The mean over nothing is NaN, but nothing can be learned from it: no gradient, as in PyTorch.
        case .mean: count == 0 ? upstream * 0 : upstream / count
        case .sum, .none: upstream
        }
    }
}

/// A loss of each pair of elements of a prediction and its target, whose derivatives are known.
///
/// `derivatives` gives ∂loss/∂prediction and ∂loss/∂target of each element; it must capture arrays only.
func elementwiseLoss(
    _ name: String, _ prediction: Tensor, _ target: Tensor, losses: NDArray, reduction: LossReduction,
    derivatives: @escaping () -> (prediction: NDArray, target: NDArray)
) -> Tensor {
    let count = Float(losses.elementCount)
    let result = reduction.applied(to: losses, count: count)
    return Tensor.operation(name, result, inputs: [prediction, target]) { upstream in
        let scale = reduction.spread(upstream, count: count)
        let slopes = derivatives()
        return [slopes.prediction * scale, slopes.target * scale]
    }
}

/// Stops when a prediction and its target differ in shape, which broadcasting would otherwise hide: `[N, 1]`
/// against `[N]` becomes `[N, N]`, every prediction compared with every target.
func requireSameShape(
    _ operation: String, _ prediction: Tensor, _ target: Tensor, _ file: StaticString, _ line: UInt
) {
    let (a, b) = (prediction.shape, target.shape)
    if a == b { return }
    var hint = "they must have the same shape"
    if a.filter({ $0 != 1 }) == b.filter({ $0 != 1 }) {
        hint =
            "broadcasting would compare every prediction with every target; give the target the prediction's "
            + "shape with reshaped(\(a))"
    }
    explainFailure(
        operation, "a prediction of shape \(a) against a target of shape \(b)", hint: hint, file: file,
        line: line)
}
