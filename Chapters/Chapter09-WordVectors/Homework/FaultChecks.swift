import Grading
import Messages
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
    findTheFault: "9.8", Words(en: "a table of words", zh: "词的表"), line: 6, returning: "list",
    hint: Words(
        en: "Run the program by hand on the example: under which number is the first word noted?",
        zh: "在例子上手动运行程序：第一个词记在哪个编号下？"),
    input: Lookup.init, examples: Lookup.examples, edges: Lookup.edges, mended: \.mended,
    asItStands: \.asItStands,
    because: Words(en: "each number has the word before it in the table.", zh: "表里每个编号下是前一个词。"),
    otherLines: [
        1: Words(
            en: "the numbers begin with 0, as line 1 says; −1 would be the number of the first word.",
            zh: "编号从 0 开始，如第 1 行；从 −1 开始的话，第一个词的编号就是 −1。"),
        5: Words(en: "line 5 gives the word its number rightly.", zh: "第 5 行给词的编号是对的。"),
        7: Words(
            en: "line 7 notes the word under the number that it is given; the number has moved on before.",
            zh: "第 7 行把词记在当时的编号下；编号在那之前已经加过一了。"),
        9: Words(en: "line 9 looks up rightly; the table is shifted.", zh: "第 9 行查得对；错位的是表。"),
    ],
    answer: { try $0.mendedLookup(text: $1.text, asked: $1.asked) },
    mistakes: [
        WrongMending(
            Words(
                en: "That is shifted the other way: the first word has the number 0.",
                zh: "这是向另一边错开了：第一个词的编号是 0。"), \.otherWay),
        WrongMending(
            Words(
                en: "A word that comes again has its number already: line 4 was right.",
                zh: "再次出现的词已经有编号：第 4 行本来是对的。"), \.places),
        WrongMending(
            Words(
                en: "The words are numbered as they first occur, not by the alphabet.",
                zh: "词按第一次出现的次序编号，不按字母。"), \.sorted),
        WrongMending(
            Words(en: "The words are numbered from the beginning of the text.", zh: "词从文本的开头起编号。"),
            \.backwards),
        WrongMending(
            Words(
                en: "The words are numbered as they first occur, not by how often.",
                zh: "词按第一次出现的次序编号，不按出现的次数。"), \.byCount),
        WrongMending(
            Words(en: "The first occurrence counts, not the last.", zh: "要看第一次出现，不是最后一次。"), \.byLast),
        WrongMending(
            Words(
                en: "A number without a word gets nil: each number asked for has its answer.",
                zh: "没有词的编号得到 nil：问到的每个编号都有一个回答。"), \.withoutUnknown),
        WrongMending(
            Words(
                en: "A number beyond the table gets nil: the table has no beginning after its end.",
                zh: "超出表的编号得到 nil：到了表尾，不会再从头开始。"), \.wrapped),
    ],
    cases: [
        Case(en: "no text", zh: "没有文本") { $0.text.isEmpty },
        Case(en: "nothing asked", zh: "什么也没问") { $0.asked.isEmpty },
        Case(en: "a word that comes again", zh: "有词再次出现") { Set($0.text).count < $0.text.count },
        Case(en: "a number without a word", zh: "有编号没有词") { $0.mended.contains { $0 == nil } },
    ])
