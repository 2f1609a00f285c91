import Autograd
import Messages
import TensorCore

/// The cross-entropy between the softmax of the logits and the right classes: the loss of classification.
///
/// With p = softmax(logits), smoothing ε and class weights w the loss of an example of class y is
/// −(1 − ε) w[y] log p[y] − ε/C Σ w[c] log p[c]; without the last three, −log p[y]. One stable operation: the
/// logarithm is taken of the softmax before it can underflow, and the gradient is p − target.
///
/// - Parameters:
///   - logits: scores before any softmax, `[N, C]` or `[N, C, ...]`.
///   - labels: the right classes, `[N]` or `[N, ...]`.
///   - classWeights: w, `[C]`; 1 for each class when there are none.
///   - labelSmoothing: ε in [0, 1], the part of the target that is spread over all classes.
///   - ignoredIndex: a label that marks examples without loss and gradient.
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
    let logProbabilities = logits.value.logSoftmax(axis: 1)
    // What the right class weighs in each example's loss; every class c weighs spread · w[c] besides.
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
        let kept = target.mask * scale  // 0 for ignored examples
        let onRight = right * scale
        var gradient = logProbabilities.exp()
        if labelSmoothing > 0 {
            let classWeights = target.classWeights ?? NDArray.ones([1])
            let total =
                target.classWeights.map { $0.sum().scalar * spread } ?? labelSmoothing
            gradient *= onRight + kept * total
            gradient -= kept * (classWeights * spread)
        } else {
            gradient *= onRight
        }
        gradient.scatterAddAlong(-onRight, at: target.indices, axis: 1)
        return [gradient]
    }
}
