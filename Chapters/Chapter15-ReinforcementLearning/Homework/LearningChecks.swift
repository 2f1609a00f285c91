import Foundation
import Grading
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
    "15.12", "Huber's loss",
    hint:
        "Draw the loss of one error: a parabola up to delta, from there a straight line of the slope delta.",
    input: Errors.init, examples: Errors.examples, edges: Errors.edges, expected: \.right,
    answer: { homework, input in
        let answer = try homework.huber(input.errors, delta: input.delta)
        return Fields(["loss": answer.loss, "gradient": answer.gradient])
    },
    mistakes: [
        Mistake(
            "That is the squared error: one large error moves the network as far as it likes.", \.squared),
        Mistake("That is delta times the absolute error: up to delta it is a parabola.", \.absolute),
        Mistake("The loss jumps at delta: the line is δ (|e| − δ / 2).", \.jump),
        Mistake("The loss is that of errors cut off at delta: it must go on rising.", \.clippedLoss),
        Mistake("The gradient beyond delta is that of the line: ±delta, not the error.", \.squareSlope),
        Mistake("Errors below −delta are on a line too.", \.onlyAbove),
        Mistake(
            "The gradient points the other way: an error above 0 lets the loss rise with the prediction.",
            \.uphill),
        Mistake("That is the sum over the errors: loss and gradient are of the mean.", \.sum),
        Mistake("`delta` is not used: it need not be 1.", \.deltaOfOne),
    ],
    cases: [
        Case("an error of delta") { input in input.errors.contains { abs($0) == input.delta } },
        Case("an error beyond −delta") { input in input.errors.contains { $0 < -input.delta } },
        Case("one error") { $0.errors.count == 1 },
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
    "15.13", "Replay by priority", tolerance: .standard,
    hint: "Work out p of each transition first: (|error| + 0.01)^alpha, then their sum.",
    input: Memory.init, examples: Memory.examples, edges: Memory.edges, expected: \.right,
    answer: { homework, input in
        let answer = try homework.prioritized(input.errors, alpha: input.alpha, beta: input.beta)
        return Fields(["probabilities": answer.probabilities, "weights": answer.weights])
    },
    mistakes: [
        Mistake("An error below 0 is as surprising as one above: take its absolute value.", \.signed),
        Mistake("`alpha` is not used: it is the power of every |error| + 0.01.", \.withoutAlpha),
        Mistake("All transitions are equally likely: that is replay without priorities.", \.uniform),
        Mistake("`beta` is not used: it is the power of every weight.", \.withoutBeta),
        Mistake("The weights are not divided by the largest.", \.notByLargest),
        Mistake(
            "A transition whose error is 0 would never be drawn again: 0.01 is added first.", \.withoutMore),
        Mistake("That is a softmax of the errors: the probabilities are shares of powers.", \.softmax),
        Mistake("What is drawn often must weigh less, not more.", \.turned),
    ],
    cases: [
        Case("an error of 0") { $0.errors.contains(0) }, Case("one transition") { $0.errors.count == 1 },
        Case("no priorities") { $0.alpha == 0 }, Case("no correction") { $0.beta == 0 },
    ],
    meant: [Meant("alpha", "beta", lack: .negative, .large, because: "powers from 0 on")])
