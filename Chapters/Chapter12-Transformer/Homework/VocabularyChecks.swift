import Grading
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
    "12.12", "Train it: a vocabulary of pieces", sizes: 1...3, draws: 3,
    hint:
        "Print the pieces of the words after each merge: the pair that is joined must be the most frequent then.",
    input: Corpus.init, examples: Corpus.examples, edges: Corpus.edges,
    judge: { homework, corpus in
        let merges = try homework.trainedMerges(
            words: corpus.words, counts: corpus.counts, merges: corpus.merges)
        let came = "\(merges.count) merges: \(merges.shown)"
        guard merges.allSatisfy({ $0.count == 2 && !$0.contains("") }) else {
            return .wrong(
                expected: "pairs of pieces", came: came,
                hint: "A merge is the two pieces that become one, left and right.")
        }
        guard merges.count <= corpus.merges else {
            return .wrong(
                expected: "at most \(corpus.merges) merges", came: came,
                hint: "There are more merges than the vocabulary has room for.")
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
                "In the opposite order they would be good: a merge needs the pieces that earlier ones made."
        } else if merges.allSatisfy({ $0.joined().count == 2 }), corpus.merges > 1 {
            hint =
                "All pieces have two letters: count the pairs anew after each merge, pieces instead of letters."
        } else if text <= Corpus.pieces(corpus.words, after: corpus.bytePairs) {
            hint =
                "The given words have few pieces, new ones many: a pair counts as often as its word occurs, so that rare words get no piece of their own."
        }
        return .wrong(
            expected: "the new words in at most \(most) pieces", came: came, remark: "they have \(new)",
            hint: hint)
    },
    cases: [
        Case("no merge") { $0.merges == 0 },
        Case("a word of one letter") { $0.words.contains { $0.count == 1 } },
        Case("more merges than pairs") { $0.bytePairs.count < $0.merges },
        Case("a piece of three letters") { $0.bytePairs.contains { $0.joined().count > 2 } },
        Case("words that occur once") { $0.counts.count { $0 == 1 } > 4 },
    ],
    meant: [
        Meant("counts[]", lack: .negative, .zero, because: "every word occurs"),
        Meant("merges", lack: .negative, because: "a number of merges"),
        .together("words.count", "counts.count", because: "each word has its count"),
    ])
