import Grading
import TensorCore

/// A perceptron and a row, in halves, so that a sum of exactly 0 occurs.
struct Row: Sendable {
    var weights: [Float]
    var bias: Float
    var inputs: [Float]

    var sum: Float { weightedSum(weights, bias, inputs) }
    var answer: Int { sum > 0 ? 1 : 0 }
}

extension Row {
    init(size: Int, generator: inout RandomGenerator) {
        weights = generator.numbers(size, size: size)
        inputs = generator.numbers(size, size: size)
        // Sums are often 0, near it or far from it, and seldom 1.
        let sum = weightedSum(weights, 0, inputs)
        bias = generator.element(of: [0, -sum, -sum, -sum + 0.5, -sum - 0.5, -sum + 1, -sum + 3, -sum - 12])
    }

    static let examples = [
        Row(weights: [2, 1], bias: -2, inputs: [1, 1]), Row(weights: [2, 1], bias: -2, inputs: [1, 0]),
    ]
    static let edges = [
        Row(weights: [2, 1], bias: 0, inputs: [2, 12]), Row(weights: [1], bias: -0.5, inputs: [1]),
        Row(weights: [0], bias: 0, inputs: [0]), Row(weights: [1.5], bias: 0, inputs: [0.5]),
        Row(weights: [-10, 0], bias: 10, inputs: [1, 1]),
        Row(weights: [-20], bias: -10, inputs: [-1]), Row(weights: [10, -1], bias: 0.5, inputs: [1, 10]),
        // More inputs than any that are drawn, and the last one decides.
        Row(weights: [0, 0, 0, 0, 0, 0, 0, 2], bias: -1, inputs: [1, 1, 1, 1, 1, 1, 1, 1]),
    ]
}

private let rowCases = [
    Case<Row>("a sum of exactly 0") { $0.sum == 0 },
    Case("a sum between 0 and 1") { $0.sum > 0 && $0.sum < 1 },
    Case("a sum above 1") { $0.sum > 1 }, Case("one input") { $0.inputs.count == 1 },
]

let outputExercise = Exercise<any PerceptronHomework>(
    "1.1", "The perceptron's answer", draws: 12, tolerance: .exact,
    hint: "Work out one sum by hand, bias first, and print yours beside it.",
    input: { Row(size: $0, generator: &$1) }, examples: Row.examples, edges: Row.edges,
    expected: { $0.answer },
    answer: { try $0.output(weights: $1.weights, bias: $1.bias, inputs: $1.inputs) },
    mistakes: outputMistakes, cases: rowCases,
    meant: [.together("inputs.count", "weights.count", because: "each input has its weight")])

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
    Mistake("The answer is 1 or 0, not the sum itself.") { Int(max(0, $0.sum)) },
    Mistake("Every sum above 0 gives 1, also a sum of ½: compare with 0.") { $0.sum > 0.5 ? 1 : 0 },
    Mistake("Every sum above 0 gives 1, also a sum below 1: compare with 0.") { $0.sum >= 1 ? 1 : 0 },
]

/// A row with its target.
struct Lesson: Sendable {
    var row: Row
    var target: Int

    /// Weights and bias after a step of these lengths.
    func after(weightStep: Float, biasStep: Float) -> Fields {
        Fields([
            "weights": zip(row.weights, row.inputs).map { $0 + weightStep * $1 },
            "bias": row.bias + biasStep,
        ])
    }

    var error: Float { Float(target - row.answer) }
}

extension Lesson {
    init(size: Int, generator: inout RandomGenerator) {
        row = Row(size: size, generator: &generator)
        target = generator.integer(below: 2)
        // Rows of zeros would teach nothing but the bias.
        if row.inputs.allSatisfy({ $0 == 0 }) { row.inputs[0] = 1 }
    }

    static let examples = [Lesson(row: Row(weights: [0, 0], bias: 0, inputs: [1, 1]), target: 1)]
    /// Both targets for each.
    static let edges = (Row.examples + Row.edges).flatMap {
        [Lesson(row: $0, target: 0), Lesson(row: $0, target: 1)]
    }
}

let learnExercise = Exercise<any PerceptronHomework>(
    "1.2", "One step of Rosenblatt's rule", draws: 12, tolerance: .exact,
    hint: "Print the answer y, then t − y, then the new weights, and compare each with the example.",
    input: { Lesson(size: $0, generator: &$1) }, examples: Lesson.examples, edges: Lesson.edges,
    expected: { $0.after(weightStep: $0.error, biasStep: $0.error) },
    answer: { submission, lesson in
        let (weights, bias) = try submission.learn(
            weights: lesson.row.weights, bias: lesson.row.bias, inputs: lesson.row.inputs,
            target: lesson.target)
        return Fields(["weights": weights, "bias": bias])
    },
    mistakes: learnMistakes, cases: lessonCases,
    meant: [
        Meant("target", lack: .variety, .negative, .large, because: "a target is 0 or 1"),
        .together("row.inputs.count", "row.weights.count", because: "each input has its weight"),
    ])

private let lessonCases = [
    Case<Lesson>("a sum of exactly 0 with target 0") { $0.row.sum == 0 && $0.target == 0 },
    Case("a right answer 1") { $0.row.answer == 1 && $0.target == 1 },
    Case("a missed 1") { $0.row.answer == 0 && $0.target == 1 },
    Case("a 1 too much") { $0.row.answer == 1 && $0.target == 0 },
]

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
    Mistake("A sum of exactly 0 is not above 0: the output is 0 there, as in 1.1.") {
        let error = Float($0.target - ($0.row.sum >= 0 ? 1 : 0))
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake("The output was computed without the bias: begin its sum with it, as in 1.1.") {
        let sum = weightedSum($0.row.weights, 0, $0.row.inputs)
        let error = Float($0.target - (sum > 0 ? 1 : 0))
        return $0.after(weightStep: error, biasStep: error)
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

    /// s (w · x + b) of each row, where `negative` stands for the target 0.
    func signedSums(negative: Float = -1, bias: Float? = nil) -> [Float] {
        zip(rows, targets).map { row, target in
            (target == 1 ? 1 : negative) * weightedSum(weights, bias ?? self.bias, row)
        }
    }

    var length: Float { weightedSum(weights, 0, weights).squareRoot() }

    /// The distance of the first row on the wrong side, where there is one.
    var firstWrong: Float { (signedSums().first { $0 < 0 } ?? signedSums().min() ?? 0) / length }
}

extension Line {
    init(size: Int, generator: inout RandomGenerator) {
        let inputCount = 1 + generator.integer(below: 3)
        var weights = generator.numbers(inputCount, size: size)
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = generator.bernoulli(0.5) ? 1 : -2 }
        let bias = generator.number(size: size)
        rows = generator.rows(1 + generator.integer(below: size + 1), inputCount, size: size)
        targets = rows.map { weightedSum(weights, bias, $0) > 0 ? 1 : 0 }
        if generator.bernoulli(0.5) {
            for index in targets.indices where generator.bernoulli(0.4) {
                targets[index] = 1 - targets[index]
            }
        }
        (self.weights, self.bias) = (weights, bias)
    }

    static let examples = [Line(weights: [3, 4], bias: -5, rows: [[3, 4], [0, 0]], targets: [1, 0])]
    static let edges = [
        // Two rows on the wrong side, the second further out.
        Line(weights: [1, 0], bias: 0, rows: [[-0.5, 1], [2, 0], [-1, 1]], targets: [1, 1, 1]),
        Line(
            weights: [-3, 4, 0], bias: 0, rows: [[1, 2, 12], [2, -1, 0], [1, 0, 1]], targets: [1, 0, 1]),
        Line(weights: [-2], bias: 11, rows: [[3]], targets: [1]),
        Line(weights: [10, -10], bias: -1, rows: [[1, 0], [0, 2], [10, 0]], targets: [0, 0, 1]),
    ]
}

let marginExercise = Exercise<any PerceptronHomework>(
    "1.3", "The margin of a line", draws: 10,
    hint: "Print s (w · x + b) of every row: the margin is the smallest of them over the length of w.",
    input: { Line(size: $0, generator: &$1) }, examples: Line.examples, edges: Line.edges,
    expected: { ($0.signedSums().min() ?? 0) / $0.length },
    answer: { try $0.margin(weights: $1.weights, bias: $1.bias, rows: $1.rows, targets: $1.targets) },
    mistakes: marginMistakes, cases: lineCases,
    meant: [
        Meant("targets[]", lack: .variety, .negative, .large, because: "a target is 0 or 1"),
        .together("weights.count", "rows[].count", because: "each number of a row has its weight"),
        .together("rows.count", "targets.count", because: "each row has its target"),
    ])

private let lineCases = [
    Case<Line>("one row") { $0.rows.count == 1 },
    Case("two rows on the wrong side, the first not the worst") {
        $0.firstWrong * $0.length > $0.signedSums().min()!
    },
    Case("all rows on the right side") { $0.signedSums().allSatisfy { $0 > 0 } },
    Case("one input") { $0.weights.count == 1 },
]

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
    Mistake("The margin is that of the worst row, not of the first on the wrong side: go through all rows.") {
        $0.firstWrong
    },
    Mistake("The bias is missing from the sums.") { ($0.signedSums(bias: 0).min() ?? 0) / $0.length },
]

/// w · x + b.
func weightedSum(_ weights: [Float], _ bias: Float, _ inputs: [Float]) -> Float {
    var sum = bias
    for index in weights.indices { sum += weights[index] * inputs[index] }
    return sum
}
