import Foundation
import Grading
import Messages
import TensorCore

// MARK: 13.7

/// A text of a chain of symbols, and how it goes on.
private struct ChainText {
    var text: [Int]
    var symbols: Int
    /// What the submission never sees.
    var newText: [Int]

    /// The mean of −ln P of each symbol after the one before it.
    static func loss(_ table: [[Float]], _ text: [Int]) -> Double {
        let losses = zip(text, text.dropFirst()).map { -log(Double(table[$0][$1])) }
        return losses.reduce(0, +) / Double(max(1, losses.count))
    }

    /// The table of the grader's own model: counts, and a half more of every pair.
    var table: [[Float]] {
        var counts = (0..<symbols).map { _ in [Float](repeating: 0.5, count: symbols) }
        for (last, next) in zip(text, text.dropFirst()) { counts[last][next] += 1 }
        return counts.map { row in row.map { $0 / row.reduce(0, +) } }
    }

    /// How often each symbol comes, whatever stands before it.
    var frequencies: [[Float]] {
        let row = (0..<symbols).map { symbol in
            (Float(text.count { $0 == symbol }) + 0.5) / (Float(text.count) + 0.5 * Float(symbols))
        }
        return [[Float]](repeating: row, count: symbols)
    }

    /// The loss that must be reached.
    var limit: Double { Self.loss(table, newText) + 0.1 }

    /// Whether the new text has a pair that the text does not have.
    var hasNewPair: Bool {
        let seen = Set(zip(text, text.dropFirst()).map { [$0, $1] })
        return zip(newText, newText.dropFirst()).contains { !seen.contains([$0, $1]) }
    }
}

extension ChainText {
    init(size: Int, generator: inout RandomGenerator) {
        let symbols = 2 + size + generator.integer(below: size + 2)
        var (chain, text) = ([[Float]](), [Int]())
        func write(_ count: Int, after symbol: Int) -> [Int] {
            var written = [symbol]
            while written.count < count {
                written.append(generator.categorical(chain[written[written.count - 1]]))
            }
            return written
        }
        // After each symbol another one is likely; some pairs are rare. Drawn until there is something to learn of each symbol.
        repeat {
            let likely = generator.permutation(symbols)
            chain = (0..<symbols).map { last in
                (0..<symbols).map { next -> Float in
                    next == likely[last] ? 6 : generator.element(of: [0.004, 0.5, 1])
                }
            }
            text = write(300 * size, after: generator.integer(below: symbols))
        } while (0..<symbols).contains { symbol in text.count { $0 == symbol } < 10 }
        (self.symbols, self.text) = (symbols, text)
        newText = write(300, after: text[text.count - 1])
        // And a pair that the text does not have, if there is one.
        let seen = Set(zip(text, text.dropFirst()).map { [$0, $1] })
        let pairs = (0..<symbols * symbols).map { [$0 / symbols, $0 % symbols] }
        if let pair = pairs.first(where: { !seen.contains($0) }) { newText += pair }
    }

    static let examples = [
        ChainText(text: [0, 1, 0, 1, 0, 0, 1], symbols: 2, newText: [0, 1, 0, 1, 0, 0, 1, 0])
    ]
    static let edges = [
        ChainText(text: [0], symbols: 1, newText: [0, 0]),
        ChainText(text: (0..<160).map { $0 % 2 == 0 ? 2 : 11 }, symbols: 12, newText: [2, 11, 2, 11, 2]),
        ChainText(
            text: (0..<40).map { $0 % 2 }, symbols: 3, newText: (0..<150).map { $0 < 149 ? $0 % 2 : 2 }),
    ]
}

let trainingModel = Exercise<any LanguageModelHomework>(
    "13.7", Words(en: "Train it: a language model", zh: "训练它：一个语言模型"), sizes: 1...3, draws: 3,
    hint: Words(
        en: "Take the mean of −ln P over the text itself: it must be near to that of counting pairs.",
        zh: "在给出的文本上求 −ln P 的平均：它必须接近数符号对得到的值。"),
    input: ChainText.init, examples: ChainText.examples, edges: ChainText.edges,
    judge: { homework, data in
        let table = try homework.trainedModel(data.text, symbols: data.symbols)
        let expected = Words(
            en: "at most \(Float(data.limit)) nats a symbol of the new text",
            zh: "新文本上 −ln P 的平均至多 \(Float(data.limit))"
        ).text
        func wrong(_ remark: String?, _ hint: String?) -> Verdict {
            .wrong(expected: expected, came: table.shown, remark: remark, hint: hint)
        }
        guard table.map(\.count) == [Int](repeating: data.symbols, count: data.symbols) else {
            return wrong(
                nil,
                Words(
                    en:
                        "The table has a row for each symbol that was last, in it a probability for each that may be next.",
                    zh: "表里每个上一个符号占一行，一行里是各个下一个符号的概率。"
                ).text
            )
        }
        guard table.joined().allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            return wrong(
                nil,
                Words(
                    en:
                        "A probability is a number from 0 to 1: has a symbol that never occurs a row of 0 / 0?",
                    zh: "概率是 0 到 1 的数：从不出现的符号，它那一行是不是成了 0 / 0？"
                ).text)
        }
        guard table.allSatisfy({ abs($0.reduce(0, +) - 1) < 1e-3 }) else {
            let columns = table.indices.map { column in table.reduce(0) { $0 + $1[column] } }
            let sums: [Float] = table.map { $0.reduce(0, +) }
            let sum = sums.first { abs($0 - 1) >= 1e-3 } ?? 0
            return wrong(
                Words(en: "a row adds up to \(sum)", zh: "有一行加起来是 \(sum)").text,
                columns.allSatisfy { abs($0 - 1) < 1e-3 }
                    ? Words(
                        en: "The columns add up to 1: rows are the last symbol, columns the next.",
                        zh: "各列加起来是 1：行应是上一个符号，列应是下一个。"
                    ).text
                    : Words(
                        en: "Every row must add up to 1: it holds the probabilities after one symbol.",
                        zh: "每一行加起来必须是 1：它是一个符号之后的各个概率。"
                    ).text)
        }
        let loss = ChainText.loss(table, data.newText)
        guard loss > data.limit else { return .right }
        let remark = Words(en: "it has \(Float(loss))", zh: "实际是 \(Float(loss))").text
        if loss == .infinity {
            return wrong(
                remark,
                Words(
                    en:
                        "A pair of the new text has the probability 0: what was never seen is rare, not impossible.",
                    zh: "新文本里有一对的概率是 0：没见过的只是罕见，不是不可能。"
                ).text)
        }
        if table.allSatisfy({ row in zip(row, table[0]).allSatisfy { abs($0 - $1) < 1e-4 } }) {
            return wrong(
                remark,
                Words(en: "All rows are alike: the symbol before is not used.", zh: "各行都一样：没有用到前一个符号。").text)
        }
        let turned = table.indices.map { last in
            let column = table.map { $0[last] }
            return column.map { $0 / max(column.reduce(0, +), 1e-6) }
        }
        if ChainText.loss(turned, data.newText) <= data.limit {
            return wrong(
                remark,
                Words(
                    en: "Turned round it would be good: rows are the last symbol, columns the next.",
                    zh: "行列对调就好了：行应是上一个符号，列应是下一个。"
                ).text)
        }
        return wrong(remark, nil)
    },
    cases: [
        Case(en: "a pair that was never seen", zh: "从没见过的一对") { $0.hasNewPair },
        Case(en: "one symbol", zh: "只有一种符号") { $0.symbols == 1 },
        Case(en: "symbols that never occur", zh: "从不出现的符号") { Set($0.text).count < $0.symbols },
        Case(en: "the symbol before says much", zh: "前一个符号很有用") { data in
            data.text.count > 100 && ChainText.loss(data.frequencies, data.newText) > data.limit
        },
    ],
    meant: [
        Meant("text[]", "newText[]", lack: .negative, because: "symbols are numbered from 0"),
        Meant("symbols", lack: .negative, .zero, because: "there is one at least"),
        Meant("newText.count", lack: .one, because: "a pair at least"),
    ])
