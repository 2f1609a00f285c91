import Autograd
import TensorCore

/// The squared error (prediction − target)² of each element, and its mean: the loss of regression.
///
/// Both of one shape; a scalar, or that shape with `.none`. The gradient of an element is
/// 2 (prediction − target). Traps when the shapes differ. PyTorch: `mse_loss`. Section 2.3.
///
/// ```swift
/// let loss = meanSquaredError(Tensor(NDArray([1, 5])), Tensor(NDArray([2, 3])))  // (1 + 4) / 2 = 2.5
/// ```
public func meanSquaredError(
    _ prediction: Tensor, _ target: Tensor, reduction: LossReduction = .mean,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("meanSquaredError", prediction, target, file, line)
    let error = prediction.value - target.value
    return elementwiseLoss(
        "meanSquaredError", prediction, target, losses: error.square(), reduction: reduction
    ) {
        let slope = error * 2
        return (slope, -slope)
    }
}
