import Foundation
import Grading
import Messages
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
    "1.4", Words(en: "A layer of sigmoid units", zh: "一层 S 型单元"), draws: 6,
    hint: Words(
        en: "Print the sums W x + b first; where they are right, look at σ.",
        zh: "先打印各个和 W x + b；它们如果都对，再检查 σ。"),
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
    Mistake(en: "The biases are missing: begin each unit's sum with its own.", zh: "缺了偏置：每个单元的和从自己的偏置开始。") {
        layer in
        layer.sums(biases: layer.biases.map { _ in 0 }).map(sigma)
    },
    Mistake(en: "These are the sums; put them through σ.", zh: "这只是各个和；还要经过 σ。") { $0.sums },
    Mistake(
        en: "The sign in σ is the wrong way round: 1 / (1 + e⁻ᶻ) grows with z.",
        zh: "σ 里的符号反了：1 / (1 + e⁻ᶻ) 随 z 增大。"
    ) {
        $0.sums.map { sigma(-$0) }
    },
    Mistake(
        en: "The first index of `weights` is the unit, the second the input: these are swapped.",
        zh: "`weights` 的第一个索引是单元，第二个是输入：两者弄反了。"
    ) {
        layer in
        (layer.transposedSums ?? layer.sums).map(sigma)
    },
    Mistake(en: "A sigmoid unit does not jump from 0 to 1 as a perceptron does.", zh: "S 型单元不像感知机那样从 0 跳到 1。")
    {
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
    "1.5", Words(en: "Backpropagation through a layer", zh: "经过一层的反向传播"), draws: 6,
    hint: Words(
        en: "Print the deltas first and compare them with the example; everything else is made of them.",
        zh: "先打印各个 δ，与例子比较；其余的都由它们算出。"),
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
        Case(en: "a target that is neither 0 nor 1", zh: "目标既不是 0 也不是 1") {
            $0.targets.contains { $0 != 0 && $0 != 1 }
        },
        Case(en: "a target below its output and below ½", zh: "目标小于输出，也小于 ½") {
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
    Mistake(
        en: "The sign is the wrong way round: the derivative has o − t, not t − o.",
        zh: "符号反了：导数里是 o − t，不是 t − o。"
    ) {
        $0.gradients(deltas: $0.deltas.map { -$0 })
    },
    Mistake(
        en: "The error is o − t for every target, also for one between 0 and 1: do not ask whether it is 1.",
        zh: "任何目标的误差都是 o − t，在 0 与 1 之间也一样：不要判断它是不是 1。"
    ) {
        let errors = zip($0.outputs, $0.targets).map { $1 > 0.5 ? $0 - 1 : $0 }
        return $0.gradients(deltas: zip(errors, $0.slopes).map { $0 * $1 })
    },
    Mistake(en: "The slope o (1 − o) of the sigmoid is missing from δ.", zh: "δ 里缺了 S 型函数的斜率 o (1 − o)。") {
        $0.gradients(deltas: $0.errors)
    },
    Mistake(
        en: "The outputs are behind σ already: its slope is o (1 − o), do not put them through σ again.",
        zh: "输出已经过了 σ：斜率就是 o (1 − o)，不要再过一次 σ。"
    ) {
        let slopes = $0.outputs.map { sigma($0) * (1 - sigma($0)) }
        return $0.gradients(deltas: zip($0.errors, slopes).map { $0 * $1 })
    },
    Mistake(
        en: "A factor of 2 too much: the ½ of the error takes the 2 of the square away.",
        zh: "多了因子 2：误差的 ½ 与平方的 2 抵消。"
    ) {
        $0.gradients(deltas: $0.deltas.map { 2 * $0 })
    },
    Mistake(
        en: "The derivatives by the biases are forgotten: they are the deltas themselves.",
        zh: "忘了对偏置的导数：它们就是 δ 本身。"
    ) { backward in
        backward.gradients(deltas: backward.deltas, biases: backward.deltas.map { _ in 0 })
    },
    Mistake(
        en: "The bias's derivative is the delta itself; it has no input to be multiplied by.",
        zh: "对偏置的导数就是 δ 本身；没有输入可乘。"
    ) {
        backward in
        let mean = backward.inputs.reduce(0, +)
        return backward.gradients(deltas: backward.deltas, biases: backward.deltas.map { $0 * mean })
    },
    Mistake(
        en: "The first index of `weights` is the unit, the second the input: these are swapped.",
        zh: "`weights` 的第一个索引是单元，第二个是输入：两者弄反了。"
    ) {
        backward in
        backward.gradients(deltas: backward.deltas, byInputs: backward.transposedByInputs)
    },
    Mistake(
        en: "By the inputs it is the weights times δ, not times the error o − t.",
        zh: "对输入的导数是权重乘以 δ，不是乘以误差 o − t。"
    ) { backward in
        backward.gradients(deltas: backward.deltas, byInputs: backward.byInputs(backward.errors))
    },
    Mistake(
        en: "The inputs' own slope h (1 − h) belongs to the layer below, not to this derivative.",
        zh: "输入自己的斜率 h (1 − h) 属于下面一层，不在这个导数里。"
    ) {
        backward in
        backward.gradients(
            deltas: backward.deltas,
            byInputs: zip(backward.byInputs(backward.deltas), backward.inputs).map { $0 * $1 * (1 - $1) })
    },
]
