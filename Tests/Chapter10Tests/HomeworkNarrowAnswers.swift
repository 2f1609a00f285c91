import Chapter10Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherRecurrentAnswers: RecurrentHomework {
    var step: (@Sendable (_ x: Float, _ hidden: Float, _ w: Float, _ v: Float, _ b: Float) -> Float)?
    var gated: (@Sendable ([Float], Float) -> [Float])?
    var kept: (@Sendable ([Float]) -> Float)?
    var pair: (@Sendable ([Int]) -> [[Int]])?
    var shares: (@Sendable ([Float], Float) -> [Float])?

    func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        try step?(x, hidden, w, v, b) ?? Solution().rnnStep(x, hidden: hidden, w: w, v: v, b: b)
    }
    func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        try gated?(sums, cell) ?? Solution().lstmStep(sums, cell: cell)
    }
    func remembered(_ forgetGates: [Float]) throws -> Float {
        try kept?(forgetGates) ?? Solution().remembered(forgetGates)
    }
    func shifted(_ events: [Int]) throws -> [[Int]] { try pair?(events) ?? Solution().shifted(events) }
    func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        try shares?(logits, temperature) ?? Solution().probabilities(logits, temperature: temperature)
    }
}

private func sigma(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

private func softmax(_ scores: [Double]) -> [Float] {
    let largest = scores.max() ?? 0
    let weights = scores.map { exp($0 - largest) }
    return weights.map { Float($0 / weights.reduce(0, +)) }
}

/// Wrong answers that pass where inputs never vary.
let narrowRecurrentMutants: [Mutant<any RecurrentHomework>] = [
    recurrentHomework.mutant(
        OtherRecurrentAnswers(step: { x, hidden, w, v, b in tanh(abs(w) * x + b + v * hidden) }),
        fails: "10.1"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(step: { x, hidden, w, v, b in tanh(w * x + max(0, b) + v * hidden) }),
        fails: "10.1"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(step: { x, hidden, w, v, b in tanh(w * x + b - abs(v * hidden)) }),
        fails: "10.1"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(gated: { s, cell in
            let next = sigma(s[1]) * cell + sigma(s[0]) * max(0, tanh(s[2]))
            return [next, sigma(s[3]) * tanh(next)]
        }), fails: "10.2", hint: "takes something off the cell"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(gated: { s, cell in
            let next = sigma(s[1]) * cell + sigma(s[0]) * tanh(s[2])
            return [next, sigma(s[3]) * max(0, tanh(next))]
        }), fails: "10.2", hint: "sign of the cell"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(kept: { $0.filter { $0 > 0 }.reduce(1, *) }), fails: "10.3"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(pair: { [Array($0.dropLast()), Array($0.sorted().dropFirst())] }), fails: "10.4"
    ),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(shares: { logits, temperature in
            let weights = logits.map { exp($0 / temperature) }
            return weights.map { $0 / weights.reduce(0, +) }
        }), fails: "10.5", hint: "overflows"),
    recurrentHomework.mutant(
        OtherRecurrentAnswers(shares: { logits, temperature in
            softmax(logits.map { Double($0) / (temperature < 1 ? 0.5 : 2) })
        }), fails: "10.5"),
]

/// Right answers by other ways: tanh by exponentials, σ by tanh, softmax in Float, as a product, and as p^(1/T).
let otherRecurrentAnswers: [Alternative<any RecurrentHomework>] = [
    recurrentHomework.alternative(
        OtherRecurrentAnswers(step: { x, hidden, w, v, b in
            let e = exp(2 * (v * hidden + (b + w * x)))
            return (e - 1) / (e + 1)
        }), passes: "10.1"),
    recurrentHomework.alternative(
        OtherRecurrentAnswers(gated: { s, cell in
            let gate = { (x: Float) in 0.5 + 0.5 * tanh(0.5 * x) }
            let next = gate(s[0]) * tanh(s[2]) + gate(s[1]) * cell
            return [next, tanh(next) * gate(s[3])]
        }), passes: "10.2"),
    recurrentHomework.alternative(
        OtherRecurrentAnswers(kept: { Float($0.reversed().reduce(1.0) { $0 * Double($1) }) }), passes: "10.3"),
    recurrentHomework.alternative(
        OtherRecurrentAnswers(shares: { logits, temperature in
            let largest = logits.max() ?? 0
            let weights = logits.map { exp(($0 - largest) / temperature) }
            let total = weights.reduce(0, +)
            return weights.map { $0 / total }
        }), passes: "10.5"),
    recurrentHomework.alternative(
        OtherRecurrentAnswers(shares: { logits, temperature in
            // The running maximum and sum of an online softmax.
            var (largest, total) = (-Double.infinity, 0.0)
            let scores = logits.map { Double($0) / Double(temperature) }
            for score in scores {
                let next = max(largest, score)
                total = total * exp(largest - next) + exp(score - next)
                largest = next
            }
            return scores.map { Float(exp($0 - largest) / total) }
        }), passes: "10.5"),
]
