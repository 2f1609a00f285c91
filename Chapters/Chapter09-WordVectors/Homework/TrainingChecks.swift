import Grading
import Messages
import TensorCore

// MARK: 9.7

/// Sentences of a small language, and the class of each word, which the submission never sees.
private struct Language {
    var sentences: [[Int]]
    var wordCount: Int
    var classes: [Int]
}

extension Language {
    init(size: Int, generator: inout RandomGenerator) {
        let (classCount, each) = (generator.element(of: [3, 5]), 2 + generator.integer(below: size + 1))
        let count = classCount * each
        let order = generator.permutation(count)
        var classes = [Int](repeating: 0, count: count)
        for (place, word) in order.enumerated() { classes[word] = place / each }
        let perWord = 110 + generator.integer(below: 20)
        // After a word of a class comes one of the next, at times any.
        sentences = []
        for _ in 0..<perWord * each {
            var kind = generator.integer(below: classCount)
            var sentence: [Int] = []
            for _ in 0..<1 + generator.integer(below: 8) {
                let word = order[kind * each + generator.integer(below: each)]
                sentence.append(generator.bernoulli(0.02) ? generator.integer(below: count) : word)
                kind = (kind + 1) % classCount
            }
            sentences.append(sentence)
        }
        (wordCount, self.classes) = (count, classes)
    }

    static let examples = [
        Language(sentences: [[0, 2], [1, 2], [0, 3], [1, 3]], wordCount: 4, classes: [0, 0, 1, 1])
    ]
    static let edges = [
        // Three classes of two words each, without chance.
        Language(
            sentences: (0..<2).flatMap { a in
                (0..<2).flatMap { b in (0..<2).map { c in [a, 2 + b, 4 + c, a, 2 + b] } }
            }, wordCount: 6, classes: [0, 0, 1, 1, 2, 2]),
        // A class of eleven words, between two words of another.
        Language(
            sentences: [[], [11]] + (0..<11).map { [11, $0, 12] } + (0..<11).map { [12, $0, 11] },
            wordCount: 13, classes: [Int](repeating: 10, count: 11) + [2, 2]),
    ]
}

let trainingVectors = Exercise<any WordVectorHomework>(
    "9.7", Words(en: "Train it: word vectors", zh: "训练它：词向量"), sizes: 1...3, draws: 2,
    hint: Words(
        en:
            "Print the nearest neighbour of a few words as training goes on: beside which words do both stand?",
        zh: "训练时打印几个词的最近邻：两个词旁边各是哪些词？"),
    input: Language.init, examples: Language.examples, edges: Language.edges,
    judge: { homework, language in
        verdict(
            language, try homework.trainedVectors(language.sentences, wordCount: language.wordCount))
    },
    cases: [
        Case(en: "a sentence of one word", zh: "只有一个词的句子") { $0.sentences.contains { $0.count == 1 } },
        Case(en: "an empty sentence", zh: "空的句子") { $0.sentences.contains { $0.isEmpty } },
        Case(en: "more than two classes", zh: "多于两个类别") { Set($0.classes).count > 2 },
    ],
    meant: [
        Meant("sentences[][]", "classes[]", lack: .negative, because: "numbered from 0"),
        Meant("wordCount", lack: .negative, .zero, because: "there are words"),
        Meant("sentences.count", "classes.count", lack: .one, because: "there is something to learn from"),
        .together("wordCount", "classes.count", because: "each word has its class"),
    ])

private func verdict(_ language: Language, _ vectors: [[Float]]) -> Verdict {
    let width = vectors.first?.count ?? 0
    guard vectors.count == language.wordCount, width > 0, vectors.allSatisfy({ $0.count == width }) else {
        return .wrong(
            expected: Words(
                en: "\(language.wordCount) vectors of one width", zh: "\(language.wordCount) 个长度相同的向量"
            ).text, came: vectors.shown,
            hint: Words(en: "Each word has a vector, and all have one width.", zh: "每个词有一个向量，所有向量的长度相同。").text
        )
    }
    guard vectors.joined().allSatisfy(\.isFinite) else {
        return .wrong(
            expected: Words(en: "finite numbers", zh: "有限的数").text, came: vectors.shown,
            hint: Words(
                en: "A vector is not a number, or infinite: take shorter steps.", zh: "有向量是 NaN 或无穷大：步子要小一些。"
            ).text)
    }
    let cosines = Cosines(vectors)
    let words = 0..<language.wordCount
    var (right, beside) = (0, 0)
    for word in words {
        func best(_ isSame: Bool) -> Double {
            words.filter { $0 != word && (language.classes[$0] == language.classes[word]) == isSame }
                .map { cosines[word, $0] }.max() ?? -2
        }
        if best(true) > best(false) + 1e-6 {
            right += 1
        } else if best(false) > best(true) + 1e-6 {
            beside += 1
        }
    }
    if 5 * right >= 4 * language.wordCount { return .right }
    let all = words.flatMap { a in words.filter { $0 > a }.map { cosines[a, $0] } }
    let hint: String
    if vectors.contains(where: { $0.allSatisfy { $0 == 0 } }) {
        hint = Words(en: "A vector is 0: it has no neighbours.", zh: "有向量是 0：它没有近邻。").text
    } else if (all.min() ?? 0) > 0.99 {
        hint =
            Words(
                en: "All vectors point the same way: what pushes those of different words apart?",
                zh: "所有向量都指向同一个方向：靠什么把不同的词推开？"
            ).text
    } else if all.allSatisfy({ abs($0) < 1e-3 }) {
        hint =
            Words(
                en:
                    "Every vector is at a right angle to every other: nothing was learned of what words have in common.",
                zh: "所有向量两两垂直：词与词的共同之处，一点也没有学到。"
            ).text
    } else if cosines.favours(language.sentences) {
        hint =
            Words(
                en:
                    "Words that stand beside each other are near each other: near shall be those that have the same neighbours.",
                zh: "在句中相邻的词，向量也近了：应当近的，是邻居相同的词。"
            ).text
    } else {
        hint =
            Words(
                en:
                    "The neighbours are hardly better than chance: learn from all sentences, and go through them more often.",
                zh: "近邻几乎不比随机的好：要从所有句子中学，多走几遍。"
            ).text
    }
    return .wrong(
        expected:
            Words(
                en:
                    "\((4 * language.wordCount + 4) / 5) of \(language.wordCount) words nearest to one of their class",
                zh: "\(language.wordCount) 个词中，\((4 * language.wordCount + 4) / 5) 个离同类的词最近"
            ).text,
        came: vectors.shown,
        remark: Words(
            en: "\(right) are, \(beside) are nearer to a word of another class",
            zh: "做到的有 \(right) 个，\(beside) 个离另一类的词更近"
        ).text,
        hint: hint)
}

/// The cosines of all pairs of words.
private struct Cosines {
    private let rows: [[Double]]

    init(_ vectors: [[Float]]) {
        let units = vectors.map { vector in
            let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            return vector.map { length > 0 ? Double($0) / length : 0 }
        }
        rows = units.map { a in units.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    }

    subscript(a: Int, b: Int) -> Double { rows[a][b] }

    /// Whether words that stand side by side have much larger cosines than other pairs.
    func favours(_ sentences: [[Int]]) -> Bool {
        var beside: Set<[Int]> = []
        for sentence in sentences {
            for (a, b) in zip(sentence, sentence.dropFirst()) where a != b {
                beside.insert([min(a, b), max(a, b)])
            }
        }
        var (near, far): ([Double], [Double]) = ([], [])
        for a in rows.indices {
            for b in rows.indices where b > a {
                if beside.contains([a, b]) { near.append(rows[a][b]) } else { far.append(rows[a][b]) }
            }
        }
        guard !near.isEmpty, !far.isEmpty else { return false }
        return near.reduce(0, +) / Double(near.count) > far.reduce(0, +) / Double(far.count) + 0.1
    }
}
