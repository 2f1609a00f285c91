import Chapter01Homework
import Foundation
import Grading
import Testing

private struct Bound: PerceptronHomework {
    let answer:
        @Sendable (_ weights: [Float], _ bias: Float, _ rows: [[Float]], _ targets: [Int]) throws -> Float
    func mistakeBound(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        try answer(weights, bias, rows, targets)
    }
}

private struct Classes: PerceptronHomework {
    /// What the weights of each class gain of the row, from the scores.
    let steps: @Sendable (_ scores: [Float], _ target: Int) -> [Float]
    func learnClass(weights: [[Float]], inputs: [Float], target: Int) throws -> [[Float]] {
        let scores = weights.map { zip($0, inputs).reduce(0) { $0 + $1.0 * $1.1 } }
        return zip(weights, steps(scores, target)).map { row, step in zip(row, inputs).map { $0 + step * $1 }
        }
    }

    /// The first largest.
    static func best(_ scores: [Float]) -> Int {
        scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? 0
    }
}

private struct Mended: PerceptronHomework {
    var line = 5
    /// The output weight through which the error comes to the hidden unit.
    let through: @Sendable (_ old: Float, _ new: Float) -> Float
    var slope: @Sendable (Float) -> Float = { $0 * (1 - $0) }
    func mendedStep(
        input: Float, target: Float, hiddenWeight: Float, outputWeight: Float, rate: Float
    ) throws -> (line: Int, hiddenWeight: Float, outputWeight: Float) {
        let h = (1 + tanh(hiddenWeight * input / 2)) / 2
        let o = (1 + tanh(outputWeight * h / 2)) / 2
        let delta = (o - target) * o * (1 - o)
        let new = outputWeight - rate * delta * h
        return (line, hiddenWeight - rate * delta * through(outputWeight, new) * slope(h) * input, new)
    }
}

/// Wrong answers to the tasks of the bound, of several classes, and of the fault.
let boundMutants: [Mutant<any PerceptronHomework>] = [
    perceptronHomework.mutant(
        Bound { weights, bias, rows, targets in
            let margin = try Solution().margin(weights: weights, bias: bias, rows: rows, targets: targets)
            let longest = rows.map { $0.reduce(1) { $0 + $1 * $1 } }.max() ?? 0
            return margin > 0 ? longest / (margin * margin) : .infinity
        }, fails: "1.9", hint: "belongs to the length"),
    perceptronHomework.mutant(
        Bound { weights, bias, rows, targets in
            // No look at whether the line separates.
            let rows = rows.map { $0 + [1] }
            let margin = try Solution().margin(
                weights: weights + [bias], bias: 0, rows: rows, targets: targets)
            return (rows.map { $0.reduce(0) { $0 + $1 * $1 } }.max() ?? 0) / (margin * margin)
        }, fails: "1.9"),
    perceptronHomework.mutant(
        Bound { weights, bias, rows, targets in
            // The mistakes themselves, from zero weights.
            var (w, b, mistakes) = (weights.map { _ in Float(0) }, Float(0), Float(0))
            for _ in 0..<100 {
                for (row, target) in zip(rows, targets) {
                    let before = b
                    (w, b) = try Solution().learn(weights: w, bias: b, inputs: row, target: target)
                    if b != before { mistakes += 1 }
                }
            }
            return mistakes
        }, fails: "1.9"),
    perceptronHomework.mutant(
        Classes { scores, target in
            let best = Classes.best(scores)
            return scores.indices.map { $0 == target && best != target ? 1 : 0 }
        }, fails: "1.10", hint: "must lose the row"),
    perceptronHomework.mutant(
        Classes { scores, target in
            // Each class is a perceptron of its own.
            scores.indices.map { ($0 == target ? 1 : 0) - (scores[$0] > 0 ? 1 : 0) }
        }, fails: "1.10"),
    perceptronHomework.mutant(
        Classes { scores, target in
            // The largest begins with 0.
            var (best, most) = (0, Float(0))
            for (index, score) in scores.enumerated() where score > most { (best, most) = (index, score) }
            return scores.indices.map { ($0 == target ? 1 : 0) - ($0 == best ? 1 : 0) }
        }, fails: "1.10"),
    perceptronHomework.mutant(Mended { _, new in new }, fails: "1.11", hint: "as it stands"),
    perceptronHomework.mutant(Mended(line: 4) { old, _ in old }, fails: "1.11", hint: "the line is not"),
    perceptronHomework.mutant(Mended { old, new in (old + new) / 2 }, fails: "1.11"),
    perceptronHomework.mutant(Mended(through: { old, _ in old }, slope: { _ in 0.25 }), fails: "1.11"),
]

/// Right answers by other ways.
let otherBoundAnswers: [Alternative<any PerceptronHomework>] = [
    perceptronHomework.alternative(
        Bound { weights, bias, rows, targets in
            // Each row reversed where its target is 0, in Double.
            let w = (weights + [bias]).map(Double.init)
            let signed = zip(rows, targets).map { row, target in
                (row + [1]).map { target == 1 ? Double($0) : -Double($0) }
            }
            let products = signed.map { zip($0, w).reduce(0) { $0 + $1.0 * $1.1 } }
            guard let least = products.min(), least > 0 else { return .infinity }
            let (square, longest) = (
                w.reduce(0) { $0 + $1 * $1 }, signed.map { $0.reduce(0) { $0 + $1 * $1 } }.max() ?? 0
            )
            return Float(longest * square / (least * least))
        }, passes: "1.9"),
    perceptronHomework.alternative(
        Classes { scores, target in
            let best = Classes.best(scores)
            return scores.indices.map { ($0 == target ? 1 : 0) - ($0 == best ? 1 : 0) }
        }, passes: "1.10"),
    perceptronHomework.alternative(Mended { old, _ in old }, passes: "1.11"),
]

@Suite struct BoundExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        let bound = try solution.mistakeBound(
            weights: [2, 2], bias: -3, rows: [[0, 0], [1, 0], [0, 1], [1, 1]], targets: [0, 0, 0, 1])
        #expect(abs(bound - 51) < 1e-3)
        #expect(
            try solution.learnClass(weights: [[1, 0], [0, 0], [0, 1]], inputs: [2, 1], target: 1)
                == [[-1, -1], [2, 1], [0, 1]])
        #expect(
            try solution.mendedStep(input: 1, target: 1, hiddenWeight: 0, outputWeight: 0, rate: 8) == (
                5, 0, 0.5
            ))
    }
}
