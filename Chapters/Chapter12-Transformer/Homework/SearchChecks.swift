import Grading
import Messages
import TensorCore

// MARK: 12.11

/// A decoder that remembers the last word, and a beam.
private struct Search {
    /// By place, last word and next word.
    var logProbabilities: [[[Float]]]
    var start, end, width: Int

    private typealias Hypothesis = (words: [Int], score: Double)

    private func extended(_ hypothesis: Hypothesis, at place: Int) -> [Hypothesis] {
        logProbabilities[place][hypothesis.words[hypothesis.words.count - 1]].enumerated().map {
            (hypothesis.words + [$0], hypothesis.score + Double($1))
        }
    }

    private func isFinished(_ hypothesis: Hypothesis) -> Bool {
        hypothesis.words.count > 1 && hypothesis.words.last == end
    }

    private func mean(_ hypothesis: Hypothesis) -> Double {
        hypothesis.score / Double(hypothesis.words.count - 1)
    }

    /// What is different in a search.
    private struct Variant {
        var width: Int?
        var steps: Int?
        var goesOnAfterTheEnd = false
        var dropsFinished = false
        var isPerHypothesis = false
        var isByMean = false
        var isByLastScore = false
        var takesLast = false
        var isFirstPlace = false
        var keepsFinished = false
    }

    private func kept(_ variant: Variant) -> [Int] {
        let width = variant.width ?? self.width
        func order(_ a: Hypothesis, _ b: Hypothesis) -> Bool {
            variant.isByMean ? mean(a) > mean(b) : a.score > b.score
        }
        var beam: [Hypothesis] = [([start], 0)]
        var apart: [Hypothesis] = []
        for place in 0..<(variant.steps ?? longest) {
            var candidates: [Hypothesis] = []
            for hypothesis in beam {
                if isFinished(hypothesis), !variant.goesOnAfterTheEnd {
                    if variant.keepsFinished {
                        apart.append(hypothesis)
                    } else if !variant.dropsFinished {
                        candidates.append(hypothesis)
                    }
                } else {
                    var next = extended(hypothesis, at: variant.isFirstPlace ? 0 : place)
                    if variant.isByLastScore { next = next.map { ($0.words, $0.score - hypothesis.score) } }
                    candidates += variant.isPerHypothesis ? Array(next.sorted(by: order).prefix(width)) : next
                }
            }
            if candidates.isEmpty { break }
            let all = candidates.sorted(by: order)
            beam = variant.isPerHypothesis ? all : Array(all.prefix(width))
        }
        beam = variant.keepsFinished ? (beam + apart).sorted(by: order) : beam
        let best = variant.takesLast ? beam[beam.count - 1] : beam[0]
        return best.words
    }

    private func words(_ variant: Variant) -> [Int] { kept(variant).dropFirst().filter { $0 != end } }

    var right: [Int] { words(Variant()) }
    var greedy: [Int] { words(Variant(width: 1)) }
    var exhaustive: [Int] { words(Variant(width: .max)) }
    var goesOn: [Int] { words(Variant(goesOnAfterTheEnd: true)) }
    var dropsFinished: [Int] { words(Variant(dropsFinished: true)) }
    var keepsFinished: [Int] { words(Variant(keepsFinished: true)) }
    var perHypothesis: [Int] { words(Variant(isPerHypothesis: true)) }
    var byMean: [Int] { words(Variant(isByMean: true)) }
    var byLastScore: [Int] { words(Variant(isByLastScore: true)) }
    var lastOfBeam: [Int] { words(Variant(takesLast: true)) }
    var oneStepLess: [Int] { words(Variant(steps: longest - 1)) }
    var firstPlace: [Int] { words(Variant(isFirstPlace: true)) }
    var withStart: [Int] { [start] + right }
    var withEnd: [Int] { Array(kept(Variant()).dropFirst()) }

    var longest: Int { logProbabilities.count }
    var isCut: Bool { kept(Variant()).last != end }
}

extension Search {
    init(size: Int, generator: inout RandomGenerator) {
        let words = size + 2
        start = generator.integer(below: words)
        end = (start + 1 + generator.integer(below: words - 1)) % words
        // No two sums are equal but by the rarest chance. The end is a little less likely.
        let end = end
        logProbabilities = (0...generator.integer(below: min(4, size + 1))).map { _ in
            (0..<words).map { _ in
                (0..<words).map { next in generator.uniform(in: -6 ... -0.25) - (next == end ? 1 : 0) }
            }
        }
        width = 1 + generator.integer(below: 4)
    }

    private static let table: [[Float]] = [
        [-9, -1, -2, -9], [-9, -9, -9, -5], [-9, -9, -9, -1], [0, 0, 0, 0],
    ]
    static let examples = [1, 2].map {
        Search(logProbabilities: [table, table], start: 0, end: 3, width: $0)
    }
    static let edges = [
        // Finished early, and put out of the beam by two that end badly.
        Search(
            logProbabilities: [
                [[-9, -1, -8, -1.5], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
                [[0, 0, 0, 0], [-0.25, -9, -0.125, -8], [0, 0, 0, 0], [0, 0, 0, 0]],
                [[-5.5, -6, -7, -8], [0, 0, 0, 0], [-5, -6.5, -7.5, -8], [0, 0, 0, 0]],
            ], start: 0, end: 3, width: 2),
        // The third best of a step would have won in the end.
        Search(
            logProbabilities: [
                [[-9, -1, -1.5, -8], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
                [[0, 0, 0, 0], [-9, -0.125, -0.25, -8], [-2, -9, -8, -7], [0, 0, 0, 0]],
                [[-9, -0.5, -8, -7], [-6, -6.5, -7, -8], [-6.25, -6.75, -7.5, -8], [0, 0, 0, 0]],
            ], start: 0, end: 3, width: 2),
        // Longer, with a better mean and a worse sum.
        Search(
            logProbabilities: [
                [[-9, -1.25, -1], [0, 0, 0], [0, 0, 0]], [[-9, -9, -9], [-9, -8, -0.25], [-9, -8, 0]],
            ], start: 0, end: 2, width: 2),
        // The end at once.
        Search(logProbabilities: [[[-2, -0.5], [0, -1]]], start: 0, end: 1, width: 1),
        // Finished early with a good score, overtaken by nobody.
        Search(
            logProbabilities: [
                [[-8, -1, -1.5], [0, 0, 0], [0, 0, 0]], [[0, 0, 0], [-7, -6, -2], [-1, -1, -1]],
                [[-9, -8, -7], [-6, -5, -4], [-1, -2, -3]],
            ], start: 0, end: 2, width: 2),
        Search(
            logProbabilities: [
                [[0, 0, 0], [-1, -2, -4.5], [0, 0, 0]], [[-0.5, -20, -3], [-1, -2.25, -4], [0, 0, 0]],
            ], start: 1, end: 2, width: 10),
    ]
}

let searching = Exercise<any TransformerHomework>(
    "12.11", Words(en: "Beam search", zh: "束搜索"), sizes: 1...5, draws: 10,
    hint: Words(
        en: "Write down what is kept after each step, with its score, and compare with the example.",
        zh: "写下每一步之后保留了哪些候选和它们的得分，与例子比较。"),
    input: Search.init, examples: Search.examples, edges: Search.edges, expected: \.right,
    answer: {
        try $0.beamSearch(
            logProbabilities: $1.logProbabilities, start: $1.start, end: $1.end, width: $1.width)
    },
    mistakes: [
        Mistake(
            en: "That is greedy decoding: keep `width` hypotheses.", zh: "这是贪心解码：要保留 `width` 个候选。", \.greedy),
        Mistake(
            en: "Every hypothesis is kept: only the `width` best of each step.",
            zh: "所有候选都保留了：每一步只留最好的 `width` 个。", \.exhaustive),
        Mistake(en: "A finished hypothesis is not continued.", zh: "已完成的候选不再延续。", \.goesOn),
        Mistake(
            en: "A finished hypothesis competes on with the score it has: do not drop it.",
            zh: "已完成的候选带着它的得分继续竞争：不要丢掉它。", \.dropsFinished),
        Mistake(
            en: "A finished hypothesis takes one of the `width` places, or loses it: it is not kept apart.",
            zh: "已完成的候选要么占 `width` 个名额中的一个，要么被挤掉：不单独保存。", \.keepsFinished),
        Mistake(
            en: "`width` hypotheses are kept of all together, not of each.",
            zh: "`width` 个候选是从全部延续中选出的，不是每个候选各选这么多。", \.perHypothesis),
        Mistake(en: "The score is the sum, not the mean over the words.", zh: "得分是总和，不是对各个词的平均。", \.byMean),
        Mistake(
            en: "The score is the sum over all words, not that of the last.", zh: "得分是所有词的总和，不只是最后一个词的。",
            \.byLastScore),
        Mistake(
            en: "The best of those that are kept is the result, not the last.", zh: "结果是保留下来的候选中最好的，不是最后一个。",
            \.lastOfBeam),
        Mistake(en: "One step is missing.", zh: "少了一步。", \.oneStepLess),
        Mistake(
            en: "Each place has its own table, not that of the first.", zh: "每个位置有自己的表，不是都用第一个位置的。",
            \.firstPlace),
        Mistake(en: "The result is without `start`.", zh: "结果不含 `start`。", \.withStart),
        Mistake(en: "The result is without `end`.", zh: "结果不含 `end`。", \.withEnd),
    ],
    cases: [
        Case(en: "a beam of 1", zh: "束宽为 1") { $0.width == 1 },
        Case(en: "cut after the last step", zh: "最后一步之后仍未完成") { $0.isCut && $0.longest > 1 },
        Case(en: "a beam that finds what greedy decoding does not", zh: "贪心解码找不到而束搜索找得到") {
            $0.right != $0.greedy
        },
        Case(en: "the end at once", zh: "一开始就结束") { $0.right.isEmpty },
    ],
    meant: [
        Meant("logProbabilities[][][]", lack: .positive, because: "logarithms of probabilities"),
        Meant(
            "logProbabilities[].count", "logProbabilities[][].count", lack: .one,
            because: "a start and an end"),
        Meant("start", "end", lack: .negative, .large, because: "words are numbered from 0, and few"),
        Meant("width", lack: .negative, .zero, because: "at least one"),
        .together(
            "logProbabilities[].count", "logProbabilities[][].count",
            because: "a row and a column for each word"),
    ])
