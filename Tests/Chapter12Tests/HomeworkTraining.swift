import Chapter12Homework
import Grading
import Testing

/// A list of merges.
private struct Merges: TransformerHomework {
    let answer: @Sendable (_ words: [String], _ counts: [Int], _ merges: Int) throws -> [[String]]
    func trainedMerges(words: [String], counts: [Int], merges: Int) throws -> [[String]] {
        try answer(words, counts, merges)
    }

    /// How often each pair of neighbouring letters occurs.
    static func pairs(_ words: [String], _ counts: [Int]) -> [[String]: Int] {
        zip(words, counts).reduce(into: [:]) { pairs, word in
            let letters = word.0.map(String.init)
            for (left, right) in zip(letters, letters.dropFirst()) {
                pairs[[left, right], default: 0] += word.1
            }
        }
    }

    /// Merges that build a word from its letters.
    static func building(_ word: String) -> [[String]] {
        let letters = word.map(String.init)
        return letters.indices.dropFirst().map { [letters[..<$0].joined(), letters[$0]] }
    }
}

/// Costs of batches.
private struct Costs: TransformerHomework {
    var line = 6
    let answer: @Sendable (_ lengths: [Int], _ size: Int) -> [Int]
    func mendedCosts(lengths: [Int], size: Int) throws -> (line: Int, costs: [Int]) {
        (line, answer(lengths, size))
    }

    static func right(_ lengths: [Int], _ size: Int) -> [Int] {
        guard !lengths.isEmpty else { return [] }
        let first = lengths.prefix(size)
        return [first.count * (first.max() ?? 0)] + right(Array(lengths.dropFirst(size)), size)
    }
}

/// Wrong answers to the tasks of training and of the book's fault.
let trainingMutants: [Mutant<any TransformerHomework>] = [
    transformerHomework.mutant(Merges { _, _, _ in [] }, fails: "12.12"),
    // The pairs are counted once.
    transformerHomework.mutant(
        Merges { words, counts, merges in
            let pairs = Merges.pairs(words, counts).sorted {
                ($1.value, $0.key.joined()) < ($0.value, $1.key.joined())
            }
            return pairs.prefix(merges).map(\.key)
        }, fails: "12.12", hint: "two letters"),
    transformerHomework.mutant(
        Merges { words, counts, merges in
            try Solution().trainedMerges(words: words, counts: counts.map { _ in 1 }, merges: merges)
        }, fails: "12.12"),
    transformerHomework.mutant(
        Merges { words, counts, merges in
            try Solution().trainedMerges(words: words, counts: counts, merges: merges).reversed()
        }, fails: "12.12", hint: "opposite order"),
    transformerHomework.mutant(
        Merges { words, counts, merges in
            try Solution().trainedMerges(words: words, counts: counts, merges: 2 * merges + 1)
        }, fails: "12.12", hint: "more merges than"),
    transformerHomework.mutant(
        Merges { words, counts, merges in
            try Solution().trainedMerges(words: words, counts: counts, merges: merges).map { [$0.joined()] }
        }, fails: "12.12", hint: "two pieces that become one"),
    // The most frequent words by heart.
    transformerHomework.mutant(
        Merges { words, counts, merges in
            let order = words.indices.sorted { counts[$0] * words[$0].count > counts[$1] * words[$1].count }
            return Array(
                order.filter { words[$0].count > 4 }.flatMap { Merges.building(words[$0]) }.prefix(merges))
        }, fails: "12.12"),
    transformerHomework.mutant(
        Costs { lengths, size in
            (1...max(1, lengths.count)).filter { $0 % size == 0 || $0 == lengths.count }.map {
                $0 * (lengths.prefix($0).max() ?? 0)
            }
        }, fails: "12.13", hint: "as it stands"),
    transformerHomework.mutant(Costs(line: 5, answer: Costs.right), fails: "12.13", hint: "the line is not"),
    transformerHomework.mutant(Costs(line: 2, answer: Costs.right), fails: "12.13"),
    transformerHomework.mutant(
        Costs { lengths, size in Costs.right(Array(lengths.prefix(lengths.count / size * size)), size) },
        fails: "12.13", hint: "though it is short"),
    transformerHomework.mutant(
        Costs { lengths, size in Costs.right(lengths.sorted(), size) }, fails: "12.13"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any TransformerHomework>] = [
    transformerHomework.alternative(
        Merges { words, counts, merges in
            // Ties are broken the other way round.
            var (parts, learned) = (words.map { $0.map(String.init) }, [[String]]())
            while learned.count < merges {
                var pairs: [[String]: Int] = [:]
                for (word, count) in zip(parts, counts) {
                    for (left, right) in zip(word, word.dropFirst()) {
                        pairs[[left, right], default: 0] += count
                    }
                }
                guard let best = pairs.max(by: { ($0.value, $0.key.joined()) < ($1.value, $1.key.joined()) })
                else { break }
                learned.append(best.key)
                parts = parts.map { word in
                    word.reduce(into: [String]()) { pieces, piece in
                        if pieces.last == best.key[0], piece == best.key[1] {
                            pieces[pieces.count - 1] += piece
                        } else {
                            pieces.append(piece)
                        }
                    }
                }
            }
            return learned
        }, passes: "12.12"),
    transformerHomework.alternative(Costs(answer: Costs.right), passes: "12.13"),
]

@Suite struct TrainingExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        #expect(
            try Solution().trainedMerges(words: ["low", "lot", "now"], counts: [2, 1, 4], merges: 1) == [
                ["o", "w"]
            ])
        #expect(try Solution().mendedCosts(lengths: [5, 3, 4, 2, 6], size: 2) == (6, [10, 8, 6]))
    }
}
