import Foundation
import Grading
import Messages
import TensorCore

// MARK: 15.12

/// Errors of predictions, and where the loss stops being a square.
private struct Errors {
    var errors: [Float]
    var delta: Float

    private func fields(
        loss: (_ error: Double, _ delta: Double) -> Double = Errors.loss,
        slope: (_ error: Double, _ delta: Double) -> Double = { max(-$1, min($1, $0)) }, mean: Bool = true
    ) -> Fields {
        let count = mean ? Double(errors.count) : 1
        let losses = errors.map { loss(Double($0), Double(delta)) }
        return Fields([
            "loss": Float(losses.reduce(0, +) / count),
            "gradient": errors.map { Float(slope(Double($0), Double(delta)) / count) },
        ])
    }

    private static func loss(_ error: Double, _ delta: Double) -> Double {
        abs(error) <= delta ? error * error / 2 : delta * (abs(error) - delta / 2)
    }

    var right: Fields { fields() }
    var squared: Fields { fields(loss: { error, _ in error * error / 2 }, slope: { error, _ in error }) }
    var absolute: Fields {
        fields(loss: { abs($0) * $1 }, slope: { $0 == 0 ? 0 : $0 < 0 ? -$1 : $1 })
    }
    var sum: Fields { fields(mean: false) }
    var jump: Fields { fields(loss: { abs($0) <= $1 ? $0 * $0 / 2 : $1 * abs($0) }) }
    var deltaOfOne: Fields {
        fields(loss: { error, _ in Errors.loss(error, 1) }, slope: { error, _ in max(-1, min(1, error)) })
    }
    var clippedLoss: Fields {
        fields(loss: { error, delta in
            let clipped = max(-delta, min(delta, error))
            return clipped * clipped / 2
        })
    }
    var squareSlope: Fields { fields(slope: { error, _ in error }) }
    var onlyAbove: Fields {
        fields(loss: { $0 <= $1 ? $0 * $0 / 2 : $1 * ($0 - $1 / 2) }, slope: { min($1, $0) })
    }
    var uphill: Fields { fields(slope: { -max(-$1, min($1, $0)) }) }
}

extension Errors {
    init(size: Int, generator: inout RandomGenerator) {
        errors = generator.numbers(1 + generator.integer(below: size + 1), size: size)
        delta = generator.element(of: [0.5, 1, 2])
    }

    static let examples = [Errors(errors: [0.5, -3], delta: 1)]
    static let edges = [
        Errors(errors: [0], delta: 1), Errors(errors: [2, -2], delta: 2),
        Errors(errors: [-20, 12], delta: 10),
        Errors(errors: [0.5, -0.25, 4], delta: 0.5), Errors(errors: [-5, 1, 0], delta: 2),
    ]
}

let bounding = Exercise<any ReinforcementHomework>(
    "15.12", Words(en: "Huber's loss", zh: "Huber 损失"),
    hint: Words(
        en:
            "Draw the loss of one error: a parabola up to delta, from there a straight line of the slope delta.",
        zh: "画出一个误差的损失：到 delta 为止是抛物线，再往外是斜率为 delta 的直线。"),
    input: Errors.init, examples: Errors.examples, edges: Errors.edges, expected: \.right,
    answer: { homework, input in
        let answer = try homework.huber(input.errors, delta: input.delta)
        return Fields(["loss": answer.loss, "gradient": answer.gradient])
    },
    mistakes: [
        Mistake(
            en: "That is the squared error: one large error moves the network as far as it likes.",
            zh: "这是平方误差：误差很大时，网络移动多远没有限制。", \.squared),
        Mistake(
            en: "That is delta times the absolute error: up to delta it is a parabola.",
            zh: "这是 delta 乘以绝对误差：到 delta 为止应是抛物线。", \.absolute),
        Mistake(
            en: "The loss jumps at delta: the line is δ (|e| − δ / 2).",
            zh: "损失在 delta 处跳了一下：直线是 δ (|e| − δ / 2)。", \.jump),
        Mistake(
            en: "The loss is that of errors cut off at delta: it must go on rising.",
            zh: "这是把误差截断在 delta 之后的损失：它必须继续上升。", \.clippedLoss),
        Mistake(
            en: "The gradient beyond delta is that of the line: ±delta, not the error.",
            zh: "超过 delta 之后，梯度是直线的斜率 ±delta，不是误差。", \.squareSlope),
        Mistake(en: "Errors below −delta are on a line too.", zh: "小于 −delta 的误差也在直线上。", \.onlyAbove),
        Mistake(
            en: "The gradient points the other way: an error above 0 lets the loss rise with the prediction.",
            zh: "梯度的方向反了：误差大于 0 时，预测越大，损失越大。", \.uphill),
        Mistake(
            en: "That is the sum over the errors: loss and gradient are of the mean.",
            zh: "这是各误差的总和：损失和梯度都要取平均。", \.sum),
        Mistake(en: "`delta` is not used: it need not be 1.", zh: "没有用到 `delta`：它不一定是 1。", \.deltaOfOne),
    ],
    cases: [
        Case(en: "an error of delta", zh: "误差正好是 delta") { input in
            input.errors.contains { abs($0) == input.delta }
        },
        Case(en: "an error beyond −delta", zh: "误差小于 −delta") { input in
            input.errors.contains { $0 < -input.delta }
        },
        Case(en: "one error", zh: "只有一个误差") { $0.errors.count == 1 },
    ],
    meant: [Meant("delta", lack: .negative, .zero, because: "where the parabola ends")])

// MARK: 15.13

/// Errors of the transitions in a memory.
private struct Memory {
    var errors: [Float]
    var alpha, beta: Float

    private func fields(
        alpha: Float? = nil, beta: Float? = nil, absolute: Bool = true, more: Double = 0.01,
        byLargest: Bool = true,
        shares: ([Double]) -> [Double] = { all in all.map { $0 / all.reduce(0, +) } }
    ) -> Fields {
        let priorities = errors.map {
            pow((absolute ? abs(Double($0)) : max(0, Double($0))) + more, Double(alpha ?? self.alpha))
        }
        let probabilities = shares(priorities)
        let weights = probabilities.map { pow(1 / (Double(errors.count) * $0), Double(beta ?? self.beta)) }
        let largest = byLargest ? weights.max() ?? 1 : 1
        return Fields([
            "probabilities": probabilities.map { Float($0) }, "weights": weights.map { Float($0 / largest) },
        ])
    }

    var right: Fields { fields() }
    var signed: Fields { fields(absolute: false) }
    var withoutAlpha: Fields { fields(alpha: 1) }
    var uniform: Fields { fields(alpha: 0) }
    var withoutBeta: Fields { fields(beta: 1) }
    var notByLargest: Fields { fields(byLargest: false) }
    var withoutMore: Fields { fields(more: 0) }
    var softmax: Fields {
        let all = errors.map { exp(Double(abs($0))) }
        return fields(shares: { _ in all.map { $0 / all.reduce(0, +) } })
    }
    var turned: Fields { fields(beta: -beta) }
}

extension Memory {
    init(size: Int, generator: inout RandomGenerator) {
        errors = generator.numbers(1 + generator.integer(below: size + 1), size: size)
        alpha = generator.element(of: [0, 0.5, 0.75, 2])
        beta = generator.element(of: [0, 0.25, 0.5, 0.75])
    }

    static let examples = [Memory(errors: [0.99, -2.99], alpha: 1, beta: 1)]
    static let edges = [
        Memory(errors: [-12], alpha: 0.5, beta: 0.5), Memory(errors: [0, 1, -1], alpha: 0.5, beta: 0.5),
        Memory(errors: [1, -2, 3], alpha: 0, beta: 0.25), Memory(errors: [4, -9, 10], alpha: 0.5, beta: 0),
        Memory(errors: [-0.5, 0.25, 2], alpha: 0.75, beta: 0.75),
    ]
}

let prioritizing = Exercise<any ReinforcementHomework>(
    "15.13", Words(en: "Replay by priority", zh: "优先经验回放"), tolerance: .standard,
    hint: Words(
        en: "Work out p of each transition first: (|error| + 0.01)^alpha, then their sum.",
        zh: "先求每个转移的 p：(|error| + 0.01)^alpha，再求它们的和。"),
    input: Memory.init, examples: Memory.examples, edges: Memory.edges, expected: \.right,
    answer: { homework, input in
        let answer = try homework.prioritized(input.errors, alpha: input.alpha, beta: input.beta)
        return Fields(["probabilities": answer.probabilities, "weights": answer.weights])
    },
    mistakes: [
        Mistake(
            en: "An error below 0 is as surprising as one above: take its absolute value.",
            zh: "误差小于 0 与大于 0 一样出乎意料：要取绝对值。", \.signed),
        Mistake(
            en: "`alpha` is not used: it is the power of every |error| + 0.01.",
            zh: "没有用到 `alpha`：它是每个 |error| + 0.01 的指数。", \.withoutAlpha),
        Mistake(
            en: "All transitions are equally likely: that is replay without priorities.",
            zh: "所有转移的概率都一样：这是没有优先级的回放。", \.uniform),
        Mistake(
            en: "`beta` is not used: it is the power of every weight.", zh: "没有用到 `beta`：它是每个权重的指数。",
            \.withoutBeta),
        Mistake(en: "The weights are not divided by the largest.", zh: "权重没有除以最大的权重。", \.notByLargest),
        Mistake(
            en: "A transition whose error is 0 would never be drawn again: 0.01 is added first.",
            zh: "误差为 0 的转移会再也抽不到：要先加 0.01。", \.withoutMore),
        Mistake(
            en: "That is a softmax of the errors: the probabilities are shares of powers.",
            zh: "这是误差的 softmax：概率应是幂在总和中的份额。", \.softmax),
        Mistake(en: "What is drawn often must weigh less, not more.", zh: "常被抽到的应当权重更小，不是更大。", \.turned),
    ],
    cases: [
        Case(en: "an error of 0", zh: "误差为 0") { $0.errors.contains(0) },
        Case(en: "one transition", zh: "只有一个转移") { $0.errors.count == 1 },
        Case(en: "no priorities", zh: "没有优先级") { $0.alpha == 0 },
        Case(en: "no correction", zh: "不作修正") { $0.beta == 0 },
    ],
    meant: [Meant("alpha", "beta", lack: .negative, .large, because: "powers from 0 on")])
