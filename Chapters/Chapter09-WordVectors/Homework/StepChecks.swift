import Foundation
import Grading
import Messages
import TensorCore

private struct Vectors {
    var center, context: [Float]
    var negatives: [[Float]]
    var learningRate: Float

    static let cases = [
        Vectors(center: [2, 0], context: [0, 1], negatives: [[0, -1]], learningRate: 1),
        Vectors(center: [0], context: [1], negatives: [], learningRate: 0.5),
        Vectors(
            center: [1, -1], context: [1, 1], negatives: [[2, 2], [-1, -1], [0, 0]], learningRate: 0.5),
        Vectors(
            center: [1, 2, -1], context: [0.5, -1, 1], negatives: [[1, 0.5, -1], [-1, 2, 0]],
            learningRate: 0.1),
        Vectors(center: [10, 20], context: [20, 40], negatives: [[-20, -40]], learningRate: 0.5),
        Vectors(center: [10, 20], context: [-20, -40], negatives: [[20, 40]], learningRate: 0.5),
        // A score of 20, where what a cut-off at 10 leaves is multiplied by 2000.
        Vectors(center: [0.01], context: [2000], negatives: [[-2000]], learningRate: 1),
        Vectors(
            center: [1], context: [2], negatives: [[1], [-1], [2], [0.5], [-2], [3], [0], [-0.5], [1]],
            learningRate: 0.5),
        Vectors(center: [3, 1], context: [-3, 1], negatives: [[3, -1], [2, 2]], learningRate: 0.25),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Vectors {
        let width = 1 + generator.integer(below: size + 2)
        func vector() -> [Float] {
            (0..<width).map { _ in
                size == 1 ? Float(generator.integer(below: 9)) / 2 - 2 : generator.uniform(in: -2...2)
            }
        }
        let (center, context) = (vector(), vector())
        return Vectors(
            center: center, context: context,
            negatives: (0..<generator.integer(below: size + 2)).map { _ in vector() },
            learningRate: [0.05, 0.1, 0.5, 1, 2][generator.integer(below: 5)])
    }

    /// A step whose slopes are the derivatives of the loss by the scores.
    private func step(
        rate: Double? = nil, negativesShare: Double = 1, takesContext: Bool = true,
        positive: (Double) -> Double = { sigmoid($0) - 1 }, negative: (Double) -> Double = sigmoid
    ) -> Steps {
        let rate = rate ?? Double(learningRate)
        let (v, u, others) = (
            center.map(Double.init), context.map(Double.init), negatives.map { $0.map(Double.init) }
        )
        let toContext = takesContext ? rate * positive(dot(u, v)) : 0
        let toOthers = others.map { rate * negativesShare * negative(dot($0, v)) }
        var moved = Steps(v: minus(v, toContext, u), u: minus(u, toContext, v), others: [])
        for (other, slope) in zip(others, toOthers) {
            moved.v = minus(moved.v, slope, other)
            moved.others.append(minus(other, slope, v))
        }
        return moved
    }

    var score: Double { dot(center.map(Double.init), context.map(Double.init)) }

    private struct Steps {
        var v, u: [Double]
        var others: [[Double]]

        var fields: Fields {
            stepFields(
                (v.map { Float($0) }, u.map { Float($0) }, others.map { $0.map { Float($0) } }))
        }
    }

    private func with(_ change: (inout Vectors) -> Void) -> Vectors {
        var other = self
        change(&other)
        return other
    }

    var right: Fields { step().fields }
    var withoutMinusOne: Fields { step(positive: sigmoid).fields }
    var negativesAsPositives: Fields { step(negative: { sigmoid($0) - 1 }).fields }
    var positiveAsNegative: Fields { step(positive: { 1 - sigmoid($0) }).fields }
    var negativesTurned: Fields { step(negative: { -sigmoid($0) }).fields }
    var negativesOfTurnedScore: Fields { step(negative: { sigmoid(-$0) }).fields }
    var uphill: Fields { step(rate: -Double(learningRate)).fields }
    var withoutRate: Fields { step(rate: 1).fields }
    var withoutNegatives: Fields { step(negativesShare: 0).fields }
    var withoutContext: Fields { step(takesContext: false).fields }
    var meanOfNegatives: Fields { step(negativesShare: 1 / Double(max(1, negatives.count))).fields }
    var linear: Fields { step(positive: { $0 - 1 }, negative: { $0 }).fields }
    var clipped: Fields {
        step(positive: { sigmoid(min(6, max(-6, $0))) - 1 }, negative: { sigmoid(min(6, max(-6, $0))) })
            .fields
    }
    var flat: Fields {
        step(
            positive: { $0 > 6 ? 0 : $0 < -6 ? -1 : sigmoid($0) - 1 },
            negative: { $0 > 6 ? 1 : $0 < -6 ? 0 : sigmoid($0) }
        ).fields
    }
    var withSlope: Fields {
        step(
            positive: { (sigmoid($0) - 1) * sigmoid($0) * (1 - sigmoid($0)) },
            negative: { sigmoid($0) * sigmoid($0) * (1 - sigmoid($0)) }
        ).fields
    }
    var overflowing: Fields {
        step(positive: { exp($0) / (1 + exp($0)) - 1 }, negative: { exp($0) / (1 + exp($0)) }).fields
    }
    var gradients: Fields {
        let (moved, v, u) = (step(rate: 1), center.map(Double.init), context.map(Double.init))
        return Steps(
            v: minus(v, 1, moved.v), u: minus(u, 1, moved.u),
            others: zip(negatives, moved.others).map { minus($0.map(Double.init), 1, $1) }
        ).fields
    }
    var steppedGradients: Fields {
        let (moved, v, u) = (step(), center.map(Double.init), context.map(Double.init))
        return Steps(
            v: minus(v, 1, moved.v), u: minus(u, 1, moved.u),
            others: zip(negatives, moved.others).map { minus($0.map(Double.init), 1, $1) }
        ).fields
    }
    var firstNegativeOnly: Fields {
        var moved = with { $0.negatives = Array(negatives.prefix(1)) }.step()
        moved.others += negatives.dropFirst().map { $0.map(Double.init) }
        return moved.fields
    }
    var centerWithoutNegatives: Fields {
        var moved = step()
        moved.v = with { $0.negatives = [] }.step().v
        return moved.fields
    }
    var centerUnmoved: Fields {
        var moved = step()
        moved.v = center.map(Double.init)
        return moved.fields
    }
    var outputsUnmoved: Fields {
        Steps(v: step().v, u: context.map(Double.init), others: negatives.map { $0.map(Double.init) }).fields
    }
    var negativesUnmoved: Fields {
        var moved = step()
        moved.others = negatives.map { $0.map(Double.init) }
        return moved.fields
    }

    /// The outputs meet the center's vector after it has moved, with the slopes of before or anew.
    func afterCenter(newSlopes: Bool) -> Fields {
        let v = center.map(Double.init)
        var moved = step()
        func output(_ vector: [Float], _ truth: Double) -> [Double] {
            let output = vector.map(Double.init)
            let score = dot(output, newSlopes ? moved.v : v)
            return minus(output, Double(learningRate) * (sigmoid(score) - truth), moved.v)
        }
        (moved.u, moved.others) = (output(context, 1), negatives.map { output($0, 0) })
        return moved.fields
    }

    /// The center moves along the outputs after they have moved.
    var outputsFirst: Fields {
        let v = center.map(Double.init)
        var moved = step()
        moved.v = v
        for (old, (new, truth)) in zip(
            [context] + negatives, zip([moved.u] + moved.others, [1] + negatives.map { _ in 0.0 }))
        {
            let slope = sigmoid(dot(old.map(Double.init), v)) - truth
            moved.v = minus(moved.v, Double(learningRate) * slope, new)
        }
        return moved.fields
    }

    /// One output after the other, each with the center's vector as the one before has left it.
    var inTurn: Fields {
        var v = center.map(Double.init)
        let outputs = zip([context] + negatives, [1] + negatives.map { _ in 0.0 }).map { output, truth in
            let old = output.map(Double.init)
            let slope = Double(learningRate) * (sigmoid(dot(old, v)) - truth)
            let new = minus(old, slope, v)
            v = minus(v, slope, old)
            return new
        }
        return Steps(v: v, u: outputs[0], others: Array(outputs.dropFirst())).fields
    }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
private func minus(_ x: [Double], _ factor: Double, _ y: [Double]) -> [Double] {
    zip(x, y).map { $0 - factor * $1 }
}
private func stepFields(_ vectors: (center: [Float], context: [Float], negatives: [[Float]])) -> Fields {
    Fields(["center": vectors.center, "context": vectors.context, "negatives": vectors.negatives])
}

private let changedCenter =
    Words(
        en: "The outputs meet v after it has moved: take all gradients at the vectors as they are.",
        zh: "求输出向量的梯度时，v 已经移动过了：所有梯度都要用原来的向量来求。")
private let noTable = Words(
    en: "σ is exact at every score: it is not cut off at 6.", zh: "得分不论多大，σ 都是精确的：不在 6 处截断。")

let stepping = Exercise<any WordVectorHomework>(
    "9.3", Words(en: "A step with negative samples", zh: "负采样的一步"), sizes: 1...Vectors.cases.count + 23,
    draws: 1,
    hint: Words(
        en: "Print u · v, σ(u · v) − 1, and σ(n · v) of each negative, then work out one component of v.",
        zh: "打印 u · v、σ(u · v) − 1，以及每个负样本的 σ(n · v)，再手算 v 的一个分量。"),
    input: { casesFirst(Vectors.cases, number: $0, &$1, then: Vectors.drawn) }, examples: [Vectors.cases[0]],
    expected: \.right,
    answer: {
        stepFields(
            try $0.sgnsStep(
                center: $1.center, context: $1.context, negatives: $1.negatives, learningRate: $1.learningRate
            ))
    },
    mistakes: [
        Mistake(
            en: "The context's slope is σ(u · v) − 1, not σ(u · v).", zh: "上下文的系数是 σ(u · v) − 1，不是 σ(u · v)。",
            \.withoutMinusOne),
        Mistake(
            en: "A negative's slope is σ(n · v): without the −1, its truth is 0.",
            zh: "负样本的系数是 σ(n · v)：没有 −1，它的标签是 0。", \.negativesAsPositives),
        Mistake(
            en: "The context's slope has the wrong sign: σ(u · v) − 1 is below 0.",
            zh: "上下文的系数符号错了：σ(u · v) − 1 小于 0。", \.positiveAsNegative),
        Mistake(
            en: "The negatives' slope has the wrong sign: they are pushed away.", zh: "负样本的系数符号错了：它们要被推开。",
            \.negativesTurned),
        Mistake(
            en: "The negatives' slope is σ(n · v), not σ(−n · v).", zh: "负样本的系数是 σ(n · v)，不是 σ(−n · v)。",
            \.negativesOfTurnedScore),
        Mistake(en: "That goes uphill: the step is against the gradient.", zh: "这是往上走：要逆着梯度走。", \.uphill),
        Mistake(en: "The learning rate is missing.", zh: "缺了学习率。", \.withoutRate),
        Mistake(en: "The negatives are not used.", zh: "没有用到负样本。", \.withoutNegatives),
        Mistake(en: "The context is not used.", zh: "没有用到上下文。", \.withoutContext),
        Mistake(
            en: "The loss is the sum over the negatives, not their mean.", zh: "损失是对负样本求和，不是取平均。",
            \.meanOfNegatives),
        Mistake(
            en: "The σ is missing: the slope is not the product u · v itself.", zh: "缺了 σ：系数不是乘积 u · v 本身。",
            \.linear),
        Mistake(noTable, \.clipped), Mistake(noTable, \.flat),
        Mistake(
            en: "σ (1 − σ) is too much: the loss is a logarithm, which cancels it.",
            zh: "多了 σ (1 − σ)：损失是对数，求导时已把它约掉。", \.withSlope),
        Mistake(
            en: "e¹⁰⁰⁰ is infinity, and infinity / infinity is no number: take 1 / (1 + e^(−x)).",
            zh: "e¹⁰⁰⁰ 是无穷大，无穷大 / 无穷大是 NaN：要用 1 / (1 + e^(−x))。", \.overflowing),
        Mistake(
            en: "These are the gradients: return the vectors after the step.", zh: "这是梯度：要返回走完这一步的向量。",
            \.gradients),
        Mistake(
            en: "These are the steps: return the vectors after them.", zh: "这是移动量：要返回移动之后的向量。",
            \.steppedGradients),
        Mistake(en: "Only the first negative is used.", zh: "只用到了第一个负样本。", \.firstNegativeOnly),
        Mistake(
            en: "The negatives pull on v too: Σ σ(n · v) n is missing in its gradient.",
            zh: "负样本也牵动 v：它的梯度里缺了 Σ σ(n · v) n。", \.centerWithoutNegatives),
        Mistake(en: "v does not move.", zh: "v 没有动。", \.centerUnmoved),
        Mistake(en: "Only v moves: so do u and the negatives.", zh: "只有 v 动了：u 和负样本也要动。", \.outputsUnmoved),
        Mistake(en: "The negatives do not move.", zh: "负样本没有动。", \.negativesUnmoved),
        Mistake(changedCenter) { $0.afterCenter(newSlopes: false) },
        Mistake(changedCenter) { $0.afterCenter(newSlopes: true) },
        Mistake(
            en: "v moves along outputs that have already moved: take them as they were.",
            zh: "v 移动时用了已经移动过的输出向量：要用原来的。", \.outputsFirst),
        Mistake(
            en: "v moves between the outputs: take all gradients at the vectors as they are.",
            zh: "在两个输出向量之间，v 移动了：所有梯度都要用原来的向量来求。", \.inTurn),
    ],
    cases: [
        Case(en: "no negative", zh: "没有负样本") { $0.negatives.isEmpty },
        Case(en: "one negative", zh: "一个负样本") { $0.negatives.count == 1 },
        Case(en: "a score of 1000", zh: "得分为 1000") { $0.score == 1000 },
        Case(en: "a score of −1000", zh: "得分为 −1000") { $0.score == -1000 },
    ],
    meant: [
        Meant(
            "learningRate", lack: .negative, .zero, .large,
            because: "a learning rate is a small number above 0"),
        .together("center.count", "context.count", because: "all vectors have one length"),
    ],
    forbids: [".backward"])
