import Foundation
import Grading
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
        let likely = generator.permutation(symbols)
        // After each symbol another one is likely; some pairs are rare.
        let chain = (0..<symbols).map { last in
            (0..<symbols).map { next -> Float in
                next == likely[last] ? 6 : generator.element(of: [0.004, 0.5, 1])
            }
        }
        func write(_ count: Int, after symbol: Int) -> [Int] {
            var written = [symbol]
            while written.count < count {
                written.append(generator.categorical(chain[written[written.count - 1]]))
            }
            return written
        }
        self.symbols = symbols
        text = write(300 * size, after: generator.integer(below: symbols))
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
    "13.7", "Train it: a language model", sizes: 1...3, draws: 3,
    hint: "Take the mean of −ln P over the text itself: it must be near to that of counting pairs.",
    input: ChainText.init, examples: ChainText.examples, edges: ChainText.edges,
    judge: { homework, data in
        let table = try homework.trainedModel(data.text, symbols: data.symbols)
        let expected = "at most \(Float(data.limit)) nats a symbol of the new text"
        func wrong(_ remark: String?, _ hint: String?) -> Verdict {
            .wrong(expected: expected, came: table.shown, remark: remark, hint: hint)
        }
        guard table.map(\.count) == [Int](repeating: data.symbols, count: data.symbols) else {
            return wrong(
                nil,
                "The table has a row for each symbol that was last, in it a probability for each that may be next."
            )
        }
        guard table.joined().allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            return wrong(
                nil, "A probability is a number from 0 to 1: has a symbol that never occurs a row of 0 / 0?")
        }
        guard table.allSatisfy({ abs($0.reduce(0, +) - 1) < 1e-3 }) else {
            let columns = table.indices.map { column in table.reduce(0) { $0 + $1[column] } }
            return wrong(
                "a row adds up to \(table.map { $0.reduce(0, +) }.first { abs($0 - 1) >= 1e-3 } ?? 0)",
                columns.allSatisfy { abs($0 - 1) < 1e-3 }
                    ? "The columns add up to 1: rows are the last symbol, columns the next."
                    : "Every row must add up to 1: it holds the probabilities after one symbol.")
        }
        let loss = ChainText.loss(table, data.newText)
        guard loss > data.limit else { return .right }
        let remark = "it has \(Float(loss))"
        if loss == .infinity {
            return wrong(
                remark,
                "A pair of the new text has the probability 0: what was never seen is rare, not impossible.")
        }
        if table.allSatisfy({ row in zip(row, table[0]).allSatisfy { abs($0 - $1) < 1e-4 } }) {
            return wrong(remark, "All rows are alike: the symbol before is not used.")
        }
        let turned = table.indices.map { last in
            let column = table.map { $0[last] }
            return column.map { $0 / max(column.reduce(0, +), 1e-6) }
        }
        if ChainText.loss(turned, data.newText) <= data.limit {
            return wrong(remark, "Turned round it would be good: rows are the last symbol, columns the next.")
        }
        return wrong(remark, nil)
    },
    cases: [
        Case("a pair that was never seen") { $0.hasNewPair }, Case("one symbol") { $0.symbols == 1 },
        Case("symbols that never occur") { Set($0.text).count < $0.symbols },
        Case("the symbol before says much") { data in
            data.text.count > 100 && ChainText.loss(data.frequencies, data.newText) > data.limit
        },
    ],
    meant: [
        Meant("text[]", "newText[]", lack: .negative, because: "symbols are numbered from 0"),
        Meant("symbols", lack: .negative, .zero, because: "there is one at least"),
        Meant("newText.count", lack: .one, because: "a pair at least"),
    ])
