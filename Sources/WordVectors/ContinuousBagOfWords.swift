import TensorCore

/// CBOW, the continuous bag of words: the mean of the words around a place predicts which word stands in the middle.
///
/// With the mean h = Σ v / C, `[1, d]`, of the inputs V, and U and y as in `skipGramGradients`, the scores are s = h Uᵀ,
/// `[1, M]`. With the errors e = σ(s) − y the gradients are ∂U = eᵀ h and, for each input alike, ∂v = e U / C. Word2vec's
/// own code leaves out the division by C (İrsoy, Benton, Stratos: "Corrected CBOW performs as well as skip-gram", 2021):
/// with the right gradient CBOW wants a larger learning rate.
public func continuousBagOfWordsGradients(
    inputs v: NDArray, outputs u: NDArray, labels y: NDArray
) -> WindowGradients {
    let (loss, errors) = windowErrors(v, u, labels: y, .meanOfInputs)  // [1, M]
    let mean = v.mean(axes: [0], keepingDimensions: true)  // [1, d]
    let each = errors.matmul(u) / Float(v.shape[0])  // [1, d]
    return WindowGradients(
        loss: loss, inputs: each.broadcast(to: v.shape), outputs: errors.transposed().matmul(mean))
}
