import Grading
import Messages
import TensorCore

// MARK: 6.9

/// A network of one feature, and mini-batches.
private struct Tuning {
    var pretrainedMean: Float
    var deviation: Float
    var batches: [[Point]]
    var learningRate: Float

    struct Point: Sendable {
        var x, y: Float
    }

    var pairs: [[(x: Float, y: Float)]] { batches.map { $0.map { ($0.x, $0.y) } } }

    /// What the mean of the network is for a batch, from that before and that of the batch.
    private typealias Move = (_ before: Double, _ ofBatch: Double) -> Double

    private func weight(
        _ move: Move = { before, _ in before }, after: Move = { before, _ in before }, rate: Double = 2,
        scale: Double? = nil, eachPoint: Bool = true, batches: [[Point]]? = nil
    ) -> Float {
        var (mean, weight) = (Double(pretrainedMean), 0.0)
        for batch in batches ?? self.batches {
            let own = batch.reduce(0) { $0 + Double($1.x) } / Double(batch.count)
            mean = move(mean, own)
            var sum = 0.0
            for point in batch {
                let feature = (Double(point.x) - mean) / (scale ?? Double(deviation))
                let step = Double(learningRate) * rate * (weight * feature - Double(point.y)) * feature
                if eachPoint { weight -= step } else { sum += step / Double(batch.count) }
            }
            weight -= sum
            mean = after(mean, own)
        }
        return Float(weight)
    }

    var mended: Float { weight() }
    var asItStands: Float { weight { $0 + 0.5 * ($1 - $0) } }
    var movedAfter: Float { weight(after: { $0 + 0.5 * ($1 - $0) }) }
    var ofBatch: Float { weight { $1 } }
    var slower: Float { weight { $0 + 0.1 * ($1 - $0) } }
    var withoutMean: Float { weight { _, _ in 0 } }
    var withoutDeviation: Float { weight(scale: 1) }
    var variance: Float { weight(scale: Double(deviation) * Double(deviation)) }
    var uphill: Float { weight(rate: -2) }
    var halved: Float { weight(rate: 1) }
    var oncePerBatch: Float { weight(eachPoint: false) }
    var lastBatch: Float { weight(batches: batches.suffix(1)) }
}

extension Tuning {
    init(size: Int, generator: inout RandomGenerator) {
        pretrainedMean = generator.half(upTo: 1)
        deviation = generator.element(of: [0.5, 1, 2, 4])
        batches = []
        for _ in 0..<size {
            let count = generator.element(of: [1, 2, 4])
            batches.append(
                (0..<count).map { _ in
                    let x = size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2)
                    return Point(x: x, y: generator.number(size: size))
                })
        }
        let rates: [Float] = deviation < 1 ? [0.015625, 0.03125] : [0.0625, 0.03125]
        learningRate = generator.element(of: rates)
    }

    static let examples = [
        Tuning(pretrainedMean: 0, deviation: 1, batches: [[Point(x: 2, y: 1)]], learningRate: 0.125)
    ]
    static let edges = [
        Tuning(
            pretrainedMean: -1, deviation: 2, batches: [[Point(x: -1, y: 12), Point(x: 1, y: -10)]],
            learningRate: 0.125),
        Tuning(
            pretrainedMean: 0.5, deviation: 0.5,
            batches: [
                [Point(x: 1, y: 0), Point(x: 0, y: -10)], [Point(x: 0.5, y: -2)], [Point(x: 2, y: 1)],
            ],
            learningRate: 0.0625),
        Tuning(
            pretrainedMean: 1, deviation: 2,
            batches: [[Point(x: 2, y: 2), Point(x: -1, y: 1)], [Point(x: 0, y: 1), Point(x: 2, y: 2)]],
            learningRate: 0.25),
    ]
}

let mendingTuning = Exercise<any TransferHomework>(
    findTheFault: "6.9", Words(en: "a frozen network", zh: "冻结的网络"), line: 4, returning: "weight",
    hint: Words(
        en: "Run the program by hand on the example: which of the network's numbers is not what it was?",
        zh: "在例子上手动运行程序：网络的哪个数已经不是原来的？"),
    input: Tuning.init, examples: Tuning.examples, edges: Tuning.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "the mean of the frozen network still follows the batches.", zh: "冻结的网络的平均值仍随着各批变动。"),
    otherLines: [
        1: Words(en: "line 1 takes the pretrained mean, as it shall.", zh: "第 1 行取预训练的平均值，本该如此。"),
        6: Words(
            en: "line 6 computes the feature as it was pretrained, from the mean that it is given.",
            zh: "第 6 行照预训练时的样子计算特征，用的是给它的平均值。"),
        7: Words(en: "line 7 trains the weight on top, as it shall.", zh: "第 7 行训练上面的权重，本该如此。"),
    ],
    answer: {
        try $0.mendedTuning(
            pretrainedMean: $1.pretrainedMean, deviation: $1.deviation, batches: $1.pairs,
            learningRate: $1.learningRate)
    },
    mistakes: [
        WrongMending(
            Words(
                en: "After the batch the mean moves as well: frozen, it does not move.",
                zh: "放到一批之后，平均值还是会动：冻结了就不动。"), \.movedAfter),
        WrongMending(
            Words(
                en: "The mean of a batch itself is no better: the network has its own.",
                zh: "直接用一批的平均值也不行：网络有自己的。"), \.ofBatch),
        WrongMending(Words(en: "More slowly the mean still moves.", zh: "动得慢一些，平均值也还在动。"), \.slower),
        WrongMending(
            Words(
                en: "Without a mean the network is another: it has the pretrained one.",
                zh: "没有平均值，网络就变了：它有预训练的平均值。"), \.withoutMean),
        WrongMending(
            Words(en: "The feature is divided by the deviation.", zh: "特征要除以标准差。"), \.withoutDeviation),
        WrongMending(
            Words(en: "The feature is divided by the deviation, not by its square.", zh: "特征除以标准差，不是它的平方。"),
            \.variance),
        WrongMending(
            Words(en: "Line 7 was right: the step is against the gradient.", zh: "第 7 行是对的：逆着梯度走。"), \.uphill),
        WrongMending(
            Words(en: "Line 7 was right: the 2 is the derivative of the square.", zh: "第 7 行是对的：2 来自平方的导数。"),
            \.halved),
        WrongMending(
            Words(
                en: "The weight moves after every example, not once for each batch.",
                zh: "权重在每个样本之后移动，不是每批一次。"), \.oncePerBatch),
        WrongMending(Words(en: "Every batch counts, not only the last.", zh: "每一批都算，不只最后一批。"), \.lastBatch),
    ],
    cases: [
        Case(en: "one batch", zh: "一批") { $0.batches.count == 1 },
        Case(en: "batches of different sizes", zh: "大小不同的批") { Set($0.batches.map(\.count)).count > 1 },
    ],
    meant: [
        Meant("batches[][].x", "pretrainedMean", lack: .large, because: "the training would diverge"),
        Meant("deviation", "learningRate", lack: .negative, .zero, .large, because: "small numbers above 0"),
    ])
