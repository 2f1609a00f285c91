import Foundation
import Grading
import Messages
import TensorCore

// MARK: 7.6

private struct Descent {
    var picture: [Float]
    var weights: [[Float]]
    var target: [Float]
    var learningRate: Float

    private var errors: [Double] {
        zip(weights, target).map { row, target in
            zip(row, picture).reduce(-Double(target)) { $0 + Double($1.0) * Double($1.1) }
        }
    }
    private var gradient: [Double] {
        picture.indices.map { p in
            2 * zip(weights, errors).map { Double($0[p]) * $1 }.reduce(0, +)
        }
    }
    private func cut(_ x: Double) -> Double { min(1, max(0, x)) }
    private func moved(by factor: Double = 1, from start: [Double]? = nil, cuts: Bool = true) -> [Float] {
        let start = start ?? picture.map(Double.init)
        return zip(start, gradient).map { x, g in
            let y = x - factor * Double(learningRate) * g
            return Float(cuts ? cut(y) : y)
        }
    }

    var right: [Float] { moved() }
    var notCut: [Float] { moved(cuts: false) }
    var cutBefore: [Float] { moved(from: picture.map { cut(Double($0)) }, cuts: false) }
    var halved: [Float] { moved(by: 0.5) }
    var upward: [Float] { moved(by: -1) }
    var withoutRate: [Float] { moved(by: 1 / Double(learningRate)) }
    var ofMean: [Float] { moved(by: 1 / Double(weights.count)) }
    /// The gradient of the weights taken for that of the picture: Σ 2 (y − target) · picture.
    var ofWeights: [Float] {
        let total = errors.reduce(0, +)
        return picture.map { Float(cut(Double($0) - Double(learningRate) * 2 * total * Double($0))) }
    }
    var withoutTarget: [Float] {
        let answers = zip(errors, target).map { $0 + Double($1) }
        return picture.indices.map { p in
            let slope = 2 * zip(weights, answers).reduce(0) { $0 + Double($1.0[p]) * $1.1 }
            return Float(cut(Double(picture[p]) - Double(learningRate) * slope))
        }
    }
    var stuck: [Float] { picture.map { Float(cut(Double($0))) } }
}

extension Descent {
    init(size: Int, generator: inout RandomGenerator) {
        picture = (0..<size).map { _ in
            size <= 2 ? generator.half(upTo: 1) : generator.eighth(from: -1, to: 2)
        }
        weights = generator.rows(1 + generator.integer(below: 3), size, size: size)
        target = generator.numbers(weights.count, size: size)
        learningRate = size <= 2 ? 0.25 : generator.element(of: [0.05, 0.1, 0.3, 0.01])
    }

    static let examples = [Descent(picture: [0.5, 0.9], weights: [[1, 1]], target: [1], learningRate: 0.5)]
    static let edges = [
        Descent(picture: [0.5], weights: [[1], [-1]], target: [0, 0.25], learningRate: 0.125),
        Descent(picture: [0, 12, -10], weights: [[0, 0, 0.5]], target: [-10], learningRate: 0.01),
        Descent(
            picture: [0.5, 0.25], weights: [[10, 0], [0, -10], [1, 1]], target: [12, -2, 0],
            learningRate: 0.001),
        Descent(
            picture: [0.5, 0.25, 1], weights: [[1, 0, -1], [0, 1, 1]], target: [0, 1], learningRate: 0.0625),
    ]
}

let painting = Exercise<any StyleHomework>(
    "7.6", Words(en: "A step on the picture", zh: "在图上走一步"), sizes: 1...6, draws: 6,
    hint: Words(
        en: "With one pixel and one weight the gradient is 2 (w · x − target) · w.",
        zh: "只有一个像素、一个权重时，梯度是 2 (w · x − target) · w。"), input: Descent.init,
    examples: Descent.examples, edges: Descent.edges,
    expected: \.right,
    answer: {
        try $0.step(
            picture: $1.picture, weights: $1.weights, target: $1.target, learningRate: $1.learningRate)
    },
    mistakes: [
        Mistake(en: "The result is not cut to 0…1.", zh: "结果没有截到 0…1。", \.notCut),
        Mistake(
            en: "The picture is cut before the step: cut what comes out of it.", zh: "走这一步之前截断了图：要截断这一步的结果。",
            \.cutBefore),
        Mistake(en: "The factor 2 of the square's derivative is missing.", zh: "缺了平方的导数里的因子 2。", \.halved),
        Mistake(en: "That goes uphill: subtract the gradient.", zh: "这是往上走：要减去梯度。", \.upward),
        Mistake(en: "The learning rate is missing.", zh: "缺了学习率。", \.withoutRate),
        Mistake(
            en: "That is the gradient of the mean: the loss is the sum over k.", zh: "这是平均的梯度：损失是对 k 求的和。",
            \.ofMean),
        Mistake(
            en: "That is the gradient of the weights: the network stays, the picture moves.",
            zh: "这是对权重的梯度：网络不动，动的是图。", \.ofWeights),
        Mistake(
            en: "The target is missing: without it nothing holds the content.", zh: "缺了目标：没有它，什么也留不住内容。",
            \.withoutTarget),
        Mistake(en: "The picture does not move: its gradient is lost.", zh: "图没有动：它的梯度丢了。", \.stuck),
    ],
    cases: [
        Case(en: "one pixel", zh: "只有一个像素") { $0.picture.count == 1 },
        Case(en: "one output", zh: "只有一个输出") { $0.target.count == 1 && $0.picture.count > 1 },
        Case(en: "a pixel that is cut at 0", zh: "有像素被截到 0") { $0.notCut.contains { $0 < 0 } },
        Case(en: "a pixel that is cut at 1", zh: "有像素被截到 1") { $0.notCut.contains { $0 > 1 } },
        Case(en: "pixels that are not cut", zh: "没有像素被截断") { $0.notCut == $0.right },
    ],
    meant: [
        Meant(
            "learningRate", lack: .negative, .zero, .large,
            because: "a learning rate is a small number above 0"),
        .together("picture.count", "weights[].count", because: "each pixel has its weight"),
        .together("target.count", "weights.count", because: "each output has its target"),
    ],
    forbids: [".backward"])
