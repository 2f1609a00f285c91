import Foundation
import Grading
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
    "The outputs meet v after it has moved: take all gradients at the vectors as they are."
private let noTable = "σ is exact at every score: it is not cut off at 6."

let stepping = Exercise<any WordVectorHomework>(
    "9.3", "A step with negative samples", sizes: 1...Vectors.cases.count + 23, draws: 1,
    hint: "Print u · v, σ(u · v) − 1, and σ(n · v) of each negative, then work out one component of v.",
    input: { casesFirst(Vectors.cases, number: $0, &$1, then: Vectors.drawn) }, examples: [Vectors.cases[0]],
    expected: \.right,
    answer: {
        stepFields(
            try $0.sgnsStep(
                center: $1.center, context: $1.context, negatives: $1.negatives, learningRate: $1.learningRate
            ))
    },
    mistakes: [
        Mistake("The context's slope is σ(u · v) − 1, not σ(u · v).", \.withoutMinusOne),
        Mistake("A negative's slope is σ(n · v): without the −1, its truth is 0.", \.negativesAsPositives),
        Mistake("The context's slope has the wrong sign: σ(u · v) − 1 is below 0.", \.positiveAsNegative),
        Mistake("The negatives' slope has the wrong sign: they are pushed away.", \.negativesTurned),
        Mistake("The negatives' slope is σ(n · v), not σ(−n · v).", \.negativesOfTurnedScore),
        Mistake("That goes uphill: the step is against the gradient.", \.uphill),
        Mistake("The learning rate is missing.", \.withoutRate),
        Mistake("The negatives are not used.", \.withoutNegatives),
        Mistake("The context is not used.", \.withoutContext),
        Mistake("The loss is the sum over the negatives, not their mean.", \.meanOfNegatives),
        Mistake("The σ is missing: the slope is not the product u · v itself.", \.linear),
        Mistake(noTable, \.clipped), Mistake(noTable, \.flat),
        Mistake("σ (1 − σ) is too much: the loss is a logarithm, which cancels it.", \.withSlope),
        Mistake(
            "e¹⁰⁰⁰ is infinity, and infinity / infinity is no number: take 1 / (1 + e^(−x)).", \.overflowing),
        Mistake("These are the gradients: return the vectors after the step.", \.gradients),
        Mistake("These are the steps: return the vectors after them.", \.steppedGradients),
        Mistake("Only the first negative is used.", \.firstNegativeOnly),
        Mistake(
            "The negatives pull on v too: Σ σ(n · v) n is missing in its gradient.", \.centerWithoutNegatives),
        Mistake("v does not move.", \.centerUnmoved),
        Mistake("Only v moves: so do u and the negatives.", \.outputsUnmoved),
        Mistake("The negatives do not move.", \.negativesUnmoved),
        Mistake(changedCenter) { $0.afterCenter(newSlopes: false) },
        Mistake(changedCenter) { $0.afterCenter(newSlopes: true) },
        Mistake("v moves along outputs that have already moved: take them as they were.", \.outputsFirst),
        Mistake("v moves between the outputs: take all gradients at the vectors as they are.", \.inTurn),
    ],
    cases: [
        Case("no negative") { $0.negatives.isEmpty }, Case("one negative") { $0.negatives.count == 1 },
        Case("a score of 1000") { $0.score == 1000 },
        Case("a score of −1000") { $0.score == -1000 },
    ],
    meant: [
        Meant(
            "learningRate", lack: .negative, .zero, .large,
            because: "a learning rate is a small number above 0"),
        .together("center.count", "context.count", because: "all vectors have one length"),
    ],
    forbids: [".backward"])
