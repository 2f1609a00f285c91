import Autograd
import Messages
import TensorCore

/// The cross-entropy between the softmax of the logits and the labels: the loss of classification.
///
/// With p = softmax(logits), smoothing ε and class weights w the loss of an example of class y is
/// −(1 − ε) w[y] log p[y] − ε/C Σ w[c] log p[c]; without smoothing and weights, −log p[y]. On the lower rungs of the
/// kernel ladder it is computed by that formula; else it is one operation whose gradient is p − target. Both are stable:
/// the softmax itself, which can underflow, is never formed before its logarithm.
///
/// ```swift
/// let logits = Tensor(NDArray(rows: [[2, 0, 0], [0, 3, 0]]), requiresGradient: true)
/// let loss = crossEntropy(logits, IntArray([0, 1]))  // 0.1672, the mean of 0.2395 and 0.0949
/// loss.backward()
/// ```
///
/// - Parameters:
///   - logits: scores before any softmax, `[N, C]` or `[N, C, ...]`.
///   - labels: the classes, `[N]` or `[N, ...]`.
///   - classWeights: w, `[C]`; 1 for each class when not given.
///   - labelSmoothing: ε in [0, 1], the part of the target distribution that is spread over all classes.
///   - ignoredIndex: a label that excludes an example from the loss.
///   - reduction: the mean divides by the sum of the examples' weights w[y], as in PyTorch; when all are
///     ignored it is NaN.
///
/// Traps when the shapes do not fit, or a label is neither a class nor ignored. PyTorch: `cross_entropy`.
/// Smoothing: Szegedy and others, "Rethinking the Inception architecture" (2016). Section 4.3.
public func crossEntropy(
    _ logits: Tensor, _ labels: IntArray, classWeights: NDArray? = nil, labelSmoothing: Float = 0,
    ignoredIndex: Int = -100, reduction: LossReduction = .mean, file: StaticString = #fileID,
    line: UInt = #line
) -> Tensor {
    guard (0...1).contains(labelSmoothing) else {
        explainFailure(
            "crossEntropy", "a label smoothing of \(labelSmoothing) is outside [0, 1]", file: file, line: line
        )
    }
    let target = ClassLabels(
        labels, scores: logits.shape, classWeights: classWeights, ignoredIndex: ignoredIndex, "crossEntropy",
        file, line)
    if KernelRung.current < .packed {
        return crossEntropyFormula(logits, target, labelSmoothing: labelSmoothing, reduction: reduction)
    }
    let logProbabilities = logits.value.logSoftmax(axis: 1)
    // The target distribution t of an example: `right` at its label, and spread · w[c] at every class c.
    let right = target.weights * (1 - labelSmoothing)
    let spread = labelSmoothing / Float(max(1, logits.shape[1]))

    var losses = -logProbabilities.gathered(target.indices, axis: 1) * right
    if labelSmoothing > 0 {
        let all = target.classWeights.map { logProbabilities * $0 } ?? logProbabilities
        losses -= all.sum(axes: [1], keepingDimensions: true) * spread
    }
    losses = NDArray.select(target.mask, losses, NDArray(0))
    let reduced = reduction.applied(to: losses, count: target.totalWeight)
    let result = reduction == .none ? reduced.reshaped(target.shape) : reduced

    // The loss is −Σ t[c] log p[c] with t[c] = right · [c = y] + spread · w[c]; its gradient is p Σ t − t.
    return Tensor.operation("crossEntropy", result, inputs: [logits]) { upstream in
        var scale = reduction.spread(upstream, count: target.totalWeight)
        if reduction == .none { scale = scale.reshaped(target.weights.shape) }
        let perExample = target.mask * scale  // 0 for ignored examples
        let onRight = right * scale
        var gradient = logProbabilities.exp()
        if labelSmoothing > 0 {
            let classWeights = target.classWeights ?? NDArray.ones([1])
            let total =
                target.classWeights.map { $0.sum().scalar * spread } ?? labelSmoothing
            gradient *= onRight + perExample * total
            gradient -= perExample * (classWeights * spread)
        } else {
            gradient *= onRight
        }
        gradient.scatterAddAlong(-onRight, at: target.indices, axis: 1)
        return [gradient]
    }
}

/// The definition in tensor arithmetic; the graph finds its gradient.
private func crossEntropyFormula(
    _ logits: Tensor, _ target: ClassLabels, labelSmoothing: Float, reduction: LossReduction
) -> Tensor {
    // The softmax is the same for scores moved by a number; with the largest at 0, e^x cannot overflow.
    let largest = logits.value.max(axes: [1], keepingDimensions: true)
    let shifted = logits - Tensor(largest)
    let logProbabilities = shifted - shifted.exp().sum(axes: [1], keepingDimensions: true).log()

    let ofLabels = logProbabilities.gathered(target.indices, axis: 1)
    var losses = -ofLabels * Tensor(target.weights) * (1 - labelSmoothing)
    if labelSmoothing > 0 {
        let weighted = target.classWeights.map { logProbabilities * Tensor($0) } ?? logProbabilities
        let classCount = Float(max(1, logits.shape[1]))
        losses = losses - weighted.sum(axes: [1], keepingDimensions: true) * (labelSmoothing / classCount)
    }
    losses = .select(target.mask, losses, Tensor(NDArray(0)))
    return switch reduction {
    case .mean where target.totalWeight == 0: losses.sum() * 0 + .nan
    case .mean: losses.sum() / target.totalWeight
    case .sum: losses.sum()
    case .none: losses.reshaped(target.shape)
    }
}
