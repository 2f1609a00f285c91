import Foundation
import Grading
import Messages
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
        Case<Examples>(en: "one example", zh: "一个样本") { $0.count == 1 && $0.x.shape[1] > 1 },
        Case(en: "several examples", zh: "几个样本") { $0.count > 3 },
        Case(en: "one hidden unit", zh: "一个隐藏单元") { $0.network.hiddenBias.elementCount == 1 },
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
    "3.3", Words(en: "The predictions of a network", zh: "网络的预测"), sizes: 1...4,
    hint:
        Words(
            en:
                "Work out the example by hand: first the sums z, then σ(z), then ŷ; their shapes are [N, hidden] twice, then [N, 1].",
            zh: "手算例子：先 z，再 σ(z)，最后 ŷ；前两个的形状是 [N, hidden]，最后是 [N, 1]。"),
    input: Examples.init, examples: Examples.examples, edges: Examples.edges,
    expected: \.predictions,
    answer: { try $0.predictions($1.x, $1.network) },
    mistakes: [
        Mistake(en: "The hidden units have no bias yet.", zh: "隐藏单元还没有偏置。", \.predictionsWithoutHiddenBias),
        Mistake(en: "The output has no bias yet.", zh: "输出还没有偏置。", \.predictionsWithoutOutputBias),
        Mistake(
            en: "The hidden units answer with their sum: the sigmoid is missing.", zh: "隐藏单元直接给出了和：缺了 S 型函数。",
            \.predictionsWithoutSigmoid),
        Mistake(
            en: "The output goes through a sigmoid: it must be able to be any number.",
            zh: "输出经过了 S 型函数：它应该可以是任何数。",
            \.predictionsThroughSigmoid),
        Mistake(
            en: "The hidden units use tanh: σ(z) = 1 / (1 + e⁻ᶻ) lies between 0 and 1.",
            zh: "隐藏单元用了 tanh：σ(z) = 1 / (1 + e⁻ᶻ) 在 0 与 1 之间。", \.predictionsWithTanh),
        Mistake(
            en: "The hidden units use ReLU: they are sigmoid units here.", zh: "隐藏单元用了 ReLU：这里是 S 型单元。",
            \.predictionsWithReLU),
    ],
    cases: Examples.cases,
    meant: Examples.lacks + [Meant("answer.shape[1]", lack: .variety, because: "the network has one output")])

let descending = Exercise<any NetworkHomework>(
    "3.4", Words(en: "The gradient of every weight", zh: "每个权重的梯度"), sizes: 1...4,
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: Words(
        en: "Compare one number with (L(w + h) − L(w − h)) / 2h.", zh: "拿一个数与 (L(w + h) − L(w − h)) / 2h 比较。"),
    input: Examples.init,
    examples: Examples.examples, edges: Examples.edges,
    expected: \.gradients,
    answer: { fields(try $0.gradients($1.x, $1.y, $1.network)) },
    mistakes: [
        Mistake(
            en: "N times too large: the loss is the mean over the examples.", zh: "成了应有的 N 倍：损失是各样本的平均。",
            \.gradientsOfTheSum),
        Mistake(
            en: "Half as large as it should be: the derivative of a square has a factor 2.",
            zh: "只有应有的一半：平方的导数有因子 2。", \.gradientsWithoutTwo
        ),
        Mistake(
            en: "The sign is turned round: the error is ŷ − y.", zh: "符号反了：误差是 ŷ − y。", \.gradientsUphill),
        Mistake(
            en: "The slope of the sigmoid, a (1 − a), is missing on the way to the hidden layer.",
            zh: "传到隐藏层时，缺了 S 型函数的斜率 a (1 − a)。",
            \.gradientsWithoutSlope),
        Mistake(
            en: "The slope is a (1 − a) with a the unit's answer, not with the sum before the sigmoid.",
            zh: "斜率 a (1 − a) 里的 a 是单元的激活值，不是 S 型函数之前的和。",
            \.gradientsWithSlopeOfSum),
        Mistake(
            en: "The bias gradients are zero: a bias adds to every example, so its gradient is the sum.",
            zh: "偏置的梯度成了零：偏置加到每个样本上，所以它的梯度是总和。",
            \.gradientsWithoutBias),
        Mistake(
            en: "The bias gradients are means: the 1/N is already in ∂L/∂ŷ.",
            zh: "偏置的梯度成了平均：1/N 已经在 ∂L/∂ŷ 里。", \.gradientsWithMeanBias),
    ],
    cases: Examples.cases,
    meant: Examples.lacks + [
        Meant(
            "answer.output weight.shape[0]", "answer.output bias.shape[0]", lack: .variety,
            because: "the network has one output")
    ],
    forbids: [".backward"])
