import Chapter01Homework
import Foundation
import Grading
import Testing

/// Right answers but for the functions that are replaced.
private struct Answers: PerceptronHomework {
    private let right = Solution()
    var answer: (@Sendable ([Float], Float, [Float]) throws -> Int)?
    var lesson: (@Sendable ([Float], Float, [Float], Int) throws -> ([Float], Float))?
    var distance: (@Sendable ([Float], Float, [[Float]], [Int]) throws -> Float)?
    var layer: (@Sendable ([[Float]], [Float], [Float]) throws -> [Float])?
    var backward: (@Sendable ([[Float]], [Float], [Float], [Float]) throws -> ([[Float]], [Float], [Float]))?

    func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int {
        try answer?(weights, bias, inputs) ?? right.output(weights: weights, bias: bias, inputs: inputs)
    }

    func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float) {
        try lesson?(weights, bias, inputs, target)
            ?? right.learn(weights: weights, bias: bias, inputs: inputs, target: target)
    }

    func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        try distance?(weights, bias, rows, targets)
            ?? right.margin(weights: weights, bias: bias, rows: rows, targets: targets)
    }

    func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float] {
        try layer?(weights, biases, inputs)
            ?? right.activations(weights: weights, biases: biases, inputs: inputs)
    }

    func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float]) {
        try backward?(weights, inputs, outputs, targets)
            ?? right.backpropagate(weights: weights, inputs: inputs, outputs: outputs, targets: targets)
    }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func sigma(_ z: Float) -> Float { 1 / (1 + exp(-z)) }

@Suite struct HomeworkTests {
    @Test func solutionPassesStarterIsNotBegunMutantsAreRejected() {
        #expect(
            perceptronHomework.faults(
                starter: Starter(), solution: Solution(),
                mutants: mutants + hiddenLayerMutants + trainingMutants + boundMutants,
                alternatives: alternatives + otherHiddenAnswers + otherBoundAnswers)
                == [])
    }

    /// Typical wrong answers as a student would write them.
    private var mutants: [Mutant<any PerceptronHomework>] {
        outputMutants + learnMutants + marginMutants + layerMutants + backwardMutants
    }

    private func mutant(
        _ id: String, _ hint: String, _ change: (inout Answers) -> Void
    ) -> Mutant<any PerceptronHomework> {
        var answers = Answers()
        change(&answers)
        return perceptronHomework.mutant(answers, fails: id, hint: hint)
    }

    /// Right answers by other ways: another order, in Double, another form.
    private var alternatives: [Alternative<any PerceptronHomework>] {
        func other(_ id: String, _ change: (inout Answers) -> Void) -> Alternative<any PerceptronHomework> {
            var answers = Answers()
            change(&answers)
            return perceptronHomework.alternative(answers, passes: id)
        }
        return [
            other("1.1") {
                $0.answer = { zip($0, $2).reversed().reduce(0) { $0 + $1.0 * $1.1 } > -$1 ? 1 : 0 }
            },
            other("1.1") {
                $0.answer = {
                    zip($0, $2).reduce(Double($1)) { $0 + Double($1.0) * Double($1.1) } > 0 ? 1 : 0
                }
            },
            other("1.3") {
                $0.distance = { weights, bias, rows, targets in
                    let length = weights.reduce(0) { $0 + Double($1 * $1) }.squareRoot()
                    return zip(rows, targets).map { row, target in
                        Float(Double(dot(weights, row) + bias) / length) * Float(2 * target - 1)
                    }.sorted()[0]
                }
            },
            other("1.4") {
                $0.layer = { weights, biases, inputs in
                    zip(weights, biases).map { 0.5 * (1 + tanh(0.5 * (dot($0, inputs) + $1))) }
                }
            },
            other("1.5") {
                $0.backward = { weights, inputs, outputs, targets in
                    let deltas = zip(outputs, targets).map { ($0 - $1) * ($0 - $0 * $0) }
                    var down = inputs.map { _ in Float(0) }
                    for (delta, row) in zip(deltas, weights).reversed() {
                        for index in row.indices { down[index] += delta * row[index] }
                    }
                    return (deltas.map { delta in inputs.map { $0 * delta } }, deltas, down)
                }
            },
        ]
    }

    private var outputMutants: [Mutant<any PerceptronHomework>] {
        [
            mutant("1.1", "not the sum itself") { $0.answer = { Int(max(0, dot($0, $2) + $1)) } },
            mutant("1.1", "also a sum of ½") { $0.answer = { dot($0, $2) + $1 > 0.5 ? 1 : 0 } },
            mutant("1.1", "also a sum below 1") { $0.answer = { dot($0, $2) + $1 >= 1 ? 1 : 0 } },
            mutant("1.1", "exactly 0") { $0.answer = { dot($0, $2) + $1 >= 0 ? 1 : 0 } },
            mutant("1.1", "bias is missing") {
                $0.answer = { weights, _, inputs in dot(weights, inputs) > 0 ? 1 : 0 }
            },
            mutant("1.1", "not 1 and −1") { $0.answer = { dot($0, $2) + $1 > 0 ? 1 : -1 } },
            mutant("1.1", "") { $0.answer = { dot(Array($0.prefix(6)), $2) + $1 > 0 ? 1 : 0 } },
        ]
    }

    private var learnMutants: [Mutant<any PerceptronHomework>] {
        [
            mutant("1.2", "exactly 0 is not above 0") {
                $0.lesson = { weights, bias, inputs, target in
                    let error = Float(target) - (dot(weights, inputs) + bias >= 0 ? 1 : 0)
                    return (zip(weights, inputs).map { $0 + error * $1 }, bias + error)
                }
            },
            mutant("1.2", "bias is not updated") {
                $0.lesson = { weights, bias, inputs, target in
                    let error = Float(target) - (dot(weights, inputs) + bias > 0 ? 1 : 0)
                    return (zip(weights, inputs).map { $0 + error * $1 }, bias)
                }
            },
            mutant("1.2", "Right answers must change nothing") {
                $0.lesson = { weights, bias, inputs, target in
                    let sign: Float = target == 1 ? 1 : -1
                    return (zip(weights, inputs).map { $0 + sign * $1 }, bias + sign)
                }
            },
            mutant("1.2", "answer 0 is treated as −1") {
                $0.lesson = { weights, bias, inputs, target in
                    let error = Float(target) - (dot(weights, inputs) + bias > 0 ? 1 : -1)
                    return (zip(weights, inputs).map { $0 + error * $1 }, bias + error)
                }
            },
            mutant("1.2", "sign is the wrong way round") {
                $0.lesson = { weights, bias, inputs, target in
                    let error = (dot(weights, inputs) + bias > 0 ? 1 : 0) - Float(target)
                    return (zip(weights, inputs).map { $0 + error * $1 }, bias + error)
                }
            },
        ]
    }

    private var marginMutants: [Mutant<any PerceptronHomework>] {
        [
            mutant("1.3", "first on the wrong side") {
                $0.distance = { weights, bias, rows, targets in
                    let length = dot(weights, weights).squareRoot()
                    var least = Float.infinity
                    for (row, target) in zip(rows, targets) {
                        let distance = (target == 1 ? 1 : -1) * (dot(weights, row) + bias) / length
                        if distance < 0 { return distance }
                        least = min(least, distance)
                    }
                    return least
                }
            },
            mutant("1.3", "") {
                $0.distance = { weights, bias, rows, targets in
                    let (weights, length) = (Array(weights.prefix(2)), dot(weights, weights).squareRoot())
                    return zip(rows, targets).map { ($1 == 1 ? 1 : -1) * (dot(weights, $0) + bias) / length }
                        .min() ?? 0
                }
            },
            mutant("1.3", "") {
                $0.distance = { weights, bias, rows, targets in
                    let length = dot(weights, weights).squareRoot()
                    return zip(rows, targets).map {
                        ($1 == 1 ? 1 : -1) * (dot(weights.map(abs), $0) + bias) / length
                    }.min() ?? 0
                }
            },
            mutant("1.3", "Divide by the length") {
                $0.distance = { weights, bias, rows, targets in
                    zip(rows, targets).map { ($1 == 1 ? 1 : -1) * (dot(weights, $0) + bias) }.min() ?? 0
                }
            },
            mutant("1.3", "not s") {
                $0.distance = { weights, bias, rows, targets in
                    let length = dot(weights, weights).squareRoot()
                    return zip(rows, targets).map { Float($1) * (dot(weights, $0) + bias) / length }.min()
                        ?? 0
                }
            },
            mutant("1.3", "counts negative") {
                $0.distance = { weights, bias, rows, _ in
                    let length = dot(weights, weights).squareRoot()
                    return rows.map { abs(dot(weights, $0) + bias) / length }.min() ?? 0
                }
            },
        ]
    }

    private var layerMutants: [Mutant<any PerceptronHomework>] {
        [
            mutant("1.4", "") {
                $0.layer = { weights, biases, inputs in
                    zip(weights, biases).map { sigma(dot($0, inputs) + abs($1)) }
                }
            },
            mutant("1.4", "biases are missing") {
                $0.layer = { weights, _, inputs in weights.map { sigma(dot($0, inputs)) } }
            },
            mutant("1.4", "put them through") {
                $0.layer = { weights, biases, inputs in zip(weights, biases).map { dot($0, inputs) + $1 } }
            },
        ]
    }

    private var backwardMutants: [Mutant<any PerceptronHomework>] {
        /// A backward pass with the student's own deltas.
        @Sendable func backward(
            _ weights: [[Float]], _ inputs: [Float], _ deltas: [Float]
        ) -> ([[Float]], [Float], [Float]) {
            let byInputs = inputs.indices.map { input in dot(deltas, weights.map { $0[input] }) }
            return (deltas.map { delta in inputs.map { delta * $0 } }, deltas, byInputs)
        }
        return [
            mutant("1.5", "for every target") {
                $0.backward = { weights, inputs, outputs, targets in
                    backward(
                        weights, inputs,
                        zip(outputs, targets).map { ($1 > 0.5 ? $0 - 1 : $0) * $0 * (1 - $0) })
                }
            },
            mutant("1.5", "sign is the wrong way round") {
                $0.backward = { weights, inputs, outputs, targets in
                    backward(weights, inputs, zip(outputs, targets).map { ($1 - $0) * $0 * (1 - $0) })
                }
            },
            mutant("1.5", "is missing from δ") {
                $0.backward = { weights, inputs, outputs, targets in
                    backward(weights, inputs, zip(outputs, targets).map { $0 - $1 })
                }
            },
            mutant("1.5", "behind σ already") {
                $0.backward = { weights, inputs, outputs, targets in
                    backward(
                        weights, inputs,
                        zip(outputs, targets).map { ($0 - $1) * sigma($0) * (1 - sigma($0)) })
                }
            },
            mutant("1.5", "biases are forgotten") {
                $0.backward = { weights, inputs, outputs, targets in
                    let right = backward(
                        weights, inputs, zip(outputs, targets).map { ($0 - $1) * $0 * (1 - $0) })
                    return (right.0, right.1.map { _ in 0 }, right.2)
                }
            },
            mutant("1.5", "these are swapped") {
                $0.backward = { weights, inputs, outputs, targets in
                    let deltas = zip(outputs, targets).map { ($0 - $1) * $0 * (1 - $0) }
                    let right = backward(weights, inputs, deltas)
                    guard weights.count == inputs.count else { return right }
                    return (right.0, right.1, weights.map { dot($0, deltas) })
                }
            },
        ]
    }
}
