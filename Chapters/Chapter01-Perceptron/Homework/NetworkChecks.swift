import Foundation
import Grading
import TensorCore

/// A layer and its inputs, as many units as inputs at times, so that a transposed matrix is not always noticed by
/// its shape.
struct SigmoidLayer: Sendable {
    var weights: [[Float]]
    var biases: [Float]
    var inputs: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        let inputCount = size
        let unitCount = generator.bernoulli(0.5) ? size : 1 + generator.integer(below: size)
        weights = (0..<unitCount).map { _ in (0..<inputCount).map { _ in generator.uniform(in: -2...2) } }
        biases = (0..<unitCount).map { _ in generator.uniform(in: 0.5...1.5) }
        inputs = (0..<inputCount).map { _ in generator.uniform(in: -1...1) }
    }

    var sums: [Float] { sums(biases: biases) }

    /// W x + b with other biases.
    func sums(biases: [Float]) -> [Float] { zip(weights, biases).map { weightedSum($0, $1, inputs) } }

    /// Wᵀ x + b, where the shapes allow it; where they do not, a function with this mistake traps or throws.
    var transposedSums: [Float]? {
        guard weights.count == inputs.count else { return nil }
        return biases.indices.map { unit in
            inputs.indices.reduce(biases[unit]) { $0 + weights[$1][unit] * inputs[$1] }
        }
    }
}

private func sigma(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

let activationsExercise = Exercise<any PerceptronHomework>(
    "1.4", "A layer of sigmoid units", draws: 6,
    hint: "Print the sums W x + b first; where they are right, look at σ.",
    input: { SigmoidLayer(size: $0, generator: &$1) },
    expected: { $0.sums.map(sigma) },
    answer: { try $0.activations(weights: $1.weights, biases: $1.biases, inputs: $1.inputs) },
    mistakes: activationsMistakes)

private let activationsMistakes: [Mistake<SigmoidLayer, [Float]>] = [
    Mistake("The biases are missing: begin each unit's sum with its own.") { layer in
        layer.sums(biases: layer.biases.map { _ in 0 }).map(sigma)
    },
    Mistake("These are the sums; put them through σ.") { $0.sums },
    Mistake("The sign in σ is the wrong way round: 1 / (1 + e⁻ᶻ) grows with z.") {
        $0.sums.map { sigma(-$0) }
    },
    Mistake("The first index of `weights` is the unit, the second the input: these are swapped.") {
        layer in
        (layer.transposedSums ?? layer.sums).map(sigma)
    },
    Mistake("A sigmoid unit does not jump from 0 to 1 as a perceptron does.") {
        $0.sums.map { $0 > 0 ? 1 : 0 }
    },
]

/// An output layer after its forward pass.
struct Backward: Sendable {
    var weights: [[Float]]
    var inputs: [Float]
    var outputs: [Float]
    var targets: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        let layer = SigmoidLayer(size: size, generator: &generator)
        weights = layer.weights
        inputs = layer.inputs.map(sigma)
        outputs = layer.sums.map(sigma)
        targets = outputs.map { _ in generator.bernoulli(0.5) ? 1 : 0 }
    }

    var errors: [Float] { zip(outputs, targets).map { $0 - $1 } }
    var slopes: [Float] { outputs.map { $0 * (1 - $0) } }
    var deltas: [Float] { zip(errors, slopes).map { $0 * $1 } }

    /// The derivatives that follow from these deltas.
    func gradients(
        deltas: [Float], biases: [Float]? = nil, byInputs: [Float]? = nil
    ) -> Fields {
        Fields([
            "weights": deltas.map { delta in inputs.map { delta * $0 } }, "biases": biases ?? deltas,
            "inputs": byInputs ?? self.byInputs(deltas),
        ])
    }

    /// Wᵀ δ.
    func byInputs(_ deltas: [Float]) -> [Float] {
        inputs.indices.map { input in
            zip(deltas, weights).reduce(0) { $0 + $1.0 * $1.1[input] }
        }
    }

    /// W δ, where the shapes allow it.
    var transposedByInputs: [Float]? {
        guard weights.count == inputs.count else { return nil }
        return weights.map { weightedSum($0, 0, deltas) }
    }
}

let backpropagateExercise = Exercise<any PerceptronHomework>(
    "1.5", "Backpropagation through a layer", draws: 6,
    hint: "Print the deltas first and compare them with the example; everything else is made of them.",
    input: { Backward(size: $0, generator: &$1) },
    expected: { $0.gradients(deltas: $0.deltas) },
    answer: { submission, backward in
        let gradients = try submission.backpropagate(
            weights: backward.weights, inputs: backward.inputs, outputs: backward.outputs,
            targets: backward.targets)
        return Fields([
            "weights": gradients.weights, "biases": gradients.biases, "inputs": gradients.inputs,
        ])
    },
    mistakes: backpropagateMistakes)

private let backpropagateMistakes: [Mistake<Backward, Fields>] = [
    Mistake("The sign is the wrong way round: the derivative has o − t, not t − o.") {
        $0.gradients(deltas: $0.deltas.map { -$0 })
    },
    Mistake("The slope o (1 − o) of the sigmoid is missing from δ.") { $0.gradients(deltas: $0.errors) },
    Mistake("The outputs are behind σ already: its slope is o (1 − o), do not put them through σ again.") {
        let slopes = $0.outputs.map { sigma($0) * (1 - sigma($0)) }
        return $0.gradients(deltas: zip($0.errors, slopes).map { $0 * $1 })
    },
    Mistake("A factor of 2 too much: the ½ of the error takes the 2 of the square away.") {
        $0.gradients(deltas: $0.deltas.map { 2 * $0 })
    },
    Mistake("The derivatives by the biases are forgotten: they are the deltas themselves.") { backward in
        backward.gradients(deltas: backward.deltas, biases: backward.deltas.map { _ in 0 })
    },
    Mistake("The bias's derivative is the delta itself; it has no input to be multiplied by.") {
        backward in
        let mean = backward.inputs.reduce(0, +)
        return backward.gradients(deltas: backward.deltas, biases: backward.deltas.map { $0 * mean })
    },
    Mistake("The first index of `weights` is the unit, the second the input: these are swapped.") {
        backward in
        backward.gradients(deltas: backward.deltas, byInputs: backward.transposedByInputs)
    },
    Mistake("By the inputs it is the weights times δ, not times the error o − t.") { backward in
        backward.gradients(deltas: backward.deltas, byInputs: backward.byInputs(backward.errors))
    },
    Mistake("The inputs' own slope h (1 − h) belongs to the layer below, not to this derivative.") {
        backward in
        backward.gradients(
            deltas: backward.deltas,
            byInputs: zip(backward.byInputs(backward.deltas), backward.inputs).map { $0 * $1 * (1 - $1) })
    },
]
