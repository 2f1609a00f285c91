import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let networkHomework = Homework<any NetworkHomework>(
    chapter: 3, title: "A first network", file: "Chapters/Chapter03-BikeSharing/Homework/Starter.swift",
    exercises: [
        standardizing, oneHotRows, predicting, descending, batching, explaining, splitting, stopping, mending,
        reading, classifying, trainingNetwork,
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
    "3.1", "Mean 0 and deviation 1", hint: "Work out mean and deviation of the training values by hand.",
    input: Column.init, examples: Column.examples, edges: Column.edges, expected: \.right,
    answer: { try $0.standardized($1.column, trainingCount: $1.trainingCount) },
    mistakes: [
        Mistake("Mean and deviation are taken over all values: the future has leaked in.", \.withTheFuture),
        Mistake("Divided by the variance: take its square root first.", \.byVariance),
        Mistake("Divided by n − 1 in the variance: here it is n.", \.byOneLess),
        Mistake("Only the training values came back: apply mean and deviation to all.", \.trainingOnly),
        Mistake("The mean is taken away, but nothing is divided by the deviation.", \.notDivided),
        Mistake("The training values are the first `trainingCount`, not the first half.", \.byFirstHalf),
    ],
    cases: [
        Case("all values are for training") { $0.trainingCount == $0.column.count },
        Case("training values in the first part") { 2 * $0.trainingCount < $0.column.count },
        Case("training values beyond the half") { 2 * $0.trainingCount > $0.column.count },
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
    "3.2", "One-hot rows", draws: 8, hint: "The row is as long as the range, and has a single 1.",
    input: Category.init, examples: Category.examples, edges: Category.edges, expected: \.right,
    answer: { try $0.oneHot($1.value, in: $1.range) },
    mistakes: [
        Mistake("The 1 is one index too far: the first value of the range has index 0.", \.oneOff),
        Mistake(
            "The value itself is taken as the index: subtract the first value of the range.", \.valueAsIndex),
        Mistake("The value stands where a 1 should.", \.valueInsteadOfOne),
        Mistake("The first and the last value of the range have a 1 as well.", \.withoutTheEnds),
        Mistake("The last value of the range has a 1 as well.", \.withoutTheLast),
        Mistake("The first value of the range has a 1 as well, at index 0.", \.withoutTheFirst),
    ],
    cases: [
        Case("the first value") { $0.value == $0.range.lowerBound && $0.range.count > 1 },
        Case("the last value") { $0.value == $0.range.upperBound && $0.range.count > 1 },
        Case("one value alone") { $0.range.count == 1 }, Case("a range from 0") { $0.range.lowerBound == 0 },
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
    "3.5", "Batches", hint: "Put the batches behind each other: that must give the rows again.",
    input: Epoch.init, examples: Epoch.examples, edges: Epoch.edges, expected: \.right,
    answer: { try $0.batches($1.rows, size: $1.size) },
    mistakes: [
        Mistake(
            "The short batch at the end is missing: those rows would never be learned from.", \.withoutTheRest
        ),
        Mistake("The rows are put in order: the shuffling was done on purpose.", \.sorted),
        Mistake("A row stands in two batches: the end of a batch is the start of the next.", \.overlapping),
        Mistake(
            "Where the division is even no batch is left over: there is an empty one at the end.",
            \.withAnEmptyOne),
        Mistake("Fewer rows than a batch holds are one short batch.", \.fullOnesAlone),
        Mistake(
            "The number of batches follows from the number of rows: it is not always three.", \.threeBatches),
    ],
    cases: [
        Case("an even division") { !$0.rows.isEmpty && $0.rows.count % $0.size == 0 },
        Case("a short batch at the end") { $0.rows.count > $0.size && $0.rows.count % $0.size != 0 },
        Case("fewer rows than a batch holds") { !$0.rows.isEmpty && $0.rows.count < $0.size },
        Case("no rows") { $0.rows.isEmpty }, Case("one row") { $0.rows.count == 1 },
        Case("batches of one") { $0.size == 1 },
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
    "3.6", "R²",
    hint: "Perfect predictions give 1; the mean of the targets as prediction gives 0.", input: Answers.init,
    examples: Answers.examples, edges: Answers.edges,
    expected: \.right,
    answer: { try $0.explainedVariance($1.predictions, $1.targets) },
    mistakes: [
        Mistake("The mean is that of the predictions: it must be that of the targets.", \.aroundPredictions),
        Mistake(
            "The variance is that of the predictions: it must be that of the targets.", \.spreadOfPredictions),
        Mistake("That is the share that is not explained: subtract it from 1.", \.unexplained),
        Mistake("That is the mean squared error: divide by the variance of the targets.", \.meanSquare),
    ],
    cases: [
        Case("perfect predictions") { $0.predictions == $0.targets },
        Case("worse than the mean") { $0.right < 0 }, Case("the mean as prediction") { $0.right == 0 },
    ],
    meant: [
        Meant("predictions.count", "targets.count", lack: .one, because: "one target has no variance"),
        .together("predictions.count", "targets.count", because: "each target has its prediction"),
    ])
