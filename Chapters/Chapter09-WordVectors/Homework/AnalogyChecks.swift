import Foundation
import Grading
import Messages
import TensorCore

private struct Question {
    var a, b, c: String
    var words: [String]
    var vectors: [[Float]]

    static let cases =
        [
            Question(
                a: "man", b: "woman", c: "king", words: ["man", "woman", "king", "queen", "apple"],
                vectors: [[2, 0, 0], [0, 1, 0], [0, 0, 3], [-1, 1, 1], [1, 1, 0]]),
            Question(a: "a", b: "b", c: "d", words: ["a", "b", "c"], vectors: [[1, 0], [0, 1], [1, 1]]),
            Question(a: "d", b: "b", c: "c", words: ["c", "b", "a"], vectors: [[1, 0], [0, 1], [1, 1]]),
            Question(a: "a", b: "d", c: "c", words: ["a", "c", "b"], vectors: [[1, 0], [0, 1], [1, 1]]),
            Question(a: "a", b: "b", c: "c", words: ["c", "a", "b"], vectors: [[1, 0], [0, 1], [1, 1]]),
            Question(a: "a", b: "a", c: "a", words: ["a"], vectors: [[1, 0]]),
            Question(a: "a", b: "b", c: "c", words: ["a", "b", "c", "x"], vectors: [[1], [-1], [2], [-12]]),
            // Two words with one vector.
            Question(
                a: "a", b: "b", c: "c", words: ["a", "b", "c", "x", "y", "z"],
                vectors: [[1, 0], [0, 1], [2, 0], [-1, 0], [1, 2], [1, 2]]),
            // A copy of c is no c.
            Question(
                a: "a", b: "b", c: "c", words: ["x", "a", "b", "c", "y"],
                vectors: [[1, 2, 2], [2, 0, 0], [2, 0, 0], [0, 3, 0], [0, 3, 0]]),
            // All cosines are below 0.
            Question(
                a: "a", b: "b", c: "c", words: ["a", "b", "c", "x", "y"],
                vectors: [[1, 0], [0, 1], [2, 0], [0, -1], [2, -1]]),
            // Zeros are nearer than what points away.
            Question(
                a: "a", b: "b", c: "c", words: ["a", "b", "c", "x", "zero"],
                vectors: [[1, 0], [0, 1], [2, 0], [1, -2], [0, 0]]),
            Question(
                a: "a", b: "b", c: "c", words: ["a", "zero", "b", "c", "x"],
                vectors: [[1, 0], [0, 0], [0, 1], [2, 0], [3, 1]]),
            // The only word left points away: the cosine is −1, the scalar product even less.
            Question(
                a: "a", b: "b", c: "c", words: ["a", "b", "c", "x"],
                vectors: [[1, 0], [0, 1], [2, 0], [0, -1]]),
            Question(
                a: "a", b: "b", c: "c", words: ["a", "x", "b", "c"],
                vectors: [[-1, 0], [-2, -1], [1, 0], [0, 1]]),
            Question(
                a: "a", b: "b", c: "b", words: ["y", "b", "x", "a"],
                vectors: [[2, 1], [0, 1], [-1, 1], [3, 0]]),
            Question(
                a: "zero", b: "b", c: "c", words: ["zero", "x", "b", "y", "c"],
                vectors: [[0, 0], [1, 0], [2, 0], [1, 1], [0, 1]]),
            Question(
                a: "a", b: "b", c: "a", words: ["b", "x", "a", "y"],
                vectors: [[3, 0], [1, 2], [0, 1], [2, 1]]),
            Question(
                a: "a", b: "a", c: "c", words: ["a", "x", "c", "y"],
                vectors: [[3, 0], [1, 2], [0, 1], [2, 1]]),
        ]
        // The same for every seed, so that each mistake has inputs that show it.
        + (1...16).map { seed in
            var generator = RandomGenerator(seed: UInt64(seed))
            return drawn(size: 3 + seed / 4, generator: &generator)
        }

    static func drawn(size: Int, generator: inout RandomGenerator) -> Question {
        while true {
            let width = 2 + generator.integer(below: 3)
            let words = (0..<4 + size).map { "w\($0)" }
            // Lengths from a tenth to ten.
            let vectors = words.map { _ in
                let length = [0.25, 1, 8][generator.integer(below: 3)] as Float
                return (0..<width).map { _ in length * Float(generator.integer(below: 17) - 8) / 4 }
            }
            let order = generator.permutation(words.count)
            let question = Question(
                a: words[order[0]], b: words[order[1]], c: words[order[2]], words: words, vectors: vectors)
            if question.isClear { return question }
        }
    }

    /// Whether no rounding makes another answer, right or mistaken: the best is clearly ahead, and nothing is nearly 0.
    private var isClear: Bool {
        let sums = [
            (1, -1, 1), (-1, 1, 1), (1, 1, -1), (1, -1, -1), (1, 1, 1), (1, 0, 1), (1, -1, 0), (0, 0, 1),
        ]
        .map { sum($0.0, $0.1, $0.2, units: true) }
        guard vectors.allSatisfy({ length($0) > 0.1 }), sums.allSatisfy({ length($0 ?? []) > 0.1 }) else {
            return false
        }
        let rankings =
            sums.map { ranked(of: $0, cosine: true, units: true) } + [
                ranked(cosine: true, units: true, excluding: [c]),
                ranked(cosine: true, units: true, excluding: []),
                ranked(cosine: true, units: false), ranked(cosine: false, units: false),
                ranked(of: sums[0], cosine: false, units: true),
            ]
        return rankings.allSatisfy { ranking in
            let scores = ranking.map(\.score).sorted(by: >)
            return scores[0] - scores[1] > 1e-3
        }
    }

    /// A sum of the three words' vectors, or nil where one is unknown.
    private func sum(_ forB: Double, _ forA: Double, _ forC: Double, units: Bool) -> [Double]? {
        guard let i = words.firstIndex(of: a), let j = words.firstIndex(of: b),
            let k = words.firstIndex(of: c)
        else { return nil }
        let all = units ? vectors.map(unit) : vectors.map { $0.map(Double.init) }
        return all[0].indices.map { forB * all[j][$0] + forA * all[i][$0] + forC * all[k][$0] }
    }

    /// The words that may be the answer, with their cosine or scalar product with the sum.
    private func ranked(
        of query: [Double]? = nil, cosine: Bool, units: Bool, excluding: [String]? = nil
    ) -> [(word: String, score: Double)] {
        guard let query = query ?? sum(1, -1, 1, units: units) else { return [] }
        let excluded = excluding ?? [a, b, c]
        return zip(words, vectors).filter { !excluded.contains($0.0) }.map { word, vector in
            let products = zip(query, cosine ? unit(vector) : vector.map(Double.init))
            // Divided by the length of the sum too, so that 1 is the largest; a sum of 0 has the cosine 0.
            let score = products.reduce(0) { $0 + $1.0 * $1.1 } / (cosine ? max(length(query), 1e-9) : 1)
            return (word, score)
        }
    }

    private func unit(_ vector: [Float]) -> [Double] {
        let length = length(vector)
        return vector.map { length > 0 ? Double($0) / length : 0 }
    }
    private func length(_ vector: [Float]) -> Double { length(vector.map(Double.init)) }
    private func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    /// The first of the largest.
    private func first(_ ranked: [(word: String, score: Double)], from start: Double = -.infinity) -> String?
    {
        var best: (word: String?, score: Double) = (nil, start)
        for (word, score) in ranked where score > best.score { best = (word, score) }
        return best.word
    }

    var right: String? { first(ranked(cosine: true, units: true)) }
    var withInputs: String? { first(ranked(cosine: true, units: true, excluding: [])) }
    var withAB: String? { first(ranked(cosine: true, units: true, excluding: [c])) }
    var withA: String? { first(ranked(cosine: true, units: true, excluding: [b, c])) }
    var withB: String? { first(ranked(cosine: true, units: true, excluding: [a, c])) }
    var withC: String? { first(ranked(cosine: true, units: true, excluding: [a, b])) }
    var turned: String? { first(ranked(of: sum(-1, 1, 1, units: true), cosine: true, units: true)) }
    var minusC: String? { first(ranked(of: sum(1, 1, -1, units: true), cosine: true, units: true)) }
    var minusBoth: String? { first(ranked(of: sum(1, -1, -1, units: true), cosine: true, units: true)) }
    var allAdded: String? { first(ranked(of: sum(1, 1, 1, units: true), cosine: true, units: true)) }
    var withoutA: String? { first(ranked(of: sum(1, 0, 1, units: true), cosine: true, units: true)) }
    var differenceOnly: String? { first(ranked(of: sum(1, -1, 0, units: true), cosine: true, units: true)) }
    var neighbourOfC: String? { first(ranked(of: sum(0, 0, 1, units: true), cosine: true, units: true)) }
    var notNormalizedSum: String? { first(ranked(cosine: true, units: false)) }
    var products: String? { first(ranked(of: sum(1, -1, 1, units: true), cosine: false, units: true)) }
    var notNormalized: String? { first(ranked(cosine: false, units: false)) }
    var farthest: String? { first(ranked(cosine: true, units: true).map { ($0.word, -$0.score) }) }
    var lastOfEqual: String? { first(ranked(cosine: true, units: true).reversed()) }
    var fromZero: String? { first(ranked(cosine: true, units: true), from: 0) }
    var fromMinusOne: String? {
        let query = sum(1, -1, 1, units: true) ?? []
        // Of scalar products, which units have too, in place of cosines.
        return first(ranked(cosine: true, units: true).map { ($0.word, $0.score * length(query)) }, from: -1)
    }
    var cosinesFromMinusOne: String? { first(ranked(cosine: true, units: true), from: -1) }
    var inSize: String? { first(ranked(cosine: true, units: true).map { ($0.word, abs($0.score)) }) }

    /// Vectors of zeros are divided by their length.
    var noNumbers: String? {
        guard let query = sum(1, -1, 1, units: true) else { return nil }
        let involved = words.indices.filter { [a, b, c].contains(words[$0]) }
        guard involved.allSatisfy({ length(vectors[$0]) > 0 }) else { return nil }
        let zeros = words.indices.filter { length(vectors[$0]) == 0 }.map { words[$0] }
        return first(ranked(of: query, cosine: true, units: true, excluding: [a, b, c] + zeros))
    }

    /// Words with the vector of a, b or c are left out too.
    var withoutCopies: String? {
        let involved = words.indices.filter { [a, b, c].contains(words[$0]) }.map { vectors[$0] }
        let copies = words.indices.filter { involved.contains(vectors[$0]) }.map { words[$0] }
        return first(ranked(cosine: true, units: true, excluding: copies + [a, b, c]))
    }

    /// The nearest by distance, of the vectors as they are.
    var nearest: String? {
        guard let query = sum(1, -1, 1, units: false) else { return nil }
        let others = zip(words, vectors).filter { ![a, b, c].contains($0.0) }
        return first(others.map { ($0, -length(zip($1, query).map { Double($0) - $1 })) })
    }

    /// The nearest by distance, of units.
    var nearestUnit: String? {
        guard let query = sum(1, -1, 1, units: true) else { return nil }
        let others = zip(words, vectors).filter { ![a, b, c].contains($0.0) }
        return first(others.map { ($0, -length(zip(unit($1), query).map { $0 - $1 })) })
    }

    /// An unknown word is taken for the first.
    var unknownAsFirst: String? {
        var other = self
        if !words.contains(a) { other.a = words[0] }
        if !words.contains(b) { other.b = words[0] }
        if !words.contains(c) { other.c = words[0] }
        return first(other.ranked(cosine: true, units: true, excluding: [a, b, c]))
    }

    var multiplied: String? {
        func cosines(_ name: String) -> [Double]? {
            guard let place = words.firstIndex(of: name) else { return nil }
            let query = unit(vectors[place])
            return vectors.map { 0.5 + zip(query, unit($0)).map(*).reduce(0, +) / 2 }
        }
        guard let ofA = cosines(a), let ofB = cosines(b), let ofC = cosines(c) else { return nil }
        let others = words.indices.filter { ![a, b, c].contains(words[$0]) }
        return first(others.map { (words[$0], ofB[$0] * ofC[$0] / (ofA[$0] + 0.001)) })
    }
}

private let inputsAnswered = Words(
    en: "a, b and c themselves are no answers: leave all three out.", zh: "a、b 和 c 自己不算答案：三个都要排除。")
private let unitFirst = Words(
    en: "Bring every vector to length 1 before the sum, else long vectors count more.",
    zh: "相加之前，要把每个向量的长度变成 1：否则长的向量算得更重。")

let answeringAnalogies = Exercise<any WordVectorHomework>(
    "9.5", Words(en: "Analogies", zh: "类比"), sizes: 1...Question.cases.count + 15, draws: 1,
    hint:
        Words(
            en:
                "Print the length of each vector after the division (1), b − a + c, and the cosine of each other word.",
            zh: "打印相除之后每个向量的长度（应为 1）、b − a + c，以及其他每个词的余弦。"),
    input: { casesFirst(Question.cases, number: $0, &$1, then: Question.drawn) },
    examples: [Question.cases[0]], expected: \.right,
    answer: { try $0.analogy($1.a, $1.b, $1.c, words: $1.words, vectors: $1.vectors) },
    mistakes: [
        Mistake(inputsAnswered, \.withInputs), Mistake(inputsAnswered, \.withAB),
        Mistake(inputsAnswered, \.withA), Mistake(inputsAnswered, \.withB), Mistake(inputsAnswered, \.withC),
        Mistake(
            en: "a and b are mixed up: b − a + c, not a − b + c.", zh: "a 和 b 弄混了：是 b − a + c，不是 a − b + c。",
            \.turned),
        Mistake(en: "b − a + c, not a + b − c.", zh: "是 b − a + c，不是 a + b − c。", \.minusC),
        Mistake(en: "b − a + c, not b − a − c.", zh: "是 b − a + c，不是 b − a − c。", \.minusBoth),
        Mistake(en: "a is subtracted, not added.", zh: "a 要减去，不是加上。", \.allAdded),
        Mistake(en: "a is not subtracted.", zh: "没有减去 a。", \.withoutA),
        Mistake(en: "c is not added to the difference.", zh: "只有差：没有加上 c。", \.differenceOnly),
        Mistake(
            en: "That is the neighbour of c alone: add b − a.", zh: "这只是 c 的近邻：要加上 b − a。", \.neighbourOfC),
        Mistake(unitFirst, \.notNormalizedSum),
        Mistake(
            en: "The scalar product prefers long vectors: divide by their length.", zh: "点积偏向长的向量：要除以它们的长度。",
            \.products),
        Mistake(
            en: "Scalar products of vectors as they are: bring every vector to length 1 first.",
            zh: "这是原来的向量的点积：要先把每个向量的长度变成 1。", \.notNormalized),
        Mistake(en: "That is the word with the smallest cosine.", zh: "这是余弦最小的词。", \.farthest),
        Mistake(
            en: "Of words with the same cosine the first is the answer, not the last.",
            zh: "有几个词的余弦相同时，答案是第一个，不是最后一个。", \.lastOfEqual),
        Mistake(
            en: "The largest cosine may be below 0: begin with the first word's, not with 0.",
            zh: "最大的余弦可以小于 0：要从第一个词的余弦开始，不是从 0。", \.fromZero),
        Mistake(
            en:
                "A word that points away may be the only one left: begin with the first word's cosine, not with −1.",
            zh: "可能只剩下一个方向相反的词：要从第一个词的余弦开始，不是从 −1。",
            \.fromMinusOne),
        Mistake(
            en:
                "A word that points away may be the only one left: begin with the first word's cosine, not with −1.",
            zh: "可能只剩下一个方向相反的词：要从第一个词的余弦开始，不是从 −1。",
            \.cosinesFromMinusOne),
        Mistake(
            en: "An opposite vector is not near: do not take the absolute value.", zh: "方向相反的向量并不近：不要取绝对值。",
            \.inSize),
        Mistake(
            en: "A vector of zeros divided by its length is no number: leave it as it is.",
            zh: "零向量除以自己的长度，得到 NaN：让它保持原样。", \.noNumbers),
        Mistake(
            en: "Another word with the same vector may be the answer: leave out by name.",
            zh: "向量相同的另一个词也可以是答案：要按词来排除。", \.withoutCopies),
        Mistake(
            en: "That is the nearest by distance: take the cosine, of vectors of length 1.",
            zh: "这是距离最近的词：要用长度为 1 的向量的余弦。", \.nearest),
        Mistake(
            en: "That is the nearest by distance, which is another for a vector of zeros: take the cosine.",
            zh: "这是距离最近的词，有零向量时结果不同：要用余弦。",
            \.nearestUnit),
        Mistake(
            en: "An unknown word is taken for the first of `words`: the answer is nil.",
            zh: "未知的词当成了 `words` 的第一个：这时答案是 nil。", \.unknownAsFirst),
        Mistake(
            en: "That multiplies and divides cosines: take the cosine with b − a + c.",
            zh: "这是余弦相乘再相除：要用与 b − a + c 的余弦。", \.multiplied),
    ],
    cases: [
        Case(en: "an unknown word", zh: "有未知的词") { !$0.words.contains($0.a) },
        Case(en: "no other word", zh: "没有别的词") { $0.words.count == 1 },
        Case(en: "a vector of zeros", zh: "零向量") { $0.vectors.contains { $0.allSatisfy { $0 == 0 } } },
        Case(en: "two words with one vector", zh: "两个词的向量相同") { Set($0.vectors).count < $0.vectors.count },
        Case(en: "the same word twice", zh: "同一个词用了两次") { Set([$0.a, $0.b, $0.c]).count < 3 },
    ],
    meant: [
        .together("words.count", "vectors.count", because: "each word has its vector")
    ])
