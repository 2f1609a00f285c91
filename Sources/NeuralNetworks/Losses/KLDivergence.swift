import Autograd
import TensorCore

/// How the elements of a divergence are reduced.
public enum DivergenceReduction: Sendable {
    /// Their sum divided by the number of examples, the length of the first axis: the mean divergence.
    case batchMean
    /// Their mean over all elements, which is the divergence divided by the number of classes: PyTorch's default.
    case mean
    /// Their sum.
    case sum
    /// They are returned as they are.
    case none
}

/// The Kullback–Leibler divergence Σ t (log t − log p) of predicted distributions p from targets t: how many nats more it
/// takes to say what happens if p is believed where t is true. 0 where they are equal, and never below.
///
/// It is the cross-entropy less the entropy of the targets, so for a constant t both have the same gradient to the
/// prediction, −t. An element with t = 0 counts 0, and so does its gradient to the target.
///
/// ```swift
/// let logits = Tensor(NDArray(rows: [[0, 0]]), requiresGradient: true)
/// let target = Tensor(NDArray(rows: [[0.9, 0.1]]))
/// let loss = klDivergence(logits.logSoftmax(axis: 1), target)  // 0.9 ln 1.8 + 0.1 ln 0.2 = 0.3681
/// loss.backward()
/// ```
///
/// - Parameters:
///   - logProbabilities: log p, as `logSoftmax` gives it, any shape; the examples are along the first axis.
///   - target: t, of the same shape, or log t.
///   - targetIsLog: whether the target is log t, which can say what a probability underflows at.
///   - reduction: by default the mean over the examples.
///
/// Traps when the shapes differ. PyTorch: `kl_div` with `log_target`, and with `reduction="batchmean"`, which is the
/// default here since only it is the divergence.
public func klDivergence(
    _ logProbabilities: Tensor, _ target: Tensor, targetIsLog: Bool = false,
    reduction: DivergenceReduction = .batchMean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("klDivergence", logProbabilities, target, file, line)
    let logP = logProbabilities.value
    let (t, logT) =
        targetIsLog ? (target.value.exp(), target.value) : (target.value, target.value.log())
    let support = t.sign()  // 1 where the target has any probability
    let gap = NDArray.select(support, logT - logP, NDArray(0))
    let all = elementwiseLoss(
        "klDivergence", logProbabilities, target, losses: t * gap, reduction: lossReduction(reduction)
    ) {
        // d/dt t (log t − log p) = log t − log p + 1; by log t it is t times that.
        let slope = (gap + 1) * support
        return (-t, targetIsLog ? t * slope : slope)
    }
    guard case .batchMean = reduction else { return all }
    return all / Float(logP.shape.first ?? 1)
}

private func lossReduction(_ reduction: DivergenceReduction) -> LossReduction {
    switch reduction {
    case .batchMean, .sum: .sum
    case .mean: .mean
    case .none: .none
    }
}
