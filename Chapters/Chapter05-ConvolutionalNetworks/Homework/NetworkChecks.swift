import Foundation
import Grading
import Messages
import TensorCore

// MARK: 5.8

/// A batch, and which of its numbers are kept.
private struct DroppedBatch {
    var x: [[Float]]
    var kept: [[Bool]]
    var probability: Float
    var isTraining: Bool

    private func answer(
        kept mask: [[Bool]]? = nil, factor: Float, dropped: Float = 0, test: ((Float, Bool) -> Float)? = nil
    ) -> [[Float]] {
        zip(x, mask ?? kept).map {
            zip($0, $1).map { value, isKept in
                guard isTraining else { return test?(value, isKept) ?? value }
                return isKept ? value * factor : value * dropped
            }
        }
    }

    private var factor: Float { 1 / (1 - probability) }
    var right: [[Float]] { answer(factor: factor) }
    var unscaled: [[Float]] { answer(factor: 1) }
    var scaledAtTest: [[Float]] { answer(factor: 1) { [probability] value, _ in value * (1 - probability) } }
    var alsoAtTest: [[Float]] {
        answer(factor: factor) { [factor] value, isKept in isKept ? value * factor : 0 }
    }
    var droppedAtTest: [[Float]] { answer(factor: factor) { value, isKept in isKept ? value : 0 } }
    var onlyAtTest: [[Float]] {
        zip(x, kept).map {
            zip($0, $1).map { value, isKept in isTraining ? value : isKept ? value * factor : 0 }
        }
    }
    var scaledDown: [[Float]] { answer(factor: 1 - probability) }
    var byDropping: [[Float]] { answer(factor: 1 / probability) }
    var otherWayRound: [[Float]] { answer(kept: kept.map { $0.map { !$0 } }, factor: factor) }
    var firstRowsMask: [[Float]] { answer(kept: kept.map { _ in kept[0] }, factor: factor) }
    var scaledForAll: [[Float]] { answer(factor: factor, dropped: factor) }
    var byShare: [[Float]] {
        let all = kept.joined().count
        let share = Float(kept.joined().count { $0 }) / Float(all)
        return answer(factor: share == 0 ? 0 : 1 / share)
    }
}

extension DroppedBatch {
    init(size: Int, generator: inout RandomGenerator) {
        let (rows, width) = (1 + generator.integer(below: size), size)
        x = generator.rows(rows, width, size: size)
        let probability = generator.element(of: [0, 0.25, 0.5, 0.75, 0.875] as [Float])
        kept = (0..<rows).map { _ in
            (0..<width).map { _ in probability == 0 || generator.bernoulli(1 - probability) }
        }
        self.probability = probability
        isTraining = generator.bernoulli(0.6)
    }

    static let examples = [true, false].map {
        DroppedBatch(x: [[1, 2]], kept: [[true, false]], probability: 0.75, isTraining: $0)
    }
    static let edges = [true, false].flatMap { isTraining in
        [
            DroppedBatch(
                x: [[-2, 12, 0]], kept: [[true, true, true]], probability: 0, isTraining: isTraining),
            DroppedBatch(
                x: [[1, -1], [2, 3], [-12, 4]], kept: [[true, false], [false, true], [true, true]],
                probability: 0.25, isTraining: isTraining),
            DroppedBatch(x: [[3]], kept: [[false]], probability: 0.5, isTraining: isTraining),
        ]
    }
}

let dropping = Exercise<any ConvolutionHomework>(
    "5.8", Words(en: "Dropout", zh: "随机失活"),
    hint: Words(
        en: "In training: what is kept is divided by 1 − probability. At test time: nothing changes.",
        zh: "训练时：保留的除以 1 − 概率。测试时：什么也不变。"),
    input: DroppedBatch.init, examples: DroppedBatch.examples, edges: DroppedBatch.edges, expected: \.right,
    answer: {
        try $0.dropout($1.x, kept: $1.kept, probability: $1.probability, isTraining: $1.isTraining)
    },
    mistakes: [
        Mistake(
            en: "What is kept is not scaled: divide by 1 − probability in training.",
            zh: "保留的没有缩放：训练时要除以 1 − 概率。", \.unscaled),
        Mistake(
            en: "Scale in training, not at test time: there nothing is changed.",
            zh: "缩放在训练时做，不在测试时：测试时什么也不变。", \.scaledAtTest),
        Mistake(en: "At test time nothing is dropped and nothing scaled.", zh: "测试时不丢弃，也不缩放。", \.alsoAtTest),
        Mistake(en: "At test time nothing is dropped.", zh: "测试时不丢弃。", \.droppedAtTest),
        Mistake(en: "Training and test are the wrong way round.", zh: "训练和测试弄反了。", \.onlyAtTest),
        Mistake(
            en: "Multiplied by 1 − probability: what is kept must grow, so divide.",
            zh: "乘以了 1 − 概率：保留的应变大，所以要除。", \.scaledDown),
        Mistake(
            en: "Divided by the probability of being dropped: it is that of being kept.",
            zh: "除以了丢弃的概率：应除以保留的概率。", \.byDropping),
        Mistake(
            en: "What is kept is dropped, and what is dropped kept.", zh: "该保留的丢弃了，该丢弃的保留了。", \.otherWayRound),
        Mistake(
            en: "Each example of the batch has its own row of `kept`.", zh: "批中的每个样本有自己的一行 `kept`。",
            \.firstRowsMask),
        Mistake(en: "What is not kept becomes 0.", zh: "没有保留的变成 0。", \.scaledForAll),
        Mistake(
            en: "Divide by 1 − probability, not by the share that happens to be kept.",
            zh: "除以 1 − 概率，不是除以碰巧保留的比例。", \.byShare),
    ],
    cases: [
        Case(en: "training with nothing dropped", zh: "训练时什么也没丢弃") { $0.isTraining && $0.probability == 0 },
        Case(en: "training of a batch of several", zh: "训练时批中有几个样本") {
            $0.isTraining && Set($0.kept).count > 1
        },
        Case(en: "a test with something not kept", zh: "测试时有没保留的") {
            !$0.isTraining && $0.kept.joined().contains(false)
        },
    ],
    meant: [
        Meant("probability", lack: .negative, .large, because: "a probability"),
        .together("x.count", "kept.count", because: "each example has its row"),
        .together("x[].count", "kept[].count", because: "each number is kept or not"),
    ])

// MARK: 5.9

/// The logits and labels of a batch.
private struct LabelledBatch {
    var logits: [[Float]]
    var labels: [Int]

    private func logSoftmax(_ row: [Double]) -> [Double] {
        let largest = row.max() ?? 0
        let total = log(row.reduce(0) { $0 + exp($1 - largest) })
        return row.map { $0 - largest - total }
    }

    private var rows: [[Double]] { logits.map { $0.map(Double.init) } }
    private var logProbabilities: [[Double]] { rows.map(logSoftmax) }

    private func picked(_ table: [[Double]]) -> [Double] { zip(table, labels).map { $0[$1] } }
    private func mean(_ values: [Double]) -> Float { Float(values.reduce(0, +) / Double(labels.count)) }
    private var losses: [Double] { picked(logProbabilities).map { -$0 } }

    var right: Float { mean(losses) }
    var sum: Float { Float(losses.reduce(0, +)) }
    var first: Float { Float(losses[0]) }
    var turned: Float { -mean(losses) }
    var withoutLog: Float { mean(picked(logProbabilities).map { -exp($0) }) }
    var twice: Float { -mean(picked(logProbabilities.map { logSoftmax($0.map(exp)) })) }
    var withoutSoftmax: Float { mean(picked(rows).map { -$0 }) }
    var bits: Float { mean(losses) / Float(log(2.0)) }
    var overAll: Float { mean(losses) / Float(logits[0].count) }

    /// The softmax over the examples, as the book has it.
    var overExamples: Float {
        let columns = logits[0].indices.map { column in logSoftmax(rows.map { $0[column] }) }
        return -mean(zip(labels, labels.indices).map { columns[$0][$1] })
    }

    /// One softmax over the whole table.
    var overTable: Float {
        let all = logSoftmax(rows.flatMap { $0 })
        return -mean(labels.indices.map { all[$0 * logits[0].count + labels[$0]] })
    }

    /// In Float, as it comes.
    var withoutMaximum: Float {
        let losses = zip(logits, labels).map { row, label in
            -log(exp(row[label]) / row.reduce(0) { $0 + exp($1) })
        }
        return losses.reduce(0, +) / Float(losses.count)
    }
    var logOfProbability: Float {
        let losses = zip(logits, labels).map { row, label in
            let largest = row.max() ?? 0
            return -log(exp(row[label] - largest) / row.reduce(0) { $0 + exp($1 - largest) })
        }
        return losses.reduce(0, +) / Float(losses.count)
    }
}

extension LabelledBatch {
    init(size: Int, generator: inout RandomGenerator) {
        let classes = 1 + generator.integer(below: size + 1)
        logits = generator.rows(size, classes, size: size)
        labels = (0..<size).map { _ in generator.integer(below: classes) }
    }

    static let examples = [LabelledBatch(logits: [[0, 0], [3, 3]], labels: [0, 1])]
    static let edges = [
        LabelledBatch(logits: [[-2]], labels: [0]), LabelledBatch(logits: [[1, -1, 0.5]], labels: [2]),
        LabelledBatch(logits: [[1, 2, 12], [0, 3, 1]], labels: [1, 0]),
        LabelledBatch(logits: [[100, 99], [-100, -101]], labels: [0, 1]),
        LabelledBatch(logits: [[200, 0]], labels: [1]),
        LabelledBatch(
            logits: [[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 2], [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
            labels: [11, 10]),
    ]
}

let classifying = Exercise<any ConvolutionHomework>(
    "5.9", Words(en: "Softmax and cross-entropy", zh: "softmax 和交叉熵"),
    hint: Words(en: "Print the probabilities: those of each example add up to 1.", zh: "打印概率：每个样本的概率之和是 1。"),
    input: LabelledBatch.init, examples: LabelledBatch.examples, edges: LabelledBatch.edges,
    expected: \.right,
    answer: { try $0.crossEntropy($1.logits, labels: $1.labels) },
    mistakes: [
        Mistake(
            en: "The softmax runs over the examples of the batch: it must run over the classes of each.",
            zh: "softmax 沿批中的样本做了：应沿每个样本的类别做。",
            \.overExamples),
        Mistake(
            en: "The softmax runs over the whole table: it must run over the classes of each example.",
            zh: "softmax 对整张表做了：应沿每个样本的类别做。",
            \.overTable),
        Mistake(en: "That is the sum over the batch: take the mean.", zh: "这是批的和：要取平均。", \.sum),
        Mistake(en: "Only the first example counts: take the mean of all.", zh: "只算了第一个样本：要取全体的平均。", \.first),
        Mistake(
            en: "The sign is turned: −ln of a probability is at least 0.", zh: "符号反了：概率的 −ln 不小于 0。", \.turned
        ),
        Mistake(
            en: "The logarithm is missing: −ln of the probability, not minus the probability.",
            zh: "缺了对数：是概率的 −ln，不是负的概率。", \.withoutLog),
        Mistake(
            en: "The softmax is taken twice: of the logits once.", zh: "softmax 做了两次：对 logits 只做一次。", \.twice),
        Mistake(
            en: "The softmax is missing: logits are not logarithms of probabilities.",
            zh: "缺了 softmax：logits 不是概率的对数。", \.withoutSoftmax),
        Mistake(en: "The natural logarithm, not that of base 2.", zh: "要用自然对数，不是以 2 为底的。", \.bits),
        Mistake(
            en: "The mean is over the examples, not over the examples and the classes.",
            zh: "平均只对样本取，不对样本和类别一起取。", \.overAll),
        Mistake(
            en: "The exponential of a large logit overflows: subtract the example's largest first.",
            zh: "很大的 logit 的指数会溢出：先减去这个样本中最大的。",
            \.withoutMaximum),
        Mistake(
            en: "A probability may be too small for a Float: x − m − ln Σ e^(xᵢ − m) needs no quotient.",
            zh: "概率可能小得 Float 放不下：x − m − ln Σ e^(xᵢ − m) 不需要做除法。",
            \.logOfProbability),
    ],
    cases: [
        Case(en: "one example", zh: "一个样本") { $0.labels.count == 1 },
        Case(en: "one class", zh: "一个类别") { $0.logits[0].count == 1 },
        Case(en: "as many examples as classes", zh: "样本与类别一样多") {
            $0.labels.count == $0.logits[0].count && $0.labels.count > 1
        },
    ],
    meant: [
        Meant("labels[]", lack: .negative, because: "classes are numbered from 0"),
        .together("labels.count", "logits.count", because: "each example has its label"),
    ])

// MARK: 5.10

/// The layers of a network.
private struct Layers {
    var layers: [NetworkLayer]

    private func sum(
        convolution: (_ inputs: Int, _ outputs: Int, _ kernel: Int) -> Int = { $1 * ($0 * $2 * $2 + 1) },
        pooling: (Int) -> Int = { _ in 0 },
        linear: (_ inputs: Int, _ outputs: Int) -> Int = { $1 * ($0 + 1) }
    ) -> Int {
        layers.map { layer in
            switch layer {
            case .convolution(let inputs, let outputs, let kernel): convolution(inputs, outputs, kernel)
            case .pooling(let size): pooling(size)
            case .linear(let inputs, let outputs): linear(inputs, outputs)
            }
        }.reduce(0, +)
    }

    var right: Int { sum() }
    var withoutBiases: Int { sum(convolution: { $0 * $1 * $2 * $2 }, linear: { $0 * $1 }) }
    var biasForEachKernel: Int { sum(convolution: { $0 * $1 * ($2 * $2 + 1) }) }
    var biasesOfInputs: Int { sum(convolution: { $0 * ($1 * $2 * $2 + 1) }, linear: { $0 * ($1 + 1) }) }
    var oneRowOfKernel: Int { sum(convolution: { $1 * ($0 * $2 + 1) }) }
    var oneInputChannel: Int { sum(convolution: { $1 * ($2 * $2 + 1) }) }
    var withPooling: Int { sum(pooling: { $0 * $0 }) }
    var oneBiasALayer: Int { sum(convolution: { $0 * $1 * $2 * $2 + 1 }, linear: { $0 * $1 + 1 }) }
    var convolutionsOnly: Int { sum(linear: { _, _ in 0 }) }
    var linearOnly: Int { sum(convolution: { _, _, _ in 0 }) }

    func contains(_ isKind: (NetworkLayer) -> Bool) -> Bool { layers.contains(where: isKind) }
}

extension Layers {
    init(size: Int, generator: inout RandomGenerator) {
        layers = (0..<size).map { _ in
            let (inputs, outputs) = (
                1 + generator.integer(below: 4 * size), 1 + generator.integer(below: 4 * size)
            )
            switch generator.integer(below: 3) {
            case 0:
                return .convolution(
                    inputs: inputs, outputs: outputs, kernel: 1 + generator.integer(below: size + 1))
            case 1: return .pooling(size: 2 + generator.integer(below: 3))
            default: return .linear(inputs: inputs, outputs: outputs)
            }
        }
    }

    static let examples = [
        Layers(layers: [
            .convolution(inputs: 1, outputs: 4, kernel: 5), .pooling(size: 2),
            .linear(inputs: 784, outputs: 10),
        ])
    ]
    static let edges = [
        Layers(layers: [.pooling(size: 2), .convolution(inputs: 2, outputs: 3, kernel: 3)]),
        Layers(layers: [.pooling(size: 3), .linear(inputs: 4, outputs: 2), .pooling(size: 2)]),
        Layers(layers: [.linear(inputs: 4, outputs: 2), .pooling(size: 4)]),
        Layers(layers: []), Layers(layers: [.pooling(size: 3)]),
        Layers(layers: [.linear(inputs: 1, outputs: 1)]),
        Layers(layers: [.convolution(inputs: 3, outputs: 2, kernel: 1)]),
        Layers(layers: [.convolution(inputs: 2, outputs: 5, kernel: 11), .pooling(size: 12)]),
        Layers(layers: [.linear(inputs: 2, outputs: 5), .linear(inputs: 5, outputs: 3)]),
    ]
}

let countingParameters = Exercise<any ConvolutionHomework>(
    "5.10", Words(en: "How many parameters", zh: "有多少参数"),
    hint: Words(
        en: "Count the layers of the example one by one: 104, 0 and 7850.", zh: "把例子的各层一一数出来：104、0 和 7850。"),
    input: Layers.init, examples: Layers.examples, edges: Layers.edges, expected: \.right,
    answer: { try $0.parameterCount($1.layers) },
    mistakes: [
        Mistake(
            en: "The biases are missing: one for each output, of a convolution for each output channel.",
            zh: "缺了偏置：每个输出一个，卷积则每个输出通道一个。",
            \.withoutBiases),
        Mistake(
            en: "A convolution has a bias for each output channel, not for each kernel.",
            zh: "卷积的偏置是每个输出通道一个，不是每个卷积核一个。", \.biasForEachKernel),
        Mistake(en: "Each output has a bias, not each input.", zh: "偏置是每个输出一个，不是每个输入一个。", \.biasesOfInputs),
        Mistake(
            en: "A kernel has kernel · kernel weights.", zh: "一个卷积核有 kernel · kernel 个权重。", \.oneRowOfKernel),
        Mistake(
            en: "Each output channel has a kernel for every input channel.", zh: "每个输出通道对每个输入通道都有一个卷积核。",
            \.oneInputChannel),
        Mistake(en: "Pooling has no parameters.", zh: "池化没有参数。", \.withPooling),
        Mistake(
            en: "Each output has its own bias, not each layer.", zh: "偏置是每个输出一个，不是每层一个。", \.oneBiasALayer),
        Mistake(en: "The linear layers are missing.", zh: "缺了线性层。", \.convolutionsOnly),
        Mistake(en: "The convolutions are missing.", zh: "缺了卷积层。", \.linearOnly),
    ],
    cases: [
        Case(en: "no layer", zh: "没有层") { $0.layers.isEmpty },
        Case(en: "pooling alone", zh: "只有池化") { $0.right == 0 && !$0.layers.isEmpty },
    ],
    meant: [
        Meant(
            "layers[].inputs", "layers[].outputs", "layers[].kernel", "layers[].size", lack: .negative, .zero,
            because: "extents")
    ])
