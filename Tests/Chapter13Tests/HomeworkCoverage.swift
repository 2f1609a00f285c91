import Chapter13Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension LanguageModelHomework {
    func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]] {
        try Solution().causalMasks(lengths: lengths, count: count)
    }
    func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        try Solution().masked(
            ids, isChosen: isChosen, roll: roll, random: random, mask: mask, firstWord: firstWord)
    }
    func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float] {
        try Solution().probabilities(logits: logits, temperature: temperature, topK: topK, topP: topP)
    }
    func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float] {
        try Solution().cachedStep(
            query: query, key: key, value: value, cachedKeys: cachedKeys, cachedValues: cachedValues)
    }
    func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]] {
        try Solution().merged(weight: weight, a: a, b: b, alpha: alpha)
    }
    func foldAccuracies(isRight: [Bool], folds: Int, batchSize: Int) throws -> [Float] {
        try Solution().foldAccuracies(isRight: isRight, folds: folds, batchSize: batchSize)
    }
    func trainedModel(_ text: [Int], symbols: Int) throws -> [[Float]] {
        try Solution().trainedModel(text, symbols: symbols)
    }
    func mendedWords(_ tweet: String) throws -> (line: Int, words: [String]) {
        try Solution().mendedWords(tweet)
    }
}

/// A table from counts.
private struct Table: LanguageModelHomework {
    let answer: @Sendable (_ counts: [[Float]], _ text: [Int]) -> [[Float]]
    func trainedModel(_ text: [Int], symbols: Int) throws -> [[Float]] {
        var counts = [[Float]](repeating: [Float](repeating: 0, count: symbols), count: symbols)
        for (last, next) in zip(text, text.dropFirst()) { counts[last][next] += 1 }
        return answer(counts, text)
    }

    static func normalized(_ counts: [[Float]], adding more: Float) -> [[Float]] {
        counts.map { row in
            let total = row.reduce(0) { $0 + $1 + more }
            return row.map { ($0 + more) / total }
        }
    }

    static func turned(_ table: [[Float]]) -> [[Float]] {
        table.indices.map { column in table.map { $0[column] } }
    }

    /// Logits learned by gradient descent on the mean of −ln P.
    static func descended(_ counts: [[Float]], steps: Int) -> [[Float]] {
        counts.map { row in
            var logits = row.map { _ in Float(0) }
            let count = max(1, row.reduce(0, +))
            func softmax() -> [Float] {
                let all = logits.map { exp($0) }
                return all.map { $0 / all.reduce(0, +) }
            }
            for _ in 0..<steps {
                for (symbol, p) in softmax().enumerated() { logits[symbol] += row[symbol] / count - p }
                if row.allSatisfy({ $0 == 0 }) { break }
            }
            return softmax()
        }
    }
}

/// The words of a tweet.
private struct Words: LanguageModelHomework {
    var line = 11
    let answer: @Sendable ([Substring]) -> [Substring]
    func mendedWords(_ tweet: String) throws -> (line: Int, words: [String]) {
        (line, answer(tweet.split(separator: " ")).map(String.init))
    }
    @Sendable static func right(_ words: [Substring]) -> [Substring] { words.filter { !$0.hasPrefix("@") } }
}

/// Wrong answers to the tasks of training and of the book's fault.
let trainingMutants: [Mutant<any LanguageModelHomework>] = [
    languageModelHomework.mutant(
        Table { counts, _ in counts.map { $0.map { _ in 1 / Float(counts.count) } } }, fails: "13.7",
        hint: "All rows are alike"),
    languageModelHomework.mutant(
        Table { counts, text in
            let row = counts.indices.map { symbol in
                (Float(text.count { $0 == symbol }) + 0.5) / (Float(text.count) + 0.5 * Float(counts.count))
            }
            return counts.map { _ in row }
        }, fails: "13.7", hint: "All rows are alike"),
    languageModelHomework.mutant(
        Table { counts, _ in
            counts.map { row in
                let total = row.reduce(0, +)
                return row.map { total == 0 ? 1 / Float(row.count) : $0 / total }
            }
        }, fails: "13.7", hint: "rare, not impossible"),
    languageModelHomework.mutant(
        Table { counts, _ in counts.map { row in row.map { $0 / row.reduce(0, +) } } }, fails: "13.7"),
    languageModelHomework.mutant(
        Table { counts, text in counts.map { $0.map { ($0 + 0.5) / Float(text.count) } } }, fails: "13.7",
        hint: "row must add up to 1"),
    languageModelHomework.mutant(
        Table { counts, _ in Table.turned(Table.normalized(Table.turned(counts), adding: 0.5)) },
        fails: "13.7",
        hint: "columns add up to 1"),
    languageModelHomework.mutant(
        Table { counts, _ in Table.normalized(Table.turned(counts), adding: 0.5) }, fails: "13.7",
        hint: "Turned round"),
    languageModelHomework.mutant(
        Table { counts, _ in Table.normalized(counts, adding: 1000) }, fails: "13.7"),
    languageModelHomework.mutant(Table { counts, _ in Table.descended(counts, steps: 1) }, fails: "13.7"),
    languageModelHomework.mutant(
        Table { counts, _ in [counts.map { _ in 1 / Float(counts.count) }] }, fails: "13.7"),
    languageModelHomework.mutant(
        Words { $0.dropLast().filter { !$0.hasPrefix("@") } + $0.suffix(1) }, fails: "13.8",
        hint: "as it stands"),
    languageModelHomework.mutant(
        Words(line: 5, answer: Words.right), fails: "13.8", hint: "not of every word"),
    languageModelHomework.mutant(Words(line: 12, answer: Words.right), fails: "13.8"),
    languageModelHomework.mutant(Words { $0.filter { !$0.contains("@") } }, fails: "13.8", hint: "ann@home"),
    languageModelHomework.mutant(
        Words { $0.filter { !$0.hasPrefix("@") || $0.count == 1 } }, fails: "13.8"),
    languageModelHomework.mutant(
        Words { words in
            let kept = words.filter { !$0.hasPrefix("@") }
            return kept.isEmpty ? words : kept
        }, fails: "13.8"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any LanguageModelHomework>] = [
    languageModelHomework.alternative(
        Table { counts, _ in Table.normalized(counts, adding: 1) }, passes: "13.7"),
    languageModelHomework.alternative(
        Table { counts, _ in Table.normalized(counts, adding: 0.1) }, passes: "13.7"),
    languageModelHomework.alternative(
        Table { counts, _ in Table.descended(counts, steps: 100) }, passes: "13.7"),
    languageModelHomework.alternative(Words(answer: Words.right), passes: "13.8"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let row = try Solution().trainedModel([0, 1, 0, 1, 0, 0, 1], symbols: 2)[0]
        #expect(abs(row[0] - 0.3) < 1e-6 && abs(row[1] - 0.7) < 1e-6)
        #expect(try Solution().mendedWords("@air my bags @ann") == (11, ["my", "bags"]))
    }
}
