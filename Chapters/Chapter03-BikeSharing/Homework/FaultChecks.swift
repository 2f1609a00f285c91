import Grading
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
    findTheFault: "3.9", "a training loop", line: 2, returning: "weight",
    hint: "Run the program by hand on the example, with the gradient written beside each batch.",
    input: Training.init, examples: Training.examples, edges: Training.edges, mended: \.mended,
    asItStands: \.asItStands, because: "the gradient of one batch is still there in the next.",
    answer: { try $0.mendedTraining($1.pairs, learningRate: $1.learningRate) },
    mistakes: [
        WrongMending(
            "The weight moves once for each batch, not for each point.",
            lines: [
                7:
                    "With line 7 in the inner loop the weight moves after every point: it was not at fault."
            ], \.stepPerPoint),
        WrongMending("Cleared for every point, the gradient is that of the last point alone.", \.lastPoint),
        WrongMending("Line 7 was right: the step is against the gradient.", \.uphill),
        WrongMending("Line 5 was right: the loss of a batch is a mean.", \.summed),
        WrongMending("Every batch counts, not only the last.", \.lastBatch),
        WrongMending("The weight moves after every batch, not once at the end.", \.oneBatch),
    ],
    cases: [
        Case("one batch") { $0.batches.count == 1 },
        Case("batches of different sizes") { Set($0.batches.map(\.count)).count > 1 },
    ],
    meant: [
        Meant("batches[][].x", lack: .large, because: "the training would diverge"),
        Meant("learningRate", lack: .negative, .zero, .large, because: "a small number above 0"),
    ])
