import Foundation
import Grading
import Messages
import TensorCore

// MARK: 4.7

/// Bags of words of good and bad reviews, and new ones that the submission never sees.
private struct Labelled {
    var counts: [[Float]]
    var labels: [Int]
    var newCounts: [[Float]]
    var newLabels: [Int]

    /// The class of each review.
    static func classes(_ weights: [Float], _ bias: Float, _ counts: [[Float]]) -> [Int] {
        counts.map { zip(weights, $0).reduce(bias) { $0 + $1.0 * $1.1 } > 0 ? 1 : 0 }
    }
}

extension Labelled {
    init(size: Int, generator: inout RandomGenerator) {
        let wordCount = 2 + generator.integer(below: 4 * size)
        // Good words, bad words, and words that say nothing; the first is in nearly every review.
        var truth = (0..<wordCount).map { _ in generator.element(of: [-2, 0, 2] as [Float]) }
        (truth[0], truth[1]) = (0, generator.bernoulli(0.5) ? 2 : -2)
        // So that both classes come.
        let bias: Float = truth[1] > 0 ? -1 : 1
        func draw(_ count: Int, wrong: Float) -> (counts: [[Float]], labels: [Int]) {
            var (counts, labels) = ([[Float]](), [Int]())
            while counts.count < count {
                let row = (0..<wordCount).map { index in
                    Float(
                        index == 0
                            ? generator.integer(below: 5) : generator.element(of: [0, 0, 0, 0, 1, 1, 2]))
                }
                let score = zip(truth, row).reduce(bias) { $0 + $1.0 * $1.1 }
                counts.append(row)
                labels.append((score > 0) != generator.bernoulli(wrong) ? 1 : 0)
            }
            return (counts, labels)
        }
        // Drawn until what can be learned from the given ones holds for the new ones.
        repeat {
            (counts, labels) = draw(60 + 40 * size, wrong: 0.04)
            (newCounts, newLabels) = draw(100, wrong: 0)
        } while newlyRight < 91
    }

    /// How many of the new reviews are right after ten passes of descent over the given ones.
    private var newlyRight: Int {
        var weights = [Float](repeating: 0, count: counts[0].count)
        var bias: Float = 0
        for pass in 0..<10 {
            let rate = 0.2 / Float(1 + pass)
            for (row, label) in zip(counts, labels) {
                var score = bias
                for index in row.indices { score += weights[index] * row[index] }
                let change = rate * (Float(label) - 1 / (1 + exp(-score)))
                for index in row.indices { weights[index] += change * row[index] }
                bias += change
            }
        }
        return zip(Self.classes(weights, bias, newCounts), newLabels).count { $0 == $1 }
    }

    /// These reviews, which are the new ones too.
    private init(_ counts: [[Float]], _ labels: [Int]) {
        self.init(counts: counts, labels: labels, newCounts: counts, newLabels: labels)
    }

    static let examples = [Labelled([[2, 1], [0, 1]], [1, 0])]
    static let edges = [
        // One word, which is bad: the others are good without any.
        Labelled([[0], [2], [1], [0]], [1, 0, 0, 1]),
        // One review.
        Labelled([[1, 0]], [0]), Labelled([[0, 0, 0]], [1]),
        // A word that is ten times in each.
        Labelled([[10, 0], [10, 1], [12, 1], [11, 0]], [0, 1, 1, 0]),
    ]
}

let classifying = Exercise<any SentimentHomework>(
    "4.7", Words(en: "Train it: good reviews and bad ones", zh: "训练它：好评和差评"), sizes: 1...3, draws: 2,
    hint: Words(
        en: "Print how many of the given reviews are right after each pass.", zh: "每一遍之后，打印给出的评论对了几条。"),
    input: Labelled.init, examples: Labelled.examples, edges: Labelled.edges,
    judge: { homework, reviews in
        let (weights, bias) = try homework.trainedClassifier(reviews.counts, labels: reviews.labels)
        return verdict(reviews, weights, bias)
    },
    cases: [
        Case(en: "one word", zh: "一个词") { $0.counts[0].count == 1 },
        Case(en: "one review", zh: "一条评论") { $0.counts.count == 1 },
        Case(en: "a review without words", zh: "没有词的评论") { $0.counts.contains { !$0.contains { $0 > 0 } } },
        Case(en: "a word that is in every review", zh: "每条评论里都有的词") { reviews in
            reviews.counts[0].indices.contains { word in reviews.counts.allSatisfy { $0[word] >= 10 } }
        },
    ],
    meant: [
        Meant("labels[]", "newLabels[]", lack: .variety, .negative, .large, because: "a label is 0 or 1"),
        Meant("counts[][]", "newCounts[][]", lack: .negative, because: "counts"),
        .together("labels[]", "newLabels[]", because: "where there is one class, it is one for both"),
        .together("counts.count", "labels.count", because: "each review has its label"),
        .together("newCounts.count", "newLabels.count", because: "each review has its label"),
        .together("counts[].count", "newCounts[].count", because: "one vocabulary"),
    ])

private func verdict(_ reviews: Labelled, _ weights: [Float], _ bias: Float) -> Verdict {
    let came = Words(
        en: "weights \(weights.shown), bias \(bias.shown)", zh: "权重 \(weights.shown)，偏置 \(bias.shown)"
    ).text
    let words = reviews.counts[0].count
    guard weights.count == words else {
        return .wrong(
            expected: Words(en: "\(words) weights", zh: "\(words) 个权重").text, came: came,
            hint: Words(en: "There is one weight for each word.", zh: "每个词有一个权重。").text)
    }
    guard (weights + [bias]).allSatisfy(\.isFinite) else {
        return .wrong(
            expected: Words(en: "finite numbers", zh: "有限的数").text, came: came,
            hint: Words(
                en: "A weight is not a number, or infinite: print them as they grow.",
                zh: "有的权重不是数，或是无穷大：边训练边打印它们。"
            ).text)
    }
    func share(_ counts: [[Float]], _ labels: [Int]) -> Float {
        let right = zip(Labelled.classes(weights, bias, counts), labels).count { $0 == $1 }
        return Float(right) / Float(labels.count)
    }
    let (given, new) = (
        share(reviews.counts, reviews.labels), share(reviews.newCounts, reviews.newLabels)
    )
    if new >= 0.85 { return .right }
    let hint: String
    if weights.allSatisfy({ $0 == 0 }), bias == 0 {
        hint = Words(en: "Nothing was learned: weights and bias are 0.", zh: "什么也没学到：权重和偏置都是 0。").text
    } else if new < 0.4 {
        hint =
            Words(
                en:
                    "The classes are the wrong way round: a score above 0 is good, and p − label is above 0 for a bad review.",
                zh: "类别弄反了：得分大于 0 是好评，差评的 p − label 大于 0。"
            ).text
    } else if bias == 0 {
        hint =
            Words(
                en: "The bias is 0: without it a review without words can be neither good nor bad.",
                zh: "偏置是 0：没有它，没有词的评论就说不上好评还是差评。"
            ).text
    } else if (weights + [bias]).allSatisfy({ abs($0) < 0.1 }) {
        hint =
            Words(
                en: "The weights have hardly moved: go through the reviews more often, or take longer steps.",
                zh: "权重几乎没动：多走几遍评论，或者步子大一些。"
            ).text
    } else if Set(Labelled.classes(weights, bias, reviews.newCounts)).count == 1 {
        hint =
            Words(
                en:
                    "Every new review gets the same class, whatever its words are. Is each step against the gradient?",
                zh: "每条新评论都得到同一个类别，不管有哪些词。每一步都逆着梯度吗？"
            ).text
    } else if given < 0.85 {
        hint =
            Words(
                en:
                    "The given reviews are not learned either: go through them more often, or take longer steps.",
                zh: "给出的评论也没学会：多走几遍，或者步子大一些。"
            ).text
    } else {
        hint =
            Words(
                en:
                    "The given reviews are right, the new ones are not: learn from all of them, in small steps.",
                zh: "给出的评论对了，新的却不对：要从全部评论学习，步子小一些。"
            ).text
    }
    return .wrong(
        expected: Words(en: "85 % of the new reviews right", zh: "新评论对 85 %").text, came: came,
        remark:
            Words(
                en:
                    "\((100 * new).shown) % of the new ones are right, \((100 * given).shown) % of the given ones",
                zh: "新评论对了 \((100 * new).shown) %，给出的对了 \((100 * given).shown) %"
            ).text,
        hint: hint)
}
