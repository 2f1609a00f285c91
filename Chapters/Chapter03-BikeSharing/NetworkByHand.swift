import TensorCore

/// The network of section 3.2 without any library of layers: inputs, sigmoid units, one output, and the gradient
/// of each weight written out.
struct NetworkByHand {
    /// `[hidden, inputs]`
    var hiddenWeight: NDArray

    /// `[hidden]`
    var hiddenBias: NDArray

    /// `[1, hidden]`
    var outputWeight: NDArray

    /// `[1]`
    var outputBias: NDArray

    /// How many numbers are learned.
    var parameterCount: Int {
        [hiddenWeight, hiddenBias, outputWeight, outputBias].reduce(0) { $0 + $1.elementCount }
    }

    /// Random weights, each drawn uniformly from ±1/√(number of inputs of its layer).
    init(inputs: Int, hidden: Int, using generator: inout RandomGenerator) {
        let (inner, outer) = (1 / Float(inputs).squareRoot(), 1 / Float(hidden).squareRoot())
        hiddenWeight = .uniform([hidden, inputs], from: -inner, to: inner, using: &generator)
        hiddenBias = .uniform([hidden], from: -inner, to: inner, using: &generator)
        outputWeight = .uniform([1, hidden], from: -outer, to: outer, using: &generator)
        outputBias = .uniform([1], from: -outer, to: outer, using: &generator)
    }

    /// a = σ(x W₁ᵀ + b₁): the activations of the hidden units, `[N, hidden]`, for inputs `[N, inputs]`.
    func activations(_ x: NDArray) -> NDArray { (x.matmul(hiddenWeight.transposed()) + hiddenBias).sigmoid() }

    /// ŷ = a W₂ᵀ + b₂: the predictions, `[N, 1]`.
    func predictions(_ x: NDArray) -> NDArray {
        activations(x).matmul(outputWeight.transposed()) + outputBias
    }

    /// L = mean (ŷ − y)²
    static func loss(_ predictions: NDArray, _ targets: NDArray) -> Float {
        (predictions - targets).square().mean().scalar
    }

    /// One step of gradient descent on a batch, and the loss before it.
    ///
    /// From the loss back, by the chain rule:
    ///
    ///     ∂L/∂ŷ  = 2 (ŷ − y) / N          ∂L/∂W₂ = (∂L/∂ŷ)ᵀ a     ∂L/∂b₂ = Σ ∂L/∂ŷ
    ///     ∂L/∂a  = ∂L/∂ŷ W₂
    ///     ∂L/∂z  = ∂L/∂a · a (1 − a)      ∂L/∂W₁ = (∂L/∂z)ᵀ x     ∂L/∂b₁ = Σ ∂L/∂z
    mutating func descend(_ x: NDArray, _ y: NDArray, learningRate: Float) -> Float {
        let a = activations(x)  // [N, hidden]
        let predictions = a.matmul(outputWeight.transposed()) + outputBias  // [N, 1]

        let toPredictions = (predictions - y) * (2 / Float(x.shape[0]))  // [N, 1]
        let toActivations = toPredictions.matmul(outputWeight)  // [N, hidden]
        let toHidden = toActivations * a * (1 - a)  // [N, hidden]

        outputWeight.add(toPredictions.transposed().matmul(a), scaledBy: -learningRate)
        outputBias.add(toPredictions.sum(axes: [0]), scaledBy: -learningRate)
        hiddenWeight.add(toHidden.transposed().matmul(x), scaledBy: -learningRate)
        hiddenBias.add(toHidden.sum(axes: [0]), scaledBy: -learningRate)
        return NetworkByHand.loss(predictions, y)
    }
}
