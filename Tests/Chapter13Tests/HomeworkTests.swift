import Chapter13Homework
import Foundation
import Grading
import Testing

private struct OffByOne: LanguageModelHomework {
    func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]] {
        lengths.map { n in (0..<count).map { t in (0..<count).map { $0 <= t + 1 && $0 < n ? 1 : 0 } } }
    }
}

private struct ForgetsPadding: LanguageModelHomework {
    func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]] {
        try Solution().causalMasks(lengths: lengths.map { _ in count }, count: count)
    }
}

private struct MasksSigns: LanguageModelHomework {
    func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        try Solution().masked(ids, isChosen: isChosen, roll: roll, random: random, mask: mask, firstWord: 0)
    }
}

private struct AlwaysMask: LanguageModelHomework {
    func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        try Solution().masked(
            ids, isChosen: isChosen, roll: roll.map { _ in 0 }, random: random, mask: mask,
            firstWord: firstWord)
    }
}

private struct LossOnAll: LanguageModelHomework {
    func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        let right = try Solution().masked(
            ids, isChosen: isChosen, roll: roll, random: random, mask: mask, firstWord: firstWord)
        return [right[0], ids]
    }
}

private struct Multiplies: LanguageModelHomework {
    func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float] {
        try Solution().probabilities(logits: logits, temperature: 1 / temperature, topK: topK, topP: topP)
    }
}

private struct CutsTheCrossing: LanguageModelHomework {
    func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float] {
        // All but the one that crosses: the last that is kept.
        var kept = try Solution().probabilities(
            logits: logits, temperature: temperature, topK: topK, topP: topP)
        guard kept.count(where: { $0 > 0 }) > 1 else { return kept }
        let last = kept.indices.filter { kept[$0] > 0 }.min { kept[$0] < kept[$1] } ?? 0
        kept[last] = 0
        let total = kept.reduce(0, +)
        return kept.map { $0 / total }
    }
}

private struct SwapsKeysAndValues: LanguageModelHomework {
    func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float] {
        try Solution().cachedStep(
            query: query, key: value, value: key, cachedKeys: cachedValues, cachedValues: cachedKeys)
    }
}

private struct ForgetsTheCache: LanguageModelHomework {
    func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float] { value }
}

private struct ScalesByAlpha: LanguageModelHomework {
    func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]] {
        try Solution().merged(weight: weight, a: a, b: b, alpha: alpha * Float(a.count))
    }
}

private struct MergesTwice: LanguageModelHomework {
    func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]] {
        let once = try Solution().merged(weight: weight, a: a, b: b, alpha: alpha)
        return try Solution().merged(weight: once, a: a, b: b, alpha: alpha)
    }
}

private struct MeanOfBatches: LanguageModelHomework {
    func foldAccuracies(isRight: [Bool], folds: Int, batchSize: Int) throws -> [Float] {
        let means = (0..<folds).map { fold -> Float in
            let places = fold * isRight.count / folds..<(fold + 1) * isRight.count / folds
            let batches = stride(from: places.lowerBound, to: places.upperBound, by: batchSize).map {
                let batch = isRight[$0..<min($0 + batchSize, places.upperBound)]
                return Float(batch.count { $0 }) / Float(batch.count)
            }
            return batches.reduce(0, +) / Float(batches.count)
        }
        return means + [means.reduce(0, +) / Float(folds)]
    }
}

@Suite struct LanguageModelHomeworkTests {
    @Test func solutionStarterAndMutantsAreToldApart() {
        let homework = languageModelHomework
        let mutants = [
            homework.mutant(OffByOne(), fails: "13.1", hint: "off by one"),
            homework.mutant(ForgetsPadding(), fails: "13.1", hint: "Padding is attended to"),
            homework.mutant(MasksSigns(), fails: "13.2", hint: "only words are"),
            homework.mutant(AlwaysMask(), fails: "13.2", hint: "becomes [MASK]"),
            homework.mutant(LossOnAll(), fails: "13.2", hint: "Every word is a target"),
            homework.mutant(Multiplies(), fails: "13.3", hint: "multiplied by the temperature"),
            homework.mutant(CutsTheCrossing(), fails: "13.3", hint: "crosses topP"),
            homework.mutant(SwapsKeysAndValues(), fails: "13.4", hint: "are swapped"),
            homework.mutant(ForgetsTheCache(), fails: "13.4", hint: "cache is not used"),
            homework.mutant(ScalesByAlpha(), fails: "13.5", hint: "it is α / r"),
            homework.mutant(MergesTwice(), fails: "13.5", hint: "Added twice"),
            homework.mutant(MeanOfBatches(), fails: "13.6", hint: "as in the book"),
        ]
        #expect(
            homework.faults(
                starter: Starter(), solution: Solution(), mutants: mutants + trainingMutants,
                alternatives: otherTrainingAnswers) == [])
    }
}
