import Grading
import Messages
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
    "2.3", Words(en: "The gradient of the mean squared error", zh: "均方误差的梯度"),
    hint: Words(
        en: "Compare with differences: (loss(slope + h) − loss(slope − h)) / 2h for a small h.",
        zh: "与差分比较：(loss(slope + h) − loss(slope − h)) / 2h，h 取很小的数。"),
    input: LineThroughPoints.init, examples: LineThroughPoints.examples, edges: LineThroughPoints.edges,
    expected: \.gradient,
    answer: { homework, line in
        let gradient = try homework.lineGradient(
            x: line.x, y: line.y, slope: line.slope, intercept: line.intercept)
        return Fields(["slope": gradient.slope, "intercept": gradient.intercept])
    },
    mistakes: [
        Mistake(
            en: "The factor 2 is missing: the derivative of e² is 2e.", zh: "缺了因子 2：e² 的导数是 2e。", \.withoutTwo
        ),
        Mistake(
            en: "The mean is missing: divide by the number of points.", zh: "没有取平均：要除以点数。", \.withoutMean),
        Mistake(
            en: "Factor 2 and mean are both missing: the loss is 1/N Σ e².", zh: "因子 2 和平均都缺了：损失是 1/N Σ e²。",
            \.withoutBoth),
        Mistake(
            en: "The sign is turned: the error is prediction minus truth, and the gradient points uphill.",
            zh: "符号反了：误差是预测减去真实值，梯度指向上坡。",
            \.downhill),
        Mistake(
            en: "The slope's part lacks x: the derivative of the error by the slope is x.",
            zh: "斜率那一份缺了 x：误差对斜率的导数是 x。", \.withoutX),
        Mistake(
            en: "The errors themselves are missing: the chain rule gives 2e times the inner derivative.",
            zh: "缺了误差本身：链式法则给出 2e 乘以内层的导数。",
            \.withoutErrors),
        Mistake(
            en: "An error keeps its sign: where the line is too low the gradient is negative.",
            zh: "误差要保留符号：直线太低的地方，梯度是负的。", \.absolute),
    ],
    cases: [
        Case(en: "one point, below which the line lies", zh: "一个点，直线在它下面") {
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
    "2.4", Words(en: "Steps of gradient descent", zh: "梯度下降的若干步"),
    hint: Words(
        en: "Print slope and intercept after each step and work the first one out by hand.",
        zh: "每一步之后打印斜率和截距，第一步用手算一遍。"),
    input: Descent.init, examples: Descent.examples, edges: Descent.edges, expected: \.descended,
    answer: { homework, descent in
        let line = try homework.descendedLine(
            x: descent.x, y: descent.y, learningRate: descent.learningRate, steps: descent.steps)
        return Fields(["slope": line.slope, "intercept": line.intercept])
    },
    mistakes: [
        Mistake(en: "That goes uphill: the step is against the gradient.", zh: "这是上坡：要逆着梯度走。", \.uphill),
        Mistake(
            en: "The intercept's gradient was taken after the slope had moved: take both before the step.",
            zh: "截距的梯度是在斜率移动之后求的：两个都要在这一步之前求。",
            \.inTurn),
        Mistake(en: "One step is missing.", zh: "少了一步。", \.oneStepLess),
        Mistake(en: "That is one step too many.", zh: "多了一步。", \.oneStepMore),
        Mistake(
            en: "The learning rate is missing: a step is the learning rate times the gradient.",
            zh: "缺了学习率：一步是学习率乘以梯度。", \.withoutRate),
        Mistake(
            en: "The steps are half as long as they should be: the derivative of e² is 2e.",
            zh: "每步只有应有的一半长：e² 的导数是 2e。", \.withoutTwo),
        Mistake(
            en: "The steps are too long: the loss is a mean, so its gradient is one too.",
            zh: "每步太长：损失是平均值，它的梯度也是平均值。", \.withoutMean),
        Mistake(
            en: "As many steps as there are points: `steps` says how many.", zh: "步数等于点数了：走几步由 `steps` 决定。",
            \.stepForEachPoint),
        Mistake(
            en: "It ends before all steps are taken: a small error is improved as well.",
            zh: "没走完就停了：误差很小也要继续改进。", \.endedEarly),
    ],
    cases: [
        Case(en: "more steps than points", zh: "步数多于点数") { $0.steps > $0.x.count },
        Case(en: "fewer steps than points", zh: "步数少于点数") { $0.steps < $0.x.count },
        Case(en: "no step", zh: "一步也不走") { $0.steps == 0 },
        Case(en: "one point", zh: "一个点") { $0.x.count == 1 },
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
