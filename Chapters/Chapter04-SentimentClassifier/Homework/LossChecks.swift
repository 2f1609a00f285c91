import Foundation
import Grading
import Messages
import TensorCore

private struct Batch {
    var logits: [[Float]]
    var labels: [Int]

    static let cases = [
        Batch(logits: [[0, 0]], labels: [1]),
        Batch(logits: [[0, 0], [0, 0]], labels: [0, 1]),
        Batch(logits: [[1, -1, 0.5], [-2, 0, 1]], labels: [2, 0]),
        Batch(logits: [[2.5], [-1], [0]], labels: [0, 0, 0]),
        Batch(logits: [[1000, 0]], labels: [1]),
        Batch(logits: [[0, 1000]], labels: [1]),
        Batch(logits: [[-1000, -1000, -1000]], labels: [1]),
        Batch(logits: [[1000, -1000], [-1000, 1000], [1, 2]], labels: [1, 1, 0]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Batch {
        let (count, classes) = (
            1 + generator.integer(below: size + 1), 2 + generator.integer(below: size + 1)
        )
        let logits = (0..<count).map { _ in
            (0..<classes).map { _ in
                size == 1 ? Float(generator.integer(below: 9)) / 2 - 2 : generator.uniform(in: -5...5)
            }
        }
        return Batch(logits: logits, labels: (0..<count).map { _ in generator.integer(below: classes) })
    }

    private var count: Double { Double(logits.count) }
    private var classes: Double { Double(logits[0].count) }

    private var probabilities: [[Double]] {
        logits.map { row in
            let largest = Double(row.max() ?? 0)
            let powers = row.map { exp(Double($0) - largest) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
    }

    /// −ln p[label] of each example.
    private var losses: [Double] {
        zip(logits, labels).map { row, label in
            let largest = Double(row.max() ?? 0)
            return largest - Double(row[label]) + log(row.reduce(0) { $0 + exp(Double($1) - largest) })
        }
    }

    private var differences: [[Double]] { differences(of: probabilities) }
    private func differences(of probabilities: [[Double]]) -> [[Double]] {
        zip(probabilities, labels).map { row, label in
            row.enumerated().map { $1 - ($0 == label ? 1 : 0) }
        }
    }

    private func fields(_ loss: Double? = nil, _ gradient: [[Double]]? = nil) -> Fields {
        lossFields(
            Float(loss ?? losses.reduce(0, +) / count),
            (gradient ?? differences.scaled(1 / count)).map { $0.map { Float($0) } })
    }

    var right: Fields { fields() }
    var sums: Fields { fields(losses.reduce(0, +), differences) }
    var summedGradient: Fields { fields(nil, differences) }
    var summedLoss: Fields { fields(losses.reduce(0, +)) }
    var overClasses: Fields { fields(losses.reduce(0, +) / classes, differences.scaled(1 / classes)) }
    var overClassesInLoss: Fields { fields(losses.reduce(0, +) / classes) }
    var overClassesInGradient: Fields { fields(nil, differences.scaled(1 / classes)) }
    var overBoth: Fields {
        fields(losses.reduce(0, +) / count / classes, differences.scaled(1 / count / classes))
    }
    var overBothInGradient: Fields { fields(nil, differences.scaled(1 / count / classes)) }
    var turnedGradient: Fields { fields(nil, differences.scaled(-1 / count)) }
    var turnedLoss: Fields { fields(-losses.reduce(0, +) / count) }
    var turned: Fields { fields(-losses.reduce(0, +) / count, differences.scaled(-1 / count)) }
    var withoutLabels: Fields { fields(nil, probabilities.scaled(1 / count)) }
    var probabilitiesAsLoss: Fields {
        fields(zip(probabilities, labels).reduce(0) { $0 + 1 - $1.0[$1.1] } / count)
    }
    var dual: Fields { fields(losses.reduce(0, +) / count / log(2)) }
    var withSlope: Fields {
        let sloped = zip(differences, probabilities).map { zip($0, $1).map { $0 * $1 * (1 - $1) / count } }
        return fields(nil, sloped)
    }
    var byProbability: Fields {
        let gradient = zip(probabilities, labels).map { row, label in
            row.enumerated().map { $0 == label ? -1 / $1 / count : 0 }
        }
        return fields(nil, gradient)
    }
    var bestInsteadOfLabel: Fields {
        var other = self
        other.labels = logits.map { row in row.firstIndex(of: row.max() ?? 0) ?? 0 }
        return other.right
    }
    var withLogOfZero: Fields { fields(clampedLoss { $0 }) }
    func clamped(at least: Double) -> Fields { fields(clampedLoss { max($0, least) }) }
    func raised(by little: Double) -> Fields { fields(clampedLoss { $0 + little }) }
    private func clampedLoss(_ change: (Double) -> Double) -> Double {
        zip(probabilities, labels).reduce(0) { $0 - log(change($1.0[$1.1])) } / count
    }

    /// Over the examples of the batch instead of the classes of an example.
    var otherAxis: Fields {
        let rows = logits
        let columns = rows[0].indices.map { column in
            let largest = Double(rows.map { $0[column] }.max() ?? 0)
            let powers = rows.map { exp(Double($0[column]) - largest) }
            return powers.map { $0 / powers.reduce(0, +) }
        }
        let probabilities = rows.indices.map { row in columns.map { $0[row] } }
        return fields(
            zip(probabilities, labels).reduce(0) { $0 - log($1.0[$1.1]) } / count,
            differences(of: probabilities).scaled(1 / count))
    }

    /// With another number than the largest of the row taken off.
    private func shifted(by number: ([Float]) -> Float) -> Fields {
        var (loss, gradient) = (0.0, [[Double]]())
        for (row, label) in zip(logits, labels) {
            let shift = Double(number(row))
            let powers = row.map { exp(Double($0) - shift) }
            let sum = powers.reduce(0, +)
            loss += (shift - Double(row[label]) + log(sum)) / count
            gradient.append(powers.enumerated().map { ($1 / sum - ($0 == label ? 1 : 0)) / count })
        }
        return fields(loss, gradient)
    }
    var shiftedByLargestOfBatch: Fields { shifted { _ in logits.joined().max() ?? 0 } }
    var shiftedByZeroOrMore: Fields { shifted { max(0, $0.max() ?? 0) } }
    var shiftedBySmallest: Fields { shifted { $0.min() ?? 0 } }

    private var powers: [[Double]] { logits.map { $0.map { exp(Double($0)) } } }
    private var naive: [[Double]] { powers.map { row in row.map { $0 / row.reduce(0, +) } } }
    private var naiveLoss: Double { zip(naive, labels).reduce(0) { $0 - log($1.0[$1.1]) } / count }
    private var naiveLogSum: Double {
        let logs = powers.map { log($0.reduce(0, +)) }
        let chosen = zip(logits, labels).map { Double($0[$1]) }
        return zip(logs, chosen).map(-).reduce(0, +) / count
    }
    var overflowing: Fields { fields(naiveLoss, differences(of: naive).scaled(1 / count)) }
    var overflowingLogSum: Fields { fields(naiveLogSum, differences(of: naive).scaled(1 / count)) }
    var overflowingLoss: Fields { fields(naiveLoss) }
    var overflowingLogSumOnly: Fields { fields(naiveLogSum) }
    var overflowingGradient: Fields { fields(nil, differences(of: naive).scaled(1 / count)) }
}

extension [[Double]] {
    fileprivate func scaled(_ factor: Double) -> [[Double]] { map { $0.map { $0 * factor } } }
}

private func lossFields(_ loss: Float, _ gradient: [[Float]]) -> Fields {
    Fields(["loss": loss, "gradient": gradient])
}

private let meanOfBatch = Words(en: "Divide by the number of examples, not of classes.", zh: "要除以样本数，不是类别数。")
private let overflow = Words(
    en: "exp(1000) is infinity: take the largest logit of a row off before the exponential.",
    zh: "exp(1000) 是无穷大：求指数之前，先减去这一行最大的 logit。")
private let logOfZero =
    Words(
        en:
            "A probability can be 0 to a computer, and its logarithm is lost: work the loss out from the logits.",
        zh: "概率在计算机里可能是 0，它的对数就丢了：要直接由 logits 算损失。")

let losing = Exercise<any SentimentHomework>(
    "4.4", Words(en: "Cross-entropy after softmax, and its gradient", zh: "softmax 之后的交叉熵及其梯度"),
    sizes: 1...Batch.cases.count + 23, draws: 1,
    // Logits of 1000 are exact to 6e-5 in Float.
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: Words(
        en: "Print p of one row: it adds up to 1. Compare a gradient with (loss(z + h) − loss(z − h)) / 2h.",
        zh: "打印一行的 p：和是 1。拿一个梯度与 (loss(z + h) − loss(z − h)) / 2h 比较。"),
    input: { casesFirst(Batch.cases, number: $0, &$1, then: Batch.drawn) }, examples: [Batch.cases[0]],
    expected: \.right,
    answer: {
        let (loss, gradient) = try $0.softmaxCrossEntropy($1.logits, labels: $1.labels)
        return lossFields(loss, gradient)
    },
    mistakes: losingMistakes,
    cases: [
        Case(en: "one example", zh: "一个样本") { $0.logits.count == 1 },
        Case(en: "one class", zh: "一个类别") { $0.logits[0].count == 1 },
        Case(en: "an exponential that overflows", zh: "指数溢出") { $0.logits.joined().contains(1000) },
        Case(en: "exponentials that all vanish", zh: "指数全变成 0") {
            $0.logits.joined().allSatisfy { $0 == -1000 }
        },
    ],
    meant: [
        Meant("labels[]", lack: .negative, .large, because: "classes are numbered from 0, and few"),
        .together("logits.count", "labels.count", because: "each example has its label"),
    ],
    forbids: [".softmax", ".logSoftmax", ".logSumExp"])

private let losingMistakes: [Mistake<Batch, Fields>] =
    [
        Mistake(
            en: "Loss and gradient are sums over the batch: take the mean.", zh: "损失和梯度都成了批上的总和：要取平均。", \.sums
        ),
        Mistake(
            en: "The gradient is that of the mean: divide it by the number of examples too.",
            zh: "梯度是平均损失的梯度：也要除以样本数。", \.summedGradient),
        Mistake(
            en: "The loss is the sum over the batch: take the mean.", zh: "损失成了批上的总和：要取平均。", \.summedLoss),
        Mistake(meanOfBatch, \.overClasses), Mistake(meanOfBatch, \.overClassesInLoss),
        Mistake(meanOfBatch, \.overClassesInGradient), Mistake(meanOfBatch, \.overBoth),
        Mistake(meanOfBatch, \.overBothInGradient),
        Mistake(en: "The gradient has the wrong sign: p − y.", zh: "梯度的符号反了：是 p − y。", \.turnedGradient),
        Mistake(en: "The loss has the wrong sign: minus the logarithm.", zh: "损失的符号反了：是负的对数。", \.turnedLoss),
        Mistake(
            en: "Loss and gradient have the wrong sign: −ln p and p − y.", zh: "损失和梯度的符号都反了：是 −ln p 和 p − y。",
            \.turned),
        Mistake(
            en: "The gradient is p alone: take 1 off at the label.", zh: "梯度只有 p：在标签处要减去 1。", \.withoutLabels),
        Mistake(en: "The loss is −ln p, not 1 − p.", zh: "损失是 −ln p，不是 1 − p。", \.probabilitiesAsLoss),
        Mistake(
            en: "That is the logarithm to the base 2: take the natural one.", zh: "这是以 2 为底的对数：要取自然对数。",
            \.dual),
        Mistake(
            en: "p (1 − p) is too much: p − y is already the gradient by the logits.",
            zh: "多了 p (1 − p)：p − y 已经是对 logits 的梯度。", \.withSlope),
        Mistake(
            en: "That is the gradient by p: by the logits it is p − y.", zh: "这是对 p 的梯度：对 logits 是 p − y。",
            \.byProbability),
        Mistake(
            en: "The label counts, not the class with the largest logit.", zh: "要看标签，不是看 logit 最大的类别。",
            \.bestInsteadOfLabel),
        Mistake(
            en: "The softmax runs over the wrong axis: the probabilities of an example add up to 1.",
            zh: "softmax 的轴弄错了：一个样本的各概率之和是 1。", \.otherAxis),
        Mistake(overflow, \.overflowing), Mistake(overflow, \.overflowingLogSum),
        Mistake(overflow, \.overflowingLoss), Mistake(overflow, \.overflowingLogSumOnly),
        Mistake(overflow, \.overflowingGradient), Mistake(overflow, \.shiftedBySmallest),
        Mistake(
            en: "The largest logit is that of each row, not of the batch.", zh: "最大的 logit 是每一行自己的，不是整批的。",
            \.shiftedByLargestOfBatch),
        Mistake(
            en: "The largest logit may be below 0: begin with the row's first, not with 0.",
            zh: "最大的 logit 可能小于 0：从这一行的第一个开始找，不要从 0 开始。", \.shiftedByZeroOrMore
        ),
        Mistake(logOfZero, \.withLogOfZero),
    ]
    + [1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6].flatMap { little in
        [
            Mistake<Batch, Fields>(logOfZero) { $0.clamped(at: little) },
            Mistake<Batch, Fields>(logOfZero) { $0.raised(by: little) },
        ]
    }
