import Grading
import Messages
import TensorCore

// MARK: 12.12

/// Words made of stems and endings, how often each occurs, and other words of the same stems and endings.
private struct Corpus {
    var words: [String]
    var counts: [Int]
    var merges: Int
    /// Words that the submission never sees.
    var newWords: [String]

    /// How many pieces the merges leave of some words.
    static func pieces(_ words: [String], after merges: [[String]]) -> Int {
        words.reduce(0) { $0 + merged(letters($1), merges).count }
    }

    static func letters(_ word: String) -> [String] { word.map(String.init) }

    static func merged(_ pieces: [String], _ merges: [[String]]) -> [String] {
        merges.reduce(pieces) { pieces, merge in
            var (result, place) = ([String](), 0)
            while place < pieces.count {
                let fits =
                    place + 1 < pieces.count && pieces[place] == merge[0] && pieces[place + 1] == merge[1]
                result.append(fits ? merge[0] + merge[1] : pieces[place])
                place += fits ? 2 : 1
            }
            return result
        }
    }

    /// What byte-pair encoding learns.
    var bytePairs: [[String]] {
        var (parts, learned) = (words.map(Self.letters), [[String]]())
        while learned.count < merges {
            var frequencies: [[String]: Int] = [:]
            for (pieces, count) in zip(parts, counts) {
                for place in pieces.indices.dropLast() {
                    frequencies[[pieces[place], pieces[place + 1]], default: 0] += count
                }
            }
            guard
                let best = frequencies.max(by: { ($0.value, $1.key.joined()) < ($1.value, $0.key.joined()) })
            else { break }
            learned.append(best.key)
            parts = parts.map { Self.merged($0, [best.key]) }
        }
        return learned
    }
}

extension Corpus {
    init(size: Int, generator: inout RandomGenerator) {
        var letters = generator.permutation(20).map { String("abcdefghijklmnoprstu".dropFirst($0).prefix(1)) }
        func part(_ length: Int) -> String {
            defer { letters.removeFirst(length) }
            return letters.prefix(length).joined()
        }
        let stems = (0..<1 + size).map { _ in part(3 + generator.integer(below: 2)) }
        let endings = (0..<2).map { _ in part(2) }
        let all = stems.flatMap { stem in endings.map { stem + $0 } }
        let order = generator.permutation(all.count)
        // A stem, or an ending, may be seen alone, but all of them are seen often.
        words = stems + endings
        counts = words.map { _ in 10 + generator.integer(below: 10) }
        for index in order.dropLast() {
            words.append(all[index])
            counts.append(1 + generator.integer(below: 9))
        }
        newWords = order.map { all[$0] } + stems.map { $0 + stems[0] } + endings.map { endings[0] + $0 }
        // Names that occur once: many words, and hardly any text.
        for _ in 0..<6 {
            words.append((0..<4).map { _ in generator.element(of: ["x", "y", "z"]) }.joined())
            counts.append(1)
        }
        merges = (stems + endings).reduce(0) { $0 + $1.count - 1 }
    }

    static let examples = [
        Corpus(words: ["low", "lot", "now"], counts: [2, 1, 4], merges: 1, newWords: ["owl", "now", "low"])
    ]
    static let edges = [
        Corpus(words: ["a"], counts: [12], merges: 2, newWords: ["a", "b"]),
        Corpus(words: ["aaaa", "b"], counts: [1, 10], merges: 2, newWords: ["aaaa", "aab"]),
        Corpus(words: ["low", "lower"], counts: [5, 2], merges: 0, newWords: ["slow"]),
        // The second merge is of a piece that the first one makes.
        Corpus(words: ["abc", "abd"], counts: [9, 8], merges: 2, newWords: ["abc", "abcabc", "abce"]),
        // Pairs of many words, each seen once.
        Corpus(
            words: ["xy", "xyx", "yxy", "xyy", "xxy", "abc"], counts: [1, 1, 1, 1, 1, 20], merges: 2,
            newWords: ["abc", "abcd", "abc"]),
    ]
}

let trainingVocabulary = Exercise<any TransformerHomework>(
    "12.12", Words(en: "Train it: a vocabulary of pieces", zh: "训练它：片段的词表"), sizes: 1...3, draws: 3,
    hint: Words(
        en:
            "Print the pieces of the words after each merge: the pair that is joined must be the most frequent then.",
        zh: "每次合并之后打印各个词的片段：被合并的必须是当时最常出现的片段对。"),
    input: Corpus.init, examples: Corpus.examples, edges: Corpus.edges,
    judge: { homework, corpus in
        let merges = try homework.trainedMerges(
            words: corpus.words, counts: corpus.counts, merges: corpus.merges)
        let came = Words(
            en: "\(merges.count) merges: \(merges.shown)", zh: "\(merges.count) 次合并：\(merges.shown)"
        ).text
        guard merges.allSatisfy({ $0.count == 2 && !$0.contains("") }) else {
            return .wrong(
                expected: Words(en: "pairs of pieces", zh: "片段对").text, came: came,
                hint: Words(
                    en: "A merge is the two pieces that become one, left and right.",
                    zh: "一次合并由要合成一个的左右两个片段组成。"
                ).text)
        }
        guard merges.count <= corpus.merges else {
            return .wrong(
                expected: Words(en: "at most \(corpus.merges) merges", zh: "至多 \(corpus.merges) 次合并").text,
                came: came,
                hint: Words(
                    en: "There are more merges than the vocabulary has room for.", zh: "合并的次数超过了词表容得下的。"
                ).text)
        }
        let (best, new) = (
            Corpus.pieces(corpus.newWords, after: corpus.bytePairs),
            Corpus.pieces(corpus.newWords, after: merges)
        )
        let most = best + best / 5
        guard new > most else { return .right }
        let text = Corpus.pieces(corpus.words, after: merges)
        var hint: String?
        if Corpus.pieces(corpus.newWords, after: merges.reversed()) <= most {
            hint =
                Words(
                    en:
                        "In the opposite order they would be good: a merge needs the pieces that earlier ones made.",
                    zh: "次序反过来就好了：一次合并要用到前面的合并做出的片段。"
                ).text
        } else if merges.allSatisfy({ $0.joined().count == 2 }), corpus.merges > 1 {
            hint =
                Words(
                    en:
                        "All pieces have two letters: count the pairs anew after each merge, pieces instead of letters.",
                    zh: "所有片段都是两个字母：每次合并之后要重新数片段对，不能总按字母数。"
                ).text
        } else if text <= Corpus.pieces(corpus.words, after: corpus.bytePairs) {
            hint =
                Words(
                    en:
                        "The given words have few pieces, new ones many: a pair counts as often as its word occurs, so that rare words get no piece of their own.",
                    zh: "给出的词片段少，新词片段多：一个片段对的次数要按它的词出现的次数算，这样罕见的词才不会有专用的片段。"
                ).text
        }
        return .wrong(
            expected: Words(en: "the new words in at most \(most) pieces", zh: "新词至多切成 \(most) 个片段").text,
            came: came, remark: Words(en: "they have \(new)", zh: "切成了 \(new) 个").text,
            hint: hint)
    },
    cases: [
        Case(en: "no merge", zh: "不合并") { $0.merges == 0 },
        Case(en: "a word of one letter", zh: "只有一个字母的词") { $0.words.contains { $0.count == 1 } },
        Case(en: "more merges than pairs", zh: "合并次数多于片段对的个数") { $0.bytePairs.count < $0.merges },
        Case(en: "a piece of three letters", zh: "有三个字母的片段") {
            $0.bytePairs.contains { $0.joined().count > 2 }
        },
        Case(en: "words that occur once", zh: "只出现一次的词") { $0.counts.count { $0 == 1 } > 4 },
    ],
    meant: [
        Meant("counts[]", lack: .negative, .zero, because: "every word occurs"),
        Meant("merges", lack: .negative, because: "a number of merges"),
        .together("words.count", "counts.count", because: "each word has its count"),
    ])
