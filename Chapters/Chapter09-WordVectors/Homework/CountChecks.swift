import Foundation
import Grading
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
    "9.1", "Pairs of word and context", sizes: 1...SampleText.cases.count + 23, draws: 1,
    hint: "Here the pairs are sorted. Which pairs has the first word of the sentence, and which the last?",
    input: { casesFirst(SampleText.cases, number: $0, &$1, then: SampleText.drawn) },
    examples: [SampleText.cases[0]], expected: \.right,
    answer: { ordered(try $0.pairs($1.sentences, window: $1.window)) },
    mistakes: [
        Mistake("The word itself is among its context: leave its own position out.", \.withItself),
        Mistake("Pairs cross the end of a sentence: each sentence is for itself.", \.acrossSentences),
        Mistake("Only the words before are taken: those behind are context too.", \.onlyBefore),
        Mistake("Only the words behind are taken: those before are context too.", \.onlyBehind),
        Mistake("The window is too narrow: a word at the distance `window` belongs to it.", \.oneLess),
        Mistake("The window is too wide: the largest distance is `window`.", \.oneMore),
        Mistake("The window reaches so far on each side: do not halve it.", \.halfWindow),
        Mistake(
            "Only the words at the ends of the window are taken: nearer ones belong to it too.",
            \.atTheEndsOfTheWindow),
        Mistake("All words of the sentence are taken: only to the distance `window`.", \.wholeSentence),
        Mistake("Only the neighbours are taken: go as far as `window`.", \.neighboursOnly),
        Mistake(
            "The same word at another position is context too: compare the positions, not the words.",
            \.otherWordsOnly),
        Mistake("A pair that comes several times is listed several times.", \.eachOnce),
        Mistake(
            "Words near the ends of a sentence have pairs too, on the side that is there.", \.onlyFullWindows),
        Mistake("Only the first sentence is read.", \.firstSentenceOnly),
        Mistake("These are pairs of positions: take the words that stand there.", \.positions),
    ],
    cases: [
        Case("no sentence") { $0.sentences.isEmpty },
        Case("a sentence of one word") { $0.sentences.contains { $0.count == 1 } },
        Case("a sentence without words") { $0.sentences.contains([]) },
        Case("window 0") { $0.window == 0 && !$0.sentences.isEmpty },
        Case("a window wider than the sentence") { $0.window > $0.sentences.first?.count ?? 100 },
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
    "9.2", "The distribution of negatives", sizes: 1...WordCounts.cases.count + 23, draws: 1,
    // A rare word's probability must be right too.
    tolerance: Tolerance(absolute: 1e-8, relative: 1e-4),
    hint: "Print the powers of the counts and their sum. The probabilities add up to 1.",
    input: { casesFirst(WordCounts.cases, number: $0, &$1, then: WordCounts.drawn) },
    examples: [WordCounts.cases[0]], expected: \.right,
    answer: { try $0.noiseDistribution($1.counts) },
    mistakes: [
        Mistake("These are the frequencies: raise the counts to the power 3/4 first.", \.withoutPower),
        Mistake("The powers do not add up to 1: divide by their sum.", \.notNormalized),
        Mistake(
            "The power comes after the division, so the sum is not 1: divide by the sum of the powers.",
            \.powerOfShares),
        Mistake(
            "The powers are divided by the sum of the counts: divide by that of the powers.", \.dividedByTotal
        ),
        Mistake("That is a logarithm: take the power 3/4.", \.logarithms),
        Mistake("That is a logarithm: take the power 3/4.", \.logarithmsOfOneMore),
        Mistake("The power is 4/3: it is 3/4, which lifts the rare words.", \.fourThirds),
        Mistake("That is the square root: take the power 3/4.", \.roots),
        Mistake("The power is 1/4: take 3/4.", \.quarter),
        Mistake("All words are as probable: take the counts to the power 3/4.", \.equal),
        Mistake(
            "All words that occur are as probable: is 3/4 a division of whole numbers, and so 0?",
            \.equalIfAny),
        Mistake("A word that does not occur is never drawn: add nothing to the counts.", \.oneMore),
        Mistake("A word that does not occur is never drawn: its power is 0.", \.atLeastOne),
        Mistake("The power is negative: a word that occurs more often is drawn more often.", \.upsideDown),
        Mistake("That is a softmax: divide the powers 3/4 by their sum.", \.softmax),
        Mistake("These are cumulated: each word has its own probability.", \.cumulated),
        Mistake("A word that does not occur has a probability too: 0.", \.withoutUnused),
        Mistake("Divided by the largest: divide by the sum.", \.byLargest),
    ],
    cases: [
        Case("no counts") { $0.counts.isEmpty }, Case("a word that does not occur") { $0.counts.contains(0) },
        Case("one word") { $0.counts.count == 1 },
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

private let atMostOne = "That is more than 1 for rare words: a probability is at most 1."
private let keepNotDrop = "That is the probability to drop the word: asked is the one to keep it."

let subsampling = Exercise<any WordVectorHomework>(
    "9.4", "Which words are kept", sizes: 1...Frequencies.cases.count + 23, draws: 1,
    hint:
        "Print the frequency f of each word; the frequencies add up to 1. A word with f = threshold is always kept.",
    input: { casesFirst(Frequencies.cases, number: $0, &$1, then: Frequencies.drawn) },
    examples: [Frequencies.cases[0]], expected: \.right,
    answer: { try $0.subsamplingKeepProbability($1.counts, threshold: $1.threshold) },
    mistakes: [
        Mistake("f is the frequency, not the count: divide by the sum of all counts.", \.ofCounts),
        Mistake(atMostOne, \.notCut), Mistake(atMostOne, \.infinite),
        Mistake(keepNotDrop, \.discarded), Mistake(keepNotDrop, \.discardedBelowZero),
        Mistake("The square root is missing.", \.withoutRoot),
        Mistake("The fraction is upside down: common words are kept less often.", \.upsideDown),
        Mistake(
            "That is the formula of word2vec's program, (√(f/t) + 1) t/f: here it is √(t/f).", \.ofTheProgram),
        Mistake("f is not compared with the commonest word: divide by the sum of all counts.", \.byLargest),
        Mistake("The sum of all counts is asked for, not the number of words.", \.byWords),
        Mistake("The root is that of the whole fraction, not of the threshold alone.", \.rootOfThreshold),
        Mistake("The root is that of the whole fraction, not of the frequency alone.", \.rootOfFrequency),
        Mistake("A common word is kept at times: √(threshold / f), not 0.", \.hard),
        Mistake(
            "Whole numbers are divided without a remainder: turn them into Float first.", \.wholeDivision),
        Mistake("A word that does not occur gets 1.", \.zeroForNone),
        Mistake("A word that does not occur has a number too: 1.", \.withoutNone),
        Mistake("The power is ½, a root; 3/4 belongs to the negatives.", \.negativePower),
    ],
    cases: [
        Case("no counts") { $0.counts.isEmpty }, Case("a word that does not occur") { $0.counts.contains(0) },
        Case("one word") { $0.counts.count == 1 },
        Case("a word that is always kept") { zip($0.counts, $0.right).contains { $0 > 0 && $1 == 1 } },
    ],
    meant: [
        Meant("counts[]", lack: .negative, because: "occurrences are counted"),
        Meant("threshold", lack: .negative, .zero, .large, because: "a share above 0"),
    ])
