import Grading
import Messages
import TensorCore

/// A hidden layer after its forward pass, and the deltas of the outputs above it.
private struct HiddenLayer: Sendable {
    var inputs: [Float]
    var hidden: [Float]
    var outputWeights: [[Float]]
    var outputDeltas: [Float]

    var right: Fields { fields(zip(byHidden, slopes).map { $0 * $1 }) }
    var withoutSlope: Fields { fields(byHidden) }
    var withOutputSlope: Fields { fields(byHidden.map { $0 * 0.25 }) }
    var slopeBySigmoid: Fields { fields(zip(byHidden, hidden).map { $0 * $1 }) }
    var withoutWeights: Fields {
        let sum = outputDeltas.reduce(0, +)
        return fields(slopes.map { $0 * sum })
    }
    var firstOutput: Fields {
        fields(hidden.indices.map { outputDeltas[0] * outputWeights[0][$0] * slopes[$0] })
    }
    var turned: Fields { fields(zip(byHidden, slopes).map { -$0 * $1 }) }
    var withoutBiases: Fields { fields(deltas, biases: deltas.map { _ in 0 }) }
    var byHiddenInputs: Fields {
        Fields(["weights": deltas.map { delta in hidden.map { delta * $0 } }, "biases": deltas])
    }

    /// The rows of the weights for its columns, where the shapes allow it.
    var rowsForColumns: Fields {
        guard outputWeights.count == hidden.count else { return right }
        return fields(
            hidden.indices.map { unit in
                slopes[unit] * zip(outputDeltas, outputWeights[unit]).reduce(0) { $0 + $1.0 * $1.1 }
            })
    }

    private var deltas: [Float] { zip(byHidden, slopes).map { $0 * $1 } }
    private var slopes: [Float] { hidden.map { $0 * (1 - $0) } }
    private var byHidden: [Float] {
        hidden.indices.map { unit in
            outputDeltas.indices.reduce(0) { $0 + outputDeltas[$1] * outputWeights[$1][unit] }
        }
    }

    private func fields(_ deltas: [Float], biases: [Float]? = nil) -> Fields {
        Fields(["weights": deltas.map { delta in inputs.map { delta * $0 } }, "biases": biases ?? deltas])
    }
}

extension HiddenLayer {
    init(size: Int, generator: inout RandomGenerator) {
        inputs = generator.numbers(1 + generator.integer(below: size + 1), size: size)
        hidden = (0..<size).map { _ in
            size <= 2 ? Float(1 + generator.integer(below: 3)) / 4 : generator.eighth(from: 0, to: 1)
        }
        let outputCount = generator.bernoulli(0.5) ? size : 1 + generator.integer(below: size + 1)
        outputWeights = generator.rows(outputCount, size, size: size)
        outputDeltas = generator.numbers(outputCount, size: size)
    }

    static let examples = [
        HiddenLayer(inputs: [4], hidden: [0.5], outputWeights: [[2], [1]], outputDeltas: [0.5, -2])
    ]
    static let edges = [
        HiddenLayer(inputs: [-1, 0], hidden: [0.25], outputWeights: [[-2]], outputDeltas: [0.5]),
        HiddenLayer(
            inputs: [10, -0.5, 1], hidden: [0.5, 0.75], outputWeights: [[1, -2], [0, 12]],
            outputDeltas: [0.25, -1]),
        HiddenLayer(
            inputs: [2], hidden: [0, 1, 0.25], outputWeights: [[1, 2, 3]], outputDeltas: [-10]),
    ]
}

let hiddenExercise = Exercise<any PerceptronHomework>(
    "1.6", Words(en: "Backpropagation through a hidden layer", zh: "经过隐藏层的反向传播"), draws: 6,
    hint: Words(
        en: "Print ∂E/∂h first, then the deltas, and compare each with the example.",
        zh: "先打印 ∂E/∂h，再打印各个 δ，逐一与例子比较。"),
    input: HiddenLayer.init, examples: HiddenLayer.examples, edges: HiddenLayer.edges, expected: \.right,
    answer: { submission, layer in
        let gradients = try submission.backpropagateHidden(
            inputs: layer.inputs, hidden: layer.hidden, outputWeights: layer.outputWeights,
            outputDeltas: layer.outputDeltas)
        return Fields(["weights": gradients.weights, "biases": gradients.biases])
    },
    mistakes: hiddenMistakes,
    cases: [
        Case(en: "as many outputs as hidden units", zh: "输出与隐藏单元一样多") {
            $0.outputWeights.count == $0.hidden.count && $0.hidden.count > 1
        },
        Case(en: "one output", zh: "一个输出") { $0.outputDeltas.count == 1 },
        Case(en: "one hidden unit", zh: "一个隐藏单元") { $0.hidden.count == 1 },
        Case(en: "more outputs than hidden units", zh: "输出比隐藏单元多") {
            $0.outputDeltas.count > $0.hidden.count
        },
    ],
    meant: [
        Meant("hidden[]", lack: .negative, .large, because: "a sigmoid is between 0 and 1"),
        .together("outputWeights.count", "outputDeltas.count", because: "each output has its delta"),
        .together("outputWeights[].count", "hidden.count", because: "each hidden unit has its weight"),
    ])

private let hiddenMistakes: [Mistake<HiddenLayer, Fields>] = [
    Mistake(
        en: "The slope h (1 − h) of the hidden unit is missing from its delta.",
        zh: "隐藏单元的 δ 里缺了它的斜率 h (1 − h)。", \.withoutSlope),
    Mistake(
        en: "The slope of a sigmoid is h (1 − h), not h alone.", zh: "S 型函数的斜率是 h (1 − h)，不只是 h。",
        \.slopeBySigmoid),
    Mistake(
        en: "The slope is ¼ only where h is ½: it is h (1 − h) of each unit.",
        zh: "只有 h 为 ½ 时斜率才是 ¼：每个单元有自己的 h (1 − h)。", \.withOutputSlope),
    Mistake(
        en: "The weights are missing: a delta comes back through the weight it goes by.",
        zh: "缺了权重：δ 沿哪个权重传回来，就乘以哪个权重。", \.withoutWeights),
    Mistake(
        en: "Every output sends its delta back, not only the first: add them up.",
        zh: "每个输出都把自己的 δ 传回来，不只是第一个：要加起来。", \.firstOutput),
    Mistake(
        en: "The first index of `outputWeights` is the output: a unit's weights are a column.",
        zh: "`outputWeights` 的第一个索引是输出：一个单元的权重是一列。", \.rowsForColumns),
    Mistake(
        en: "The sign is turned: the deltas of the outputs have o − t in them already.",
        zh: "符号反了：输出的 δ 里已经有 o − t。", \.turned),
    Mistake(
        en: "The derivatives by the biases are forgotten: they are the deltas themselves.",
        zh: "忘了对偏置的导数：它们就是 δ 本身。", \.withoutBiases),
    Mistake(
        en: "The hidden layer's inputs are x, not its own activations h.", zh: "隐藏层的输入是 x，不是它自己的激活值 h。",
        \.byHiddenInputs),
]

/// An error that is a polynomial of the weights, and where its derivatives are asked for.
private struct Polynomial: Sendable {
    /// c and k of Σ cᵢ wᵢ³ + k Σ wᵢ² wᵢ₊₁.
    var c: [Double]
    var k: Double
    var weights: [Double]
    var step: Double

    func error(_ w: [Double]) -> Double {
        let cubes = zip(c, w).reduce(0) { $0 + $1.0 * $1.1 * $1.1 * $1.1 }
        return cubes + k * zip(w, w.dropFirst()).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    }

    private func moved(_ index: Int, by step: Double) -> [Double] {
        var moved = weights
        moved[index] += step
        return moved
    }

    /// Differences of the error between two positions of each weight, over a distance.
    private func differences(_ above: Double, _ below: Double, over distance: Double) -> [Double] {
        weights.indices.map {
            (error(moved($0, by: above)) - error(moved($0, by: below))) / distance
        }
    }

    var right: [Double] { differences(step, -step, over: 2 * step) }
    var forward: [Double] { differences(step, 0, over: step) }
    var backward: [Double] { differences(0, -step, over: step) }
    var overOneStep: [Double] { differences(step, -step, over: step) }
    var overTwo: [Double] { differences(step, -step, over: 2) }
    var halfSteps: [Double] { differences(step / 2, -step / 2, over: step) }
    var ownStep: [Double] { differences(1e-4, -1e-4, over: 2e-4) }
    var turned: [Double] { right.map { -$0 } }

    /// All weights moved at once.
    var together: [Double] {
        let (above, below) = (weights.map { $0 + step }, weights.map { $0 - step })
        return weights.map { _ in (error(above) - error(below)) / (2 * step) }
    }

    /// A weight stays moved when the next one's turn comes.
    var notPutBack: [Double] {
        var w = weights
        return w.indices.map { index in
            w[index] += step
            let above = error(w)
            w[index] -= 2 * step
            return (above - error(w)) / (2 * step)
        }
    }
}

extension Polynomial {
    init(size: Int, generator: inout RandomGenerator) {
        c = generator.numbers(size, size: size).map(Double.init)
        k = Double(generator.number(size: size))
        weights = generator.numbers(size, size: size).map(Double.init)
        step = generator.element(of: [0.125, 0.25, 0.5, 1])
    }

    static let examples = [Polynomial(c: [0, 0], k: 1, weights: [1, 3], step: 0.5)]
    static let edges = [
        Polynomial(c: [1], k: 0, weights: [-1], step: 0.25),
        Polynomial(c: [-10], k: 12, weights: [0], step: 1),
        Polynomial(c: [1, 0, 2], k: -1, weights: [-10, 0.5, 1], step: 0.125),
    ]
}

let differencesExercise = Exercise<any PerceptronHomework>(
    "1.7", Words(en: "A gradient check", zh: "梯度检验"), draws: 6,
    hint: Words(
        en: "Print the two errors of the first weight and compare them with the example.",
        zh: "打印第一个权重的两个误差，与例子比较。"),
    input: Polynomial.init, examples: Polynomial.examples, edges: Polynomial.edges, expected: \.right,
    answer: { submission, input in
        try submission.numericalGradient(of: { input.error($0) }, at: input.weights, step: input.step)
    },
    mistakes: [
        Mistake(
            en: "That is the difference from the weight itself: take it from the weight less the step.",
            zh: "这是从权重本身算起的差：要从权重减去一步的地方算起。", \.forward
        ),
        Mistake(
            en: "That is the difference below the weight alone: begin at the weight plus the step.",
            zh: "这只是权重下侧的差：要从权重加上一步的地方开始。", \.backward),
        Mistake(
            en: "Divided by one step: the two positions are two steps apart.", zh: "除以了一步：两个位置相距两步。",
            \.overOneStep),
        Mistake(
            en: "Divided by 2 alone: the two positions are 2 · step apart.", zh: "只除以了 2：两个位置相距 2 · step。",
            \.overTwo),
        Mistake(en: "Half a step to each side: take a whole one.", zh: "两边各走了半步：要走一整步。", \.halfSteps),
        Mistake(en: "A step of your own: `step` says how far.", zh: "用了自己定的步子：走多远由 `step` 决定。", \.ownStep),
        Mistake(
            en: "All weights are moved at once: one at a time, the others as they are.",
            zh: "所有权重一起动了：每次只动一个，其余不变。", \.together),
        Mistake(
            en: "A weight stays moved when the next one is tried: put it back.", zh: "轮到下一个权重时，前一个还没有放回原处。",
            \.notPutBack),
        Mistake(
            en: "The sign is turned: error above minus error below.", zh: "符号反了：应是上侧的误差减去下侧的误差。", \.turned),
    ],
    cases: [
        Case(en: "one weight", zh: "一个权重") { $0.weights.count == 1 },
        Case(en: "a weight of 0", zh: "权重为 0") { $0.weights.contains(0) },
        Case(en: "weights that depend on each other", zh: "权重互相影响") { $0.weights.count > 1 && $0.k != 0 },
    ],
    meant: [
        Meant("step", lack: .negative, .zero, .large, because: "a step is a small number above 0"),
        .together("c.count", "weights.count", because: "each weight has its coefficient"),
    ])
