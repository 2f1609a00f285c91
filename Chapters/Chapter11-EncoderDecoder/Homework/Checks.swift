import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let translationHomework = Homework<any TranslationHomework>(
    chapter: 11, title: "Encoder–decoder with attention",
    file: "Chapters/Chapter11-EncoderDecoder/Homework/Starter.swift",
    exercises: [
        scoring, masking, gating, decoding, comparing, losing, training, mending,
    ])

/// The homework of Chapter 11 for the grader.
public let chapter11Homework = AnyHomework(translationHomework, starter: Starter(), solution: Solution())

// MARK: 11.1

private struct Scoring {
    var query: [Float]
    var keys: [[Float]]
    var v: [Float]

    var right: [Float] { scores { v, q, k in v * tanh(q + k) } }
    var tanhLast: [Float] { scores { v, q, k in v * (q + k) }.map { Float(tanh(Double($0))) } }
    var withoutTanh: [Float] { scores { v, q, k in v * (q + k) } }
    var product: [Float] { scores { _, q, k in q * k } }
    var withoutQuery: [Float] { scores { v, _, k in v * tanh(k) } }
    var vAdded: [Float] { scores { v, q, k in tanh(q + k + v) } }
    var byKey: [Float] { query.indices.map { i in keys.reduce(0) { $0 + v[i] * tanh(query[i] + $1[i]) } } }

    private func scores(_ term: (Double, Double, Double) -> Double) -> [Float] {
        keys.map { key in
            Float(
                query.indices.reduce(0.0) { $0 + term(Double(v[$1]), Double(query[$1]), Double(key[$1])) })
        }
    }
}

extension Scoring {
    init(size: Int, generator: inout RandomGenerator) {
        let features = 1 + generator.integer(below: size)
        query = generator.numbers(features, size: size)
        keys = generator.rows(1 + generator.integer(below: size + 1), features, size: size)
        v = generator.numbers(features, size: size)
    }

    static let examples = [Scoring(query: [0], keys: [[0], [1]], v: [2])]
    static let edges = [
        Scoring(query: [10, -1], keys: [[-10, 0.5], [-12, 1], [0, 0]], v: [1, -10]),
        Scoring(query: [0.5, -0.5, 1], keys: [[1, 0, -1.5]], v: [0, 2, -1]),
    ]
}

private let scoring = Exercise<any TranslationHomework>(
    "11.1", "Additive scores", hint: "One score for each key: with one feature it is v · tanh(query + key).",
    input: Scoring.init, examples: Scoring.examples, edges: Scoring.edges, expected: \.right,
    answer: { try $0.additiveScores(query: $1.query, keys: $1.keys, v: $1.v) },
    mistakes: [
        Mistake("The tanh comes before v: v weighs the features of tanh(query + key).", \.tanhLast),
        Mistake("The tanh is missing: without it the query shifts all scores alike.", \.withoutTanh),
        Mistake("This is the dot product: additive scores add query and key.", \.product),
        Mistake("The query is missing: the weights would be the same for every word.", \.withoutQuery),
        Mistake("v is added: it is multiplied with the tanh, feature by feature.", \.vAdded),
        Mistake("The sum runs over the keys: sum over the features, one score for each key.", \.byKey),
    ],
    cases: [Case("one key") { $0.keys.count == 1 }, Case("one feature") { $0.v.count == 1 }],
    meant: [.together("query.count", "keys[].count", "v.count", because: "one of each for a feature")])

// MARK: 11.2

private struct Scores {
    var scores: [Float]
    var length: Int

    var right: [Float] { weights { $0 < length } }
    var unmasked: [Float] { weights { _ in true } }
    var maskLast: [Float] { weights { _ in true }.enumerated().map { $0 < length ? $1 : 0 } }
    var inverted: [Float] { weights { $0 >= length } }
    var oneTooFew: [Float] { weights { $0 < max(1, length - 1) } }
    var oneTooMany: [Float] { weights { $0 <= length } }
    var padded: [Float] { Array(right.prefix(length)) }
    var multiplied: [Float] {
        softmax(scores.enumerated().map { $0 < length ? Double($1) : 0 })
    }

    private func weights(_ isWord: (Int) -> Bool) -> [Float] {
        softmax(scores.enumerated().map { isWord($0) ? Double($1) : -.infinity })
    }

    private func softmax(_ scores: [Double]) -> [Float] {
        let largest = scores.max() ?? 0
        guard largest.isFinite else { return scores.map { _ in 0 } }
        let total = scores.reduce(0) { $0 + exp($1 - largest) }
        return scores.map { Float(exp($0 - largest) / total) }
    }
}

extension Scores {
    init(size: Int, generator: inout RandomGenerator) {
        let count = size + generator.integer(below: 3)
        length = 1 + generator.integer(below: count)
        // Some sentences have scores whose exponentials no Float holds.
        let shift = Float([0, 0, 150, -150][generator.integer(below: 4)])
        scores = (0..<count).map { _ in generator.half() + shift }
    }

    static let examples = [Scores(scores: [1, 1, 9], length: 2)]
    static let edges = [
        Scores(scores: [3], length: 1), Scores(scores: [-2, 5, 200], length: 1),
        Scores(scores: [150, 149, 0], length: 2), Scores(scores: [-60, 60, 0], length: 2),
        Scores(scores: [-150, -151, 0], length: 2), Scores(scores: [1, 0, 2], length: 3),
        Scores(scores: [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 5], length: 12),
    ]
}

private let masking = Exercise<any TranslationHomework>(
    "11.2", "Softmax with padding",
    hint: "Take the largest score of the words off first: the exponential of 150 is infinite in a Float.",
    input: Scores.init, examples: Scores.examples, edges: Scores.edges, expected: \.right,
    answer: { try $0.maskedSoftmax($1.scores, length: $1.length) },
    mistakes: [
        Mistake(
            "The mask comes after the softmax: the weights of the words no longer add up to 1.", \.maskLast),
        Mistake("Padding gets a weight: it is not masked.", \.unmasked),
        Mistake("The mask is inverted: the first `length` scores are the words.", \.inverted),
        Mistake("The last word is masked too.", \.oneTooFew),
        Mistake("The first padding is not masked.", \.oneTooMany),
        Mistake("The weights of the padding are missing: there is a 0 for each.", \.padded),
        Mistake("A score of 0 is no mask: its exponential is 1.", \.multiplied),
    ],
    cases: [
        Case("one score") { $0.scores.count == 1 },
        Case("one word and padding") { $0.length == 1 && $0.scores.count > 1 },
        Case("no padding") { $0.length == $0.scores.count && $0.length > 1 },
        Case("exponentials that overflow") { $0.scores.prefix($0.length).contains { $0 > 100 } },
        Case("exponentials that all vanish") { $0.scores.prefix($0.length).allSatisfy { $0 < -110 } },
    ],
    meant: [Meant("length", lack: .negative, .zero, because: "there is at least one word")],
    forbids: [".softmax"])

// MARK: 11.3

private struct Step {
    var a, c: [[Float]]
    var h: [Float]

    private typealias Unit = (r: Double, z: Double, a: Double, c: Double, h: Double)

    var right: [Float] { states { (1 - $0.z) * tanh($0.a + $0.r * $0.c) + $0.z * $0.h } }
    var swapped: [Float] { states { $0.z * tanh($0.a + $0.r * $0.c) + (1 - $0.z) * $0.h } }
    var resetsAll: [Float] { states { (1 - $0.z) * tanh($0.r * ($0.a + $0.c)) + $0.z * $0.h } }
    var resetsInput: [Float] { states { (1 - $0.z) * tanh($0.r * $0.a + $0.c) + $0.z * $0.h } }
    var withoutReset: [Float] { states { (1 - $0.z) * tanh($0.a + $0.c) + $0.z * $0.h } }
    var withoutTanh: [Float] { states { (1 - $0.z) * ($0.a + $0.r * $0.c) + $0.z * $0.h } }
    var tanhOutside: [Float] {
        states { tanh((1 - $0.z) * tanh($0.a + $0.r * $0.c) + $0.z * $0.h) }
    }
    var exchangedGates: [Float] { states { (1 - $0.r) * tanh($0.a + $0.z * $0.c) + $0.r * $0.h } }

    private func states(_ next: (Unit) -> Double) -> [Float] {
        func sigmoid(_ x: Float) -> Double { 1 / (1 + exp(-Double(x))) }
        return h.indices.map { i in
            let (r, z) = (sigmoid(a[0][i] + c[0][i]), sigmoid(a[1][i] + c[1][i]))
            return Float(next((r, z, Double(a[2][i]), Double(c[2][i]), Double(h[i]))))
        }
    }
}

extension Step {
    init(size: Int, generator: inout RandomGenerator) {
        func row() -> [Float] { (0..<size).map { _ in generator.half() } }
        a = (0..<3).map { _ in row() }
        c = (0..<3).map { _ in row() }
        h = row().map { $0 / 2 }
    }

    static let examples = [Step(a: [[0], [0], [0]], c: [[0], [0], [0]], h: [0.5])]
    static let edges = [
        Step(a: [[10, 0], [1, -10], [-1, 2]], c: [[0, -1], [2, 0], [10, -12]], h: [-0.5, 1]),
        Step(a: [[-2], [1], [0.5]], c: [[1], [-1], [2]], h: [-0.25]),
    ]
}

private let gating = Exercise<any TranslationHomework>(
    "11.3", "A step of a gated unit", hint: "With all sums 0 both gates are 0.5: work that out first.",
    input: Step.init, examples: Step.examples, edges: Step.edges, expected: \.right,
    answer: { try $0.gruStep(fromInput: $1.a, fromState: $1.c, hidden: $1.h) },
    mistakes: [
        Mistake("The state is kept by 1 − z: z says how much of it stays.", \.swapped),
        Mistake("r also acts on the input's sum: it acts on what comes from the state only.", \.resetsAll),
        Mistake("r acts on the input's sum instead of the state's.", \.resetsInput),
        Mistake("r is not used.", \.withoutReset),
        Mistake("The candidate has no tanh.", \.withoutTanh),
        Mistake("There is a tanh around the new state: the mean of n and h is the state.", \.tanhOutside),
        Mistake("The gates are exchanged: the first row is r, the second z.", \.exchangedGates),
    ],
    cases: [Case("one unit") { $0.h.count == 1 }, Case("a state below 0") { $0.h.contains { $0 < 0 } }],
    meant: [
        Meant("a.count", "c.count", lack: .variety, because: "there is a row each for r, z and n"),
        Meant("h[]", lack: .large, because: "a hidden state is a mean of values of tanh"),
        .together("a[].count", "c[].count", "h.count", because: "one of each for a unit"),
    ])

// MARK: 11.4

private struct Chain {
    var scores: [[Float]]
    var start, end, longest: Int

    var right: [Int] { walk() }
    var neverEnds: [Int] { walk(stops: false) }
    var withEnd: [Int] {
        let words = walk()
        return words.count < longest ? words + [end] : words
    }
    var withStart: [Int] { [start] + walk() }
    var lowest: [Int] { walk(sign: -1) }
    var oneMore: [Int] { walk(limit: longest + 1) }
    var oneLess: [Int] { walk(limit: longest - 1) }
    var alwaysFromStart: [Int] {
        let first = best(start, 1)
        return first == end ? [] : [Int](repeating: first, count: longest)
    }

    private func best(_ word: Int, _ sign: Float) -> Int {
        let row = scores[word]
        return row.indices.max { sign * row[$0] < sign * row[$1] } ?? 0
    }

    private func walk(stops: Bool = true, sign: Float = 1, limit: Int? = nil) -> [Int] {
        var words: [Int] = []
        while words.count < limit ?? longest {
            let next = best(words.last ?? start, sign)
            if stops, next == end { break }
            words.append(next)
        }
        return words
    }
}

extension Chain {
    init(size: Int, generator: inout RandomGenerator) {
        let words = size + 1
        // Distinct scores, none of them the place of the word.
        let scale = generator.element(of: [0.5, 1, 5] as [Float])
        scores = (0..<words).map { _ in generator.permutation(words).map { scale * Float($0 - 2) } }
        start = generator.integer(below: words)
        end = (start + 1 + generator.integer(below: words - 1)) % words
        longest = 1 + generator.integer(below: words)
    }

    /// Each of twelve words is followed by the next, the last by the first.
    private static let ring = (0..<12).map { word in
        (0..<12).map { $0 == (word + 1) % 12 ? 15 : -Float($0) / 2 } as [Float]
    }

    static let examples = [Chain(scores: [[0, 5, 1], [0, 1, 5], [0, 0, 9]], start: 0, end: 2, longest: 5)]
    static let edges = [
        Chain(scores: [[0, 1], [1, 0]], start: 0, end: 1, longest: 3),
        Chain(scores: [[1, -1], [0, 2]], start: 1, end: 0, longest: 2),
        Chain(scores: ring, start: 0, end: 11, longest: 10),
        Chain(scores: ring, start: 11, end: 10, longest: 20),
        Chain(scores: ring, start: 3, end: 0, longest: 1),
    ]
}

private let decoding = Exercise<any TranslationHomework>(
    "11.4", "Greedy decoding", draws: 8, tolerance: .exact,
    hint:
        "Follow the table with a finger: from the start to the word with the highest score, and on from there.",
    input: Chain.init, examples: Chain.examples, edges: Chain.edges, expected: \.right,
    answer: {
        try $0.greedyDecode(scores: $1.scores, start: $1.start, end: $1.end, longest: $1.longest)
    },
    mistakes: [
        Mistake("It does not stop at the end.", \.neverEnds),
        Mistake("The end is no word of the translation.", \.withEnd),
        Mistake("The start is no word of the translation.", \.withStart),
        Mistake("The lowest score is taken: take the highest.", \.lowest),
        Mistake("One word more than `longest`.", \.oneMore),
        Mistake("One word less than `longest`.", \.oneLess),
        Mistake(
            "The next word always follows from the start: it follows from the last word.", \.alwaysFromStart),
    ],
    cases: [
        Case("the end comes first") { $0.right.isEmpty },
        Case("the end comes later") { !$0.right.isEmpty && $0.right.count < $0.longest },
        Case("`longest` words") { $0.right.count == $0.longest && $0.longest > 1 },
        Case("one word") { $0.longest == 1 },
    ],
    meant: [
        Meant("scores.count", "scores[].count", lack: .one, because: "start and end are two words"),
        Meant("start", "end", lack: .negative, because: "words are numbered from 0"),
        Meant("longest", lack: .negative, .zero, because: "there is room for a word"),
        .together(
            "scores.count", "scores[].count", because: "the table has a row and a column for each word"),
    ])
