import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let languageModelHomework = Homework<any LanguageModelHomework>(
    chapter: 13, title: "GPT and BERT", file: "Chapters/Chapter13-LanguageModels/Homework/Starter.swift",
    exercises: [masks, hiding, sampling, caching, merging, folding])

/// The homework of Chapter 13 for the grader.
public let chapter13Homework = AnyHomework(
    languageModelHomework, starter: Starter(), solution: Solution())

// MARK: 13.1

private struct PaddedBatch {
    var lengths: [Int]
    var count: Int

    init(size: Int, generator: inout RandomGenerator) {
        let count = 2 + size + generator.integer(below: 3)
        // One is whole and one is short: neither padding nor its absence can be forgotten.
        let short = 1 + generator.integer(below: count - 1)
        let others = (0..<generator.integer(below: 3)).map { _ in 1 + generator.integer(below: count) }
        lengths = [short, count] + others
        self.count = count
    }

    var right: [[[Float]]] { mask { t, s, length in s <= t && s < length } }
    var withoutPadding: [[[Float]]] { mask { t, s, _ in s <= t } }
    var withoutCause: [[[Float]]] { mask { _, s, length in s < length } }
    var seesTheNext: [[[Float]]] { mask { t, s, length in s <= t + 1 && s < length } }
    var notItself: [[[Float]]] { mask { t, s, length in s < t && s < length } }
    var upsideDown: [[[Float]]] { mask { t, s, length in s >= t && s < length } }
    var rowsOfPadding: [[[Float]]] { mask { t, s, length in s <= t && t < length } }
    var inverted: [[[Float]]] { mask { t, s, length in !(s <= t && s < length) } }
    var added: [[[Float]]] {
        right.map { $0.map { $0.map { $0 == 1 ? 0 : -.infinity } } }
    }

    private func mask(_ allows: (Int, Int, Int) -> Bool) -> [[[Float]]] {
        lengths.map { length in
            (0..<count).map { t in (0..<count).map { s in allows(t, s, length) ? 1 : 0 } }
        }
    }
}

private let masks = Exercise<any LanguageModelHomework>(
    "13.1", "Causal masks over padding", tolerance: .exact,
    hint: "Write out the rows of one short sequence: which keys has each position?",
    input: PaddedBatch.init, expected: \.right,
    answer: { try $0.causalMasks(lengths: $1.lengths, count: $1.count) },
    mistakes: [
        Mistake("Padding is attended to: keys from the length on must be 0.", \.withoutPadding),
        Mistake("Each position sees the later ones: it is not causal.", \.withoutCause),
        Mistake("Each position sees the next token, which it is to predict: off by one.", \.seesTheNext),
        Mistake("A position does not see itself: the diagonal is 1.", \.notItself),
        Mistake("Upside down: the past is hidden and the future seen.", \.upsideDown),
        Mistake("The queries of padding are masked, not its keys.", \.rowsOfPadding),
        Mistake(
            "Here 1 means that a key may be looked at; PyTorch's boolean masks are inverted.", \.inverted),
        Mistake("This mask is to be added to scores; asked for is one of 0 and 1.", \.added),
    ])

// MARK: 13.2

private struct HiddenWords {
    var ids: [Int]
    var isChosen: [Bool]
    var roll: [Float]
    var random: [Int]
    var mask = 3
    var firstWord: Int

    init(size: Int, generator: inout RandomGenerator) {
        let firstWord = 4 + generator.integer(below: 4)
        // [CLS], words of which each kind of roll hits at least one, one that is not chosen, and padding.
        let rolls: [Float] = [0.3, 0.85, 0.95]
        let words = generator.permutation(4 + size).map { firstWord + $0 }
        ids = [2] + words + [0, 0]
        roll =
            [0.1] + words.indices.map { rolls[$0 % 3] + generator.uniform(in: -0.04...0.04) } + [0.1, 0.85]
        isChosen =
            [true] + words.indices.map { $0 != 3 && ($0 < 3 || generator.bernoulli(0.6)) } + [true, true]
        random = ids.map { _ in 100 + generator.integer(below: 100) }
        self.firstWord = firstWord
    }

    var right: [[Int]] { hidden() }
    var hidesSigns: [[Int]] { hidden(sparesSigns: false) }
    var alwaysMask: [[Int]] { hidden(shares: (1, 1)) }
    var neverRandom: [[Int]] { hidden(shares: (0.8, 0)) }
    var neverStays: [[Int]] { hidden(shares: (0.8, 1)) }
    var allTargets: [[Int]] { [right[0], ids] }
    var onlyHiddenTargets: [[Int]] {
        [right[0], zip(right[0], zip(ids, right[1])).map { $0 == $1.0 ? -1 : $1.1 }]
    }
    var onlyMaskedTargets: [[Int]] {
        [right[0], zip(right[0], right[1]).map { $0 == mask ? $1 : -1 }]
    }
    var zeroForNone: [[Int]] { [right[0], right[1].map { $0 == -1 ? 0 : $0 }] }

    private func hidden(sparesSigns: Bool = true, shares: (mask: Float, random: Float) = (0.8, 0.9))
        -> [[Int]]
    {
        var (inputs, targets) = (ids, ids.map { _ in -1 })
        for (place, id) in ids.enumerated() where isChosen[place] && !(sparesSigns && id < firstWord) {
            targets[place] = id
            if roll[place] < shares.mask {
                inputs[place] = mask
            } else if roll[place] < shares.random {
                inputs[place] = random[place]
            }
        }
        return [inputs, targets]
    }
}

private let hiding = Exercise<any LanguageModelHomework>(
    "13.2", "Hidden words", tolerance: .exact,
    hint: "Take the places one by one: a sign, not chosen, or one of the three kinds of roll.",
    input: HiddenWords.init, expected: \.right,
    answer: {
        try $0.masked(
            $1.ids, isChosen: $1.isChosen, roll: $1.roll, random: $1.random, mask: $1.mask,
            firstWord: $1.firstWord)
    },
    mistakes: [
        Mistake("Signs such as [CLS] and [PAD] are hidden too: only words are.", \.hidesSigns),
        Mistake(
            "Every chosen word becomes [MASK]: a tenth becomes another word, and a tenth stays.", \.alwaysMask
        ),
        Mistake("No word is replaced by another: rolls from 0.8 to 0.9 take the random one.", \.neverRandom),
        Mistake("No chosen word stays: from 0.9 on the input is what it was.", \.neverStays),
        Mistake("Every word is a target: the loss is for the chosen ones only.", \.allTargets),
        Mistake("A chosen word that stays is a target too.", \.onlyHiddenTargets),
        Mistake(
            "Only words under [MASK] are targets: the replaced and the kept ones are too.",
            \.onlyMaskedTargets),
        Mistake("Where no target is asked for stands −1: 0 is the id of [PAD].", \.zeroForNone),
    ])

// MARK: 13.3

private struct NextToken {
    var logits: [Float]
    var temperature: Float
    var topK: Int
    var topP: Float

    init(size: Int, generator: inout RandomGenerator) {
        // Logits apart by half and more, in random order, so that none is equal to another; negative ones too.
        let count = 5 + size
        let sorted = (0..<count).map { Float($0) * 0.5 - 2 + generator.uniform(in: 0...0.3) }
        logits = generator.permutation(count).map { sorted[$0] }
        let temperature: Float = size % 2 == 0 ? 2 : 0.7
        topK = 4 + generator.integer(below: 2)
        // Between the sums of two and three of the kept ones: the third crosses it, and the fourth is cut.
        let kept = Self.softmax(sorted.reversed().prefix(topK).map { $0 / temperature })
        topP = kept[0] + kept[1] + kept[2] * generator.uniform(in: 0.3...0.7)
        self.temperature = temperature
    }

    private static func softmax(_ scores: [Float]) -> [Float] {
        let weights = scores.map { exp(Double($0 - (scores.max() ?? 0))) }
        return weights.map { Float($0 / weights.reduce(0, +)) }
    }

    var right: [Float] { result() }
    var multiplied: [Float] { result(scale: { $0 * temperature }) }
    var withoutTemperature: [Float] { result(scale: { $0 }) }
    var withoutTopK: [Float] { result(topK: logits.count) }
    var withoutTopP: [Float] { result(topP: 2) }
    var withoutCrossing: [Float] { result(keepsCrossing: false) }
    var notRenormalized: [Float] { result(isNormalized: false) }
    var smallest: [Float] { result(scale: { -$0 / temperature }) }

    private func result(
        scale: ((Float) -> Float)? = nil, topK limit: Int? = nil, topP share: Float? = nil,
        keepsCrossing: Bool = true, isNormalized: Bool = true
    ) -> [Float] {
        let scaled = logits.map { scale?($0) ?? $0 / temperature }
        let order = Array(scaled.indices.sorted { scaled[$0] > scaled[$1] }.prefix(limit ?? topK))
        let among = Self.softmax(order.map { scaled[$0] })
        var (kept, mass) = ([Int](), Float(0))
        for (rank, probability) in among.enumerated() {
            if mass >= share ?? topP { break }
            if !keepsCrossing, mass + probability >= share ?? topP, rank > 0 { break }
            kept.append(rank)
            mass += probability
        }
        let all = Self.softmax(scaled)
        var result = [Float](repeating: 0, count: logits.count)
        for rank in kept { result[order[rank]] = isNormalized ? among[rank] / mass : all[order[rank]] }
        return result
    }
}

private let sampling = Exercise<any LanguageModelHomework>(
    "13.3", "Temperature, top-k and top-p",
    hint: "Three steps, one after the other: print what is left after each.",
    input: NextToken.init, expected: \.right,
    answer: {
        try $0.probabilities(logits: $1.logits, temperature: $1.temperature, topK: $1.topK, topP: $1.topP)
    },
    mistakes: [
        Mistake("The logits are multiplied by the temperature: divide by it.", \.multiplied),
        Mistake("The temperature is not used.", \.withoutTemperature),
        Mistake("Top-p is taken among all tokens: first only the k largest are kept.", \.withoutTopK),
        Mistake("Top-p is not applied.", \.withoutTopP),
        Mistake("The token that crosses topP is cut off: it is kept.", \.withoutCrossing),
        Mistake("The kept probabilities do not add up to 1: divide by their sum.", \.notRenormalized),
        Mistake("The smallest logits are kept: it is the largest.", \.smallest),
    ])
