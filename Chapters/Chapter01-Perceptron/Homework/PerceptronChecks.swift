import Grading
import Messages
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
    Case<Row>(en: "a sum of exactly 0", zh: "和恰好为 0") { $0.sum == 0 },
    Case(en: "a sum between 0 and 1", zh: "和在 0 与 1 之间") { $0.sum > 0 && $0.sum < 1 },
    Case(en: "a sum above 1", zh: "和大于 1") { $0.sum > 1 },
    Case(en: "one input", zh: "一个输入") { $0.inputs.count == 1 },
]

let outputExercise = Exercise<any PerceptronHomework>(
    "1.1", Words(en: "The perceptron's answer", zh: "感知机的输出"), draws: 12, tolerance: .exact,
    hint: Words(
        en: "Work out one sum by hand, bias first, and print yours beside it.",
        zh: "手算一个和，从偏置开始，再把程序算出的打印在旁边。"),
    input: { Row(size: $0, generator: &$1) }, examples: Row.examples, edges: Row.edges,
    expected: { $0.answer },
    answer: { try $0.output(weights: $1.weights, bias: $1.bias, inputs: $1.inputs) },
    mistakes: outputMistakes, cases: rowCases,
    meant: [.together("inputs.count", "weights.count", because: "each input has its weight")])

private let outputMistakes: [Mistake<Row, Int>] = [
    Mistake(en: "A sum of exactly 0 is not above 0: the answer is 0 then.", zh: "和恰好为 0 不算大于 0：这时输出 0。") {
        $0.sum >= 0 ? 1 : 0
    },
    Mistake(en: "The bias is missing: begin the sum with it.", zh: "缺了偏置：求和从它开始。") {
        weightedSum($0.weights, 0, $0.inputs) > 0 ? 1 : 0
    },
    Mistake(en: "The bias is added to the sum, not taken away from it.", zh: "偏置要加到和上，不是减去。") {
        weightedSum($0.weights, -$0.bias, $0.inputs) > 0 ? 1 : 0
    },
    Mistake(en: "The answers are 1 and 0 here, not 1 and −1.", zh: "这里输出的是 1 和 0，不是 1 和 −1。") {
        $0.sum > 0 ? 1 : -1
    },
    Mistake(en: "The answers are the wrong way round: 1 is for a sum above 0.", zh: "输出反了：和大于 0 时才输出 1。") {
        $0.sum > 0 ? 0 : 1
    },
    Mistake(en: "The answer is 1 or 0, not the sum itself.", zh: "输出是 1 或 0，不是和本身。") { Int(max(0, $0.sum)) },
    Mistake(
        en: "Every sum above 0 gives 1, also a sum of ½: compare with 0.",
        zh: "和只要大于 0 就输出 1，和为 ½ 时也一样：要与 0 比较。"
    ) { $0.sum > 0.5 ? 1 : 0 },
    Mistake(
        en: "Every sum above 0 gives 1, also a sum below 1: compare with 0.",
        zh: "和只要大于 0 就输出 1，小于 1 时也一样：要与 0 比较。"
    ) { $0.sum >= 1 ? 1 : 0 },
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
    "1.2", Words(en: "One step of Rosenblatt's rule", zh: "Rosenblatt 规则的一步"), draws: 12, tolerance: .exact,
    hint: Words(
        en: "Print the answer y, then t − y, then the new weights, and compare each with the example.",
        zh: "依次打印输出 y、t − y 和新的权重，逐一与例子比较。"),
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
    Case<Lesson>(en: "a sum of exactly 0 with target 0", zh: "和恰好为 0，目标为 0") {
        $0.row.sum == 0 && $0.target == 0
    },
    Case(en: "a right answer 1", zh: "目标是 1，输出也是 1") { $0.row.answer == 1 && $0.target == 1 },
    Case(en: "a missed 1", zh: "目标是 1，输出却是 0") { $0.row.answer == 0 && $0.target == 1 },
    Case(en: "a 1 too much", zh: "目标是 0，输出却是 1") { $0.row.answer == 1 && $0.target == 0 },
]

private let learnMistakes: [Mistake<Lesson, Fields>] = [
    Mistake(
        en: "The bias is not updated: it gains t − y, as a weight whose input is 1.",
        zh: "偏置没有更新：它是输入为 1 的权重，也要加上 t − y。"
    ) {
        $0.after(weightStep: $0.error, biasStep: 0)
    },
    Mistake(
        en: "Right answers must change nothing: add (t − y) x, not t x or the row itself.",
        zh: "输出正确时什么也不改：要加 (t − y) x，不是 t x 或这一行本身。"
    ) {
        let step: Float = $0.target == 1 ? 1 : -1
        return $0.after(weightStep: step, biasStep: step)
    },
    Mistake(
        en: "Right answers must change nothing: add (t − y) x, not t x.",
        zh: "输出正确时什么也不改：要加 (t − y) x，不是 t x。"
    ) {
        $0.after(weightStep: Float($0.target), biasStep: Float($0.target))
    },
    Mistake(
        en: "The answer or the target 0 is treated as −1: t − y is never 2 here.",
        zh: "输出或目标的 0 被当成了 −1：这里 t − y 从不为 2。"
    ) {
        $0.after(weightStep: 2 * $0.error, biasStep: 2 * $0.error)
    },
    Mistake(
        en: "The answer 0 is treated as −1, so that a right 0 counts as an error of 1.",
        zh: "输出的 0 被当成了 −1，于是正确的 0 也算出误差 1。"
    ) {
        let error = Float($0.target - ($0.row.answer == 1 ? 1 : -1))
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake(
        en: "The target 0 is treated as −1, so that a right 0 counts as an error of −1.",
        zh: "目标的 0 被当成了 −1，于是正确的 0 也算出误差 −1。"
    ) {
        let error = Float(($0.target == 1 ? 1 : -1) - $0.row.answer)
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake(
        en: "The sign is the wrong way round: it is t − y, so that a missed 1 adds the row.",
        zh: "符号反了：应为 t − y，这样目标是 1 而输出 0 时，才会加上这一行。"
    ) {
        $0.after(weightStep: -$0.error, biasStep: -$0.error)
    },
    Mistake(
        en: "A sum of exactly 0 is not above 0: the output is 0 there, as in 1.1.",
        zh: "和恰好为 0 不算大于 0：与 1.1 一样，这时输出 0。"
    ) {
        let error = Float($0.target - ($0.row.sum >= 0 ? 1 : 0))
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake(
        en: "The output was computed without the bias: begin its sum with it, as in 1.1.",
        zh: "算输出时漏了偏置：与 1.1 一样，求和从它开始。"
    ) {
        let sum = weightedSum($0.row.weights, 0, $0.row.inputs)
        let error = Float($0.target - (sum > 0 ? 1 : 0))
        return $0.after(weightStep: error, biasStep: error)
    },
    Mistake(
        en: "The weights gain (t − y) times the inputs, not t − y alone.", zh: "权重要加的是 t − y 乘以输入，不只是 t − y。"
    ) { lesson in
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
    "1.3", Words(en: "The margin of a line", zh: "直线的间隔"), draws: 10,
    hint: Words(
        en: "Print s (w · x + b) of every row: the margin is the smallest of them over the length of w.",
        zh: "打印每一行的 s (w · x + b)：其中最小的除以 w 的长度，就是间隔。"),
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
    Case<Line>(en: "one row", zh: "一行") { $0.rows.count == 1 },
    Case(en: "two rows on the wrong side, the first not the worst", zh: "两行在错误的一侧，第一行不是最差的") {
        $0.firstWrong * $0.length > $0.signedSums().min()!
    },
    Case(en: "all rows on the right side", zh: "所有行都在正确的一侧") { $0.signedSums().allSatisfy { $0 > 0 } },
    Case(en: "one input", zh: "一个输入") { $0.weights.count == 1 },
]

private let marginMistakes: [Mistake<Line, Float>] = [
    Mistake(
        en: "Divide by the length of the weights: three times the weights are the same line.",
        zh: "要除以权重的长度：权重和偏置都乘以三，还是同一条直线。"
    ) {
        $0.signedSums().min() ?? 0
    },
    Mistake(en: "The length is the root of w · w, not w · w itself.", zh: "长度是 w · w 的平方根，不是 w · w 本身。") {
        ($0.signedSums().min() ?? 0) / ($0.length * $0.length)
    },
    Mistake(en: "The bias does not count into the length of the weights here.", zh: "这里偏置不计入权重的长度。") {
        ($0.signedSums().min() ?? 0) / ($0.length * $0.length + $0.bias * $0.bias).squareRoot()
    },
    Mistake(
        en: "A row with target 0 counts with s = −1: on its right side the sum is negative.",
        zh: "目标为 0 的行取 s = −1：它在正确的一侧时，和是负的。"
    ) {
        ($0.signedSums(negative: 1).min() ?? 0) / $0.length
    },
    Mistake(
        en: "The target 0 is not s: it makes every such row 0; s is −1 there.",
        zh: "不能拿目标 0 当 s：那样这些行的距离都成了 0；这里 s 是 −1。"
    ) {
        ($0.signedSums(negative: 0).min() ?? 0) / $0.length
    },
    Mistake(
        en: "A row on the wrong side counts negative: do not take the sum without its sign.",
        zh: "错误一侧的行要算成负的：不要去掉和的符号。"
    ) {
        ($0.signedSums().map(abs).min() ?? 0) / $0.length
    },
    Mistake(
        en: "The margin is the distance of the nearest row, not of the furthest.", zh: "间隔是最近一行的距离，不是最远一行的。"
    ) {
        ($0.signedSums().max() ?? 0) / $0.length
    },
    Mistake(
        en: "The margin is that of the worst row, not of the first on the wrong side: go through all rows.",
        zh: "间隔由最差的一行决定，不是错误一侧的第一行：要把所有行看完。"
    ) {
        $0.firstWrong
    },
    Mistake(en: "The bias is missing from the sums.", zh: "求和时缺了偏置。") {
        ($0.signedSums(bias: 0).min() ?? 0) / $0.length
    },
]

/// w · x + b.
func weightedSum(_ weights: [Float], _ bias: Float, _ inputs: [Float]) -> Float {
    var sum = bias
    for index in weights.indices { sum += weights[index] * inputs[index] }
    return sum
}
