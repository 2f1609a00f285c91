import Foundation
import Grading
import Messages
import TensorCore

// MARK: 14.6

/// Embeddings, and pairs with and without a link.
private struct Links {
    var embeddings: [[Float]]
    var present, absent: [[Int]]

    private func dot(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    private func logits(_ pairs: [[Int]], _ logit: ([Float], [Float]) -> Double) -> [Double] {
        pairs.map { logit(embeddings[$0[0]], embeddings[$0[1]]) }
    }
    /// ln(1 + e^x).
    private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private func loss(_ logit: ([Float], [Float]) -> Double) -> Float {
        Float(
            mean(logits(present, logit).map { softplus(-$0) })
                + mean(logits(absent, logit).map { softplus($0) }))
    }
    private var losses: (present: [Double], absent: [Double]) {
        (logits(present, dot).map { softplus(-$0) }, logits(absent, dot).map { softplus($0) })
    }

    var right: Float { loss(dot) }
    var presentAlone: Float { Float(mean(losses.present)) }
    var absentAlone: Float { Float(mean(losses.absent)) }
    var together: Float { Float(mean(losses.present + losses.absent)) }
    var half: Float { right / 2 }
    var sums: Float { Float((losses.present + losses.absent).reduce(0, +)) }
    var swapped: Float {
        Float(
            mean(logits(present, dot).map { softplus($0) }) + mean(logits(absent, dot).map { softplus(-$0) }))
    }
    var allPresent: Float {
        Float(
            mean(logits(present, dot).map { softplus(-$0) }) + mean(logits(absent, dot).map { softplus(-$0) })
        )
    }
    var cosine: Float {
        loss { a, b in
            let length = (dot(a, a) * dot(b, b)).squareRoot()
            return length == 0 ? 0 : dot(a, b) / length
        }
    }
    var distance: Float {
        loss { a, b in
            let gaps: [Float] = zip(a, b).map { $0 - $1 }
            return -gaps.reduce(0.0) { sum, gap in sum + Double(gap * gap) }
        }
    }
    var firstFeature: Float { loss { Double($0[0]) * Double($1[0]) } }
    var withoutLog: Float {
        func sigma(_ x: Double) -> Double { exp(-softplus(-x)) }
        return Float(mean(logits(present, dot).map { 1 - sigma($0) }) + mean(logits(absent, dot).map(sigma)))
    }
    /// In Float, as it comes.
    var overflowing: Float {
        let a = logits(present, dot).map { Double(log(1 + exp(Float(-$0)))) }
        return Float(mean(a) + mean(logits(absent, dot).map { Double(log(1 + exp(Float($0)))) }))
    }
}

extension Links {
    init(size: Int, generator: inout RandomGenerator) {
        let nodes = size + 1
        let width = 1 + generator.integer(below: size + 1)
        embeddings = (0..<nodes).map { _ in
            (0..<width).map { _ in size <= 2 ? generator.half() : generator.eighth(from: -2, to: 2) }
        }
        func pairs(_ count: Int) -> [[Int]] {
            (0..<count).map { _ in [generator.integer(below: nodes), generator.integer(below: nodes)] }
        }
        present = pairs(1 + generator.integer(below: size))
        absent = pairs(1 + generator.integer(below: size + 1))
    }

    static let examples = [Links(embeddings: [[1], [0]], present: [[0, 1]], absent: [[1, 1]])]
    static let edges = [
        Links(embeddings: [[2]], present: [[0, 0]], absent: [[0, 0]]),
        Links(embeddings: [[10, 1], [12, -1], [-10, 0]], present: [[0, 2], [0, 1]], absent: [[1, 0]]),
        Links(
            embeddings: (0..<12).map { [Float($0) / 8 - 0.5, Float($0 % 3) - 1] },
            present: [[10, 11], [0, 1]],
            absent: [[11, 10], [2, 3], [3, 0]]),
    ]
}

let decodingLinks = Exercise<any GraphHomework>(
    "14.6", Words(en: "The loss of a link decoder", zh: "链路解码器的损失"),
    hint: Words(
        en: "Print the logits of both lists, and the loss of the first pair of each.",
        zh: "打印两个列表的 logits，以及各自第一对的损失。"),
    input: Links.init, examples: Links.examples, edges: Links.edges, expected: \.right,
    answer: { try $0.linkLoss(embeddings: $1.embeddings, present: $1.present, absent: $1.absent) },
    mistakes: [
        Mistake(
            en: "The absent links are missing: equal embeddings for all would do.",
            zh: "缺了没有边的节点对：那样的话，所有嵌入都相同就行了。", \.presentAlone),
        Mistake(en: "The present links are missing.", zh: "缺了有边的节点对。", \.absentAlone),
        Mistake(
            en: "Present and absent links have a mean each, however many there are.",
            zh: "有边的和没有边的各取各的平均，不论各有多少。", \.together),
        Mistake(en: "The two means are added: do not halve them.", zh: "两个平均相加：不要再除以 2。", \.half),
        Mistake(
            en: "Those are sums over the links: take the mean of each list.", zh: "这是各对的总和：每个列表要取平均。", \.sums),
        Mistake(en: "Present and absent are the wrong way round.", zh: "有边的和没有边的弄反了。", \.swapped),
        Mistake(
            en: "An absent link shall have a low probability: its loss is −ln(1 − σ(x)).",
            zh: "没有边的节点对，概率应当低：它的损失是 −ln(1 − σ(x))。", \.allPresent),
        Mistake(
            en: "The logit is the inner product itself, not the cosine.", zh: "logit 是内积本身，不是余弦。", \.cosine),
        Mistake(en: "The logit is the inner product, not a distance.", zh: "logit 是内积，不是距离。", \.distance),
        Mistake(en: "The inner product goes over all features.", zh: "内积要用到所有特征。", \.firstFeature),
        Mistake(en: "The logarithm is missing: −ln of the probability.", zh: "缺了对数：应是概率的 −ln。", \.withoutLog),
        Mistake(
            en: "The exponential of a large logit overflows: ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|).",
            zh: "logit 很大时指数溢出：ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|)。", \.overflowing),
    ],
    cases: [
        Case(en: "fewer present than absent links", zh: "有边的比没有边的少") { $0.present.count < $0.absent.count },
        Case(en: "more present than absent links", zh: "有边的比没有边的多") { $0.present.count > $0.absent.count },
        Case(en: "one feature", zh: "只有一个特征") { $0.embeddings[0].count == 1 },
    ],
    meant: [
        Meant("present[][]", "absent[][]", lack: .negative, because: "nodes are numbered from 0"),
        Meant("present[].count", "absent[].count", lack: .variety, because: "a pair"),
    ])

// MARK: 14.7

/// Logits and labels of nodes, some of which are known.
private struct LabelledNodes {
    var logits: [[Float]]
    var labels: [Int]
    var isLabelled: [Bool]

    private func logSoftmax(_ row: [Double]) -> [Double] {
        let largest = row.max() ?? 0
        let total = log(row.reduce(0) { $0 + exp($1 - largest) })
        return row.map { $0 - largest - total }
    }
    private var rows: [[Double]] { logits.map { $0.map(Double.init) } }
    private var losses: [Double] { zip(rows, labels).map { -logSoftmax($0)[$1] } }
    private func only(_ losses: [Double], _ isIn: (Bool) -> Bool = { $0 }) -> [Double] {
        zip(losses, isLabelled).filter { isIn($1) }.map(\.0)
    }
    private func mean(_ values: [Double]) -> Float {
        Float(values.reduce(0, +) / Double(max(1, values.count)))
    }

    var right: Float { mean(only(losses)) }
    var allNodes: Float { mean(losses) }
    var byAllNodes: Float { Float(only(losses).reduce(0, +) / Double(labels.count)) }
    var sum: Float { Float(only(losses).reduce(0, +)) }
    var unlabelled: Float { mean(only(losses) { !$0 }) }
    var first: Float { Float(only(losses)[0]) }
    var turned: Float { -right }
    var withoutSoftmax: Float { mean(only(zip(rows, labels).map { -$0[$1] })) }
    var withoutLog: Float { mean(only(losses.map { -exp(-$0) })) }
    /// Unknown nodes with logits of 0.
    var zeroLogits: Float {
        mean(zip(losses, isLabelled).map { $1 ? $0 : log(Double(logits[0].count)) })
    }
    var overNodes: Float {
        let columns = logits[0].indices.map { column in logSoftmax(rows.map { $0[column] }) }
        return mean(only(labels.indices.map { -columns[labels[$0]][$0] }))
    }
    var firstNodes: Float { mean(Array(losses.prefix(isLabelled.count { $0 }))) }
}

extension LabelledNodes {
    init(size: Int, generator: inout RandomGenerator) {
        let classes = 1 + generator.integer(below: size + 1)
        logits = generator.rows(size, classes, size: size)
        labels = logits.map { _ in generator.integer(below: classes) }
        isLabelled = logits.map { _ in generator.bernoulli(0.5) }
        isLabelled[generator.integer(below: size)] = true
    }

    static let examples = [
        LabelledNodes(logits: [[0, 0], [5, 0]], labels: [1, 1], isLabelled: [true, false])
    ]
    static let edges = [
        LabelledNodes(logits: [[-2]], labels: [0], isLabelled: [true]),
        LabelledNodes(
            logits: [[1, 2, 12], [0, 3, 1], [-1, 1, 0], [2, 0, 0]], labels: [1, 0, 2, 0],
            isLabelled: [false, true, false, true]),
        LabelledNodes(
            logits: [[0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 2], [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -10, 1]],
            labels: [11, 10],
            isLabelled: [true, true]),
        LabelledNodes(logits: [[100, 99], [-100, -101]], labels: [0, 1], isLabelled: [true, true]),
        LabelledNodes(logits: [[-60, 60]], labels: [1], isLabelled: [true]),
    ]
}

let countingLabelled = Exercise<any GraphHomework>(
    "14.7", Words(en: "The loss of the labelled nodes", zh: "有标签的节点的损失"),
    hint: Words(
        en: "Write down the losses of all nodes and cross out those without a label.",
        zh: "写下所有节点的损失，划掉没有标签的。"),
    input: LabelledNodes.init, examples: LabelledNodes.examples, edges: LabelledNodes.edges,
    expected: \.right,
    answer: { try $0.labelledLoss($1.logits, labels: $1.labels, isLabelled: $1.isLabelled) },
    mistakes: [
        Mistake(
            en: "All nodes count: the labels of the others must not be seen.", zh: "所有节点都算进去了：其他节点的标签不许看。",
            \.allNodes),
        Mistake(
            en: "The sum is over the labelled nodes, but it is divided by the number of all.",
            zh: "只对有标签的节点求和，却除以了全部节点数。", \.byAllNodes),
        Mistake(
            en: "That is the sum: take the mean over the labelled nodes.", zh: "这是总和：要对有标签的节点取平均。", \.sum),
        Mistake(en: "Those are the nodes without a label.", zh: "这些是没有标签的节点。", \.unlabelled),
        Mistake(
            en: "That is the first labelled node alone: take the mean of all.", zh: "这只是第一个有标签的节点：要对它们全部取平均。",
            \.first),
        Mistake(
            en: "The sign is turned: −ln of a probability is at least 0.", zh: "符号反了：概率的 −ln 至少是 0。", \.turned
        ),
        Mistake(
            en: "The softmax is missing: logits are not logarithms of probabilities.",
            zh: "缺了 softmax：logits 不是概率的对数。", \.withoutSoftmax),
        Mistake(en: "The logarithm is missing: −ln of the probability.", zh: "缺了对数：应是概率的 −ln。", \.withoutLog),
        Mistake(
            en: "A node whose logits are set to 0 still has a loss: leave it out.",
            zh: "把节点的 logits 设为 0，它仍有损失：要去掉这个节点。", \.zeroLogits),
        Mistake(
            en: "The softmax goes over the classes of a node, not over the nodes.",
            zh: "softmax 沿一个节点的各个类别做，不是沿节点做。", \.overNodes),
        Mistake(
            en: "The labelled nodes are not the first: look at `isLabelled`.",
            zh: "有标签的节点不一定排在最前：要看 `isLabelled`。", \.firstNodes),
    ],
    cases: [
        Case(en: "one node", zh: "只有一个节点") { $0.labels.count == 1 },
        Case(en: "all labelled", zh: "全都有标签") { !$0.isLabelled.contains(false) && $0.labels.count > 1 },
        Case(en: "a first node without a label", zh: "第一个节点没有标签") { !$0.isLabelled[0] },
    ],
    meant: [
        Meant("labels[]", lack: .negative, because: "classes are numbered from 0"),
        .together("logits.count", "labels.count", "isLabelled.count", because: "one of each for a node"),
    ])
