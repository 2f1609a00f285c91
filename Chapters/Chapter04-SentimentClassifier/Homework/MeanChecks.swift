import Foundation
import Grading
import Messages
import TensorCore

private struct PaddedBatch {
    var outputs: [[[Float]]]
    var lengths: [Int]

    static let cases = [
        PaddedBatch(outputs: [[[1, 2], [3, 4], [9, 9]]], lengths: [2]),
        PaddedBatch(outputs: [[[3], [7]]], lengths: [0]),
        PaddedBatch(outputs: [], lengths: []),
        PaddedBatch(outputs: [(0..<12).map { [Float($0) / 2] }], lengths: [11]),
        PaddedBatch(outputs: [[[1, -2], [5, 0]], [[4, 6], [8, -8]]], lengths: [1, 2]),
        PaddedBatch(outputs: [[[-4, 1, 2]], [[6, 0, -1]]], lengths: [1, 0]),
        PaddedBatch(outputs: [[[2], [4], [-7], [8]], [[-6], [-1], [0], [100]]], lengths: [4, 3]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> PaddedBatch {
        let count = 1 + generator.integer(below: size + 1)
        let (steps, features) = (1 + generator.integer(below: size + 2), 1 + generator.integer(below: 4))
        let outputs = (0..<count).map { _ in
            (0..<steps).map { _ in (0..<features).map { _ in Float(generator.integer(below: 41) - 20) / 2 } }
        }
        return PaddedBatch(
            outputs: outputs, lengths: (0..<count).map { _ in generator.integer(below: steps + 1) })
    }

    var right: [[Float]] { means { $1 == 0 ? .zero : $0 / $1 } }
    var withoutNumber: [[Float]] { means { $0 / $1 } }
    var bySteps: [[Float]] { means { sum, _ in sum / Double(outputs[0].count) } }
    var sums: [[Float]] { means { sum, _ in sum } }
    var withPadding: [[Float]] {
        means(of: { steps, _ in steps[...] }) { sum, _ in sum / Double(outputs[0].count) }
    }
    var paddingOverLength: [[Float]] { means(of: { steps, _ in steps[...] }) { $1 == 0 ? 0 : $0 / $1 } }
    var paddingOverLengthWithoutNumber: [[Float]] { means(of: { steps, _ in steps[...] }) { $0 / $1 } }
    var byLongest: [[Float]] { means { sum, _ in sum / Double(max(1, lengths.max() ?? 1)) } }
    var oneMore: [[Float]] {
        means(of: { $0.prefix($1 + 1) }) { sum, length in sum / min(length + 1, Double(outputs[0].count)) }
    }
    var oneMoreOverLength: [[Float]] { means(of: { $0.prefix($1 + 1) }) { $1 == 0 ? 0 : $0 / $1 } }
    var oneMoreForNone: [[Float]] { means(of: { $0.prefix(max(1, $1)) }) { $0 / max(1, $1) } }
    var oneLess: [[Float]] { means(of: { $0.prefix(max(0, $1 - 1)) }) { $1 < 2 ? 0 : $0 / ($1 - 1) } }
    var oneLessOverLength: [[Float]] { means(of: { $0.prefix(max(0, $1 - 1)) }) { $1 == 0 ? 0 : $0 / $1 } }
    var fromBehind: [[Float]] { means(of: { $0.suffix($1) }) { $1 == 0 ? 0 : $0 / $1 } }
    var last: [[Float]] {
        zip(outputs, lengths).map { $1 == 0 ? [Float](repeating: 0, count: $0[0].count) : $0[$1 - 1] }
    }
    var firstLengthForAll: [[Float]] {
        var other = self
        other.lengths = lengths.map { _ in lengths[0] }
        return other.right
    }
    var largest: [[Float]] {
        zip(outputs, lengths).map { steps, length in
            steps[0].indices.map { feature in steps.prefix(length).map { $0[feature] }.max() ?? 0 }
        }
    }
    var overFeatures: [[Float]] {
        zip(outputs, lengths).map { $0.prefix($1).map { $0.reduce(0, +) / Float($0.count) } }
    }
    var withoutEmptyOnes: [[Float]] { zip(right, lengths).filter { $1 > 0 }.map(\.0) }

    private func means(_ mean: (_ sum: Double, _ length: Double) -> Double) -> [[Float]] {
        means(of: { $0.prefix($1) }, mean)
    }

    private func means(
        of part: ([[Float]], Int) -> ArraySlice<[Float]>, _ mean: (_ sum: Double, _ length: Double) -> Double
    ) -> [[Float]] {
        zip(outputs, lengths).map { steps, length in
            steps[0].indices.map { feature in
                Float(mean(part(steps, length).reduce(0.0) { $0 + Double($1[feature]) }, Double(length)))
            }
        }
    }
}

private let noNumber = Words(
    en: "A review of length 0 divides 0 by 0: its vector is zeros.", zh: "长度为 0 的评论成了 0 除以 0：它的向量是零。")
private let paddingCounts = Words(
    en: "The padding counts: add up only the first lengths[n] outputs.", zh: "填充也算进去了：只加前 lengths[n] 个输出。")

let averaging = Exercise<any SentimentHomework>(
    "4.6", Words(en: "The mean without the padding", zh: "不含填充的平均"), sizes: 1...PaddedBatch.cases.count + 23,
    draws: 1,
    hint: Words(
        en: "For each review: which outputs are added up, and by which number is the sum divided?",
        zh: "对每条评论：加的是哪些输出，和除以的是哪个数？"),
    input: { casesFirst(PaddedBatch.cases, number: $0, &$1, then: PaddedBatch.drawn) },
    examples: [PaddedBatch.cases[0]], expected: \.right,
    answer: { try $0.maskedMean($1.outputs, lengths: $1.lengths) },
    mistakes: [
        Mistake(noNumber, \.withoutNumber),
        Mistake(
            en: "Divided by the number of all steps: divide by the review's length.",
            zh: "除以了总步数：要除以这条评论的长度。", \.bySteps),
        Mistake(en: "These are the sums: divide by the lengths.", zh: "这只是总和：要除以长度。", \.sums),
        Mistake(paddingCounts, \.withPadding),
        Mistake(paddingCounts, \.paddingOverLength),
        Mistake(paddingCounts, \.paddingOverLengthWithoutNumber),
        Mistake(
            en: "Divided by the longest length: each review has its own.", zh: "除以了最长的长度：每条评论有自己的长度。",
            \.byLongest),
        Mistake(
            en: "One output too many: the last that counts is at length − 1.", zh: "多了一个输出：最后一个计入的在长度 − 1 处。",
            \.oneMore),
        Mistake(
            en: "One output too many: the last that counts is at length − 1.", zh: "多了一个输出：最后一个计入的在长度 − 1 处。",
            \.oneMoreOverLength),
        Mistake(
            en: "A review of length 0 has no output that counts: its vector is zeros.",
            zh: "长度为 0 的评论没有输出计入：它的向量是零。", \.oneMoreForNone),
        Mistake(
            en: "One output too few: the output at length − 1 counts too.", zh: "少了一个输出：长度 − 1 处的输出也要计入。",
            \.oneLess),
        Mistake(
            en: "One output too few: the output at length − 1 counts too.", zh: "少了一个输出：长度 − 1 处的输出也要计入。",
            \.oneLessOverLength),
        Mistake(
            en: "The padding is at the end: the first outputs count.", zh: "填充在末尾：前面的输出才计入。", \.fromBehind),
        Mistake(
            en: "That is the last output of each review: take the mean of all.", zh: "这是每条评论的最后一个输出：要取全部的平均。",
            \.last),
        Mistake(
            en: "Each review has a length of its own, not that of the first.", zh: "每条评论有自己的长度，不是第一条的。",
            \.firstLengthForAll),
        Mistake(en: "That is the largest of each feature: take the mean.", zh: "这是每个特征的最大值：要取平均。", \.largest),
        Mistake(
            en: "The mean runs over the features: it is over the tokens, one number a feature.",
            zh: "平均沿特征取了：应沿词元取，每个特征一个数。", \.overFeatures),
        Mistake(
            en: "A review of length 0 has a vector too: zeros.", zh: "长度为 0 的评论也有向量：零。", \.withoutEmptyOnes),
    ],
    cases: [
        Case(en: "a review of length 0", zh: "长度为 0 的评论") { $0.lengths.contains(0) },
        Case(en: "a batch without reviews", zh: "没有评论的批") { $0.lengths.isEmpty },
        Case(en: "a review without padding", zh: "没有填充的评论") {
            zip($0.outputs, $0.lengths).contains { $0.count == $1 }
        },
    ],
    meant: [
        Meant("lengths[]", lack: .negative, because: "tokens are counted"),
        .together("outputs.count", "lengths.count", because: "each review has its length"),
    ])
