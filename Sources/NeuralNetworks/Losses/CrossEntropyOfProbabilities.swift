import Autograd
import Messages
import TensorCore

/// The cross-entropy between the softmax of the logits and a distribution over the classes for each example: what MixUp
/// and distillation learn from, where an example is not of one class alone.
///
/// With p = softmax(logits), targets t, smoothing ε and class weights w the loss of an example is
/// −Σ w[c] ((1 − ε) t[c] + ε/C) log p[c]. With t one-hot it is that of the label. The gradient to the logits is, without
/// weights, p Σ t − t; the targets get theirs too, −log p.
///
/// ```swift
/// let logits = Tensor(NDArray(rows: [[2, 0, 0]]), requiresGradient: true)
/// let mixed = Tensor(NDArray(rows: [[0.7, 0.3, 0]]))  // 0.7 of class 0, 0.3 of class 1
/// let loss = crossEntropy(logits, probabilities: mixed)  // 0.7 · 0.2395 + 0.3 · 2.2395 = 0.8395
/// loss.backward()
/// ```
///
/// - Parameters:
///   - logits: scores before any softmax, `[N, C]` or `[N, C, ...]`.
///   - probabilities: t, of the same shape; each example's should add up to 1, which is not checked.
///   - classWeights: w, `[C]`; 1 for each class when not given.
///   - labelSmoothing: ε in [0, 1], the part of the target distribution that is spread over all classes.
///   - reduction: the mean divides by the number of examples, whatever their weights, as in PyTorch; over none it is NaN.
///
/// Traps when the shapes do not fit. PyTorch: `cross_entropy` with a target of floats.
public func crossEntropy(
    _ logits: Tensor, probabilities: Tensor, classWeights: NDArray? = nil, labelSmoothing: Float = 0,
    reduction: LossReduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    requireSameShape("crossEntropy", logits, probabilities, file, line)
    guard logits.shape.rank >= 2 else {
        explainFailure(
            "crossEntropy", "probabilities of shape \(probabilities.shape)",
            hint: "logits and probabilities are [N, C] or [N, C, ...]", file: file, line: line)
    }
    guard (0...1).contains(labelSmoothing) else {
        explainFailure(
            "crossEntropy", "a label smoothing of \(labelSmoothing) is outside [0, 1]", file: file, line: line
        )
    }
    let classCount = logits.shape[1]
    if let classWeights, classWeights.shape != [classCount] {
        explainFailure(
            "crossEntropy", "class weights of shape \(classWeights.shape) for \(classCount) classes",
            hint: "one weight for each class, [\(classCount)]", file: file, line: line)
    }
    let target =
        labelSmoothing > 0
        ? probabilities * (1 - labelSmoothing) + labelSmoothing / Float(max(1, classCount)) : probabilities
    var products = logits.logSoftmax(axis: 1) * target
    if let classWeights {
        var alongClasses = [Int](repeating: 1, count: logits.shape.rank)
        alongClasses[1] = classCount
        products = products * Tensor(classWeights.reshaped(Shape(alongClasses)))
    }
    let losses = -products.sum(axes: [1])
    return switch reduction {
    case .mean: losses.sum() / Float(losses.shape.elementCount)
    case .sum: losses.sum()
    case .none: losses
    }
}
