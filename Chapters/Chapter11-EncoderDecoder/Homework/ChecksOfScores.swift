import Foundation
import Grading
import Messages
import TensorCore

// MARK: 11.5

private struct Translation {
    var translation: [Int]
    var references: [[Int]]

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

extension Translation {
    init(size: Int, generator: inout RandomGenerator) {
        // Few words, so that they repeat; all that is common to them is the beginning.
        let lowest = generator.element(of: [0, 5, 10])
        func words(_ count: Int) -> [Int] { (0..<count).map { _ in lowest + generator.integer(below: 3) } }
        let beginning = words(2)
        references = (0..<1 + generator.integer(below: 3)).map { _ in
            beginning + words(generator.integer(below: size + 2))
        }
        translation = beginning + words(generator.integer(below: size + 2))
        // Some translations have nothing in common with the references, or no pair.
        switch generator.integer(below: 8) {
        case 0: translation = translation.map { $0 + 10 }
        case 1: translation = [lowest, 15]
        default: break
        }
    }

    static let examples = [Translation(translation: [7, 7], references: [[7, 8]])]
    static let edges = [
        Translation(translation: [7, 8], references: [[7, 8]]),
        Translation(translation: [7, 8, 9], references: [[7], [8, 7, 8, 9, 1]]),
        Translation(translation: [0, 1, 12], references: [[0, 1, 2, 12], [0, 1]]),
        Translation(translation: [7, 8], references: [[7, 8, 9, 10]]),
        Translation(translation: [1, 2, 1, 2], references: [[1, 2, 3], [2, 1, 2, 1, 5]]),
        Translation(translation: [1, 2, 3, 4], references: [[1, 2, 3, 4, 5, 6], [1, 2, 9]]),
        Translation(
            translation: [1, 2, 3, 4, 5], references: [[1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 9, 8, 7, 6, 4]]),
        // The nearest length is the longer one, before and behind the shorter.
        Translation(translation: [1, 2, 3, 4], references: [[1, 2], [1, 2, 3, 4, 5]]),
        Translation(translation: [1, 2, 3, 4], references: [[1, 2, 3, 4, 5], [1, 2]]),
    ]
}

let comparing = Exercise<any TranslationHomework>(
    "11.5", Words(en: "BLEU with several references", zh: "有几个参考译文的 BLEU"), draws: 8,
    hint: Words(
        en: "Write down the words, then the pairs of words, and tick off those that a reference still has.",
        zh: "写下各个词，再写下各个词对；参考译文里还有的，逐个划掉。"),
    input: Translation.init, examples: Translation.examples, edges: Translation.edges, expected: \.right,
    answer: { try $0.bleu($1.translation, references: $1.references) },
    mistakes: [
        Mistake(
            en: "A repeated word counts each time: at most as often as one reference has it.",
            zh: "重复的词每次都算了：次数至多是它在某一个参考译文里的次数。", \.unclipped),
        Mistake(
            en: "The mean is arithmetic: a translation without a right pair must have 0.",
            zh: "取的是算术平均：没有一个词对正确的译文，必须得 0。", \.arithmetic),
        Mistake(en: "Short translations are not penalized.", zh: "没有惩罚太短的译文。", \.withoutPenalty),
        Mistake(en: "Only the first reference counts.", zh: "只算了第一个参考译文。", \.firstReference),
        Mistake(
            en: "r is the nearest length, not that of the longest reference.", zh: "r 是最接近的长度，不是最长的参考译文的长度。",
            \.longestReference),
        Mistake(
            en: "The root is missing: BLEU is the geometric mean of p₁ and p₂.",
            zh: "没有开方：BLEU 是 p₁ 和 p₂ 的几何平均。", \.productOnly),
        Mistake(en: "The pairs of words are missing.", zh: "缺了词对。", \.wordsOnly),
    ],
    cases: [
        Case(en: "one reference", zh: "只有一个参考译文") { $0.references.count == 1 },
        Case(en: "several references", zh: "有几个参考译文") { $0.references.count > 1 },
        Case(en: "a perfect translation", zh: "完美的译文") { $0.right == 1 },
        Case(en: "nothing in common", zh: "没有任何共同之处") { $0.right == 0 },
        Case(en: "a translation shorter than all references", zh: "比所有参考译文都短的译文") { input in
            input.references.allSatisfy { $0.count > input.translation.count } && input.right > 0
        },
        Case(en: "a translation longer than all references", zh: "比所有参考译文都长的译文") { input in
            input.references.allSatisfy { $0.count < input.translation.count } && input.right > 0
        },
        Case(en: "two words", zh: "两个词") { $0.translation.count == 2 },
        Case(en: "a reference of one word", zh: "只有一个词的参考译文") { $0.references.contains { $0.count == 1 } },
    ],
    meant: [
        Meant("translation.count", lack: .one, because: "there is at least one pair of words"),
        Meant("translation[]", "references[][]", lack: .negative, because: "words are numbered from 0"),
    ])

// MARK: 11.6

private struct Batch {
    var logProbabilities: [[[Float]]]
    var targets: [[Int]]
    var padding: Int

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

extension Batch {
    init(size: Int, generator: inout RandomGenerator) {
        let (words, places) = (2 + generator.integer(below: 3), 1 + generator.integer(below: size + 1))
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
                (0..<words).map { _ in -Float(generator.integer(below: 9)) / 2 }
            }
        }
    }

    static let examples = [
        Batch(logProbabilities: [[[-1, -2], [-3, -0.5]]], targets: [[1, 0]], padding: 0)
    ]
    static let edges = [
        Batch(logProbabilities: [[[0, -20]], [[-10, -1]]], targets: [[1], [0]], padding: 2),
        Batch(
            logProbabilities: [[[-1, -2, 0], [-3, -0.5, -1]], [[-4, -2, -1], [-1, -12, -1]]],
            targets: [[1, 2], [0, 1]], padding: 1),
    ]
}

let losing = Exercise<any TranslationHomework>(
    "11.6", Words(en: "The loss of padded translations", zh: "带填充的译文的损失"),
    hint: Words(
        en: "Cross out all padding first; the rest is one list of numbers, and the loss its mean.",
        zh: "先划掉所有填充；剩下的是一列数，损失是它们的平均。"),
    input: Batch.init, examples: Batch.examples, edges: Batch.edges, expected: \.right,
    answer: {
        try $0.sequenceLoss(
            logProbabilities: $1.logProbabilities, targets: $1.targets, padding: $1.padding)
    },
    mistakes: [
        Mistake(
            en: "Padding counts: a network would learn to write padding.", zh: "填充也算了：网络会学着去写填充。",
            \.withPadding),
        Mistake(
            en: "The sum leaves padding out, but it is divided by all places.", zh: "求和时没算填充，除的却是所有位置的个数。",
            \.byAllPlaces),
        Mistake(
            en: "The mean of the sentences' means: each word counts alike, long sentence or short.",
            zh: "这是各句平均的平均：不论句子长短，每个词同样重要。", \.perSentence
        ),
        Mistake(en: "This is the sum: divide by the number of words.", zh: "这是总和：要除以词数。", \.sum),
        Mistake(en: "The sign is wrong: the loss is −log P.", zh: "符号错了：损失是 −log P。", \.negative),
        Mistake(
            en: "Shifted by one: the prediction at place t is for the target at place t.",
            zh: "错开了一位：位置 t 的预测对应位置 t 的目标。", \.shifted),
    ],
    cases: [
        Case(en: "one sentence", zh: "只有一个句子") { $0.targets.count == 1 },
        Case(en: "one place", zh: "只有一个位置") { $0.targets[0].count == 1 },
        Case(en: "padding that is not 0", zh: "填充不是 0") {
            $0.padding > 0 && $0.targets.joined().contains($0.padding)
        },
        Case(en: "no padding", zh: "没有填充") { !$0.targets.joined().contains($0.padding) },
    ],
    meant: [
        Meant("logProbabilities[][].count", lack: .one, because: "there is a word beside the padding"),
        Meant("logProbabilities[][][]", lack: .positive, because: "a probability is at most 1"),
        Meant(
            "targets[][]", "padding", lack: .negative, .large, because: "words are numbered from 0, and few"),
        .together("logProbabilities.count", "targets.count", because: "one of each for a sentence"),
        .together("logProbabilities[].count", "targets[].count", because: "one of each for a place"),
    ])
