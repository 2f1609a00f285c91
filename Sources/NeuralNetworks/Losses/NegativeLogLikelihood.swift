import Autograd
import TensorCore

/// The negative log-likelihood −w[y] · logp[y] of the class y of each example, and its weighted mean.
///
/// - Parameters:
///   - logProbabilities: the logarithms of the probabilities, as `logSoftmax` gives them: `[N, C]` or
///     `[N, C, ...]`.
///   - labels: the classes, `[N]` or `[N, ...]`.
///   - classWeights: w, `[C]`; 1 for each class when not given.
///   - ignoredIndex: a label that excludes an example from the loss.
///   - reduction: the mean divides by the sum of the examples' weights, as in PyTorch; when all are ignored
///     it is NaN.
///
/// Traps when the shapes do not fit, or a label is neither a class nor ignored. PyTorch: `nll_loss`.
///
/// ```swift
/// let logits = Tensor(NDArray(rows: [[2, 0, 0], [0, 3, 0]]))
/// let loss = negativeLogLikelihood(logits.logSoftmax(), IntArray([0, 1]))  // 0.1672, as crossEntropy(logits, …)
/// ```
public func negativeLogLikelihood(
    _ logProbabilities: Tensor, _ labels: IntArray, classWeights: NDArray? = nil, ignoredIndex: Int = -100,
    reduction: LossReduction = .mean, file: StaticString = #fileID, line: UInt = #line
) -> Tensor {
    let shape = logProbabilities.shape
    let target = ClassLabels(
        labels, scores: shape, classWeights: classWeights, ignoredIndex: ignoredIndex,
        "negativeLogLikelihood", file, line)
    let ofLabels = logProbabilities.value.gathered(target.indices, axis: 1)
    let losses = NDArray.select(target.mask, -ofLabels * target.weights, NDArray(0))
    let result = reduction.applied(to: losses, count: target.totalWeight)
    let final = reduction == .none ? result.reshaped(target.shape) : result
    return Tensor.operation("negativeLogLikelihood", final, inputs: [logProbabilities]) { upstream in
        let scale = reduction.spread(upstream, count: target.totalWeight)
        let perExample = reduction == .none ? scale.reshaped(target.weights.shape) : scale
        var gradient = NDArray.zeros(shape)
        gradient.scatterAddAlong(-target.weights * perExample, at: target.indices, axis: 1)
        return [gradient]
    }
}
