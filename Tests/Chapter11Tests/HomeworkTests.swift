import Chapter11Homework
import Foundation
import Grading
import Testing

private struct TanhLast: TranslationHomework {
    func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float] {
        keys.map { key in tanh(v.indices.reduce(0) { $0 + v[$1] * (query[$1] + key[$1]) }) }
    }
}

private struct DotProduct: TranslationHomework {
    func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float] {
        keys.map { zip(query, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    }
}

private struct MasksAfterwards: TranslationHomework {
    func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        try Solution().maskedSoftmax(scores, length: scores.count).enumerated().map { $0 < length ? $1 : 0 }
    }
}

private struct MasksWords: TranslationHomework {
    func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        guard length < scores.count else { return scores.map { _ in 0 } }
        let rest = try Solution().maskedSoftmax(
            Array(scores.dropFirst(length)), length: scores.count - length)
        return [Float](repeating: 0, count: length) + rest
    }
}

private struct TooLarge: TranslationHomework {
    func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        let all = scores.enumerated().map { $0 < length ? exp($1) : 0 }
        return all.map { $0 / all.reduce(0, +) }
    }
}

private struct KeepsByOneMinusZ: TranslationHomework {
    func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        // σ(−x) is 1 − σ(x): z and 1 − z change places.
        try Solution().gruStep(
            fromInput: [a[0], a[1].map { -$0 }, a[2]], fromState: [c[0], c[1].map { -$0 }, c[2]], hidden: h)
    }
}

private struct IgnoresReset: TranslationHomework {
    func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        try Solution().gruStep(fromInput: [a[0].map { _ in 100 }, a[1], a[2]], fromState: c, hidden: h)
    }
}

private struct SquashesTheState: TranslationHomework {
    func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        try Solution().gruStep(fromInput: a, fromState: c, hidden: h).map { tanh($0) }
    }
}

private struct NeverStops: TranslationHomework {
    func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int] {
        try Solution().greedyDecode(scores: scores, start: start, end: -1, longest: longest)
    }
}

private struct KeepsTheEnd: TranslationHomework {
    func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int] {
        let words = try Solution().greedyDecode(scores: scores, start: start, end: end, longest: longest)
        return words.count < longest ? words + [end] : words
    }
}

private struct DoesNotClip: TranslationHomework {
    func bleu(_ translation: [Int], references: [[Int]]) throws -> Float {
        try Solution().bleu(translation, references: references.map { _ in translation }) == 0
            ? 0 : unclipped(translation, references)
    }

    private func unclipped(_ words: [Int], _ references: [[Int]]) -> Float {
        let single = Set(references.joined())
        let pairs = Set(references.flatMap { zip($0, $0.dropFirst()).map { [$0, $1] } })
        let own = zip(words, words.dropFirst()).map { [$0, $1] }
        let (p1, p2) = (
            Float(words.count(where: single.contains)) / Float(words.count),
            Float(own.count(where: pairs.contains)) / Float(own.count)
        )
        let r = references.map(\.count).sorted().min { abs($0 - words.count) < abs($1 - words.count) } ?? 0
        return (p1 * p2).squareRoot() * (words.count < r ? exp(1 - Float(r) / Float(words.count)) : 1)
    }
}

private struct OneReference: TranslationHomework {
    func bleu(_ translation: [Int], references: [[Int]]) throws -> Float {
        try Solution().bleu(translation, references: [references[0]])
    }
}

private struct CountsPadding: TranslationHomework {
    func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float {
        try Solution().sequenceLoss(logProbabilities: logProbabilities, targets: targets, padding: -1)
    }
}

private struct MeanOfSentences: TranslationHomework {
    func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float {
        let losses = try zip(logProbabilities, targets).map {
            try Solution().sequenceLoss(logProbabilities: [$0], targets: [$1], padding: padding)
        }
        return losses.reduce(0, +) / Float(losses.count)
    }
}

@Suite struct TranslationHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = translationHomework
        let mutants = [
            homework.mutant(TanhLast(), fails: "11.1", hint: "comes before v"),
            homework.mutant(DotProduct(), fails: "11.1", hint: "dot product"),
            homework.mutant(MasksAfterwards(), fails: "11.2", hint: "after the softmax"),
            homework.mutant(MasksWords(), fails: "11.2", hint: "inverted"),
            homework.mutant(TooLarge(), fails: "11.2", hint: "largest score"),
            homework.mutant(KeepsByOneMinusZ(), fails: "11.3", hint: "how much of it stays"),
            homework.mutant(IgnoresReset(), fails: "11.3", hint: "r is not used"),
            homework.mutant(SquashesTheState(), fails: "11.3", hint: "around the new state"),
            homework.mutant(NeverStops(), fails: "11.4", hint: "does not stop"),
            homework.mutant(KeepsTheEnd(), fails: "11.4", hint: "end is no word"),
            homework.mutant(DoesNotClip(), fails: "11.5", hint: "counts each time"),
            homework.mutant(OneReference(), fails: "11.5", hint: "Only the first reference"),
            homework.mutant(CountsPadding(), fails: "11.6", hint: "Padding counts"),
            homework.mutant(MeanOfSentences(), fails: "11.6", hint: "sentences' means"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(), mutants: mutants + trainingMutants,
                alternatives: otherTrainingAnswers) == [])
    }
}
