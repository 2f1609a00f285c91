import Grading
import TensorCore

/// The tasks. The file is named from the root of this package.
public let lineHomework = Homework<any LineHomework>(
    chapter: 1, title: "Lines", file: "Sources/Chapter01Homework/Starter.swift",
    exercises: [heights, training])

/// The tasks with both submissions, as the command grades them.
public let chapter01Homework = AnyHomework(lineHomework, starter: Starter(), solution: Solution())

// MARK: 1.1, a task with one right answer

/// An input, its right answer, and what known mistakes return. Students read the names of the input's parts.
private struct Line {
    var slope, intercept: Float
    var positions: [Float]

    var heights: [Float] { positions.map { slope * $0 + intercept } }
    var withoutIntercept: [Float] { positions.map { slope * $0 } }
    var changed: [Float] { positions.map { intercept * $0 + slope } }
}

extension Line {
    /// Small inputs are halves, that can be worked out by hand.
    init(size: Int, generator: inout RandomGenerator) {
        slope = generator.number(size: size)
        intercept = generator.number(size: size)
        positions = generator.numbers(generator.integer(below: size + 1), size: size)
    }

    /// The protocol's own, tried first.
    static let examples = [Line(slope: 2, intercept: 1, positions: [0, 3])]
    /// What no seed must miss, tried last.
    static let edges = [
        Line(slope: -10, intercept: -1, positions: [12, -20]), Line(slope: 0, intercept: 12, positions: [1]),
        Line(slope: 1.5, intercept: 0, positions: []),
    ]
}

private let heights = Exercise<any LineHomework>(
    "1.1", "The heights of a line", hint: "Work out one height by hand and print yours beside it.",
    input: Line.init, examples: Line.examples, edges: Line.edges, expected: \.heights,
    answer: { try $0.heights(slope: $1.slope, intercept: $1.intercept, at: $1.positions) },
    mistakes: [
        Mistake("The intercept is missing: at x = 0 the line is at its intercept.", \.withoutIntercept),
        Mistake("Slope and intercept are exchanged: the slope is multiplied by x.", \.changed),
    ],
    cases: [Case("no position") { $0.positions.isEmpty }, Case("a level line") { $0.slope == 0 }])

// MARK: 1.2, a task that is judged by a figure

/// Points around a line, and new ones.
private struct Points {
    var x, y: [Float]
    /// What the submission never sees.
    var newX, newY: [Float]

    func error(_ slope: Float, _ intercept: Float) -> Float {
        zip(newX, newY).reduce(0) { sum, point in
            let error = slope * point.0 + intercept - point.1
            return sum + error * error
        } / Float(newX.count)
    }
}

extension Points {
    init(size: Int, generator: inout RandomGenerator) {
        let (slope, intercept) = (generator.half(upTo: 4), generator.half(upTo: 12))
        func draw(_ count: Int) -> (x: [Float], y: [Float]) {
            let x = (0..<count).map { Float($0 % 20) - 10 }
            return (x, x.map { slope * $0 + intercept + generator.uniform(in: -1...1) })
        }
        (x, y) = draw(20 * size)
        (newX, newY) = draw(100)
    }

    static let examples = [Points(x: [0, 1], y: [1, 3], newX: [2, -1], newY: [5, -1])]
    static let edges = [Points(x: [4, 6, 5], y: [0, 0, 0], newX: [7, 1, 3], newY: [0, 0, 0])]
}

private let training = Exercise<any LineHomework>(
    "1.2", "Train it: a line near to points", sizes: 1...3,
    hint: "Print the mean squared error of your line: it must have stopped falling.",
    input: Points.init, examples: Points.examples, edges: Points.edges,
    judge: { homework, points in
        let line = try homework.line(x: points.x, y: points.y)
        let error = points.error(line.slope, line.intercept)
        // The points are within 1 of their line: a mean square of 1/3.
        if error <= 2 / 3 { return .right }
        return .wrong(
            expected: "an error of at most 2/3", came: "slope \(line.slope), intercept \(line.intercept)",
            remark: "the error on new points is \(error)",
            hint: points.error(-line.slope, line.intercept) <= 2 / 3
                ? "The slope has the other sign." : nil)
    },
    meant: [
        Meant("x.count", "y.count", "newX.count", "newY.count", lack: .one, because: "two points at least"),
        .together("x.count", "y.count", because: "a point has both"),
        .together("newX.count", "newY.count", because: "a point has both"),
    ])
