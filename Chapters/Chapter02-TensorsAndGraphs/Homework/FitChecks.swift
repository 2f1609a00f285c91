import Grading
import Messages
import TensorCore

/// Points near a line, whose x may be far from 0.
private struct Cloud {
    var x: [Float]
    var y: [Float]

    /// The mean squared error of a line.
    func loss(_ slope: Double, _ intercept: Double) -> Double {
        zip(x, y).reduce(0) { sum, point in
            let error = slope * Double(point.0) + intercept - Double(point.1)
            return sum + error * error
        } / Double(x.count)
    }

    /// The line of the smallest error.
    var best: (slope: Double, intercept: Double) {
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0) { $0 + Double($1) } / n, y.reduce(0) { $0 + Double($1) } / n)
        let sums = zip(x, y).reduce((0.0, 0.0)) { sums, point in
            let dx = Double(point.0) - meanX
            return (sums.0 + dx * (Double(point.1) - meanY), sums.1 + dx * dx)
        }
        let slope = sums.0 / sums.1
        return (slope, meanY - slope * meanX)
    }
}

extension Cloud {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 2 + generator.integer(below: 4 * size)
        let (scale, far): (Float, Float) =
            size <= 2 ? (1, 0) : generator.element(of: [(1, 0), (1, 50), (20, 0), (0.125, -3)])
        let slope = generator.half() / scale
        let intercept = generator.half()
        // Never on one line, so that the smallest error is not 0.
        x = (0..<count).map { Float($0) * scale + far }
        y = x.enumerated().map { slope * ($1 - far) + intercept + ($0 % 2 == 0 ? 0.5 : -0.5) * Float($0 % 3) }
        if count < 4 {
            x += [far, far]
            y += [1, -1]
        }
    }

    static let examples = [Cloud(x: [100, 101, 102], y: [1, 2, 6])]
    static let edges = [
        Cloud(x: [0, 0, 1], y: [12, -10, 0]), Cloud(x: [-1000, 0, 1000], y: [3, 0, 1]),
        Cloud(x: [0.25, 0.5, 0, -0.125], y: [-20, 5, 0, 1]),
        Cloud(x: [200, 201, 203, 204], y: [1, -1, -1, 1]),
    ]
}

let fitting = Exercise<any TensorHomework>(
    "2.8", Words(en: "Train it: a line through points", zh: "训练它：穿过各点的直线"), sizes: 1...5,
    hint: Words(
        en: "Print the loss every hundred steps: it must have stopped falling, and never rise.",
        zh: "每一百步打印一次损失：它必须已经不再下降，而且从不上升。"),
    input: Cloud.init, examples: Cloud.examples, edges: Cloud.edges,
    judge: { homework, cloud in
        let line = try homework.fittedLine(x: cloud.x, y: cloud.y)
        let best = cloud.loss(cloud.best.slope, cloud.best.intercept)
        let loss = cloud.loss(Double(line.slope), Double(line.intercept))
        let came = Words(
            en: "slope \(line.slope), intercept \(line.intercept), whose error is \(Float(loss))",
            zh: "斜率 \(line.slope)，截距 \(line.intercept)，误差 \(Float(loss))"
        ).text
        let expected = Words(
            en: "an error of at most \(Float(1.01 * best))", zh: "误差不超过 \(Float(1.01 * best))"
        ).text
        guard loss.isFinite else {
            return .wrong(
                expected: expected, came: came,
                hint:
                    Words(
                        en:
                            "The descent diverged: the learning rate is too large for these x. Standardize them, or make it smaller.",
                        zh: "下降发散了：对这些 x，学习率太大。请把 x 标准化，或者减小学习率。"
                    ).text
            )
        }
        guard loss <= 1.01 * best + 1e-4 else {
            let level = cloud.loss(0, cloud.y.reduce(0) { $0 + Double($1) } / Double(cloud.y.count))
            return .wrong(
                expected: expected, came: came,
                hint: loss > 1.001 * level
                    ? Words(
                        en:
                            "A level line through the mean of y is better: did you undo the standardization, for slope and intercept?",
                        zh: "穿过 y 平均值的水平线都比它好：斜率和截距的标准化都还原了吗？"
                    ).text
                    : Words(
                        en:
                            "The loss can still fall: take more steps, or standardize x so that slope and intercept move alike.",
                        zh: "损失还能下降：多走几步，或者把 x 标准化，使斜率和截距的移动相当。"
                    ).text
            )
        }
        return .right
    },
    cases: [
        Case(en: "x far from 0", zh: "x 远离 0") { $0.x.allSatisfy { abs($0) > 40 } },
        Case(en: "large x", zh: "很大的 x") { $0.x.contains { abs($0) > 500 } },
        Case(en: "equal x", zh: "相等的 x") { Set($0.x).count < $0.x.count },
    ],
    meant: [
        Meant("x.count", "y.count", lack: .one, because: "two different x at least"),
        .together("x.count", "y.count", because: "a point has both"),
    ])
