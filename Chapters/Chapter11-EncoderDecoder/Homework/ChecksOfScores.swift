import Foundation
import Grading
import TensorCore

// MARK: 11.5

private struct Translation {
    var translation: [Int]
    var references: [[Int]]

    init(size: Int, generator: inout RandomGenerator) {
        // Few words, so that they repeat; all that is common to them is the beginning.
        func words(_ count: Int) -> [Int] { (0..<count).map { _ in 5 + generator.integer(below: 3) } }
        let beginning = words(2)
        references = (0..<1 + generator.integer(below: 3)).map { _ in
            beginning + words(generator.integer(below: size + 2))
        }
        translation = beginning + words(generator.integer(below: size + 2))
        // Some translations have nothing in common with the references, or no pair.
        switch generator.integer(below: 8) {
        case 0: translation = translation.map { $0 + 10 }
        case 1: translation = [5, 15]
        default: break
        }
    }

    var right: Float { score() }
    var unclipped: Float { score(clips: false) }
    var arithmetic: Float { score(mean: { ($0 + $1) / 2 }) }
    var withoutPenalty: Float { score(penalizes: false) }
    var firstReference: Float { score(references: [references[0]]) }
    var longestReference: Float { score(length: { $0.max() ?? 0 }) }
    var productOnly: Float { score(mean: { $0 * $1 }) }
    var wordsOnly: Float { score(mean: { first, _ in first }) }

    private func score(
        references: [[Int]]? = nil, clips: Bool = true, penalizes: Bool = true,
        length: (([Int]) -> Int)? = nil,
        mean: (Double, Double) -> Double = { ($0 * $1).squareRoot() }
    ) -> Float {
        let references = references ?? self.references
        let count = translation.count
        let precisions = (1...2).map { length -> Double in
            let own = nGrams(translation, length)
            let known = references.map { nGrams($0, length) }
            var hits = 0
            for nGram in Set(own) {
                let inOwn = own.count { $0 == nGram }
                let inReference = known.map { other in other.count { $0 == nGram } }.max() ?? 0
                hits += clips ? min(inOwn, inReference) : inReference > 0 ? inOwn : 0
            }
            return Double(hits) / Double(own.count)
        }
        let lengths = references.map(\.count)
        let nearest = lengths.sorted().min { abs($0 - count) < abs($1 - count) } ?? count
        let r = length?(lengths) ?? nearest
        let penalty = penalizes && count < r ? exp(1 - Double(r) / Double(count)) : 1
        return Float(penalty * mean(precisions[0], precisions[1]))
    }

    private func nGrams(_ words: [Int], _ length: Int) -> [[Int]] {
        words.count < length ? [] : (0...words.count - length).map { Array(words[$0..<$0 + length]) }
    }
}

let comparing = Exercise<any TranslationHomework>(
    "11.5", "BLEU with several references", draws: 8,
    hint: "Write down the words, then the pairs of words, and tick off those that a reference still has.",
    input: Translation.init, expected: \.right,
    answer: { try $0.bleu($1.translation, references: $1.references) },
    mistakes: [
        Mistake("A repeated word counts each time: at most as often as one reference has it.", \.unclipped),
        Mistake("The mean is arithmetic: a translation without a right pair must have 0.", \.arithmetic),
        Mistake("Short translations are not penalized.", \.withoutPenalty),
        Mistake("Only the first reference counts.", \.firstReference),
        Mistake("r is the nearest length, not that of the longest reference.", \.longestReference),
        Mistake("The root is missing: BLEU is the geometric mean of p₁ and p₂.", \.productOnly),
        Mistake("The pairs of words are missing.", \.wordsOnly),
    ])

// MARK: 11.6

private struct Batch {
    var logProbabilities: [[[Float]]]
    var targets: [[Int]]
    var padding: Int

    init(size: Int, generator: inout RandomGenerator) {
        let (words, places) = (3, size + 1)
        padding = generator.integer(below: words)
        let padding = padding
        let lengths = (0..<1 + generator.integer(below: 3)).map { _ in 1 + generator.integer(below: places) }
        targets = lengths.map { length in
            (0..<places).map { place in
                place < length ? (padding + 1 + generator.integer(below: words - 1)) % words : padding
            }
        }
        logProbabilities = lengths.map { _ in
            (0..<places).map { _ in
                (0..<words).map { _ in -Float(1 + generator.integer(below: 8)) / 2 }
            }
        }
    }

    /// −log P of the right word at each place, with whether it is a word.
    private func losses(shift: Int = 0) -> [[(isWord: Bool, loss: Double)]] {
        targets.indices.map { n in
            targets[n].indices.map { t in
                let row = logProbabilities[n][max(0, t - shift)]
                return (targets[n][t] != padding, -Double(row[targets[n][t]]))
            }
        }
    }

    var right: Float { mean(losses().joined().filter(\.isWord).map(\.loss)) }
    var withPadding: Float { mean(losses().joined().map(\.loss)) }
    var perSentence: Float {
        mean(losses().map { row in Double(mean(row.filter(\.isWord).map(\.loss))) })
    }
    var sum: Float { Float(losses().joined().filter(\.isWord).reduce(0) { $0 + $1.loss }) }
    var negative: Float { -right }
    var shifted: Float { mean(losses(shift: 1).joined().filter(\.isWord).map(\.loss)) }
    var byAllPlaces: Float {
        Float(losses().joined().reduce(0) { $0 + ($1.isWord ? $1.loss : 0) })
            / Float(targets.joined().count)
    }

    private func mean(_ values: [Double]) -> Float { Float(values.reduce(0, +) / Double(values.count)) }
}

let losing = Exercise<any TranslationHomework>(
    "11.6", "The loss of padded translations",
    hint: "Cross out all padding first; the rest is one list of numbers, and the loss its mean.",
    input: Batch.init, expected: \.right,
    answer: {
        try $0.sequenceLoss(
            logProbabilities: $1.logProbabilities, targets: $1.targets, padding: $1.padding)
    },
    mistakes: [
        Mistake("Padding counts: a network would learn to write padding.", \.withPadding),
        Mistake("The sum leaves padding out, but it is divided by all places.", \.byAllPlaces),
        Mistake(
            "The mean of the sentences' means: each word counts alike, long sentence or short.", \.perSentence
        ),
        Mistake("This is the sum: divide by the number of words.", \.sum),
        Mistake("The sign is wrong: the loss is −log P.", \.negative),
        Mistake("Shifted by one: the prediction at place t is for the target at place t.", \.shifted),
    ])
