import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let networkHomework = Homework<any NetworkHomework>(
    chapter: 3, title: Words(en: "A first network", zh: "第一个网络"),
    file: "Chapters/Chapter03-BikeSharing/Homework/Starter.swift",
    exercises: [
        standardizing, oneHotRows, predicting, descending, batching, explaining, splitting, stopping, mending,
        reading, classifying, trainingNetwork, promoting,
    ])

/// The homework of Chapter 3 for the grader.
public let chapter03Homework = AnyHomework(networkHomework, starter: Starter(), solution: Solution())

// MARK: 3.1

private struct Column {
    var column: [Float]
    var trainingCount: Int

    var right: [Float] { standardized(by: column.prefix(trainingCount)) { $0.squareRoot() } }
    var withTheFuture: [Float] { standardized(by: column[...]) { $0.squareRoot() } }
    var byVariance: [Float] { standardized(by: column.prefix(trainingCount)) { $0 } }
    var trainingOnly: [Float] { Array(right.prefix(trainingCount)) }
    var notDivided: [Float] { standardized(by: column.prefix(trainingCount)) { _ in 1 } }
    var byOneLess: [Float] {
        let n = Double(trainingCount)
        return standardized(by: column.prefix(trainingCount)) { ($0 * n / (n - 1)).squareRoot() }
    }

    var byFirstHalf: [Float] {
        column.count < 4 ? right : standardized(by: column.prefix(column.count / 2)) { $0.squareRoot() }
    }

    private func standardized(by fitted: ArraySlice<Float>, _ divisor: (Double) -> Double) -> [Float] {
        let values = fitted.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
        return column.map { Float((Double($0) - mean) / divisor(variance)) }
    }
}

extension Column {
    init(size: Int, generator: inout RandomGenerator) {
        trainingCount = 2 + generator.integer(below: size + 1)
        // The past varies enough for a standard deviation that is not all rounding.
        column = generator.numbers(trainingCount + generator.integer(below: size + 2), size: size)
        column[1] = column[0] + (generator.bernoulli(0.5) ? 2 : -3)
    }

    static let examples = [Column(column: [1, 3, 6], trainingCount: 2)]
    static let edges = [
        Column(column: [-1, 1, 0, -2], trainingCount: 4), Column(column: [2, -2, 4], trainingCount: 3),
        Column(column: [-10, 0, 10, 20, 5, -5, 0, 1, 2, 3, 30, -30], trainingCount: 10),
        Column(column: [0, 4, 1, 1, 1, 1, 1], trainingCount: 2),
    ]
}

private let standardizing = Exercise<any NetworkHomework>(
    "3.1", Words(en: "Mean 0 and deviation 1", zh: "平均值 0，标准差 1"),
    hint: Words(en: "Work out mean and deviation of the training values by hand.", zh: "手算训练值的平均值和标准差。"),
    input: Column.init, examples: Column.examples, edges: Column.edges, expected: \.right,
    answer: { try $0.standardized($1.column, trainingCount: $1.trainingCount) },
    mistakes: [
        Mistake(
            en: "Mean and deviation are taken over all values: the future has leaked in.",
            zh: "平均值和标准差取自所有的值：未来的数据泄露进来了。", \.withTheFuture),
        Mistake(en: "Divided by the variance: take its square root first.", zh: "除以了方差：要先开平方。", \.byVariance),
        Mistake(en: "Divided by n − 1 in the variance: here it is n.", zh: "方差除以了 n − 1：这里是 n。", \.byOneLess),
        Mistake(
            en: "Only the training values came back: apply mean and deviation to all.",
            zh: "只返回了训练值：平均值和标准差要用到所有的值上。", \.trainingOnly),
        Mistake(
            en: "The mean is taken away, but nothing is divided by the deviation.", zh: "减去了平均值，却没有除以标准差。",
            \.notDivided),
        Mistake(
            en: "The training values are the first `trainingCount`, not the first half.",
            zh: "训练值是前 `trainingCount` 个，不是前一半。", \.byFirstHalf),
    ],
    cases: [
        Case(en: "all values are for training", zh: "所有的值都用于训练") { $0.trainingCount == $0.column.count },
        Case(en: "training values in the first part", zh: "训练值不到一半") {
            2 * $0.trainingCount < $0.column.count
        },
        Case(en: "training values beyond the half", zh: "训练值超过一半") { 2 * $0.trainingCount > $0.column.count },
    ],
    meant: [
        Meant("column.count", lack: .one, because: "one value has no deviation"),
        Meant("trainingCount", lack: .negative, .zero, because: "one value has no deviation"),
    ],
    forbids: [".standardDeviation", ".variance"])

// MARK: 3.2

private struct Category {
    var value: Int
    var range: ClosedRange<Int>

    var right: [Float] { row(at: value - range.lowerBound, length: range.count) }
    var oneOff: [Float] { row(at: value - range.lowerBound + 1, length: range.count) }
    var valueAsIndex: [Float] { row(at: value, length: max(0, range.upperBound + 1)) }
    var valueInsteadOfOne: [Float] { right.map { $0 * Float(value) } }

    var withoutTheEnds: [Float] {
        value == range.lowerBound || value == range.upperBound ? right.map { _ in 0 } : right
    }
    var withoutTheLast: [Float] { value == range.upperBound ? right.map { _ in 0 } : right }
    var withoutTheFirst: [Float] { value == range.lowerBound ? right.map { _ in 0 } : right }

    private func row(at index: Int, length: Int) -> [Float] { (0..<length).map { $0 == index ? 1 : 0 } }
}

extension Category {
    init(size: Int, generator: inout RandomGenerator) {
        let first = generator.integer(below: 7) - 3
        range = first...first + generator.integer(below: size + 3)
        value = first + generator.integer(below: range.count)
    }

    static let examples = [Category(value: 2, range: 1...4)]
    static let edges = [
        Category(value: 1, range: 1...4), Category(value: 4, range: 1...4), Category(value: 0, range: 0...6),
        Category(value: 6, range: 0...6), Category(value: 12, range: 1...12),
        Category(value: 12, range: 10...13),
        Category(value: -1, range: -3...0), Category(value: -12, range: -12...(-10)),
        Category(value: 5, range: 5...5), Category(value: -1, range: -2...2),
    ]
}

private let oneHotRows = Exercise<any NetworkHomework>(
    "3.2", Words(en: "One-hot rows", zh: "独热编码的行"), draws: 8,
    hint: Words(en: "The row is as long as the range, and has a single 1.", zh: "这一行与范围一样长，只有一个 1。"),
    input: Category.init, examples: Category.examples, edges: Category.edges, expected: \.right,
    answer: { try $0.oneHot($1.value, in: $1.range) },
    mistakes: [
        Mistake(
            en: "The 1 is one index too far: the first value of the range has index 0.",
            zh: "1 的位置后移了一个：范围的第一个值，索引是 0。", \.oneOff),
        Mistake(
            en: "The value itself is taken as the index: subtract the first value of the range.",
            zh: "直接拿值当了索引：要减去范围的第一个值。", \.valueAsIndex),
        Mistake(en: "The value stands where a 1 should.", zh: "该是 1 的地方放了值本身。", \.valueInsteadOfOne),
        Mistake(
            en: "The first and the last value of the range have a 1 as well.", zh: "范围的第一个值和最后一个值也有自己的 1。",
            \.withoutTheEnds),
        Mistake(en: "The last value of the range has a 1 as well.", zh: "范围的最后一个值也有自己的 1。", \.withoutTheLast),
        Mistake(
            en: "The first value of the range has a 1 as well, at index 0.", zh: "范围的第一个值也有自己的 1，在索引 0 处。",
            \.withoutTheFirst),
    ],
    cases: [
        Case(en: "the first value", zh: "第一个值") { $0.value == $0.range.lowerBound && $0.range.count > 1 },
        Case(en: "the last value", zh: "最后一个值") { $0.value == $0.range.upperBound && $0.range.count > 1 },
        Case(en: "one value alone", zh: "只有一个值") { $0.range.count == 1 },
        Case(en: "a range from 0", zh: "从 0 开始的范围") { $0.range.lowerBound == 0 },
    ],
    forbids: [".oneHot"])

// MARK: 3.5

private struct Epoch {
    var rows: [Int]
    var size: Int

    var right: [[Int]] { cut(rows) }
    var withoutTheRest: [[Int]] { right.filter { $0.count == size } }
    var sorted: [[Int]] { cut(rows.sorted()) }
    var overlapping: [[Int]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0...].prefix(size + 1)) }
    }

    var withAnEmptyOne: [[Int]] { rows.count % size == 0 ? right + [[]] : right }
    var fullOnesAlone: [[Int]] { rows.count < size ? [] : right }
    var threeBatches: [[Int]] { (0..<3).map { Array(rows.dropFirst($0 * size).prefix(size)) } }

    private func cut(_ rows: [Int]) -> [[Int]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0...].prefix(size)) }
    }
}

extension Epoch {
    init(size: Int, generator: inout RandomGenerator) {
        self.size = 1 + generator.integer(below: size + 1)
        rows = generator.permutation(generator.integer(below: 3 * size + 3))
    }

    static let examples = [Epoch(rows: [4, 1, 3, 0, 2], size: 2)]
    static let edges = [
        Epoch(rows: [4, 1, 3, 0], size: 2), Epoch(rows: [2, 0, 1], size: 3), Epoch(rows: [1, 0], size: 5),
        Epoch(rows: [], size: 3), Epoch(rows: [1, 0, 2], size: 1), Epoch(rows: [0], size: 1),
        Epoch(rows: [11, 3, 5, 0, 7, 2, 10, 1, 6, 4, 9, 8], size: 10),
    ]
}

private let batching = Exercise<any NetworkHomework>(
    "3.5", Words(en: "Batches", zh: "分成小批量"),
    hint: Words(
        en: "Put the batches behind each other: that must give the rows again.", zh: "把各个小批量首尾相接：必须还是原来的行。"),
    input: Epoch.init, examples: Epoch.examples, edges: Epoch.edges, expected: \.right,
    answer: { try $0.batches($1.rows, size: $1.size) },
    mistakes: [
        Mistake(
            en: "The short batch at the end is missing: those rows would never be learned from.",
            zh: "缺了末尾较短的一批：那些行就永远学不到。", \.withoutTheRest
        ),
        Mistake(
            en: "The rows are put in order: the shuffling was done on purpose.", zh: "各行被排了序：次序是有意打乱的。",
            \.sorted),
        Mistake(
            en: "A row stands in two batches: the end of a batch is the start of the next.",
            zh: "有的行进了两批：下一批要从上一批结束的地方开始。", \.overlapping),
        Mistake(
            en: "Where the division is even no batch is left over: there is an empty one at the end.",
            zh: "除得尽时没有多余的一批：这里末尾多了一个空的。",
            \.withAnEmptyOne),
        Mistake(
            en: "Fewer rows than a batch holds are one short batch.", zh: "行数不满一批时，也是一个较短的批。", \.fullOnesAlone
        ),
        Mistake(
            en: "The number of batches follows from the number of rows: it is not always three.",
            zh: "有几批由行数决定：不总是三批。", \.threeBatches),
    ],
    cases: [
        Case(en: "an even division", zh: "除得尽") { !$0.rows.isEmpty && $0.rows.count % $0.size == 0 },
        Case(en: "a short batch at the end", zh: "末尾有较短的一批") {
            $0.rows.count > $0.size && $0.rows.count % $0.size != 0
        },
        Case(en: "fewer rows than a batch holds", zh: "行数不满一批") {
            !$0.rows.isEmpty && $0.rows.count < $0.size
        },
        Case(en: "no rows", zh: "没有行") { $0.rows.isEmpty },
        Case(en: "one row", zh: "一行") { $0.rows.count == 1 },
        Case(en: "batches of one", zh: "每批一行") { $0.size == 1 },
    ],
    meant: [
        Meant("rows[]", lack: .negative, because: "rows are numbered from 0"),
        Meant("size", lack: .negative, .zero, because: "a batch holds something"),
    ])

// MARK: 3.6

private struct Answers {
    var predictions: [Float]
    var targets: [Float]

    var right: Float { 1 - squaredErrors / spread(of: targets, around: targets) }
    var aroundPredictions: Float { 1 - squaredErrors / spread(of: targets, around: predictions) }
    var spreadOfPredictions: Float { 1 - squaredErrors / spread(of: predictions, around: predictions) }
    var unexplained: Float { squaredErrors / spread(of: targets, around: targets) }
    var meanSquare: Float { squaredErrors / Float(targets.count) }

    private var squaredErrors: Float { zip(predictions, targets).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) }
    private func spread(of values: [Float], around others: [Float]) -> Float {
        let mean = others.reduce(0, +) / Float(others.count)
        return values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    }
}

extension Answers {
    init(size: Int, generator: inout RandomGenerator) {
        targets = generator.numbers(size + 1, size: size)
        targets[1] = targets[0] + (generator.bernoulli(0.5) ? 1.5 : -2)
        predictions = targets.map { $0 + (size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2)) }
    }

    static let examples = [Answers(predictions: [1, 2, 3], targets: [1, 2, 6])]
    static let edges = [
        Answers(predictions: [1, -2, 3], targets: [1, -2, 3]),
        Answers(predictions: [2, 2, 2], targets: [1, 2, 3]),
        Answers(predictions: [-10, 0], targets: [0, 12]),
    ]
}

private let explaining = Exercise<any NetworkHomework>(
    "3.6", Words(en: "R²", zh: "可解释方差 R²"),
    hint: Words(
        en: "Perfect predictions give 1; the mean of the targets as prediction gives 0.",
        zh: "完美的预测得 1；拿目标的平均值作预测得 0。"), input: Answers.init,
    examples: Answers.examples, edges: Answers.edges,
    expected: \.right,
    answer: { try $0.explainedVariance($1.predictions, $1.targets) },
    mistakes: [
        Mistake(
            en: "The mean is that of the predictions: it must be that of the targets.", zh: "取了预测的平均值：应取目标的。",
            \.aroundPredictions),
        Mistake(
            en: "The variance is that of the predictions: it must be that of the targets.",
            zh: "取了预测的方差：应取目标的。", \.spreadOfPredictions),
        Mistake(
            en: "That is the share that is not explained: subtract it from 1.", zh: "这是没有解释的比例：要用 1 减去它。",
            \.unexplained),
        Mistake(
            en: "That is the mean squared error: divide by the variance of the targets.",
            zh: "这是均方误差：要除以目标的方差。", \.meanSquare),
    ],
    cases: [
        Case(en: "perfect predictions", zh: "完美的预测") { $0.predictions == $0.targets },
        Case(en: "worse than the mean", zh: "比平均值还差") { $0.right < 0 },
        Case(en: "the mean as prediction", zh: "拿平均值作预测") { $0.right == 0 },
    ],
    meant: [
        Meant("predictions.count", "targets.count", lack: .one, because: "one target has no variance"),
        .together("predictions.count", "targets.count", because: "each target has its prediction"),
    ])
