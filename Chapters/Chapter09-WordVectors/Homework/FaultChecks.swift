import Grading
import TensorCore

// MARK: 9.8

/// A text, and numbers whose words are asked for.
private struct Lookup {
    var text: [String]
    var asked: [Int]

    private var words: [String] {
        var words: [String] = []
        for word in text where !words.contains(word) { words.append(word) }
        return words
    }
    private func list(_ words: [String], shift: Int = 0) -> [String?] {
        asked.map { words.indices.contains($0 + shift) ? words[$0 + shift] : nil }
    }

    var mended: [String?] { list(words) }
    var asItStands: [String?] { list(words, shift: -1) }
    var otherWay: [String?] { list(words, shift: 1) }
    var places: [String?] { list(text) }
    var sorted: [String?] { list(words.sorted()) }
    var backwards: [String?] { list(words.reversed()) }
    var byCount: [String?] {
        let words = words
        let counts = words.map { word in text.count { $0 == word } }
        let order = words.indices.sorted {
            counts[$0] > counts[$1] || counts[$0] == counts[$1] && $0 < $1
        }
        return list(order.map { words[$0] })
    }
    var byLast: [String?] {
        var words: [String] = []
        for word in text.reversed() where !words.contains(word) { words.append(word) }
        return list(words.reversed())
    }
    var withoutUnknown: [String?] { mended.filter { $0 != nil } }
    var wrapped: [String?] {
        let words = words
        guard !words.isEmpty else { return mended }
        return asked.map { words[(($0 % words.count) + words.count) % words.count] }
    }
}

extension Lookup {
    init(size: Int, generator: inout RandomGenerator) {
        let words = ["the", "old", "dog", "a", "The", "cat", "sees"]
        text = (0..<generator.integer(below: 3 * size)).map { _ in generator.element(of: words) }
        asked = (0..<generator.integer(below: size + 2)).map { _ in generator.integer(below: size + 3) - 1 }
    }

    static let examples = [Lookup(text: ["the", "old", "the", "dog"], asked: [1, 3])]
    static let edges = [
        Lookup(text: ["dog"], asked: [0]), Lookup(text: [], asked: [0, 1]),
        Lookup(text: ["a", "b"], asked: []),
        Lookup(text: ["b", "a", "c", "c", "a", "c"], asked: [2, 0, 1, 1]),
        Lookup(
            text: ["k", "j", "i", "h", "g", "f", "e", "d", "c", "b", "a"], asked: [10, 0, 11, -10]),
    ]
}

let mendingLookup = Exercise<any WordVectorHomework>(
    findTheFault: "9.8", "a table of words", line: 6, returning: "list",
    hint: "Run the program by hand on the example: under which number is the first word noted?",
    input: Lookup.init, examples: Lookup.examples, edges: Lookup.edges, mended: \.mended,
    asItStands: \.asItStands, because: "each number has the word before it in the table.",
    otherLines: [
        1: "the numbers begin with 0, as line 1 says; −1 would be the number of the first word.",
        5: "line 5 gives the word its number rightly.",
        7: "line 7 notes the word under the number that it is given; the number has moved on before.",
        9: "line 9 looks up rightly; the table is shifted.",
    ],
    answer: { try $0.mendedLookup(text: $1.text, asked: $1.asked) },
    mistakes: [
        WrongMending("That is shifted the other way: the first word has the number 0.", \.otherWay),
        WrongMending("A word that comes again has its number already: line 4 was right.", \.places),
        WrongMending("The words are numbered as they first occur, not by the alphabet.", \.sorted),
        WrongMending("The words are numbered from the beginning of the text.", \.backwards),
        WrongMending("The words are numbered as they first occur, not by how often.", \.byCount),
        WrongMending("The first occurrence counts, not the last.", \.byLast),
        WrongMending(
            "A number without a word gets nil: each number asked for has its answer.", \.withoutUnknown),
        WrongMending(
            "A number beyond the table gets nil: the table has no beginning after its end.", \.wrapped),
    ],
    cases: [
        Case("no text") { $0.text.isEmpty }, Case("nothing asked") { $0.asked.isEmpty },
        Case("a word that comes again") { Set($0.text).count < $0.text.count },
        Case("a number without a word") { $0.mended.contains { $0 == nil } },
    ])
