import Foundation
import Grading
import Messages
import TensorCore

// MARK: 9.1

private struct SampleText {
    var sentences: [[Int]]
    var window: Int

    static let cases = [
        SampleText(sentences: [[3, 1, 2]], window: 1),
        SampleText(sentences: [], window: 2), SampleText(sentences: [[4, 0, 4, 1]], window: 12),
        SampleText(sentences: [[], [5]], window: 1),
        SampleText(sentences: [[1, 2]], window: 0),
        SampleText(sentences: [[7, 7]], window: 1),
        SampleText(sentences: [[1, 2], [3, 4]], window: 2),
        SampleText(sentences: [[1, 2, 3, 4]], window: 2),
        SampleText(sentences: [[2, 1]], window: 5),
        SampleText(sentences: [[6, 8, 6, 8, 0]], window: 1),
        SampleText(sentences: [[4, 2, 2], [], [2, 9, 1, 3, 5]], window: 3),
        SampleText(sentences: [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]], window: 8),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> SampleText {
        let sentences = (0..<1 + generator.integer(below: 3)).map { _ in
            (0..<generator.integer(below: size + 4)).map { _ in generator.integer(below: 6) }
        }
        return SampleText(sentences: sentences, window: 1 + generator.integer(below: size + 3))
    }

    var right: [[Int]] { pairs { $0 != $1 && abs($0 - $1) <= window } }
    var withItself: [[Int]] { pairs { abs($0 - $1) <= window } }
    var acrossSentences: [[Int]] { SampleText(sentences: [Array(sentences.joined())], window: window).right }
    var onlyBefore: [[Int]] { pairs { $1 < $0 && $0 - $1 <= window } }
    var onlyBehind: [[Int]] { pairs { $0 < $1 && $1 - $0 <= window } }
    var oneLess: [[Int]] { pairs { $0 != $1 && abs($0 - $1) < window } }
    var oneMore: [[Int]] { pairs { $0 != $1 && abs($0 - $1) <= window + 1 } }
    var halfWindow: [[Int]] { pairs { $0 != $1 && abs($0 - $1) <= window / 2 } }
    var atTheEndsOfTheWindow: [[Int]] { pairs { $0 != $1 && abs($0 - $1) == window } }
    var wholeSentence: [[Int]] { pairs { i, j in i != j } }
    var neighboursOnly: [[Int]] { pairs { abs($0 - $1) == 1 } }
    var otherWordsOnly: [[Int]] { right.filter { $0[0] != $0[1] } }
    var eachOnce: [[Int]] { ordered(Array(Set(right))) }
    var onlyFullWindows: [[Int]] {
        ordered(
            sentences.flatMap { sentence in
                sentence.indices.filter { $0 >= window && $0 + window < sentence.count }.flatMap { i in
                    (i - window...i + window).filter { $0 != i }.map { [sentence[i], sentence[$0]] }
                }
            })
    }
    var firstSentenceOnly: [[Int]] { SampleText(sentences: Array(sentences.prefix(1)), window: window).right }
    var positions: [[Int]] {
        SampleText(sentences: sentences.map { Array($0.indices) }, window: window).right
    }

    private func pairs(_ belong: (_ center: Int, _ context: Int) -> Bool) -> [[Int]] {
        ordered(
            sentences.flatMap { sentence in
                sentence.indices.flatMap { i in
                    sentence.indices.filter { belong(i, $0) }.map { [sentence[i], sentence[$0]] }
                }
            })
    }
}

/// Pairs in one order, since that in which they are listed does not matter.
private func ordered(_ pairs: [[Int]]) -> [[Int]] { pairs.sorted { $0.lexicographicallyPrecedes($1) } }

let pairing = Exercise<any WordVectorHomework>(
    "9.1", Words(en: "Pairs of word and context", zh: "词与上下文的词对"), sizes: 1...SampleText.cases.count + 23,
    draws: 1,
    hint: Words(
        en: "Here the pairs are sorted. Which pairs has the first word of the sentence, and which the last?",
        zh: "这里的词对已经排序。句子的第一个词有哪些词对，最后一个词呢？"),
    input: { casesFirst(SampleText.cases, number: $0, &$1, then: SampleText.drawn) },
    examples: [SampleText.cases[0]], expected: \.right,
    answer: { ordered(try $0.pairs($1.sentences, window: $1.window)) },
    mistakes: [
        Mistake(
            en: "The word itself is among its context: leave its own position out.",
            zh: "词自己也成了上下文：要排除它自己的位置。", \.withItself),
        Mistake(
            en: "Pairs cross the end of a sentence: each sentence is for itself.", zh: "词对越过了句末：每个句子单独处理。",
            \.acrossSentences),
        Mistake(
            en: "Only the words before are taken: those behind are context too.", zh: "只取了前面的词：后面的也是上下文。",
            \.onlyBefore),
        Mistake(
            en: "Only the words behind are taken: those before are context too.", zh: "只取了后面的词：前面的也是上下文。",
            \.onlyBehind),
        Mistake(
            en: "The window is too narrow: a word at the distance `window` belongs to it.",
            zh: "窗口太窄：距离为 `window` 的词也在里面。", \.oneLess),
        Mistake(
            en: "The window is too wide: the largest distance is `window`.", zh: "窗口太宽：距离最大是 `window`。",
            \.oneMore),
        Mistake(
            en: "The window reaches so far on each side: do not halve it.", zh: "窗口在每一边都有这么宽：不要减半。",
            \.halfWindow),
        Mistake(
            en: "Only the words at the ends of the window are taken: nearer ones belong to it too.",
            zh: "只取了窗口两端的词：更近的也在里面。",
            \.atTheEndsOfTheWindow),
        Mistake(
            en: "All words of the sentence are taken: only to the distance `window`.",
            zh: "取了句子的所有词：距离只到 `window`。", \.wholeSentence),
        Mistake(
            en: "Only the neighbours are taken: go as far as `window`.", zh: "只取了相邻的词：要一直取到 `window`。",
            \.neighboursOnly),
        Mistake(
            en: "The same word at another position is context too: compare the positions, not the words.",
            zh: "同一个词在另一个位置上也是上下文：要比较位置，不是比较词。",
            \.otherWordsOnly),
        Mistake(
            en: "A pair that comes several times is listed several times.", zh: "出现几次的词对，要列出几次。", \.eachOnce),
        Mistake(
            en: "Words near the ends of a sentence have pairs too, on the side that is there.",
            zh: "靠近句首和句末的词也有词对，有哪一边就取哪一边。", \.onlyFullWindows),
        Mistake(en: "Only the first sentence is read.", zh: "只读了第一个句子。", \.firstSentenceOnly),
        Mistake(
            en: "These are pairs of positions: take the words that stand there.", zh: "这是位置的对：要取这些位置上的词。",
            \.positions),
    ],
    cases: [
        Case(en: "no sentence", zh: "没有句子") { $0.sentences.isEmpty },
        Case(en: "a sentence of one word", zh: "只有一个词的句子") { $0.sentences.contains { $0.count == 1 } },
        Case(en: "a sentence without words", zh: "没有词的句子") { $0.sentences.contains([]) },
        Case(en: "window 0", zh: "窗口为 0") { $0.window == 0 && !$0.sentences.isEmpty },
        Case(en: "a window wider than the sentence", zh: "窗口比句子宽") {
            $0.window > $0.sentences.first?.count ?? 100
        },
    ],
    meant: [
        Meant(
            "sentences[][]", "window", lack: .negative,
            because: "words are numbered from 0, and positions counted"),
        Meant("answer[].count", lack: .variety, because: "a pair has two words"),
    ])

// MARK: 9.2

private struct WordCounts {
    var counts: [Int]

    static let cases = [
        WordCounts(counts: [16, 1, 0]), WordCounts(counts: []), WordCounts(counts: [5]),
        WordCounts(counts: [1, 16, 81]), WordCounts(counts: [0, 2, 2]),
        WordCounts(counts: [10_000, 1, 160_000]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> WordCounts {
        var counts = (0..<1 + size + generator.integer(below: 4)).map { _ in
            let bound = [5, 50, 5000][generator.integer(below: 3)]
            return generator.integer(below: bound)
        }
        counts[generator.integer(below: counts.count)] = 1 + generator.integer(below: 100_000)
        return WordCounts(counts: counts)
    }

    var right: [Float] { shares { pow($0, 0.75) } }
    var withoutPower: [Float] { shares { $0 } }
    var notNormalized: [Float] { counts.map { Float(pow(Double($0), 0.75)) } }
    var powerOfShares: [Float] { counts.map { Float(pow(Double($0) / total, 0.75)) } }
    var dividedByTotal: [Float] { counts.map { Float(pow(Double($0), 0.75) / total) } }
    var logarithms: [Float] { shares { log($0) } }
    var logarithmsOfOneMore: [Float] { shares { log(1 + $0) } }
    var fourThirds: [Float] { shares { pow($0, 4.0 / 3) } }
    var roots: [Float] { shares { $0.squareRoot() } }
    var quarter: [Float] { shares { pow($0, 0.25) } }
    var equal: [Float] { shares { _ in 1 } }
    var equalIfAny: [Float] { shares { $0 > 0 ? 1 : 0 } }
    var oneMore: [Float] { shares { pow($0 + 1, 0.75) } }
    var atLeastOne: [Float] { shares { pow(max($0, 1), 0.75) } }
    var upsideDown: [Float] { shares { pow($0, -0.75) } }
    var softmax: [Float] {
        let largest = Double(counts.max() ?? 0)
        return shares { exp($0 - largest) }
    }
    var cumulated: [Float] {
        var sum: Float = 0
        return right.map { probability in
            sum += probability
            return sum
        }
    }
    var withoutUnused: [Float] { right.filter { $0 > 0 } }
    var byLargest: [Float] { right.map { $0 / (right.max() ?? 1) } }

    private var total: Double { Double(counts.reduce(0, +)) }
    private func shares(_ weight: (Double) -> Double) -> [Float] {
        let weights = counts.map { weight(Double($0)) }
        return weights.map { Float($0 / weights.reduce(0, +)) }
    }
}

let drawingNegatives = Exercise<any WordVectorHomework>(
    "9.2", Words(en: "The distribution of negatives", zh: "负样本的分布"), sizes: 1...WordCounts.cases.count + 23,
    draws: 1,
    // A rare word's probability must be right too.
    tolerance: Tolerance(absolute: 1e-8, relative: 1e-4),
    hint: Words(
        en: "Print the powers of the counts and their sum. The probabilities add up to 1.",
        zh: "打印各计数的幂，以及它们的和。概率之和是 1。"),
    input: { casesFirst(WordCounts.cases, number: $0, &$1, then: WordCounts.drawn) },
    examples: [WordCounts.cases[0]], expected: \.right,
    answer: { try $0.noiseDistribution($1.counts) },
    mistakes: [
        Mistake(
            en: "These are the frequencies: raise the counts to the power 3/4 first.",
            zh: "这是频率：计数要先取 3/4 次方。", \.withoutPower),
        Mistake(
            en: "The powers do not add up to 1: divide by their sum.", zh: "这些幂之和不是 1：要除以它们的和。",
            \.notNormalized),
        Mistake(
            en: "The power comes after the division, so the sum is not 1: divide by the sum of the powers.",
            zh: "先做了除法，再取幂，所以和不是 1：要除以各个幂之和。",
            \.powerOfShares),
        Mistake(
            en: "The powers are divided by the sum of the counts: divide by that of the powers.",
            zh: "幂除以了计数之和：要除以各个幂之和。", \.dividedByTotal
        ),
        Mistake(en: "That is a logarithm: take the power 3/4.", zh: "这是对数：要取 3/4 次方。", \.logarithms),
        Mistake(en: "That is a logarithm: take the power 3/4.", zh: "这是对数：要取 3/4 次方。", \.logarithmsOfOneMore),
        Mistake(
            en: "The power is 4/3: it is 3/4, which lifts the rare words.",
            zh: "取了 4/3 次方：应是 3/4 次方，它抬高罕见的词。", \.fourThirds),
        Mistake(en: "That is the square root: take the power 3/4.", zh: "这是平方根：要取 3/4 次方。", \.roots),
        Mistake(en: "The power is 1/4: take 3/4.", zh: "取了 1/4 次方：应是 3/4。", \.quarter),
        Mistake(
            en: "All words are as probable: take the counts to the power 3/4.", zh: "所有词的概率都一样：计数要取 3/4 次方。",
            \.equal),
        Mistake(
            en: "All words that occur are as probable: is 3/4 a division of whole numbers, and so 0?",
            zh: "出现过的词概率都一样：3/4 是不是整数相除，结果成了 0？",
            \.equalIfAny),
        Mistake(
            en: "A word that does not occur is never drawn: add nothing to the counts.",
            zh: "没出现过的词从不抽到：计数上什么也不要加。", \.oneMore),
        Mistake(
            en: "A word that does not occur is never drawn: its power is 0.", zh: "没出现过的词从不抽到：它的幂是 0。",
            \.atLeastOne),
        Mistake(
            en: "The power is negative: a word that occurs more often is drawn more often.",
            zh: "幂是负的：出现越多的词，应越常抽到。", \.upsideDown),
        Mistake(
            en: "That is a softmax: divide the powers 3/4 by their sum.", zh: "这是 softmax：要用 3/4 次方除以它们的和。",
            \.softmax),
        Mistake(
            en: "These are cumulated: each word has its own probability.", zh: "这是累加的概率：每个词要各自的概率。",
            \.cumulated),
        Mistake(
            en: "A word that does not occur has a probability too: 0.", zh: "没出现过的词也有概率：0。", \.withoutUnused),
        Mistake(en: "Divided by the largest: divide by the sum.", zh: "除以了最大的：要除以和。", \.byLargest),
    ],
    cases: [
        Case(en: "no counts", zh: "没有计数") { $0.counts.isEmpty },
        Case(en: "a word that does not occur", zh: "有词没出现过") { $0.counts.contains(0) },
        Case(en: "one word", zh: "只有一个词") { $0.counts.count == 1 },
    ],
    meant: [
        Meant("counts[]", lack: .negative, because: "occurrences are counted")
    ])

// MARK: 9.4

private struct Frequencies {
    var counts: [Int]
    var threshold: Float

    static let cases = [
        Frequencies(counts: [1, 9, 90], threshold: 0.01), Frequencies(counts: [], threshold: 0.5),
        Frequencies(counts: [4], threshold: 0.25), Frequencies(counts: [0, 3, 1], threshold: 0.25),
        Frequencies(counts: [2, 0, 2], threshold: 2), Frequencies(counts: [50, 100, 1], threshold: 0.04),
        Frequencies(counts: [700_000, 299_998, 2], threshold: 0.001),
        Frequencies(counts: [999_999, 1], threshold: 0.00001),
        Frequencies(counts: [1, 1, 2], threshold: 0.04),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Frequencies {
        var counts = (0..<1 + size + generator.integer(below: 3)).map { _ in
            generator.integer(below: [3, 30, 3000][generator.integer(below: 3)])
        }
        counts[generator.integer(below: counts.count)] += 1
        return Frequencies(counts: counts, threshold: [0.3, 0.1, 0.01, 0.001][generator.integer(below: 4)])
    }

    var right: [Float] { kept { min(1, (t / $0).squareRoot()) } }
    var ofCounts: [Float] { kept { min(1, (t / ($0 * total)).squareRoot()) } }
    var notCut: [Float] { kept { (t / $0).squareRoot() } }
    var infinite: [Float] { kept(none: .infinity) { (t / $0).squareRoot() } }
    var discarded: [Float] { kept(none: 0) { max(0, 1 - (t / $0).squareRoot()) } }
    var discardedBelowZero: [Float] { kept(none: -.infinity) { 1 - (t / $0).squareRoot() } }
    var withoutRoot: [Float] { kept { min(1, t / $0) } }
    var upsideDown: [Float] { kept(none: 0) { min(1, ($0 / t).squareRoot()) } }
    var ofTheProgram: [Float] { kept { min(1, (($0 / t).squareRoot() + 1) * t / $0) } }
    var byLargest: [Float] {
        let largest = Double(counts.max() ?? 0) / total
        return kept { min(1, (t * largest / $0).squareRoot()) }
    }
    var byWords: [Float] { kept { min(1, (t / ($0 * total / Double(counts.count))).squareRoot()) } }
    var rootOfThreshold: [Float] { kept { min(1, t.squareRoot() / $0) } }
    var rootOfFrequency: [Float] { kept { min(1, t / $0.squareRoot()) } }
    var hard: [Float] { kept { $0 > t ? 0 : 1 } }
    var wholeDivision: [Float] { kept { $0 < 1 ? 1 : min(1, t.squareRoot()) } }
    var zeroForNone: [Float] { kept(none: 0) { min(1, (t / $0).squareRoot()) } }
    var withoutNone: [Float] { zip(counts, right).filter { $0.0 > 0 }.map(\.1) }
    var negativePower: [Float] { kept { min(1, pow(t / $0, 0.75)) } }

    private var t: Double { Double(threshold) }
    private var total: Double { Double(counts.reduce(0, +)) }
    private func kept(none: Float = 1, _ probability: (_ frequency: Double) -> Double) -> [Float] {
        counts.map { $0 == 0 ? none : Float(probability(Double($0) / total)) }
    }
}

private let atMostOne = Words(
    en: "That is more than 1 for rare words: a probability is at most 1.", zh: "罕见的词得到的大于 1：概率至多是 1。")
private let keepNotDrop = Words(
    en: "That is the probability to drop the word: asked is the one to keep it.", zh: "这是丢掉这个词的概率：题目要的是保留的概率。"
)

let subsampling = Exercise<any WordVectorHomework>(
    "9.4", Words(en: "Which words are kept", zh: "保留哪些词"), sizes: 1...Frequencies.cases.count + 23, draws: 1,
    hint:
        Words(
            en:
                "Print the frequency f of each word; the frequencies add up to 1. A word with f = threshold is always kept.",
            zh: "打印每个词的频率 f；频率之和是 1。f = threshold 的词总是保留。"),
    input: { casesFirst(Frequencies.cases, number: $0, &$1, then: Frequencies.drawn) },
    examples: [Frequencies.cases[0]], expected: \.right,
    answer: { try $0.subsamplingKeepProbability($1.counts, threshold: $1.threshold) },
    mistakes: [
        Mistake(
            en: "f is the frequency, not the count: divide by the sum of all counts.",
            zh: "f 是频率，不是计数：要除以所有计数之和。", \.ofCounts),
        Mistake(atMostOne, \.notCut), Mistake(atMostOne, \.infinite),
        Mistake(keepNotDrop, \.discarded), Mistake(keepNotDrop, \.discardedBelowZero),
        Mistake(en: "The square root is missing.", zh: "没有开平方。", \.withoutRoot),
        Mistake(
            en: "The fraction is upside down: common words are kept less often.", zh: "分子和分母颠倒了：越常见的词，保留得越少。",
            \.upsideDown),
        Mistake(
            en: "That is the formula of word2vec's program, (√(f/t) + 1) t/f: here it is √(t/f).",
            zh: "这是 word2vec 程序里的公式 (√(f/t) + 1) t/f：这里是 √(t/f)。", \.ofTheProgram),
        Mistake(
            en: "f is not compared with the commonest word: divide by the sum of all counts.",
            zh: "f 不是相对最常见的词：要除以所有计数之和。", \.byLargest),
        Mistake(
            en: "The sum of all counts is asked for, not the number of words.", zh: "要用所有计数之和，不是词数。",
            \.byWords),
        Mistake(
            en: "The root is that of the whole fraction, not of the threshold alone.",
            zh: "要对整个分数开平方，不是只对阈值。", \.rootOfThreshold),
        Mistake(
            en: "The root is that of the whole fraction, not of the frequency alone.",
            zh: "要对整个分数开平方，不是只对频率。", \.rootOfFrequency),
        Mistake(
            en: "A common word is kept at times: √(threshold / f), not 0.",
            zh: "常见的词有时也保留：概率是 √(threshold / f)，不是 0。", \.hard),
        Mistake(
            en: "Whole numbers are divided without a remainder: turn them into Float first.",
            zh: "整数相除，余数丢了：要先转成 Float。", \.wholeDivision),
        Mistake(en: "A word that does not occur gets 1.", zh: "没出现过的词得到 1。", \.zeroForNone),
        Mistake(en: "A word that does not occur has a number too: 1.", zh: "没出现过的词也有一个数：1。", \.withoutNone),
        Mistake(
            en: "The power is ½, a root; 3/4 belongs to the negatives.", zh: "这里是 ½ 次方，即平方根；3/4 次方用于负样本。",
            \.negativePower),
    ],
    cases: [
        Case(en: "no counts", zh: "没有计数") { $0.counts.isEmpty },
        Case(en: "a word that does not occur", zh: "有词没出现过") { $0.counts.contains(0) },
        Case(en: "one word", zh: "只有一个词") { $0.counts.count == 1 },
        Case(en: "a word that is always kept", zh: "有词总是保留") {
            zip($0.counts, $0.right).contains { $0 > 0 && $1 == 1 }
        },
    ],
    meant: [
        Meant("counts[]", lack: .negative, because: "occurrences are counted"),
        Meant("threshold", lack: .negative, .zero, .large, because: "a share above 0"),
    ])
