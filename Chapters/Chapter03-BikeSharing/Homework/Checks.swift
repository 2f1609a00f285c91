import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let networkHomework = Homework<any NetworkHomework>(
    chapter: 3, title: "A first network", file: "Chapters/Chapter03-BikeSharing/Homework/Starter.swift",
    exercises: [standardizing, oneHotRows, predicting, descending, batching, explaining])

/// The homework of Chapter 3 for the grader.
public let chapter03Homework = AnyHomework(networkHomework, starter: Starter(), solution: Solution())

// MARK: 3.1

private struct Column {
    var column: [Float]
    var trainingCount: Int

    init(size: Int, generator: inout RandomGenerator) {
        trainingCount = size + 1
        // The past varies enough for a standard deviation that is not all rounding; the future is higher.
        column = (0..<2 * size + 1).map {
            generator.uniform(in: 0...2) + ($0 % 2 == 0 ? 5 : 0) + ($0 > size ? 9 : 0)
        }
    }

    var right: [Float] { standardized(by: column.prefix(trainingCount)) { $0.squareRoot() } }
    var withTheFuture: [Float] { standardized(by: column[...]) { $0.squareRoot() } }
    var byVariance: [Float] { standardized(by: column.prefix(trainingCount)) { $0 } }
    var trainingOnly: [Float] { Array(right.prefix(trainingCount)) }
    var notDivided: [Float] { standardized(by: column.prefix(trainingCount)) { _ in 1 } }
    var byOneLess: [Float] {
        let n = Double(trainingCount)
        return standardized(by: column.prefix(trainingCount)) { ($0 * n / (n - 1)).squareRoot() }
    }

    private func standardized(by fitted: ArraySlice<Float>, _ divisor: (Double) -> Double) -> [Float] {
        let values = fitted.map(Double.init)
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)
        return column.map { Float((Double($0) - mean) / divisor(variance)) }
    }
}

private let standardizing = Exercise<any NetworkHomework>(
    "3.1", "Mean 0 and deviation 1", hint: "Work out mean and deviation of the training values by hand.",
    input: Column.init, expected: \.right,
    answer: { try $0.standardized($1.column, trainingCount: $1.trainingCount) },
    mistakes: [
        Mistake("Mean and deviation are taken over all values: the future has leaked in.", \.withTheFuture),
        Mistake("Divided by the variance: take its square root first.", \.byVariance),
        Mistake("Divided by n − 1 in the variance: here it is n.", \.byOneLess),
        Mistake("Only the training values came back: apply mean and deviation to all.", \.trainingOnly),
        Mistake("The mean is taken away, but nothing is divided by the deviation.", \.notDivided),
    ])

// MARK: 3.2

private struct Category {
    var value: Int
    var range: ClosedRange<Int>

    init(size: Int, generator: inout RandomGenerator) {
        let first = 1 + generator.integer(below: 3)
        range = first...first + size + 3
        // Neither end: there a value that is one off would fall out of the row.
        value = first + 1 + generator.integer(below: size + 1)
    }

    var right: [Float] { row(at: value - range.lowerBound, length: range.count) }
    var oneOff: [Float] { row(at: value - range.lowerBound + 1, length: range.count) }
    var valueAsIndex: [Float] { row(at: value, length: range.upperBound + 1) }
    var valueInsteadOfOne: [Float] { right.map { $0 * Float(value) } }

    private func row(at index: Int, length: Int) -> [Float] { (0..<length).map { $0 == index ? 1 : 0 } }
}

private let oneHotRows = Exercise<any NetworkHomework>(
    "3.2", "One-hot rows", hint: "The row is as long as the range, and has a single 1.",
    input: Category.init, expected: \.right, answer: { try $0.oneHot($1.value, in: $1.range) },
    mistakes: [
        Mistake("The 1 is one index too far: the first value of the range has index 0.", \.oneOff),
        Mistake(
            "The value itself is taken as the index: subtract the first value of the range.", \.valueAsIndex),
        Mistake("The value stands where a 1 should.", \.valueInsteadOfOne),
    ])

// MARK: 3.5

private struct Epoch {
    var rows: [Int]
    var size: Int

    init(size: Int, generator: inout RandomGenerator) {
        self.size = size + 1
        rows = generator.permutation(2 * (size + 1) + 1 + generator.integer(below: size))
    }

    var right: [[Int]] { cut(rows) }
    var withoutTheRest: [[Int]] { right.filter { $0.count == size } }
    var sorted: [[Int]] { cut(rows.sorted()) }
    var overlapping: [[Int]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0...].prefix(size + 1)) }
    }

    private func cut(_ rows: [Int]) -> [[Int]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0...].prefix(size)) }
    }
}

private let batching = Exercise<any NetworkHomework>(
    "3.5", "Batches", hint: "Put the batches behind each other: that must give the rows again.",
    input: Epoch.init, expected: \.right, answer: { try $0.batches($1.rows, size: $1.size) },
    mistakes: [
        Mistake(
            "The short batch at the end is missing: those rows would never be learned from.", \.withoutTheRest
        ),
        Mistake("The rows are put in order: the shuffling was done on purpose.", \.sorted),
        Mistake("A row stands in two batches: the end of a batch is the start of the next.", \.overlapping),
    ])

// MARK: 3.6

private struct Answers {
    var predictions: [Float]
    var targets: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        targets = (0...size + 1).map { _ in generator.uniform(in: 0...10) }
        predictions = targets.map { $0 + generator.uniform(in: 0.5...2) }
    }

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

private let explaining = Exercise<any NetworkHomework>(
    "3.6", "R²", tolerance: Tolerance(absolute: 1e-3, relative: 1e-3),
    hint: "Perfect predictions give 1; the mean of the targets as prediction gives 0.", input: Answers.init,
    expected: \.right,
    answer: { try $0.explainedVariance($1.predictions, $1.targets) },
    mistakes: [
        Mistake("The mean is that of the predictions: it must be that of the targets.", \.aroundPredictions),
        Mistake(
            "The variance is that of the predictions: it must be that of the targets.", \.spreadOfPredictions),
        Mistake("That is the share that is not explained: subtract it from 1.", \.unexplained),
        Mistake("That is the mean squared error: divide by the variance of the targets.", \.meanSquare),
    ])
