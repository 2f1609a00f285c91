import Autograd
import TensorCore

/// The distance |prediction − target| of each element, and its mean: a loss that single large errors do not
/// dominate.
///
/// Both of one shape; a scalar, or that shape with `.none`. The gradient of an element is the sign of the
/// error, 0 at 0. Traps when the shapes differ. PyTorch: `l1_loss`.
///
/// ```swift
/// let loss = meanAbsoluteError(Tensor(NDArray([1, 5])), Tensor(NDArray([2, 3])))  // (1 + 2) / 2 = 1.5
/// ```
public func meanAbsoluteError(
    _ prediction: Tensor, _ target: Tensor, reduction: LossReduction = .mean,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("meanAbsoluteError", prediction, target, file, line)
    let error = prediction.value - target.value
    return elementwiseLoss(
        "meanAbsoluteError", prediction, target, losses: error.magnitude(), reduction: reduction
    ) {
        let slope = error.sign()
        return (slope, -slope)
    }
}
