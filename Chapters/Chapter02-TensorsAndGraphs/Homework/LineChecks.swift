import Grading
import TensorCore

/// Points and a line that does not go through them.
private struct LineThroughPoints {
    var x: [Float]
    var y: [Float]
    var slope: Float
    var intercept: Float

    /// Σ over the points of the errors times x, and of the errors; `sign` is that of the prediction in the
    /// error.
    private func sums(sign: Double = 1) -> (slope: Double, intercept: Double) {
        zip(x, y).reduce((0, 0)) { sums, point in
            let error = sign * (Double(slope) * Double(point.0) + Double(intercept) - Double(point.1))
            return (sums.0 + error * Double(point.0), sums.1 + error)
        }
    }

    /// With the errors' absolute values.
    var absolute: Fields {
        let sums = zip(x, y).reduce((0.0, 0.0)) { sums, point in
            let error = abs(Double(slope) * Double(point.0) + Double(intercept) - Double(point.1))
            return (sums.0 + error * Double(point.0), sums.1 + error)
        }
        return lineFields(sums.0 * 2 / count, sums.1 * 2 / count)
    }

    private func scaled(_ factor: Double, sign: Double = 1) -> Fields {
        let sums = sums(sign: sign)
        return lineFields(sums.slope * factor, sums.intercept * factor)
    }

    private var count: Double { Double(x.count) }
    var gradient: Fields { scaled(2 / count) }
    var withoutTwo: Fields { scaled(1 / count) }
    var withoutMean: Fields { scaled(2) }
    var withoutBoth: Fields { scaled(1) }
    var downhill: Fields { scaled(2 / count, sign: -1) }

    /// The derivative of the error by the slope taken as 1.
    var withoutX: Fields {
        let intercept = sums().intercept * 2 / count
        return lineFields(intercept, intercept)
    }

    /// Only the errors' derivatives, without the errors of the chain rule: 2/N Σ x and 2.
    var withoutErrors: Fields { lineFields(x.reduce(0) { $0 + Double($1) } * 2 / count, 2) }
}

extension LineThroughPoints {
    init(size: Int, generator: inout RandomGenerator) {
        x = generator.numbers(size, size: size)
        y = generator.numbers(size, size: size)
        slope = generator.number(size: size)
        intercept = generator.number(size: size)
    }

    static let examples = [LineThroughPoints(x: [3], y: [1], slope: 1, intercept: 0)]
    static let edges = [
        LineThroughPoints(x: [1], y: [5], slope: 0, intercept: -3),
        LineThroughPoints(x: [1, -2, 0], y: [5, 0, -12], slope: -10, intercept: 2),
        LineThroughPoints(x: [-10, 2], y: [0.5, 1], slope: 2, intercept: 10),
    ]
}

/// A line as an answer.
private func lineFields(_ slope: Double, _ intercept: Double) -> Fields {
    Fields(["slope": Float(slope), "intercept": Float(intercept)])
}

let differentiating = Exercise<any TensorHomework>(
    "2.3", "The gradient of the mean squared error",
    hint: "Compare with differences: (loss(slope + h) − loss(slope − h)) / 2h for a small h.",
    input: LineThroughPoints.init, examples: LineThroughPoints.examples, edges: LineThroughPoints.edges,
    expected: \.gradient,
    answer: { homework, line in
        let gradient = try homework.lineGradient(
            x: line.x, y: line.y, slope: line.slope, intercept: line.intercept)
        return Fields(["slope": gradient.slope, "intercept": gradient.intercept])
    },
    mistakes: [
        Mistake("The factor 2 is missing: the derivative of e² is 2e.", \.withoutTwo),
        Mistake("The mean is missing: divide by the number of points.", \.withoutMean),
        Mistake("Factor 2 and mean are both missing: the loss is 1/N Σ e².", \.withoutBoth),
        Mistake(
            "The sign is turned: the error is prediction minus truth, and the gradient points uphill.",
            \.downhill),
        Mistake("The slope's part lacks x: the derivative of the error by the slope is x.", \.withoutX),
        Mistake(
            "The errors themselves are missing: the chain rule gives 2e times the inner derivative.",
            \.withoutErrors),
        Mistake("An error keeps its sign: where the line is too low the gradient is negative.", \.absolute),
    ],
    cases: [
        Case("one point, below which the line lies") {
            $0.x.count == 1 && $0.slope * $0.x[0] + $0.intercept < $0.y[0]
        }
    ],
    meant: [.together("x.count", "y.count", because: "a point has both")],
    forbids: [".backward"])

/// Points, and a descent over them.
private struct Descent {
    var x: [Float]
    var y: [Float]
    var learningRate: Float
    var steps: Int

    /// The descent, with a gradient `factor` as large, and with the slope already moved when the intercept's
    /// part of the gradient is taken where `inTurn`.
    private func line(steps: Int, factor: Double = 1, inTurn: Bool = false, summed: Bool = false) -> Fields {
        let (slope, intercept) = numbers(steps: steps, factor: factor, inTurn: inTurn, summed: summed)
        return lineFields(slope, intercept)
    }

    private func numbers(
        steps: Int, factor: Double = 1, inTurn: Bool = false, summed: Bool = false
    ) -> (slope: Double, intercept: Double) {
        var (slope, intercept) = (0.0, 0.0)
        let rate = Double(learningRate) * factor * 2 / (summed ? 1 : Double(x.count))
        func errors() -> [Double] {
            zip(x, y).map { slope * Double($0) + intercept - Double($1) }
        }
        for _ in 0..<max(0, steps) {
            var current = errors()
            slope -= rate * zip(current, x).reduce(0) { $0 + $1.0 * Double($1.1) }
            if inTurn { current = errors() }
            intercept -= rate * current.reduce(0, +)
        }
        return (slope, intercept)
    }

    /// The descent with as many steps as there are points.
    var stepForEachPoint: Fields { line(steps: x.count) }

    /// The descent ended as soon as the loss is small.
    var endedEarly: Fields {
        for step in 0..<steps where loss(after: step) < 0.01 { return line(steps: step) }
        return descended
    }

    private func loss(after steps: Int) -> Double {
        let (slope, intercept) = numbers(steps: steps)
        return zip(x, y).reduce(0) { $0 + pow2(slope * Double($1.0) + intercept - Double($1.1)) }
            / Double(x.count)
    }

    private func pow2(_ value: Double) -> Double { value * value }

    var descended: Fields { line(steps: steps) }
    var uphill: Fields { line(steps: steps, factor: -1) }
    var inTurn: Fields { line(steps: steps, inTurn: true) }
    var oneStepLess: Fields { line(steps: steps - 1) }
    var oneStepMore: Fields { line(steps: steps + 1) }
    var withoutRate: Fields { line(steps: steps, factor: 1 / Double(learningRate)) }
    var withoutTwo: Fields { line(steps: steps, factor: 0.5) }
    var withoutMean: Fields { line(steps: steps, summed: true) }
}

extension Descent {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size)
        x = (0..<count).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
        y = generator.numbers(count, size: size)
        learningRate = size <= 2 ? 0.25 / Float(size) : generator.uniform(in: 0.02...0.1)
        steps = 1 + generator.integer(below: size + 1)
    }

    static let examples = [Descent(x: [3], y: [1], learningRate: 0.01, steps: 1)]
    static let edges = [
        Descent(x: [1, -1, 2], y: [0.5, -10, 0], learningRate: 0.1, steps: 1),
        // A line whose error is small from the start is improved all the same.
        Descent(x: [0.5], y: [0.0625], learningRate: 0.1, steps: 5),
        Descent(x: [3], y: [1], learningRate: 0.01, steps: 5),
        Descent(x: [1, 0], y: [2, 20], learningRate: 0.05, steps: 12),
        Descent(x: [1], y: [2], learningRate: 0.5, steps: 0),
    ]
}

let descending = Exercise<any TensorHomework>(
    "2.4", "Steps of gradient descent",
    hint: "Print slope and intercept after each step and work the first one out by hand.",
    input: Descent.init, examples: Descent.examples, edges: Descent.edges, expected: \.descended,
    answer: { homework, descent in
        let line = try homework.descendedLine(
            x: descent.x, y: descent.y, learningRate: descent.learningRate, steps: descent.steps)
        return Fields(["slope": line.slope, "intercept": line.intercept])
    },
    mistakes: [
        Mistake("That goes uphill: the step is against the gradient.", \.uphill),
        Mistake(
            "The intercept's gradient was taken after the slope had moved: take both before the step.",
            \.inTurn),
        Mistake("One step is missing.", \.oneStepLess),
        Mistake("That is one step too many.", \.oneStepMore),
        Mistake(
            "The learning rate is missing: a step is the learning rate times the gradient.", \.withoutRate),
        Mistake("The steps are half as long as they should be: the derivative of e² is 2e.", \.withoutTwo),
        Mistake("The steps are too long: the loss is a mean, so its gradient is one too.", \.withoutMean),
        Mistake("As many steps as there are points: `steps` says how many.", \.stepForEachPoint),
        Mistake("It ends before all steps are taken: a small error is improved as well.", \.endedEarly),
    ],
    cases: [
        Case("more steps than points") { $0.steps > $0.x.count },
        Case("fewer steps than points") { $0.steps < $0.x.count },
        Case("no step") { $0.steps == 0 }, Case("one point") { $0.x.count == 1 },
    ],
    meant: [
        Meant("x[]", lack: .large, because: "the descent would diverge"),
        Meant(
            "learningRate", lack: .negative, .zero, .large,
            because: "a learning rate is a small number above 0"),
        Meant("steps", lack: .negative, because: "steps are counted"),
        .together("x.count", "y.count", because: "a point has both"),
    ],
    forbids: [".backward"])
