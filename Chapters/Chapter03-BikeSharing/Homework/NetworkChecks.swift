import Foundation
import Grading
import TensorCore

// The checks of the exercises with a network, 3.3 and 3.4, worked out number by number in double precision.

/// A small random network with examples.
private struct Examples {
    var x: NDArray
    var y: NDArray
    var network: SmallNetwork

    var predictions: NDArray { array(forward().predictions, [count, 1]) }
    var predictionsWithoutHiddenBias: NDArray { array(forward(hiddenBias: 0).predictions, [count, 1]) }
    var predictionsWithoutOutputBias: NDArray { array(forward(outputBias: 0).predictions, [count, 1]) }
    var predictionsWithoutSigmoid: NDArray { array(forward(activation: { $0 }).predictions, [count, 1]) }
    var predictionsWithTanh: NDArray { array(forward(activation: tanh).predictions, [count, 1]) }
    var predictionsWithReLU: NDArray { array(forward(activation: { max(0, $0) }).predictions, [count, 1]) }
    var predictionsThroughSigmoid: NDArray { array(forward().predictions.map(sigmoid), [count, 1]) }

    var gradients: Fields { gradients() }
    var gradientsOfTheSum: Fields { gradients(scale: 2) }
    var gradientsWithoutTwo: Fields { gradients(scale: 1 / Double(count)) }
    var gradientsUphill: Fields { gradients(scale: -2 / Double(count)) }
    var gradientsWithoutSlope: Fields { gradients(slope: { _, _ in 1 }) }
    var gradientsWithSlopeOfSum: Fields { gradients(slope: { z, _ in z * (1 - z) }) }
    var gradientsWithMeanBias: Fields { gradients(biasScale: 1 / Double(count)) }
    var gradientsWithoutBias: Fields { gradients(biasScale: 0) }

    private func forward(
        hiddenBias: Double = 1, outputBias: Double = 1, activation: (Double) -> Double = sigmoid
    ) -> (sums: [[Double]], activations: [[Double]], predictions: [Double]) {
        let (inputs, hidden) = (x.shape[1], network.hiddenBias.elementCount)
        let (weights, bias) = (doubles(network.hiddenWeight), doubles(network.hiddenBias))
        let (outputWeights, last) = (doubles(network.outputWeight), doubles(network.outputBias)[0])
        let values = doubles(x)
        let sums = (0..<count).map { n in
            (0..<hidden).map { h in
                (0..<inputs).reduce(hiddenBias * bias[h]) {
                    $0 + values[n * inputs + $1] * weights[h * inputs + $1]
                }
            }
        }
        let activations = sums.map { $0.map(activation) }
        let predictions = activations.map { row in
            zip(row, outputWeights).reduce(outputBias * last) { $0 + $1.0 * $1.1 }
        }
        return (sums, activations, predictions)
    }

    private func gradients(
        scale: Double? = nil, slope: (_ sum: Double, _ activation: Double) -> Double = { $1 * (1 - $1) },
        biasScale: Double = 1
    ) -> Fields {
        let (inputs, hidden) = (x.shape[1], network.hiddenBias.elementCount)
        let (sums, activations, predictions) = forward()
        let (values, targets, outputWeights) = (doubles(x), doubles(y), doubles(network.outputWeight))
        let scale = scale ?? 2 / Double(count)
        let toPredictions = (0..<count).map { scale * (predictions[$0] - targets[$0]) }
        let toHidden = (0..<count).map { n in
            (0..<hidden).map { toPredictions[n] * outputWeights[$0] * slope(sums[n][$0], activations[n][$0]) }
        }
        let hiddenWeight = (0..<hidden * inputs).map { index in
            (0..<count).reduce(0.0) {
                $0 + toHidden[$1][index / inputs] * values[$1 * inputs + index % inputs]
            }
        }
        let hiddenBias = (0..<hidden).map { h in biasScale * (0..<count).reduce(0.0) { $0 + toHidden[$1][h] }
        }
        let outputWeight = (0..<hidden).map { h in
            (0..<count).reduce(0.0) { $0 + toPredictions[$1] * activations[$1][h] }
        }
        return fields(
            SmallNetwork(
                hiddenWeight: array(hiddenWeight, [hidden, inputs]), hiddenBias: array(hiddenBias, [hidden]),
                outputWeight: array(outputWeight, [1, hidden]),
                outputBias: array([biasScale * toPredictions.reduce(0, +)], [1])))
    }
}

extension Examples {
    init(size: Int, generator: inout RandomGenerator) {
        let (count, inputs) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: size + 1))
        let hidden = 1 + generator.integer(below: size + 2)
        func numbers(_ rows: Int, _ columns: Int) -> [[Float]] {
            (0..<rows).map { _ in
                (0..<columns).map { _ in size == 1 ? generator.half() : generator.eighth(from: -2, to: 2) }
            }
        }
        self.init(
            x: numbers(count, inputs), y: generator.numbers(count, size: size),
            hiddenWeight: numbers(hidden, inputs),
            hiddenBias: numbers(1, hidden)[0], outputWeight: generator.numbers(hidden, size: size),
            outputBias: generator.number(size: size))
    }

    init(
        x: [[Float]], y: [Float], hiddenWeight: [[Float]], hiddenBias: [Float], outputWeight: [Float],
        outputBias: Float
    ) {
        self.x = NDArray(rows: x)
        self.y = NDArray(rows: y.map { [$0] })
        network = SmallNetwork(
            hiddenWeight: NDArray(rows: hiddenWeight), hiddenBias: NDArray(hiddenBias),
            outputWeight: NDArray(rows: [outputWeight]), outputBias: NDArray([outputBias]))
    }

    static let examples = [
        Examples(x: [[2]], y: [1], hiddenWeight: [[0]], hiddenBias: [0], outputWeight: [4], outputBias: 1)
    ]
    static let edges = [
        Examples(
            x: [[1, -1], [0, 2], [0.5, 0], [-2, 1], [1, 1]], y: [1, -10, 0, 12, 2],
            hiddenWeight: [[1, -2], [0, 0.5], [2, 1]], hiddenBias: [0, -1, 2], outputWeight: [1, -12, 0],
            outputBias: -10),
        Examples(
            x: [[1, -1, 2]], y: [2], hiddenWeight: [[1, 0, -1]], hiddenBias: [-2], outputWeight: [10],
            outputBias: 0),
        Examples(
            x: [[1], [2]], y: [0, 1], hiddenWeight: [[-1], [1]], hiddenBias: [0, 1], outputWeight: [-2, 1],
            outputBias: 12),
    ]

    static let lacks = [
        Meant(
            "x[]", "network.hiddenWeight[]", "network.hiddenBias[]", lack: .large,
            because: "sigmoid units that are sure of themselves have no slope"),
        Meant(
            "y.shape[1]", "network.outputWeight.shape[0]", "network.outputBias.shape[0]", lack: .variety,
            because: "the network has one output"),
        Meant.together("x.shape[0]", "y.shape[0]", because: "each example has its target"),
        Meant.together("x.shape[1]", "network.hiddenWeight.shape[1]", because: "each input has its weight"),
        Meant.together(
            "network.hiddenWeight.shape[0]", "network.hiddenBias.shape[0]", "network.outputWeight.shape[1]",
            because: "one of each for a hidden unit"),
    ]

    static let cases = [
        Case<Examples>("one example") { $0.count == 1 && $0.x.shape[1] > 1 },
        Case("several examples") { $0.count > 3 },
        Case("one hidden unit") { $0.network.hiddenBias.elementCount == 1 },
    ]

    fileprivate var count: Int { x.shape[0] }
}

private func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
private func doubles(_ array: NDArray) -> [Double] { array.scalars.map(Double.init) }
private func array(_ values: [Double], _ shape: Shape) -> NDArray {
    NDArray(values.map { Float($0) }, shape: shape)
}

private func fields(_ network: SmallNetwork) -> Fields {
    Fields([
        "hidden weight": network.hiddenWeight, "hidden bias": network.hiddenBias,
        "output weight": network.outputWeight, "output bias": network.outputBias,
    ])
}

let predicting = Exercise<any NetworkHomework>(
    "3.3", "The predictions of a network", sizes: 1...4,
    hint:
        "Work out the example by hand: first the sums z, then σ(z), then ŷ; their shapes are [N, hidden] twice, then [N, 1].",
    input: Examples.init, examples: Examples.examples, edges: Examples.edges,
    expected: \.predictions,
    answer: { try $0.predictions($1.x, $1.network) },
    mistakes: [
        Mistake("The hidden units have no bias yet.", \.predictionsWithoutHiddenBias),
        Mistake("The output has no bias yet.", \.predictionsWithoutOutputBias),
        Mistake(
            "The hidden units answer with their sum: the sigmoid is missing.", \.predictionsWithoutSigmoid),
        Mistake(
            "The output goes through a sigmoid: it must be able to be any number.",
            \.predictionsThroughSigmoid),
        Mistake(
            "The hidden units use tanh: σ(z) = 1 / (1 + e⁻ᶻ) lies between 0 and 1.", \.predictionsWithTanh),
        Mistake("The hidden units use ReLU: they are sigmoid units here.", \.predictionsWithReLU),
    ],
    cases: Examples.cases,
    meant: Examples.lacks + [Meant("answer.shape[1]", lack: .variety, because: "the network has one output")])

let descending = Exercise<any NetworkHomework>(
    "3.4", "The gradient of every weight", sizes: 1...4,
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: "Compare one number with (L(w + h) − L(w − h)) / 2h.", input: Examples.init,
    examples: Examples.examples, edges: Examples.edges,
    expected: \.gradients,
    answer: { fields(try $0.gradients($1.x, $1.y, $1.network)) },
    mistakes: [
        Mistake("N times too large: the loss is the mean over the examples.", \.gradientsOfTheSum),
        Mistake(
            "Half as large as it should be: the derivative of a square has a factor 2.", \.gradientsWithoutTwo
        ),
        Mistake("The sign is turned round: the error is ŷ − y.", \.gradientsUphill),
        Mistake(
            "The slope of the sigmoid, a (1 − a), is missing on the way to the hidden layer.",
            \.gradientsWithoutSlope),
        Mistake(
            "The slope is a (1 − a) with a the unit's answer, not with the sum before the sigmoid.",
            \.gradientsWithSlopeOfSum),
        Mistake(
            "The bias gradients are zero: a bias adds to every example, so its gradient is the sum.",
            \.gradientsWithoutBias),
        Mistake("The bias gradients are means: the 1/N is already in ∂L/∂ŷ.", \.gradientsWithMeanBias),
    ],
    cases: Examples.cases,
    meant: Examples.lacks + [
        Meant(
            "answer.output weight.shape[0]", "answer.output bias.shape[0]", lack: .variety,
            because: "the network has one output")
    ],
    forbids: [".backward"])
