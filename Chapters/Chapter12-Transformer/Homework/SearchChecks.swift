import Grading
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
    "12.11", "Beam search", sizes: 1...5, draws: 10,
    hint: "Write down what is kept after each step, with its score, and compare with the example.",
    input: Search.init, examples: Search.examples, edges: Search.edges, expected: \.right,
    answer: {
        try $0.beamSearch(
            logProbabilities: $1.logProbabilities, start: $1.start, end: $1.end, width: $1.width)
    },
    mistakes: [
        Mistake("That is greedy decoding: keep `width` hypotheses.", \.greedy),
        Mistake("Every hypothesis is kept: only the `width` best of each step.", \.exhaustive),
        Mistake("A finished hypothesis is not continued.", \.goesOn),
        Mistake("A finished hypothesis competes on with the score it has: do not drop it.", \.dropsFinished),
        Mistake(
            "A finished hypothesis takes one of the `width` places, or loses it: it is not kept apart.",
            \.keepsFinished),
        Mistake("`width` hypotheses are kept of all together, not of each.", \.perHypothesis),
        Mistake("The score is the sum, not the mean over the words.", \.byMean),
        Mistake("The score is the sum over all words, not that of the last.", \.byLastScore),
        Mistake("The best of those that are kept is the result, not the last.", \.lastOfBeam),
        Mistake("One step is missing.", \.oneStepLess),
        Mistake("Each place has its own table, not that of the first.", \.firstPlace),
        Mistake("The result is without `start`.", \.withStart),
        Mistake("The result is without `end`.", \.withEnd),
    ],
    cases: [
        Case("a beam of 1") { $0.width == 1 }, Case("cut after the last step") { $0.isCut && $0.longest > 1 },
        Case("a beam that finds what greedy decoding does not") { $0.right != $0.greedy },
        Case("the end at once") { $0.right.isEmpty },
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
