import Autograd
import Messages
import TensorCore

/// The cross-entropy of two classes, on logits: −w y log σ(x) − (1 − y) log(1 − σ(x)) for each
/// element x and its target y in [0, 1], and its mean.
///
/// Computed as (1 − y) softplus(x) + w y softplus(−x), which stays finite for every logit; the gradient of an
/// element is (1 − y) σ(x) − w y σ(−x), without weights σ(x) − y.
///
/// - Parameters:
///   - logits: scores before the logistic function, any shape.
///   - target: the probability of the positive class, of the same shape.
///   - positiveWeight: w, the weight of positive targets where there are few; it is broadcast.
///   - reduction: mean, sum or none.
///
/// Traps when the shapes differ. PyTorch: `binary_cross_entropy_with_logits`.
///
/// ```swift
/// let logits = Tensor(NDArray([0, 2]))
/// let loss = binaryCrossEntropyWithLogits(logits, Tensor(NDArray([1, 0])))  // (0.693 + 2.127) / 2 = 1.410
/// ```
public func binaryCrossEntropyWithLogits(
    _ logits: Tensor, _ target: Tensor, positiveWeight: NDArray? = nil, reduction: LossReduction = .mean,
    file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("binaryCrossEntropyWithLogits", logits, target, file, line)
    let (x, yes) = (logits.value, target.value)
    if let positiveWeight, positiveWeight.shape.broadcast(with: x.shape) != x.shape {
        explainFailure(
            "binaryCrossEntropyWithLogits",
            "positive weights of shape \(positiveWeight.shape) for logits of shape \(x.shape)",
            hint: "one for each column, or a single one", file: file, line: line)
    }
    let no = 1 - yes
    let weightedYes = positiveWeight.map { yes * $0 } ?? yes
    let losses = no * x.softplus() + weightedYes * (-x).softplus()
    return elementwiseLoss(
        "binaryCrossEntropyWithLogits", logits, target, losses: losses, reduction: reduction
    ) {
        // To the target: w softplus(−x) − softplus(x), where the difference without weights is −x exactly.
        let ofWeight = positiveWeight.map { (-x).softplus() * ($0 - 1) - x }
        return (no * x.sigmoid() - weightedYes * (-x).sigmoid(), ofWeight ?? -x)
    }
}
