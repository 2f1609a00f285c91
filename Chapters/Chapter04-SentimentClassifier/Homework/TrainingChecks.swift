import Grading
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
        (counts, labels) = draw(60 + 40 * size, wrong: 0.04)
        (newCounts, newLabels) = draw(100, wrong: 0)
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
    "4.7", "Train it: good reviews and bad ones", sizes: 1...3, draws: 2,
    hint: "Print how many of the given reviews are right after each pass.",
    input: Labelled.init, examples: Labelled.examples, edges: Labelled.edges,
    judge: { homework, reviews in
        let (weights, bias) = try homework.trainedClassifier(reviews.counts, labels: reviews.labels)
        return verdict(reviews, weights, bias)
    },
    cases: [
        Case("one word") { $0.counts[0].count == 1 }, Case("one review") { $0.counts.count == 1 },
        Case("a review without words") { $0.counts.contains { !$0.contains { $0 > 0 } } },
        Case("a word that is in every review") { reviews in
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
    let came = "weights \(weights.shown), bias \(bias.shown)"
    let words = reviews.counts[0].count
    guard weights.count == words else {
        return .wrong(
            expected: "\(words) weights", came: came, hint: "There is one weight for each word.")
    }
    guard (weights + [bias]).allSatisfy(\.isFinite) else {
        return .wrong(
            expected: "finite numbers", came: came,
            hint: "A weight is not a number, or infinite: print them as they grow.")
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
        hint = "Nothing was learned: weights and bias are 0."
    } else if new < 0.4 {
        hint =
            "The classes are the wrong way round: a score above 0 is good, and p − label is above 0 for a bad review."
    } else if bias == 0 {
        hint = "The bias is 0: without it a review without words can be neither good nor bad."
    } else if (weights + [bias]).allSatisfy({ abs($0) < 0.1 }) {
        hint = "The weights have hardly moved: go through the reviews more often, or take longer steps."
    } else if Set(Labelled.classes(weights, bias, reviews.newCounts)).count == 1 {
        hint =
            "Every new review gets the same class, whatever its words are. Is each step against the gradient?"
    } else if given < 0.85 {
        hint = "The given reviews are not learned either: go through them more often, or take longer steps."
    } else {
        hint = "The given reviews are right, the new ones are not: learn from all of them, in small steps."
    }
    return .wrong(
        expected: "85 % of the new reviews right", came: came,
        remark:
            "\((100 * new).shown) % of the new ones are right, \((100 * given).shown) % of the given ones",
        hint: hint)
}
