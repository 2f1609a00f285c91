import Autograd
import Messages
import TensorCore

/// Huber's loss: e² / 2 for errors e up to δ, δ (|e| − δ / 2) beyond, and its mean.
///
/// Quadratic near 0 and linear beyond, so that outliers do not dominate; the gradient of an element is e clipped to
/// ±δ. Both of one shape; a scalar, or that shape with `.none`. Traps when the shapes differ or δ is not
/// above 0. Huber: "Robust estimation of a location parameter" (1964). PyTorch: `huber_loss`.
///
/// ```swift
/// let loss = huber(Tensor(NDArray([1, 5])), Tensor(NDArray([2, 3])))  // (0.5 + 1.5) / 2 = 1
/// ```
public func huber(
    _ prediction: Tensor, _ target: Tensor, delta: Float = 1, reduction: LossReduction = .mean,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    guard delta > 0 else {
        explainFailure("huber", "delta is \(delta)", hint: "it must be above 0", file: file, line: line)
    }
    requireSameShape("huber", prediction, target, file, line)
    let error = prediction.value - target.value
    let slope = error.clamped(to: -delta...delta)
    // With c the cut error, both branches are c (e − c / 2).
    let losses = slope * (error - slope * 0.5)
    return elementwiseLoss("huber", prediction, target, losses: losses, reduction: reduction) {
        (slope, -slope)
    }
}

/// Huber's loss divided by its threshold β: e² / 2β for errors e below β, |e| − β / 2 beyond, and its mean.
///
/// Traps when the shapes differ or β is not above 0. PyTorch: `smooth_l1_loss`.
///
/// ```swift
/// let loss = smoothAbsoluteError(Tensor(NDArray([1, 5])), Tensor(NDArray([2, 3])), beta: 2)  // (0.25 + 1) / 2
/// ```
public func smoothAbsoluteError(
    _ prediction: Tensor, _ target: Tensor, beta: Float = 1, reduction: LossReduction = .mean,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    huber(prediction, target, delta: beta, reduction: reduction, file: file, line: line) / beta
}
