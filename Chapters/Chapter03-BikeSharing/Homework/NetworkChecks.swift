import Foundation
import Grading
import TensorCore

// The checks of the exercises with a network, 3.3 and 3.4, worked out number by number in double precision.

/// A small random network with examples.
private struct Examples {
    var x: NDArray
    var y: NDArray
    var network: SmallNetwork

    init(size: Int, generator: inout RandomGenerator) {
        let (inputs, hidden) = (size + 1, size + 2)
        x = .normal([3, inputs], using: &generator)
        y = .normal([3, 1], using: &generator)
        network = SmallNetwork(
            hiddenWeight: .normal([hidden, inputs], using: &generator),
            hiddenBias: .normal([hidden], using: &generator),
            outputWeight: .normal([1, hidden], using: &generator),
            outputBias: .uniform([1], from: 1, using: &generator))
    }

    var predictions: NDArray { array(forward().predictions, [3, 1]) }
    var predictionsWithoutHiddenBias: NDArray { array(forward(hiddenBias: 0).predictions, [3, 1]) }
    var predictionsWithoutOutputBias: NDArray { array(forward(outputBias: 0).predictions, [3, 1]) }
    var predictionsWithoutSigmoid: NDArray { array(forward(activation: { $0 }).predictions, [3, 1]) }
    var predictionsThroughSigmoid: NDArray { array(forward().predictions.map(sigmoid), [3, 1]) }

    var gradients: Fields { gradients() }
    var gradientsOfTheSum: Fields { gradients(scale: 2) }
    var gradientsWithoutTwo: Fields { gradients(scale: 1 / 3) }
    var gradientsUphill: Fields { gradients(scale: -2.0 / 3) }
    var gradientsWithoutSlope: Fields { gradients(slope: { _, _ in 1 }) }
    var gradientsWithSlopeOfSum: Fields { gradients(slope: { z, _ in z * (1 - z) }) }
    var gradientsWithMeanBias: Fields { gradients(biasScale: 1.0 / 3) }
    var gradientsWithoutBias: Fields { gradients(biasScale: 0) }

    private func forward(
        hiddenBias: Double = 1, outputBias: Double = 1, activation: (Double) -> Double = sigmoid
    ) -> (sums: [[Double]], activations: [[Double]], predictions: [Double]) {
        let (inputs, hidden) = (x.shape[1], network.hiddenBias.elementCount)
        let (weights, bias) = (doubles(network.hiddenWeight), doubles(network.hiddenBias))
        let (outputWeights, last) = (doubles(network.outputWeight), doubles(network.outputBias)[0])
        let values = doubles(x)
        let sums = (0..<3).map { n in
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
        scale: Double = 2.0 / 3, slope: (_ sum: Double, _ activation: Double) -> Double = { $1 * (1 - $1) },
        biasScale: Double = 1
    ) -> Fields {
        let (inputs, hidden) = (x.shape[1], network.hiddenBias.elementCount)
        let (sums, activations, predictions) = forward()
        let (values, targets, outputWeights) = (doubles(x), doubles(y), doubles(network.outputWeight))
        let toPredictions = (0..<3).map { scale * (predictions[$0] - targets[$0]) }
        let toHidden = (0..<3).map { n in
            (0..<hidden).map { toPredictions[n] * outputWeights[$0] * slope(sums[n][$0], activations[n][$0]) }
        }
        let hiddenWeight = (0..<hidden * inputs).map { index in
            (0..<3).reduce(0.0) { $0 + toHidden[$1][index / inputs] * values[$1 * inputs + index % inputs] }
        }
        let hiddenBias = (0..<hidden).map { h in biasScale * (0..<3).reduce(0.0) { $0 + toHidden[$1][h] } }
        let outputWeight = (0..<hidden).map { h in
            (0..<3).reduce(0.0) { $0 + toPredictions[$1] * activations[$1][h] }
        }
        return fields(
            SmallNetwork(
                hiddenWeight: array(hiddenWeight, [hidden, inputs]), hiddenBias: array(hiddenBias, [hidden]),
                outputWeight: array(outputWeight, [1, hidden]),
                outputBias: array([biasScale * toPredictions.reduce(0, +)], [1])))
    }
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
    hint: "Print the shape after each step: [N, hidden], then [N, 1].", input: Examples.init,
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
    ])

let descending = Exercise<any NetworkHomework>(
    "3.4", "The gradient of every weight", sizes: 1...4,
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-3),
    hint: "Compare one number with (L(w + h) − L(w − h)) / 2h.", input: Examples.init,
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
    ])
