import Chapter11Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension TranslationHomework {
    func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float] {
        try Solution().additiveScores(query: query, keys: keys, v: v)
    }
    func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        try Solution().maskedSoftmax(scores, length: length)
    }
    func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        try Solution().gruStep(fromInput: a, fromState: c, hidden: h)
    }
    func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int] {
        try Solution().greedyDecode(scores: scores, start: start, end: end, longest: longest)
    }
    func bleu(_ translation: [Int], references: [[Int]]) throws -> Float {
        try Solution().bleu(translation, references: references)
    }
    func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float {
        try Solution().sequenceLoss(
            logProbabilities: logProbabilities, targets: targets, padding: padding)
    }
    func trainedScores(_ lookups: [Lookup]) throws -> [[Float]] { try Solution().trainedScores(lookups) }
    func mendedAccuracy(
        _ translations: [[Int]], references: [[Int]], padding: Int
    ) throws -> (line: Int, accuracy: Float) {
        try Solution().mendedAccuracy(translations, references: references, padding: padding)
    }
}

/// A matrix of scores.
private struct Scores: TranslationHomework {
    let answer: @Sendable ([Lookup]) throws -> [[Float]]
    func trainedScores(_ lookups: [Lookup]) throws -> [[Float]] { try answer(lookups) }

    /// Learns from mistakes alone, as a perceptron does.
    static func perceptron(_ lookups: [Lookup], passes: Int = 30, sign: Float = 1) -> [[Float]] {
        var weight = blank(lookups)
        for _ in 0..<passes {
            for lookup in lookups {
                let scores = lookup.keys.map { key in
                    lookup.query.indices.reduce(Float(0)) { sum, i in
                        key.indices.reduce(sum) { $0 + lookup.query[i] * weight[i][$1] * key[$1] }
                    }
                }
                let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
                for i in lookup.query.indices {
                    for j in lookup.keys[0].indices {
                        weight[i][j] +=
                            sign * lookup.query[i] * (lookup.keys[lookup.place][j] - lookup.keys[best][j])
                    }
                }
            }
        }
        return weight
    }

    static func blank(_ lookups: [Lookup]) -> [[Float]] {
        lookups[0].query.map { _ in lookups[0].keys[0].map { _ in 0 } }
    }
}

/// A count of words that are right.
private struct Accuracy: TranslationHomework {
    var line = 3
    let isCounted: @Sendable (_ word: Int, _ target: Int, _ padding: Int) -> Bool
    func mendedAccuracy(
        _ translations: [[Int]], references: [[Int]], padding: Int
    ) throws -> (line: Int, accuracy: Float) {
        let places = zip(translations.joined(), references.joined()).filter { isCounted($0, $1, padding) }
        return (line, Float(places.count { $0 == $1 }) / Float(places.count))
    }
}

/// Wrong answers to the tasks of training and of the book's fault.
let trainingMutants: [Mutant<any TranslationHomework>] = [
    translationHomework.mutant(Scores { Scores.blank($0) }, fails: "11.7", hint: "all zeros"),
    translationHomework.mutant(
        Scores { Scores.perceptron($0, sign: -1).map { $0.map { $0 * 1e-3 } } }, fails: "11.7"),
    translationHomework.mutant(
        Scores { try Solution().trainedScores($0).map { $0.map { -$0 } } }, fails: "11.7",
        hint: "goes up the loss"),
    // The dot product, without a matrix.
    translationHomework.mutant(
        Scores { lookups in
            lookups[0].query.indices.map { i in lookups[0].keys[0].indices.map { $0 == i ? 1 : 0 } }
        }, fails: "11.7"),
    // Learned from the first lookup alone.
    translationHomework.mutant(Scores { Scores.perceptron([$0[0]]) }, fails: "11.7"),
    translationHomework.mutant(
        Scores { lookups in lookups.map { $0.query } + [[0]] }, fails: "11.7", hint: "a row for each"),
    translationHomework.mutant(
        Scores { Scores.blank($0).map { $0.map { _ in .nan } } }, fails: "11.7", hint: "beyond what `exp`"),
    translationHomework.mutant(Accuracy { _, _, _ in true }, fails: "11.8", hint: "as it stands"),
    translationHomework.mutant(Accuracy(line: 2) { $1 != $2 }, fails: "11.8"),
    translationHomework.mutant(Accuracy(line: 5) { $1 != $2 }, fails: "11.8", hint: "the line is not"),
    translationHomework.mutant(Accuracy { $0 != $2 }, fails: "11.8", hint: "ended too early"),
    translationHomework.mutant(Accuracy { $0 != $2 || $1 != $2 }, fails: "11.8"),
    translationHomework.mutant(Accuracy { $1 != 0 && $2 != -1 }, fails: "11.8"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any TranslationHomework>] = [
    translationHomework.alternative(Scores { Scores.perceptron($0) }, passes: "11.7"),
    translationHomework.alternative(Accuracy { $1 != $2 }, passes: "11.8"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        #expect(try Solution().trainedScores([Lookup(query: [2], keys: [[-1], [2]], place: 0)])[0][0] < 0)
        let answer = try Solution().mendedAccuracy(
            [[7, 8, 0, 0]], references: [[7, 9, 5, 0]], padding: 0)
        #expect(answer.line == 3 && abs(answer.accuracy - 1 / 3) < 1e-6)
    }
}
