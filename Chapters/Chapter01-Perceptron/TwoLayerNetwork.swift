import Foundation
import TensorCore

/// A layer of sigmoid units: a = σ(W x + b).
struct Layer: Equatable {
    /// D, the inputs of each unit.
    let inputCount: Int

    /// W row by row, one row a unit: `weights[unit * inputCount + input]`.
    var weights: [Float]

    /// b, one bias a unit.
    var biases: [Float]

    /// A layer whose weights and biases are drawn uniformly from −range...range: equal ones would stay equal.
    init(inputCount: Int, unitCount: Int, range: Float, using generator: inout RandomGenerator) {
        self.inputCount = inputCount
        weights = (0..<unitCount * inputCount).map { _ in generator.uniform(in: -range...range) }
        biases = (0..<unitCount).map { _ in generator.uniform(in: -range...range) }
    }

    /// A layer of known weights, row by row, and biases, as a file has them.
    init(inputCount: Int, weights: [Float], biases: [Float]) {
        (self.inputCount, self.weights, self.biases) = (inputCount, weights, biases)
    }

    /// The activations a = σ(W x + b) of all units for the inputs x.
    func activations(_ inputs: [Float]) -> [Float] {
        weightedSums(inputs).map(sigmoid)
    }

    /// The weighted sums z = W x + b.
    func weightedSums(_ inputs: [Float]) -> [Float] {
        var sums = biases
        for unit in sums.indices {
            var sum = sums[unit]
            for input in inputs.indices { sum += weights[unit * inputCount + input] * inputs[input] }
            sums[unit] = sum
        }
        return sums
    }

    /// One step of gradient descent: W ← W − η ∂E/∂W and b ← b − η ∂E/∂b.
    mutating func descend(_ gradient: LayerGradient, learningRate: Float) {
        for index in weights.indices { weights[index] -= learningRate * gradient.weights[index] }
        for unit in biases.indices { biases[unit] -= learningRate * gradient.biases[unit] }
    }
}

/// The derivatives of the error with respect to a layer's weights and biases, in their order.
struct LayerGradient: Equatable {
    var weights: [Float]
    var biases: [Float]

    /// ∂E/∂W = δ xᵀ and ∂E/∂b = δ, from the deltas δ = ∂E/∂z of the units and their inputs x.
    init(deltas: [Float], inputs: [Float]) {
        weights = [Float](repeating: 0, count: deltas.count * inputs.count)
        for unit in deltas.indices {
            for input in inputs.indices {
                weights[unit * inputs.count + input] = deltas[unit] * inputs[input]
            }
        }
        biases = deltas
    }
}

/// A network of a hidden and an output layer, its backpropagation written by hand (Rumelhart, Hinton and
/// Williams, 1986).
struct TwoLayerNetwork: Equatable {
    /// From the inputs x to h = σ(W₁ x + b₁).
    var hidden: Layer

    /// From h to the outputs o = σ(W₂ h + b₂).
    var output: Layer

    /// A network of the given widths with random weights in −range...range.
    init(
        inputCount: Int, hiddenCount: Int, outputCount: Int, range: Float,
        using generator: inout RandomGenerator
    ) {
        hidden = Layer(inputCount: inputCount, unitCount: hiddenCount, range: range, using: &generator)
        output = Layer(inputCount: hiddenCount, unitCount: outputCount, range: range, using: &generator)
    }

    /// A network of these layers.
    init(hidden: Layer, output: Layer) { (self.hidden, self.output) = (hidden, output) }

    /// The number of weights and biases.
    var parameterCount: Int {
        [hidden, output].map { $0.weights.count + $0.biases.count }.reduce(0, +)
    }

    /// The forward pass: h and o for the inputs x.
    func forward(_ inputs: [Float]) -> (hidden: [Float], outputs: [Float]) {
        let activations = hidden.activations(inputs)
        return (activations, output.activations(activations))
    }

    /// The predicted class: of several outputs the largest; one output means class 1 from ½ on and class 0 below.
    func predictedClass(_ inputs: [Float]) -> Int {
        let outputs = forward(inputs).outputs
        return outputs.count == 1 ? (outputs[0] >= 0.5 ? 1 : 0) : indexOfLargest(outputs)
    }

    /// The backward pass: the derivatives of the squared error of one row with respect to all weights and biases.
    ///
    /// δ₂ = (o − t) o (1 − o), then δ₁ = (W₂ᵀ δ₂) h (1 − h), and from each its layer's gradient.
    func gradients(
        inputs: [Float], hidden activations: [Float], outputs: [Float], targets: [Float]
    ) -> (hidden: LayerGradient, output: LayerGradient) {
        let outputDeltas = outputDeltas(outputs: outputs, targets: targets)
        let hiddenDeltas = hiddenDeltas(outputDeltas: outputDeltas, activations: activations)
        return (
            LayerGradient(deltas: hiddenDeltas, inputs: inputs),
            LayerGradient(deltas: outputDeltas, inputs: activations)
        )
    }

    /// δ₂ = ∂E/∂z₂ = (o − t) σ'(z₂).
    func outputDeltas(outputs: [Float], targets: [Float]) -> [Float] {
        outputs.indices.map { (outputs[$0] - targets[$0]) * sigmoidSlope(output: outputs[$0]) }
    }

    /// δ₁ = ∂E/∂z₁ = (W₂ᵀ δ₂) σ'(z₁): a hidden unit gets a share of each output's error, by its weight in that output.
    func hiddenDeltas(outputDeltas: [Float], activations: [Float]) -> [Float] {
        activations.indices.map { unit in
            var sum: Float = 0
            for (index, delta) in outputDeltas.enumerated() {
                sum += output.weights[index * activations.count + unit] * delta
            }
            return sum * sigmoidSlope(output: activations[unit])
        }
    }
}

/// The logistic function σ(z) = 1 / (1 + e⁻ᶻ), between 0 and 1.
func sigmoid(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

/// Its derivative, from its output a = σ(z): σ'(z) = a (1 − a).
func sigmoidSlope(output a: Float) -> Float { a * (1 - a) }

/// The error of one row: E = ½ Σ (o − t)².
func squaredError(outputs: [Float], targets: [Float]) -> Float {
    var sum: Float = 0
    for index in outputs.indices {
        sum += (outputs[index] - targets[index]) * (outputs[index] - targets[index])
    }
    return sum / 2
}
