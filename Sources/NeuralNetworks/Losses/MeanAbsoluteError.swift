import Autograd
import TensorCore

/// The distance |prediction − target| of each element, and its mean: a loss that single large errors do not
/// rule.
///
/// Both of one shape; a scalar, or that shape with `.none`. The gradient of an element is the sign of the
/// error, 0 at 0. Traps when the shapes differ. PyTorch: `l1_loss`.
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
