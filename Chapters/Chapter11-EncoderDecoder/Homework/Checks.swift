import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let translationHomework = Homework<any TranslationHomework>(
    chapter: 11, title: Words(en: "Encoder–decoder with attention", zh: "编码器–解码器与注意力"),
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
    "11.1", Words(en: "Additive scores", zh: "加性得分"),
    hint: Words(
        en: "One score for each key: with one feature it is v · tanh(query + key).",
        zh: "每个键一个得分：只有一个特征时，它是 v · tanh(query + key)。"),
    input: Scoring.init, examples: Scoring.examples, edges: Scoring.edges, expected: \.right,
    answer: { try $0.additiveScores(query: $1.query, keys: $1.keys, v: $1.v) },
    mistakes: [
        Mistake(
            en: "The tanh comes before v: v weighs the features of tanh(query + key).",
            zh: "先取 tanh，再乘 v：v 是 tanh(query + key) 各特征的权重。", \.tanhLast),
        Mistake(
            en: "The tanh is missing: without it the query shifts all scores alike.",
            zh: "缺了 tanh：没有它，查询只把所有得分平移同样多。", \.withoutTanh),
        Mistake(
            en: "This is the dot product: additive scores add query and key.", zh: "这是点积：加性得分要把查询和键相加。",
            \.product),
        Mistake(
            en: "The query is missing: the weights would be the same for every word.",
            zh: "缺了查询：写哪个词，权重都会一样。", \.withoutQuery),
        Mistake(
            en: "v is added: it is multiplied with the tanh, feature by feature.",
            zh: "v 是加上去的：要逐个特征与 tanh 相乘。", \.vAdded),
        Mistake(
            en: "The sum runs over the keys: sum over the features, one score for each key.",
            zh: "对键求了和：要对特征求和，每个键一个得分。", \.byKey),
    ],
    cases: [
        Case(en: "one key", zh: "只有一个键") { $0.keys.count == 1 },
        Case(en: "one feature", zh: "只有一个特征") { $0.v.count == 1 },
    ],
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
    "11.2", Words(en: "Softmax with padding", zh: "带填充的 softmax"),
    hint: Words(
        en: "Take the largest score of the words off first: the exponential of 150 is infinite in a Float.",
        zh: "先减去各词中最大的得分：150 的指数在 Float 里是无穷大。"),
    input: Scores.init, examples: Scores.examples, edges: Scores.edges, expected: \.right,
    answer: { try $0.maskedSoftmax($1.scores, length: $1.length) },
    mistakes: [
        Mistake(
            en: "The mask comes after the softmax: the weights of the words no longer add up to 1.",
            zh: "掩码放在了 softmax 之后：各词的权重之和不再是 1。", \.maskLast),
        Mistake(en: "Padding gets a weight: it is not masked.", zh: "填充得到了权重：没有掩掉。", \.unmasked),
        Mistake(
            en: "The mask is inverted: the first `length` scores are the words.",
            zh: "掩码反了：前 `length` 个得分才是词的。", \.inverted),
        Mistake(en: "The last word is masked too.", zh: "最后一个词也被掩掉了。", \.oneTooFew),
        Mistake(en: "The first padding is not masked.", zh: "第一个填充没有掩掉。", \.oneTooMany),
        Mistake(
            en: "The weights of the padding are missing: there is a 0 for each.", zh: "缺了填充的权重：每个填充是一个 0。",
            \.padded),
        Mistake(en: "A score of 0 is no mask: its exponential is 1.", zh: "得分 0 不是掩码：它的指数是 1。", \.multiplied),
    ],
    cases: [
        Case(en: "one score", zh: "只有一个得分") { $0.scores.count == 1 },
        Case(en: "one word and padding", zh: "一个词加填充") { $0.length == 1 && $0.scores.count > 1 },
        Case(en: "no padding", zh: "没有填充") { $0.length == $0.scores.count && $0.length > 1 },
        Case(en: "exponentials that overflow", zh: "溢出的指数") {
            $0.scores.prefix($0.length).contains { $0 > 100 }
        },
        Case(en: "exponentials that all vanish", zh: "指数全都成了 0") {
            $0.scores.prefix($0.length).allSatisfy { $0 < -110 }
        },
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
    "11.3", Words(en: "A step of a gated unit", zh: "门控单元的一步"),
    hint: Words(
        en: "With all sums 0 both gates are 0.5: work that out first.", zh: "所有的和都是 0 时，两个门都是 0.5：先算这一种。"),
    input: Step.init, examples: Step.examples, edges: Step.edges, expected: \.right,
    answer: { try $0.gruStep(fromInput: $1.a, fromState: $1.c, hidden: $1.h) },
    mistakes: [
        Mistake(
            en: "The state is kept by 1 − z: z says how much of it stays.", zh: "状态按 1 − z 保留了：z 才是它留下的比例。",
            \.swapped),
        Mistake(
            en: "r also acts on the input's sum: it acts on what comes from the state only.",
            zh: "r 也作用到了输入的和上：它只作用于来自状态的部分。", \.resetsAll),
        Mistake(
            en: "r acts on the input's sum instead of the state's.", zh: "r 作用在了输入的和上，而不是状态的和上。",
            \.resetsInput),
        Mistake(en: "r is not used.", zh: "没有用到 r。", \.withoutReset),
        Mistake(en: "The candidate has no tanh.", zh: "候选缺了 tanh。", \.withoutTanh),
        Mistake(
            en: "There is a tanh around the new state: the mean of n and h is the state.",
            zh: "新状态外面多了一个 tanh：n 和 h 的加权平均就是状态。", \.tanhOutside),
        Mistake(
            en: "The gates are exchanged: the first row is r, the second z.", zh: "两个门弄反了：第一行是 r，第二行是 z。",
            \.exchangedGates),
    ],
    cases: [
        Case(en: "one unit", zh: "只有一个单元") { $0.h.count == 1 },
        Case(en: "a state below 0", zh: "状态小于 0") { $0.h.contains { $0 < 0 } },
    ],
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
    private static let ring: [[Float]] = (0..<12).map { word in
        var scores = (0..<12).map { -Float($0) / 2 }
        scores[(word + 1) % 12] = 15
        return scores
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
    "11.4", Words(en: "Greedy decoding", zh: "贪心解码"), draws: 8, tolerance: .exact,
    hint:
        Words(
            en:
                "Follow the table with a finger: from the start to the word with the highest score, and on from there.",
            zh: "用手指顺着表走：从开始词到得分最高的词，再从那里往下走。"),
    input: Chain.init, examples: Chain.examples, edges: Chain.edges, expected: \.right,
    answer: {
        try $0.greedyDecode(scores: $1.scores, start: $1.start, end: $1.end, longest: $1.longest)
    },
    mistakes: [
        Mistake(en: "It does not stop at the end.", zh: "遇到结束词没有停。", \.neverEnds),
        Mistake(en: "The end is no word of the translation.", zh: "结束词不是译文的词。", \.withEnd),
        Mistake(en: "The start is no word of the translation.", zh: "开始词不是译文的词。", \.withStart),
        Mistake(en: "The lowest score is taken: take the highest.", zh: "取了最低的得分：要取最高的。", \.lowest),
        Mistake(en: "One word more than `longest`.", zh: "比 `longest` 多一个词。", \.oneMore),
        Mistake(en: "One word less than `longest`.", zh: "比 `longest` 少一个词。", \.oneLess),
        Mistake(
            en: "The next word always follows from the start: it follows from the last word.",
            zh: "下一个词总是由开始词决定：应由上一个词决定。", \.alwaysFromStart),
    ],
    cases: [
        Case(en: "the end comes first", zh: "一开始就是结束词") { $0.right.isEmpty },
        Case(en: "the end comes later", zh: "结束词后来才出现") { !$0.right.isEmpty && $0.right.count < $0.longest },
        Case(en: "`longest` words", zh: "恰好 `longest` 个词") { $0.right.count == $0.longest && $0.longest > 1 },
        Case(en: "one word", zh: "只有一个词") { $0.longest == 1 },
    ],
    meant: [
        Meant("scores.count", "scores[].count", lack: .one, because: "start and end are two words"),
        Meant("start", "end", lack: .negative, because: "words are numbered from 0"),
        Meant("longest", lack: .negative, .zero, because: "there is room for a word"),
        .together(
            "scores.count", "scores[].count", because: "the table has a row and a column for each word"),
    ])
