import Grading
import TensorCore

/// A perceptron and a row, in halves, so that a sum of exactly 0 occurs.
struct Row: Sendable {
    var weights: [Float]
    var bias: Float
    var inputs: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        func halves() -> Float { Float(generator.integer(below: 9) - 4) / 2 }
        weights = (0..<size).map { _ in halves() }
        inputs = (0..<size).map { _ in halves() }
        bias = 0
        // Every third sum is 0, the others lie on both sides.
        let sum = weightedSum(weights, 0, inputs)
        bias = [-sum, -sum + 1, -sum - 1][generator.integer(below: 3)]
    }

    var sum: Float { weightedSum(weights, bias, inputs) }
    var answer: Int { sum > 0 ? 1 : 0 }
}

let outputExercise = Exercise<any PerceptronHomework>(
    "1.1", "The perceptron's answer", draws: 12, tolerance: .exact,
    hint: "Work out one sum by hand, bias first, and print yours beside it.",
    input: { Row(size: $0, generator: &$1) },
    expected: { $0.answer },
    answer: { try $0.output(weights: $1.weights, bias: $1.bias, inputs: $1.inputs) },
    mistakes: outputMistakes)

private let outputMistakes: [Mistake<Row, Int>] = [
    Mistake("A sum of exactly 0 is not above 0: the answer is 0 then.") { $0.sum >= 0 ? 1 : 0 },
    Mistake("The bias is missing: begin the sum with it.") {
        weightedSum($0.weights, 0, $0.inputs) > 0 ? 1 : 0
    },
    Mistake("The bias is added to the sum, not taken away from it.") {
        weightedSum($0.weights, -$0.bias, $0.inputs) > 0 ? 1 : 0
    },
    Mistake("The answers are 1 and 0 here, not 1 and −1.") { $0.sum > 0 ? 1 : -1 },
    Mistake("The answers are the wrong way round: 1 is for a sum above 0.") { $0.sum > 0 ? 0 : 1 },
]

/// A row with its target.
struct Lesson: Sendable {
    var row: Row
    var target: Int

    init(size: Int, generator: inout RandomGenerator) {
        row = Row(size: size, generator: &generator)
        target = generator.integer(below: 2)
        // Rows of zeros would teach nothing but the bias.
        if row.inputs.allSatisfy({ $0 == 0 }) { row.inputs[0] = 1 }
    }

    /// Weights and bias after a step of these lengths.
    func after(weightStep: Float, biasStep: Float) -> Fields {
        Fields([
            "weights": zip(row.weights, row.inputs).map { $0 + weightStep * $1 },
            "bias": row.bias + biasStep,
        ])
    }

    var error: Float { Float(target - row.answer) }
}

let learnExercise = Exercise<any PerceptronHomework>(
    "1.2", "One step of Rosenblatt's rule", draws: 12, tolerance: .exact,
    hint: "Print the answer y, then t − y, then the new weights, and compare each with the example.",
    input: { Lesson(size: $0, generator: &$1) },
    expected: { $0.after(weightStep: $0.error, biasStep: $0.error) },
    answer: { submission, lesson in
        let (weights, bias) = try submission.learn(
            weights: lesson.row.weights, bias: lesson.row.bias, inputs: lesson.row.inputs,
            target: lesson.target)
        return Fields(["weights": weights, "bias": bias])
    },
    mistakes: learnMistakes)

private let learnMistakes: [Mistake<Lesson, Fields>] = [
    Mistake("The bias is not updated: it gains t − y, as a weight whose input is 1.") {
        $0.after(weightStep: $0.error, biasStep: 0)
    },
    Mistake("Right answers must change nothing: add (t − y) x, not t x or the row itself.") {
        let step: Float = $0.target == 1 ? 1 : -1
        return $0.after(weightStep: step, biasStep: step)
    },
    Mistake("Right answers must change nothing: add (t − y) x, not t x.") {
        $0.after(weightStep: Float($0.target), biasStep: Float($0.target))
    },
    Mistake("The answer or the target 0 is treated as −1: t − y is never 2 here.") {
        $0.after(weightStep: 2 * $0.error, biasStep: 2 * $0.error)
    },
    Mistake("The answer 0 is treated as −1, so that a right 0 counts as an error of 1.") {
        let error = Float($0.target - ($0.row.answer == 1 ? 1 : -1))
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake("The target 0 is treated as −1, so that a right 0 counts as an error of −1.") {
        let error = Float(($0.target == 1 ? 1 : -1) - $0.row.answer)
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake("The sign is the wrong way round: it is t − y, so that a missed 1 adds the row.") {
        $0.after(weightStep: -$0.error, biasStep: -$0.error)
    },
    Mistake("The weights gain (t − y) times the inputs, not t − y alone.") { lesson in
        Fields([
            "weights": lesson.row.weights.map { $0 + lesson.error },
            "bias": lesson.row.bias + lesson.error,
        ])
    },
]

/// Rows of two classes and a line that separates most of them.
struct Line: Sendable {
    var weights: [Float]
    var bias: Float
    var rows: [[Float]]
    var targets: [Int]

    init(size: Int, generator: inout RandomGenerator) {
        weights = (0..<2).map { _ in generator.uniform(in: 1...3) }
        bias = generator.uniform(in: 1...2)
        rows = (0..<size + 1).map { _ in (0..<2).map { _ in generator.uniform(in: -3...3) } }
        let (weights, bias) = (weights, bias)
        targets = rows.map { weightedSum(weights, bias, $0) > 0 ? 1 : 0 }
        if generator.bernoulli(0.3) { targets[0] = 1 - targets[0] }
    }

    /// s (w · x + b) of each row, where `negative` stands for the target 0.
    func signedSums(negative: Float = -1, bias: Float? = nil) -> [Float] {
        zip(rows, targets).map { row, target in
            (target == 1 ? 1 : negative) * weightedSum(weights, bias ?? self.bias, row)
        }
    }

    var length: Float { weightedSum(weights, 0, weights).squareRoot() }
}

let marginExercise = Exercise<any PerceptronHomework>(
    "1.3", "The margin of a line", draws: 10,
    hint: "Print s (w · x + b) of every row: the margin is the smallest of them over the length of w.",
    input: { Line(size: $0, generator: &$1) },
    expected: { ($0.signedSums().min() ?? 0) / $0.length },
    answer: { try $0.margin(weights: $1.weights, bias: $1.bias, rows: $1.rows, targets: $1.targets) },
    mistakes: marginMistakes)

private let marginMistakes: [Mistake<Line, Float>] = [
    Mistake("Divide by the length of the weights: three times the weights are the same line.") {
        $0.signedSums().min() ?? 0
    },
    Mistake("The length is the root of w · w, not w · w itself.") {
        ($0.signedSums().min() ?? 0) / ($0.length * $0.length)
    },
    Mistake("The bias does not count into the length of the weights here.") {
        ($0.signedSums().min() ?? 0) / ($0.length * $0.length + $0.bias * $0.bias).squareRoot()
    },
    Mistake("A row with target 0 counts with s = −1: on its right side the sum is negative.") {
        ($0.signedSums(negative: 1).min() ?? 0) / $0.length
    },
    Mistake("The target 0 is not s: it makes every such row 0; s is −1 there.") {
        ($0.signedSums(negative: 0).min() ?? 0) / $0.length
    },
    Mistake("A row on the wrong side counts negative: do not take the sum without its sign.") {
        ($0.signedSums().map(abs).min() ?? 0) / $0.length
    },
    Mistake("The margin is the distance of the nearest row, not of the furthest.") {
        ($0.signedSums().max() ?? 0) / $0.length
    },
    Mistake("The bias is missing from the sums.") { ($0.signedSums(bias: 0).min() ?? 0) / $0.length },
]

/// w · x + b.
func weightedSum(_ weights: [Float], _ bias: Float, _ inputs: [Float]) -> Float {
    var sum = bias
    for index in weights.indices { sum += weights[index] * inputs[index] }
    return sum
}
