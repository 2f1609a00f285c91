import TensorCore

/// The loss of one window, and its gradients.
public struct WindowGradients: Sendable {
    /// Σ −log σ(s) over the right outputs and −log σ(−s) over the others, for every input that predicts.
    public let loss: Double
    /// The gradient of the inputs, `[C, d]`.
    public let inputs: NDArray
    /// The gradient of the outputs, `[M, d]`.
    public let outputs: NDArray
}

/// Skip-gram: each word around a place predicts by itself which word stands in the middle.
///
/// With the inputs V, `[C, d]`, the outputs U, `[M, d]`, and the labels y, `[M]`, 1 for the right output and 0 for the words
/// of noise, the scores are S = V Uᵀ, `[C, M]`, and the loss −Σ [y log σ(s) + (1 − y) log σ(−s)]. With the errors
/// E = σ(S) − y the gradients are ∂V = E U and ∂U = Eᵀ V.
///
/// All inputs of a window share its words of noise, which makes three matrix products of it (Ji, Satish, Li, Dubey:
/// "Parallelizing word2vec in shared and distributed memory", 2016). With hierarchical softmax U holds the vectors of the
/// nodes on the word's path and y which way the path goes.
public func skipGramGradients(inputs v: NDArray, outputs u: NDArray, labels y: NDArray) -> WindowGradients {
    let (loss, errors) = windowErrors(v, u, labels: y, .skipGram)  // [C, M]
    return WindowGradients(loss: loss, inputs: errors.matmul(u), outputs: errors.transposed().matmul(v))
}

/// The loss of a window and its errors E = σ(S) − y: `[C, M]`, or `[1, M]` where the mean predicts.
func windowErrors(
    _ v: NDArray, _ u: NDArray, labels y: NDArray, _ prediction: WordWindows.Prediction
) -> (loss: Double, errors: NDArray) {
    let h = prediction == .skipGram ? v : v.mean(axes: [0], keepingDimensions: true)
    let scores = h.matmul(u.transposed())
    // −y log σ(s) − (1 − y) log σ(−s) = log(1 + e^((1 − 2y) s)).
    let losses = ((1 - 2 * y) * scores).softplus()
    return (losses.scalars.reduce(0) { $0 + Double($1) }, scores.sigmoid() - y)
}
