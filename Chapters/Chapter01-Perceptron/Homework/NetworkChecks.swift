import Foundation
import Grading
import TensorCore

/// A layer and its inputs, as many units as inputs at times, so that a transposed matrix is not always noticed by
/// its shape.
struct SigmoidLayer: Sendable {
    var weights: [[Float]]
    var biases: [Float]
    var inputs: [Float]

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

extension SigmoidLayer {
    init(size: Int, generator: inout RandomGenerator) {
        let unitCount = generator.bernoulli(0.5) ? size : 1 + generator.integer(below: size + 1)
        // Sums stay below 88, where the exponential of a Float ends.
        weights = (0..<unitCount).map { _ in (0..<size).map { _ in generator.eighth(from: -2, to: 2) } }
        if size <= 2 { weights = generator.rows(unitCount, size, size: size) }
        biases = generator.numbers(unitCount, size: size)
        inputs = (0..<size).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
    }

    static let examples = [SigmoidLayer(weights: [[1, -1]], biases: [0], inputs: [2, 2])]
    static let edges = [
        SigmoidLayer(weights: [[0], [-1]], biases: [-20, 10], inputs: [0]),
        SigmoidLayer(weights: [[1, -1], [0, 2]], biases: [-1, 0], inputs: [0.5, -2]),
    ]
}

private func sigma(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

let activationsExercise = Exercise<any PerceptronHomework>(
    "1.4", "A layer of sigmoid units", draws: 6,
    hint: "Print the sums W x + b first; where they are right, look at σ.",
    input: { SigmoidLayer(size: $0, generator: &$1) }, examples: SigmoidLayer.examples,
    edges: SigmoidLayer.edges,
    expected: { $0.sums.map(sigma) },
    answer: { try $0.activations(weights: $1.weights, biases: $1.biases, inputs: $1.inputs) },
    mistakes: activationsMistakes,
    meant: [
        Meant("weights[][]", "inputs[]", lack: .large, because: "no sum shall overflow the exponential"),
        .together("weights.count", "biases.count", because: "each unit has its bias"),
        .together("weights[].count", "inputs.count", because: "each input has its weight"),
    ])

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

extension Backward {
    init(size: Int, generator: inout RandomGenerator) {
        let unitCount = generator.bernoulli(0.5) ? size : 1 + generator.integer(below: size + 1)
        weights = generator.rows(unitCount, size, size: size)
        inputs = generator.numbers(size, size: size)
        outputs = (0..<unitCount).map { _ in
            size <= 2 ? Float(1 + generator.integer(below: 3)) / 4 : generator.uniform(in: 0.02...0.98)
        }
        // Targets are mostly 0 and 1, but need not be.
        targets = (0..<unitCount).map { _ in
            generator.bernoulli(0.6) ? Float(generator.integer(below: 2)) : generator.eighth(from: 0, to: 1)
        }
    }

    static let examples = [Backward(weights: [[2]], inputs: [0.5], outputs: [0.8], targets: [1])]
    static let edges = [
        Backward(
            weights: [[1, -2], [0, 10]], inputs: [1, -1], outputs: [0.5, 0.25], targets: [0.5, 0.75]),
        Backward(weights: [[1, 0.5, -2]], inputs: [0, -10, 1], outputs: [0], targets: [0.5]),
        Backward(weights: [[1], [2], [-1]], inputs: [2], outputs: [0.5, 1, 0.5], targets: [0.25, 0.5, 1]),
    ]
}

let backpropagateExercise = Exercise<any PerceptronHomework>(
    "1.5", "Backpropagation through a layer", draws: 6,
    hint: "Print the deltas first and compare them with the example; everything else is made of them.",
    input: { Backward(size: $0, generator: &$1) }, examples: Backward.examples, edges: Backward.edges,
    expected: { $0.gradients(deltas: $0.deltas) },
    answer: { submission, backward in
        let gradients = try submission.backpropagate(
            weights: backward.weights, inputs: backward.inputs, outputs: backward.outputs,
            targets: backward.targets)
        return Fields([
            "weights": gradients.weights, "biases": gradients.biases, "inputs": gradients.inputs,
        ])
    },
    mistakes: backpropagateMistakes,
    cases: [
        Case("a target that is neither 0 nor 1") { $0.targets.contains { $0 != 0 && $0 != 1 } },
        Case("a target below its output and below ½") {
            zip($0.targets, $0.outputs).contains { $0 > 0 && $0 < 0.5 && $1 > $0 }
        },
    ],
    meant: [
        Meant("outputs[]", "targets[]", lack: .negative, .large, because: "a sigmoid is between 0 and 1"),
        .together("weights.count", "outputs.count", "targets.count", because: "one of each for a unit"),
        .together("weights[].count", "inputs.count", because: "each input has its weight"),
    ],
    forbids: [".backward"])

private let backpropagateMistakes: [Mistake<Backward, Fields>] = [
    Mistake("The sign is the wrong way round: the derivative has o − t, not t − o.") {
        $0.gradients(deltas: $0.deltas.map { -$0 })
    },
    Mistake("The error is o − t for every target, also for one between 0 and 1: do not ask whether it is 1.")
    {
        let errors = zip($0.outputs, $0.targets).map { $1 > 0.5 ? $0 - 1 : $0 }
        return $0.gradients(deltas: zip(errors, $0.slopes).map { $0 * $1 })
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
