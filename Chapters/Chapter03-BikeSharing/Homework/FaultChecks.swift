import Grading
import Messages
import TensorCore

// MARK: 3.9

/// Mini-batches of points.
private struct Training {
    var batches: [[Point]]
    var learningRate: Float

    struct Point: Sendable {
        var x, y: Float
    }

    var pairs: [[(x: Float, y: Float)]] { batches.map { $0.map { ($0.x, $0.y) } } }

    /// The weight that comes out; `keeps` is what is left of the gradient for the next batch.
    private func weight(
        keeps: Double = 0, rate: Double? = nil, mean: Bool = true, eachPoint: Bool = false,
        batches: [[Point]]? = nil
    ) -> Float {
        var (weight, gradient) = (0.0, 0.0)
        let rate = rate ?? Double(learningRate)
        for batch in batches ?? self.batches {
            gradient *= keeps
            for point in batch {
                if eachPoint { gradient = 0 }
                let (x, y) = (Double(point.x), Double(point.y))
                gradient += 2 * (weight * x - y) * x / (mean ? Double(batch.count) : 1)
                if eachPoint { weight -= rate * gradient }
            }
            if !eachPoint { weight -= rate * gradient }
        }
        return Float(weight)
    }

    var mended: Float { weight() }
    var asItStands: Float { weight(keeps: 1) }
    var stepPerPoint: Float { weight(eachPoint: true) }
    var uphill: Float { weight(rate: -Double(learningRate)) }
    var summed: Float { weight(mean: false) }
    var lastBatch: Float { weight(batches: batches.suffix(1)) }
    var oneBatch: Float { weight(batches: [batches.flatMap { $0 }]) }
    /// The gradient is cleared inside the inner loop, so that only a batch's last point counts.
    var lastPoint: Float {
        var weight = 0.0
        for batch in batches {
            guard let point = batch.last else { continue }
            let (x, y) = (Double(point.x), Double(point.y))
            weight -= Double(learningRate) * 2 * (weight * x - y) * x / Double(batch.count)
        }
        return Float(weight)
    }
}

extension Training {
    init(size: Int, generator: inout RandomGenerator) {
        batches = (0..<size).map { _ in
            (0..<generator.element(of: [1, 2, 4])).map { _ in
                Point(
                    x: size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2),
                    y: generator.number(size: size))
            }
        }
        learningRate = generator.element(of: [0.0625, 0.125, 0.25])
    }

    static let examples = [
        Training(batches: [[Point(x: 1, y: 2)], [Point(x: 1, y: 2)]], learningRate: 0.25)
    ]
    static let edges = [
        Training(batches: [[Point(x: -1, y: 12)]], learningRate: 0.25),
        Training(
            batches: [
                [Point(x: 1, y: 0), Point(x: 0, y: -10)], [Point(x: 0.5, y: -2)], [Point(x: 2, y: 1)],
            ],
            learningRate: 0.125),
        Training(
            batches: [[Point(x: 1, y: 2), Point(x: -1, y: 1)], [Point(x: 2, y: 1), Point(x: 1, y: 1)]],
            learningRate: 0.0625),
    ]
}

let mending = Exercise<any NetworkHomework>(
    findTheFault: "3.9", Words(en: "a training loop", zh: "训练循环"), line: 2, returning: "weight",
    hint: Words(
        en: "Run the program by hand on the example, with the gradient written beside each batch.",
        zh: "在例子上手动运行程序，在每一批旁边写上梯度。"),
    input: Training.init, examples: Training.examples, edges: Training.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the gradient of one batch is still there in the next.", zh: "上一批的梯度在下一批里还在。"),
    answer: { try $0.mendedTraining($1.pairs, learningRate: $1.learningRate) },
    mistakes: [
        WrongMending(
            Words(en: "The weight moves once for each batch, not for each point.", zh: "权重每批移动一次，不是每个点一次。"),
            lines: [
                7:
                    Words(
                        en:
                            "With line 7 in the inner loop the weight moves after every point: it was not at fault.",
                        zh: "第 7 行放进内层循环，权重就每个点移动一次：这一行没有错。")
            ], \.stepPerPoint),
        WrongMending(
            Words(
                en: "Cleared for every point, the gradient is that of the last point alone.",
                zh: "每个点都清零，梯度就只剩最后一个点的。"), \.lastPoint),
        WrongMending(
            Words(en: "Line 7 was right: the step is against the gradient.", zh: "第 7 行是对的：逆着梯度走。"), \.uphill),
        WrongMending(
            Words(en: "Line 5 was right: the loss of a batch is a mean.", zh: "第 5 行是对的：一批的损失是平均。"), \.summed),
        WrongMending(Words(en: "Every batch counts, not only the last.", zh: "每一批都算，不只最后一批。"), \.lastBatch),
        WrongMending(
            Words(
                en: "The weight moves after every batch, not once at the end.", zh: "权重每一批之后移动一次，不是最后才移动一次。"),
            \.oneBatch),
    ],
    cases: [
        Case(en: "one batch", zh: "一批") { $0.batches.count == 1 },
        Case(en: "batches of different sizes", zh: "大小不同的批") { Set($0.batches.map(\.count)).count > 1 },
    ],
    meant: [
        Meant("batches[][].x", lack: .large, because: "the training would diverge"),
        Meant("learningRate", lack: .negative, .zero, .large, because: "a small number above 0"),
    ])
