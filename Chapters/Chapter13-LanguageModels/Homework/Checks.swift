import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let languageModelHomework = Homework<any LanguageModelHomework>(
    chapter: 13, title: "GPT and BERT", file: "Chapters/Chapter13-LanguageModels/Homework/Starter.swift",
    exercises: [
        masks, hiding, sampling, caching, merging, folding, trainingModel, mending,
    ])

/// The homework of Chapter 13 for the grader.
public let chapter13Homework = AnyHomework(
    languageModelHomework, starter: Starter(), solution: Solution())

// MARK: 13.1

private struct PaddedBatch {
    var lengths: [Int]
    var count: Int

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

extension PaddedBatch {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: 2 * size)
        self.count = count
        lengths = (0..<1 + generator.integer(below: size)).map { _ in 1 + generator.integer(below: count) }
    }

    static let examples = [PaddedBatch(lengths: [2, 1], count: 2)]
    static let edges = [
        PaddedBatch(lengths: [1], count: 1), PaddedBatch(lengths: [2], count: 4),
        PaddedBatch(lengths: [3, 3], count: 3),
        PaddedBatch(lengths: [12, 3, 10], count: 12), PaddedBatch(lengths: [1, 3], count: 3),
    ]
}

private let masks = Exercise<any LanguageModelHomework>(
    "13.1", "Causal masks over padding", tolerance: .exact,
    hint: "Write out the rows of one short sequence: which keys has each position?",
    input: PaddedBatch.init, examples: PaddedBatch.examples, edges: PaddedBatch.edges, expected: \.right,
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
    ],
    cases: [
        Case("one position") { $0.count == 1 },
        Case("one sequence") { $0.lengths.count == 1 && $0.count > 1 },
        Case("no padding") { input in input.lengths.allSatisfy { $0 == input.count } && input.count > 1 },
        Case("padding in every sequence") { input in input.lengths.allSatisfy { $0 < input.count } },
    ],
    meant: [
        Meant("lengths[]", "count", lack: .negative, .zero, because: "a sequence has at least one token"),
        Meant("answer[][].first", lack: .variety, because: "every position sees the first"),
        Meant("answer[].first.last", lack: .variety, because: "the first does not see the last"),
    ])

// MARK: 13.2

private struct HiddenWords {
    var ids: [Int]
    var isChosen: [Bool]
    var roll: [Float]
    var random: [Int]
    var mask: Int
    var firstWord: Int

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

extension HiddenWords {
    init(size: Int, generator: inout RandomGenerator) {
        let firstWord = 1 + generator.integer(below: 12)
        mask = generator.integer(below: firstWord)
        ids = (0..<size).map { _ in
            generator.bernoulli(0.3)
                ? generator.integer(below: firstWord) : firstWord + generator.integer(below: 40)
        }
        isChosen = ids.map { _ in generator.bernoulli(0.6) }
        // Each kind of roll, and the limits between them.
        roll = ids.map { _ in
            generator.element(of: [0, 0.3, 0.8, 0.85, 0.9, 0.95, generator.uniform(in: 0...0.99)] as [Float])
        }
        random = ids.map { _ in generator.integer(below: 50) }
        self.firstWord = firstWord
    }

    static let examples = [
        HiddenWords(
            ids: [2, 7, 8], isChosen: [true, true, true], roll: [0.1, 0.1, 0.95], random: [9, 5, 6], mask: 3,
            firstWord: 4)
    ]
    static let edges = [
        HiddenWords(
            ids: [101, 2000, 3000, 4000, 5000, 102], isChosen: [true, true, true, false, true, true],
            roll: [0.85, 0.85, 0.8, 0.1, 0.9, 0.3], random: [201, 202, 203, 204, 205, 206], mask: 103,
            firstWord: 106),
        HiddenWords(ids: [7], isChosen: [true], roll: [0.5], random: [0], mask: 0, firstWord: 1),
        HiddenWords(
            ids: [5, 0, 6, 7], isChosen: [true, false, true, true], roll: [0.9, 0.1, 0.2, 0.89],
            random: [9, 10, 11, 12], mask: 4,
            firstWord: 5),
    ]
}

private let hiding = Exercise<any LanguageModelHomework>(
    "13.2", "Hidden words", tolerance: .exact,
    hint: "Take the places one by one: a sign, not chosen, or one of the three kinds of roll.",
    input: HiddenWords.init, examples: HiddenWords.examples, edges: HiddenWords.edges, expected: \.right,
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
    ],
    cases: [
        Case("a chosen sign") { input in
            zip(input.ids, input.isChosen).contains { $0 < input.firstWord && $1 }
        },
        Case("a word that is not chosen") { input in
            zip(input.ids, input.isChosen).contains { $0 >= input.firstWord && !$1 }
        },
        Case("a roll of 0.8") { input in
            input.right[1].indices.contains { input.right[1][$0] >= 0 && input.roll[$0] == 0.8 }
        },
        Case("a roll of 0.9") { input in
            input.right[1].indices.contains { input.right[1][$0] >= 0 && input.roll[$0] == 0.9 }
        },
        Case("one id") { $0.ids.count == 1 },
    ],
    meant: [
        Meant("ids[]", "random[]", "mask", lack: .negative, because: "ids are numbered from 0"),
        Meant("firstWord", lack: .negative, .zero, because: "the mask is a sign"),
        Meant("roll[]", lack: .negative, .large, because: "a roll lies between 0 and 1"),
        Meant("answer.count", lack: .variety, because: "inputs and targets"),
        .together(
            "ids.count", "isChosen.count", "roll.count", "random.count", because: "one of each for a place"),
    ])

// MARK: 13.3

private struct NextToken {
    var logits: [Float]
    var temperature: Float
    var topK: Int
    var topP: Float

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

extension NextToken {
    init(size: Int, generator: inout RandomGenerator) {
        // Logits apart by half, in random order, so that none is equal to another; negative ones too.
        let count = size + generator.integer(below: 3)
        let sorted = (0..<count).map {
            Float($0) * 0.5 - 1 + (size <= 2 ? 0 : generator.uniform(in: 0...0.3))
        }
        logits = generator.permutation(count).map { sorted[$0] }
        let temperature = generator.element(of: [0.5, 0.7, 1, 2, 4] as [Float])
        topK = 1 + generator.integer(below: count + 2)
        // Between the sums of some and of one more of the kept ones, which crosses it.
        let kept = Self.softmax(sorted.reversed().prefix(topK).map { $0 / temperature })
        let crossing = generator.integer(below: kept.count)
        topP = kept.prefix(crossing).reduce(0, +) + kept[crossing] * generator.uniform(in: 0.3...0.7)
        self.temperature = temperature
    }

    static let examples = [NextToken(logits: [log(5), log(3), log(2)], temperature: 1, topK: 3, topP: 0.6)]
    static let edges = [
        NextToken(logits: [3], temperature: 2, topK: 1, topP: 0.5),
        NextToken(logits: [100, 99, 98], temperature: 1, topK: 12, topP: 0.95),
        NextToken(logits: [-100, -99, -101], temperature: 0.5, topK: 2, topP: 0.5),
        NextToken(logits: [0, 1.5, -2, 1, 0.5, -1], temperature: 10, topK: 5, topP: 0.7),
        NextToken(logits: [2, 1.5, 1, 0.5, 0, -0.5], temperature: 0.7, topK: 4, topP: 0.9),
        NextToken(logits: [0, 2, 1.5, 1, 0.5], temperature: 2, topK: 4, topP: 0.6),
    ]
}

private let sampling = Exercise<any LanguageModelHomework>(
    "13.3", "Temperature, top-k and top-p",
    hint: "Three steps, one after the other: print what is left after each.",
    input: NextToken.init, examples: NextToken.examples, edges: NextToken.edges, expected: \.right,
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
    ],
    cases: [
        Case("one token") { $0.logits.count == 1 },
        Case("all tokens kept") { !$0.right.contains(0) && $0.topK > $0.logits.count && $0.logits.count > 1 },
        Case("one token kept by top-k") { $0.topK == 1 && $0.logits.count > 1 },
        Case("one token kept by top-p") { $0.right.contains(1) && $0.topK > 1 && $0.logits.count > 1 },
        Case("an exponential that overflows") { input in input.logits.contains { $0 / input.temperature > 89 }
        },
        Case("exponentials that all vanish") { input in
            input.logits.allSatisfy { $0 / input.temperature < -110 }
        },
    ],
    meant: [
        Meant("temperature", "topK", lack: .negative, .zero, because: "they are above 0"),
        Meant("topP", lack: .negative, .zero, .large, because: "a share above 0, at most 1"),
    ],
    forbids: [".softmax"])
