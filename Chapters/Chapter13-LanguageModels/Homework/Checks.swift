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

// MARK: 13.4

private struct CachedStep {
    var query, key, value: [Float]
    var cachedKeys, cachedValues: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        func row(_ count: Int) -> [Float] { (0..<count).map { _ in generator.uniform(in: -2...2) } }
        // Keys and values of one length, so that they can be mixed up.
        let width = 2 + generator.integer(below: 3)
        query = row(width)
        key = row(width)
        value = row(width)
        cachedKeys = (0..<size).map { _ in row(width) }
        cachedValues = (0..<size).map { _ in row(width) }
    }

    var right: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) }
    var withoutNew: [Float] { mixed(cachedKeys, cachedValues) }
    var withoutCache: [Float] { value }
    var swapped: [Float] { mixed(cachedValues + [value], cachedKeys + [key]) }
    var newSwapped: [Float] { mixed(cachedKeys + [value], cachedValues + [key]) }
    var newInFront: [Float] { mixed(cachedKeys + [key], [value] + cachedValues) }
    var unscaled: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) { _ in 1 } }
    var byWidth: [Float] { mixed(cachedKeys + [key], cachedValues + [value]) { $0 } }
    var byKey: [Float] {
        var other = self
        other.query = key
        return other.right
    }

    private func mixed(
        _ keys: [[Float]], _ values: [[Float]], divisor: (Double) -> Double = { $0.squareRoot() }
    ) -> [Float] {
        let weights = keys.map { key in
            exp(zip(query, key).reduce(0) { $0 + Double($1.0) * Double($1.1) } / divisor(Double(key.count)))
        }
        let total = weights.reduce(0, +)
        return query.indices.map { column in
            Float(zip(weights, values).reduce(0) { $0 + $1.0 * Double($1.1[column]) } / total)
        }
    }
}

private let caching = Exercise<any LanguageModelHomework>(
    "13.4", "A step with a KV cache",
    hint: "With one position cached there are two weights: work them out by hand.",
    input: CachedStep.init, expected: \.right,
    answer: {
        try $0.cachedStep(
            query: $1.query, key: $1.key, value: $1.value, cachedKeys: $1.cachedKeys,
            cachedValues: $1.cachedValues)
    },
    mistakes: [
        Mistake("The new position is missing: it attends to itself too.", \.withoutNew),
        Mistake("The cache is not used: only the new position is there.", \.withoutCache),
        Mistake("Keys and values are swapped: keys make the weights, values the output.", \.swapped),
        Mistake("The new key and the new value are appended to each other's cache.", \.newSwapped),
        Mistake("The new value stands in front, its key behind: both are the last.", \.newInFront),
        Mistake("The scores are not divided by √d.", \.unscaled),
        Mistake("The scores are divided by d: divide by its root.", \.byWidth),
        Mistake("The scores are made with the new key: the query asks.", \.byKey),
    ])

// MARK: 13.5

private struct Adapter {
    var weight, a, b: [[Float]]
    var alpha: Float

    init(size: Int, generator: inout RandomGenerator) {
        func grid(_ rows: Int, _ columns: Int) -> [[Float]] {
            (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -2...2) } }
        }
        // Square, so that B and A can be taken in the wrong order; the rank is at least 2 and below the size.
        let (width, rank) = (2 + size, 2 + generator.integer(below: max(1, size - 1)))
        weight = grid(width, width)
        a = grid(rank, width)
        b = grid(width, rank)
        alpha = [0.5, 3, 16][generator.integer(below: 3)]
    }

    var right: [[Float]] { merged(scale: alpha / Float(a.count)) }
    var byAlpha: [[Float]] { merged(scale: alpha) }
    var unscaled: [[Float]] { merged(scale: 1) }
    var byRank: [[Float]] { merged(scale: 1 / Float(a.count)) }
    var twice: [[Float]] { merged(scale: 2 * alpha / Float(a.count)) }
    var transposed: [[Float]] { merged(scale: alpha / Float(a.count), isTransposed: true) }
    var changeOnly: [[Float]] { merged(scale: alpha / Float(a.count), base: 0) }
    var subtracted: [[Float]] { merged(scale: -alpha / Float(a.count)) }

    private func merged(scale: Float, base: Float = 1, isTransposed: Bool = false) -> [[Float]] {
        func change(_ row: Int, _ column: Int) -> Double {
            a.indices.reduce(0) { $0 + Double(b[row][$1]) * Double(a[$1][column]) }
        }
        return weight.indices.map { i in
            weight.indices.map { j in
                Float(
                    Double(base * weight[i][j]) + Double(scale)
                        * (isTransposed ? change(j, i) : change(i, j)))
            }
        }
    }
}

private let merging = Exercise<any LanguageModelHomework>(
    "13.5", "Merging LoRA", tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: "B A has the shape of W. For rank 1 it is a column times a row.",
    input: Adapter.init, expected: \.right,
    answer: { try $0.merged(weight: $1.weight, a: $1.a, b: $1.b, alpha: $1.alpha) },
    mistakes: [
        Mistake("Scaled by α: it is α / r.", \.byAlpha),
        Mistake("Not scaled: multiply B A by α / r.", \.unscaled),
        Mistake("Divided by the rank, but not multiplied by α.", \.byRank),
        Mistake("Added twice: the base is changed in place and then once more.", \.twice),
        Mistake("The product is transposed: it is B A, not (B A)ᵀ.", \.transposed),
        Mistake("The change alone came back: add it to W.", \.changeOnly),
        Mistake("The change is taken away: add it.", \.subtracted),
    ])

// MARK: 13.6

private struct Folds {
    var isRight: [Bool]
    var folds: Int
    var batchSize: Int

    init(size: Int, generator: inout RandomGenerator) {
        folds = 2 + generator.integer(below: 2)
        batchSize = 3 + generator.integer(below: 2)
        // Folds of unequal sizes, each with a last batch of one or two: there the mean of batches is another number.
        let count = folds * (2 * batchSize + 1) + 1 + (size % 2)
        var answers = (0..<count).map { _ in generator.bernoulli(0.5) }
        // Each fold begins wrong and ends right.
        for fold in 0..<folds {
            let (first, end) = (fold * count / folds, (fold + 1) * count / folds)
            answers[first] = false
            answers[first + 1] = fold == 0
            answers[end - 1] = true
        }
        isRight = answers
    }

    private func fold(_ index: Int) -> ArraySlice<Bool> {
        isRight[index * isRight.count / folds..<(index + 1) * isRight.count / folds]
    }
    private func accuracy(_ answers: some Collection<Bool>) -> Double {
        Double(answers.count { $0 }) / Double(answers.count)
    }
    private func meanOfBatches(_ answers: ArraySlice<Bool>) -> Double {
        let batches = stride(from: answers.startIndex, to: answers.endIndex, by: batchSize).map {
            answers[$0..<min($0 + batchSize, answers.endIndex)]
        }
        return mean(batches.map { accuracy($0) })
    }
    private func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

    private var each: [Double] { (0..<folds).map { accuracy(fold($0)) } }
    private func floats(_ numbers: [Double]) -> [Float] { numbers.map(Float.init) }

    var right: [Float] { floats(each + [accuracy(isRight)]) }
    var meansOfBatches: [Float] {
        let all = (0..<folds).map { meanOfBatches(fold($0)) }
        return floats(all + [mean(all)])
    }
    var meanOfFolds: [Float] { floats(each + [mean(each)]) }
    var withoutAll: [Float] { floats(each) }
    var fullBatchesOnly: [Float] {
        let kept = (0..<folds).map { fold($0).prefix(fold($0).count / batchSize * batchSize) }
        return floats(kept.map { accuracy($0) } + [accuracy(Array(kept.joined()))])
    }
    var wrong: [Float] { right.map { 1 - $0 } }
    var percent: [Float] { right.map { 100 * $0 } }
    var interleaved: [Float] {
        let parts = (0..<folds).map { fold in
            stride(from: fold, to: isRight.count, by: folds).map { isRight[$0] }
        }
        return floats(parts.map { accuracy($0) } + [accuracy(isRight)])
    }
}

private let folding = Exercise<any LanguageModelHomework>(
    "13.6", "Accuracy over folds",
    hint: "Write down for the example which places each fold holds out, and how many of them are right.",
    input: Folds.init, expected: \.right,
    answer: { try $0.foldAccuracies(isRight: $1.isRight, folds: $1.folds, batchSize: $1.batchSize) },
    mistakes: [
        Mistake(
            "This is the mean of the batches, as in the book: a short batch counts for too much.",
            \.meansOfBatches),
        Mistake("The last number is the mean of the folds: the folds are not equally large.", \.meanOfFolds),
        Mistake("The accuracy of all examples is missing at the end.", \.withoutAll),
        Mistake("The last, short batch of each fold is left out.", \.fullBatchesOnly),
        Mistake("This counts the wrong answers.", \.wrong),
        Mistake("These are percent: a share is asked for.", \.percent),
        Mistake("The folds take every k-th place: each is a run of consecutive ones.", \.interleaved),
    ])
