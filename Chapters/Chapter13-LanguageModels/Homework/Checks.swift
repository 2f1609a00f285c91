import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let languageModelHomework = Homework<any LanguageModelHomework>(
    chapter: 13, title: Words(en: "GPT and BERT", zh: "GPT 和 BERT"),
    file: "Chapters/Chapter13-LanguageModels/Homework/Starter.swift",
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
    "13.1", Words(en: "Causal masks over padding", zh: "带填充的因果掩码"), tolerance: .exact,
    hint: Words(
        en: "Write out the rows of one short sequence: which keys has each position?",
        zh: "写出一个短序列的各行：每个位置看得到哪些键？"),
    input: PaddedBatch.init, examples: PaddedBatch.examples, edges: PaddedBatch.edges, expected: \.right,
    answer: { try $0.causalMasks(lengths: $1.lengths, count: $1.count) },
    mistakes: [
        Mistake(
            en: "Padding is attended to: keys from the length on must be 0.", zh: "填充也被注意了：从长度开始的键必须是 0。",
            \.withoutPadding),
        Mistake(
            en: "Each position sees the later ones: it is not causal.", zh: "每个位置都看得到后面的位置：这不是因果的。",
            \.withoutCause),
        Mistake(
            en: "Each position sees the next token, which it is to predict: off by one.",
            zh: "每个位置看得到它要预测的下一个词元：差了一位。", \.seesTheNext),
        Mistake(
            en: "A position does not see itself: the diagonal is 1.", zh: "一个位置看不到自己：对角线应是 1。", \.notItself),
        Mistake(
            en: "Upside down: the past is hidden and the future seen.", zh: "上下颠倒：过去被遮住，未来却看得到。", \.upsideDown
        ),
        Mistake(
            en: "The queries of padding are masked, not its keys.", zh: "遮住的是填充的查询，不是填充的键。", \.rowsOfPadding),
        Mistake(
            en: "Here 1 means that a key may be looked at; PyTorch's boolean masks are inverted.",
            zh: "这里 1 表示可以看这个键；PyTorch 的布尔掩码正好相反。", \.inverted),
        Mistake(
            en: "This mask is to be added to scores; asked for is one of 0 and 1.",
            zh: "这是加到得分上的掩码；这里要的是由 0 和 1 组成的掩码。", \.added),
    ],
    cases: [
        Case(en: "one position", zh: "只有一个位置") { $0.count == 1 },
        Case(en: "one sequence", zh: "只有一个序列") { $0.lengths.count == 1 && $0.count > 1 },
        Case(en: "no padding", zh: "没有填充") { input in
            input.lengths.allSatisfy { $0 == input.count } && input.count > 1
        },
        Case(en: "padding in every sequence", zh: "每个序列都有填充") { input in
            input.lengths.allSatisfy { $0 < input.count }
        },
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
    "13.2", Words(en: "Hidden words", zh: "遮住的词"), tolerance: .exact,
    hint: Words(
        en: "Take the places one by one: a sign, not chosen, or one of the three kinds of roll.",
        zh: "逐个位置看：是符号，没有选中，还是 `roll` 的三种情况之一。"),
    input: HiddenWords.init, examples: HiddenWords.examples, edges: HiddenWords.edges, expected: \.right,
    answer: {
        try $0.masked(
            $1.ids, isChosen: $1.isChosen, roll: $1.roll, random: $1.random, mask: $1.mask,
            firstWord: $1.firstWord)
    },
    mistakes: [
        Mistake(
            en: "Signs such as [CLS] and [PAD] are hidden too: only words are.",
            zh: "[CLS]、[PAD] 这样的符号也被遮住了：只遮词。", \.hidesSigns),
        Mistake(
            en: "Every chosen word becomes [MASK]: a tenth becomes another word, and a tenth stays.",
            zh: "选中的词全都变成了 [MASK]：应有十分之一变成别的词，十分之一不变。", \.alwaysMask),
        Mistake(
            en: "No word is replaced by another: rolls from 0.8 to 0.9 take the random one.",
            zh: "没有词换成别的词：`roll` 从 0.8 到 0.9 时取随机的词。", \.neverRandom),
        Mistake(
            en: "No chosen word stays: from 0.9 on the input is what it was.",
            zh: "选中的词没有一个不变：`roll` 从 0.9 起，输入保持原样。", \.neverStays),
        Mistake(
            en: "Every word is a target: the loss is for the chosen ones only.", zh: "每个词都成了目标：损失只对选中的词计算。",
            \.allTargets),
        Mistake(en: "A chosen word that stays is a target too.", zh: "选中而不变的词也是目标。", \.onlyHiddenTargets),
        Mistake(
            en: "Only words under [MASK] are targets: the replaced and the kept ones are too.",
            zh: "只有变成 [MASK] 的词成了目标：换成别的词的和不变的也是。", \.onlyMaskedTargets),
        Mistake(
            en: "Where no target is asked for stands −1: 0 is the id of [PAD].",
            zh: "没有目标的地方写 −1：0 是 [PAD] 的编号。", \.zeroForNone),
    ],
    cases: [
        Case(en: "a chosen sign", zh: "选中了一个符号") { input in
            zip(input.ids, input.isChosen).contains { $0 < input.firstWord && $1 }
        },
        Case(en: "a word that is not chosen", zh: "没有选中的词") { input in
            zip(input.ids, input.isChosen).contains { $0 >= input.firstWord && !$1 }
        },
        Case(en: "a roll of 0.8", zh: "`roll` 为 0.8") { input in
            input.right[1].indices.contains { input.right[1][$0] >= 0 && input.roll[$0] == 0.8 }
        },
        Case(en: "a roll of 0.9", zh: "`roll` 为 0.9") { input in
            input.right[1].indices.contains { input.right[1][$0] >= 0 && input.roll[$0] == 0.9 }
        },
        Case(en: "one id", zh: "只有一个编号") { $0.ids.count == 1 },
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
        let sorted: [Float] = (0..<count).map { place in
            let more: Float = size <= 2 ? 0 : generator.uniform(in: 0...0.3)
            return Float(place) * 0.5 - 1 + more
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
    "13.3", Words(en: "Temperature, top-k and top-p", zh: "温度、top-k 和 top-p"),
    hint: Words(
        en: "Three steps, one after the other: print what is left after each.", zh: "三步依次来：每一步之后打印还剩什么。"),
    input: NextToken.init, examples: NextToken.examples, edges: NextToken.edges, expected: \.right,
    answer: {
        try $0.probabilities(logits: $1.logits, temperature: $1.temperature, topK: $1.topK, topP: $1.topP)
    },
    mistakes: [
        Mistake(
            en: "The logits are multiplied by the temperature: divide by it.", zh: "logits 乘以了温度：要除以它。",
            \.multiplied),
        Mistake(en: "The temperature is not used.", zh: "没有用到温度。", \.withoutTemperature),
        Mistake(
            en: "Top-p is taken among all tokens: first only the k largest are kept.",
            zh: "top-p 是在所有词元中取的：要先只留最大的 k 个。", \.withoutTopK),
        Mistake(en: "Top-p is not applied.", zh: "没有用 top-p。", \.withoutTopP),
        Mistake(
            en: "The token that crosses topP is cut off: it is kept.", zh: "使总和越过 topP 的那个词元被砍掉了：它要保留。",
            \.withoutCrossing),
        Mistake(
            en: "The kept probabilities do not add up to 1: divide by their sum.",
            zh: "保留的概率加起来不是 1：要除以它们的和。", \.notRenormalized),
        Mistake(
            en: "The smallest logits are kept: it is the largest.", zh: "保留了最小的 logits：要留最大的。", \.smallest),
    ],
    cases: [
        Case(en: "one token", zh: "只有一个词元") { $0.logits.count == 1 },
        Case(en: "all tokens kept", zh: "保留所有词元") {
            !$0.right.contains(0) && $0.topK > $0.logits.count && $0.logits.count > 1
        },
        Case(en: "one token kept by top-k", zh: "top-k 只留一个词元") { $0.topK == 1 && $0.logits.count > 1 },
        Case(en: "one token kept by top-p", zh: "top-p 只留一个词元") {
            $0.right.contains(1) && $0.topK > 1 && $0.logits.count > 1
        },
        Case(en: "an exponential that overflows", zh: "溢出的指数") { input in
            input.logits.contains { $0 / input.temperature > 89 }
        },
        Case(en: "exponentials that all vanish", zh: "全都成了零的指数") { input in
            input.logits.allSatisfy { $0 / input.temperature < -110 }
        },
    ],
    meant: [
        Meant("temperature", "topK", lack: .negative, .zero, because: "they are above 0"),
        Meant("topP", lack: .negative, .zero, .large, because: "a share above 0, at most 1"),
    ],
    forbids: [".softmax"])
