import Foundation
import Grading
import Messages
import TensorCore

/// How often words occur in the reviews of a class, each once and above 0.
private struct WordCounts: CustomStringConvertible {
    var entries: [(word: String, count: Int)]

    init(_ entries: KeyValuePairs<String, Int>) { self.entries = entries.map { ($0.key, $0.value) } }

    var dictionary: [String: Int] { Dictionary(uniqueKeysWithValues: entries.map { ($0.word, $0.count) }) }
    var description: String {
        "[" + (entries.isEmpty ? ":" : entries.map { "\"\($0.word)\": \($0.count)" }.joined(separator: ", "))
            + "]"
    }
}

private struct Review {
    var tokens: [String]
    var good, bad: WordCounts
    var goodReviews, badReviews: Int

    static let cases = [
        Review(
            tokens: ["好"], good: WordCounts(["好": 3, "快": 1]), bad: WordCounts(["差": 2]), goodReviews: 2,
            badReviews: 1),
        Review(
            tokens: [], good: WordCounts(["好": 1]), bad: WordCounts(["差": 4]), goodReviews: 1, badReviews: 4),
        Review(
            tokens: ["贵"], good: WordCounts(["好": 2, "快": 3]), bad: WordCounts(["差": 1]), goodReviews: 3,
            badReviews: 3),
        Review(
            tokens: ["差", "差"], good: WordCounts(["好": 2, "差": 1]), bad: WordCounts(["差": 3, "慢": 4]),
            goodReviews: 2, badReviews: 5),
        Review(
            tokens: ["好", "慢"], good: WordCounts([:]), bad: WordCounts(["慢": 3]), goodReviews: 1,
            badReviews: 2),
        Review(
            tokens: ["好", "贵", "好"], good: WordCounts(["好": 6]), bad: WordCounts([:]), goodReviews: 4,
            badReviews: 1),
        Review(tokens: ["好"], good: WordCounts([:]), bad: WordCounts([:]), goodReviews: 1, badReviews: 2),
        Review(
            tokens: ["不好", "OK"], good: WordCounts(["好": 5, "ok": 2]), bad: WordCounts(["不": 3]),
            goodReviews: 2, badReviews: 3),
        long("好", goodReviews: 30, badReviews: 20), long("差", goodReviews: 20, badReviews: 30),
    ]

    /// A review of a thousand words, as probable as 0.2¹⁰⁰⁰ in its class.
    private static func long(_ word: String, goodReviews: Int, badReviews: Int) -> Review {
        Review(
            tokens: [String](repeating: word, count: 1000),
            good: WordCounts(["好": 250, "快": 800, "差": 1]), bad: WordCounts(["差": 200, "慢": 700, "好": 1]),
            goodReviews: goodReviews, badReviews: badReviews)
    }

    static func drawn(size: Int, generator: inout RandomGenerator) -> Review {
        func counts(_ words: ArraySlice<String>) -> WordCounts {
            var counts = WordCounts([:])
            for word in words {
                let count = generator.integer(below: 6)
                if count > 0 { counts.entries.append((word, count)) }
            }
            return counts
        }
        let (good, bad) = (counts(reviewWords.prefix(size + 4)), counts(reviewWords.suffix(size + 5)))
        return Review(
            tokens: drawnWords(generator.integer(below: 2 * size + 1), of: reviewWords + ["贵"], &generator),
            good: good, bad: bad, goodReviews: 1 + generator.integer(below: 9),
            badReviews: 1 + generator.integer(below: 9))
    }

    private typealias Counts = (good: Double, bad: Double)

    private var totals: Counts {
        (Double(good.entries.reduce(0) { $0 + $1.count }), Double(bad.entries.reduce(0) { $0 + $1.count }))
    }
    fileprivate var words: Set<String> { Set(good.entries.map(\.word) + bad.entries.map(\.word)) }
    fileprivate var known: [String] { tokens.filter(words.contains) }
    private var prior: Double { log(Double(goodReviews) / Double(badReviews)) }
    private var size: Double { Double(words.count) }

    /// The logarithm of a probability for the other, for each token.
    private func logRatios(
        of tokens: [String]? = nil,
        _ probability: (_ count: Double, _ total: Double, _ reviews: Int) -> Double
    ) -> [Double] {
        let (good, bad, totals) = (good.dictionary, bad.dictionary, totals)
        return (tokens ?? known).map { token in
            log(probability(Double(good[token] ?? 0), totals.good, goodReviews))
                - log(probability(Double(bad[token] ?? 0), totals.bad, badReviews))
        }
    }

    private func sum(
        of tokens: [String]? = nil,
        _ probability: (_ count: Double, _ total: Double, _ reviews: Int) -> Double
    ) -> Double { logRatios(of: tokens, probability).reduce(0, +) }

    private var evidence: Double { sum { count, total, _ in (count + 1) / (total + size) } }
    var right: Float { Float(prior + evidence) }
    var withoutPrior: Float { Float(evidence) }
    var priorOnly: Float { Float(prior) }
    var priorWithoutLogarithm: Float { Float(Double(goodReviews) / Double(badReviews) + evidence) }
    var priorOfWholeNumbers: Float { Float(log(Double(goodReviews / badReviews)) + evidence) }
    var priorOfAll: Float { Float(log(Double(goodReviews) / Double(goodReviews + badReviews)) + evidence) }
    var wholeNumbers: Float {
        Float(prior + sum { count, total, _ in ((count + 1) / (total + size)).rounded(.down) })
    }
    var wordsOfReview: Float {
        let distinct = Double(Set(known).count)
        return Float(prior + sum { count, total, _ in (count + 1) / (total + distinct) })
    }
    var upToTheFirstUnknown: Float {
        let words = words
        return Float(
            prior
                + sum(of: Array(tokens.prefix(while: words.contains))) { count, total, _ in
                    (count + 1) / (total + size)
                })
    }
    var priorOfWords: Float { Float(log(totals.good / totals.bad) + evidence) }
    var turned: Float { Float(-prior - evidence) }
    var turnedPrior: Float { Float(-prior + evidence) }
    var turnedEvidence: Float { Float(prior - evidence) }
    var unsmoothed: Float { Float(prior + sum { count, total, _ in count / total }) }
    var unsmoothedInBothOnly: Float {
        let (good, bad) = (good.dictionary, bad.dictionary)
        let both = tokens.filter { good[$0] != nil && bad[$0] != nil }
        return Float(prior + sum(of: both) { count, total, _ in count / total })
    }
    var inBothOnly: Float {
        let (good, bad) = (good.dictionary, bad.dictionary)
        return Float(
            prior
                + sum(of: tokens.filter { good[$0] != nil && bad[$0] != nil }) { count, total, _ in
                    (count + 1) / (total + size)
                })
    }
    var smoothedAbove: Float { Float(prior + sum { count, total, _ in (count + 1) / total }) }
    var smoothedByOne: Float { Float(prior + sum { count, total, _ in (count + 1) / (total + 1) }) }
    var wordsOfBothAdded: Float {
        let both = Double(good.entries.count + bad.entries.count)
        return Float(prior + sum { count, total, _ in (count + 1) / (total + both) })
    }
    var wordsOfEach: Float {
        let (good, bad, totals) = (good.dictionary, bad.dictionary, totals)
        return Float(
            known.reduce(prior) {
                $0 + log(Double((good[$1] ?? 0) + 1) / (totals.good + Double(good.count)))
                    - log(Double((bad[$1] ?? 0) + 1) / (totals.bad + Double(bad.count)))
            })
    }
    var reviewsBelow: Float {
        Float(prior + sum { count, _, reviews in (count + 1) / (Double(reviews) + size) })
    }
    var reviewsPlusTwo: Float {
        Float(prior + sum { count, _, reviews in (count + 1) / (Double(reviews) + 2) })
    }
    var eachOnce: Float {
        Float(prior + sum(of: Array(Set(known))) { count, total, _ in (count + 1) / (total + size) })
    }
    var unknownToo: Float {
        Float(prior + sum(of: tokens) { count, total, _ in (count + 1) / (total + size) })
    }
    var decadic: Float { right / Float(log(10.0)) }
    var dual: Float { right / Float(log(2.0)) }
    var countsOnly: Float { Float(prior + sum { count, _, _ in count + 1 }) }

    /// The product of all probabilities of each class, and then the logarithm: 0/0 for a long review.
    var product: Float {
        let (good, bad, totals) = (good.dictionary, bad.dictionary, totals)
        var (p, q) = (Double(goodReviews), Double(badReviews))
        for token in known {
            p *= Double((good[token] ?? 0) + 1) / (totals.good + size)
            q *= Double((bad[token] ?? 0) + 1) / (totals.bad + size)
        }
        return Float(log(p / q))
    }

    /// The product of the quotients: 0 or infinity for a long review.
    var productOfQuotients: Float {
        Float(
            log(logRatios { count, total, _ in (count + 1) / (total + size) }.map(exp).reduce(exp(prior), *)))
    }
}

let askingBayes = Exercise<any SentimentHomework>(
    "4.3", Words(en: "Naive Bayes", zh: "朴素贝叶斯"), sizes: 1...Review.cases.count + 23, draws: 1,
    // The sum of logarithms in Float, in any order.
    tolerance: Tolerance(absolute: 1e-3, relative: 1e-4),
    hint: Words(
        en: "Print G, B and V, then the two probabilities of one token.", zh: "打印 G、B 和 V，再打印一个词元的两个概率。"),
    input: { casesFirst(Review.cases, number: $0, &$1, then: Review.drawn) }, examples: [Review.cases[0]],
    expected: \.right,
    answer: {
        try $0.naiveBayesLogOdds(
            $1.tokens, good: $1.good.dictionary, bad: $1.bad.dictionary, goodReviews: $1.goodReviews,
            badReviews: $1.badReviews)
    },
    mistakes: [
        Mistake(
            en: "ln(goodReviews / badReviews) is missing.", zh: "缺了 ln(goodReviews / badReviews)。",
            \.withoutPrior),
        Mistake(
            en: "Only the numbers of reviews count: add what the tokens say.", zh: "只算了评论的条数：还要加上各个词元的部分。",
            \.priorOnly),
        Mistake(
            en: "The first term is the logarithm of goodReviews / badReviews.",
            zh: "第一项是 goodReviews / badReviews 的对数。", \.priorWithoutLogarithm),
        Mistake(
            en:
                "Whole numbers are divided without a remainder: turn the numbers of reviews into Float first.",
            zh: "整数相除丢掉了余数：先把评论的条数转成 Float。",
            \.priorOfWholeNumbers),
        Mistake(
            en: "Whole numbers are divided without a remainder: turn the counts into Float first.",
            zh: "整数相除丢掉了余数：先把次数转成 Float。", \.wholeNumbers
        ),
        Mistake(
            en: "The first term divides by badReviews, not by all reviews.",
            zh: "第一项除以 badReviews，不是全部评论的条数。", \.priorOfAll),
        Mistake(
            en: "V counts all words of both classes, not those of the review.", zh: "V 数的是两个类别的所有词，不是这条评论的词。",
            \.wordsOfReview),
        Mistake(
            en: "The sum ends at the first unknown token: go on behind it.", zh: "遇到第一个没见过的词元就停了：要接着往后加。",
            \.upToTheFirstUnknown),
        Mistake(
            en: "The first term has the numbers of reviews, not those of words.", zh: "第一项用评论的条数，不是词数。",
            \.priorOfWords),
        Mistake(en: "Good and bad are swapped: above 0 is good.", zh: "好评和差评弄反了：大于 0 是好评。", \.turned),
        Mistake(
            en: "The first term is upside down: goodReviews / badReviews.",
            zh: "第一项上下颠倒了：是 goodReviews / badReviews。", \.turnedPrior),
        Mistake(
            en: "The tokens' terms have the wrong sign: good minus bad.", zh: "词元那些项的符号反了：是好评减差评。",
            \.turnedEvidence),
        Mistake(
            en:
                "A word that one class does not have gives ln 0: 1 is added to each count, and V to the sums.",
            zh: "某个类别里没有的词会得到 ln 0：每个次数要加 1，总和要加 V。",
            \.unsmoothed),
        Mistake(
            en: "A token that occurs in one class only counts too; that is what the added 1 is for.",
            zh: "只在一个类别里出现的词元也要算；加的 1 就是为此。",
            \.unsmoothedInBothOnly),
        Mistake(
            en: "A token that occurs in one class only counts too; that is what the added 1 is for.",
            zh: "只在一个类别里出现的词元也要算；加的 1 就是为此。", \.inBothOnly
        ),
        Mistake(en: "V is missing below: G + V and B + V.", zh: "分母缺了 V：是 G + V 和 B + V。", \.smoothedAbove),
        Mistake(
            en: "Below, V is added, not 1: every word of the vocabulary has got a 1.",
            zh: "分母加的是 V，不是 1：每个词都加了一个 1。", \.smoothedByOne),
        Mistake(
            en: "V counts a word that occurs in both classes once.", zh: "两个类别里都出现的词，V 只算一次。",
            \.wordsOfBothAdded),
        Mistake(
            en: "V is the same for both classes: the number of words that occur in either.",
            zh: "两个类别的 V 相同：是在任一类别里出现的词数。", \.wordsOfEach),
        Mistake(
            en: "G and B are the numbers of words, not of reviews.", zh: "G 和 B 是词的次数之和，不是评论的条数。",
            \.reviewsBelow),
        Mistake(
            en: "G and B are the numbers of words, not of reviews, and V is added to them.",
            zh: "G 和 B 是词的次数之和，不是评论的条数，还要加上 V。", \.reviewsPlusTwo),
        Mistake(
            en: "A token that stands in the review twice counts twice.", zh: "评论里出现两次的词元，要算两次。", \.eachOnce),
        Mistake(en: "Tokens that occur in neither class are left out.", zh: "两个类别里都没有的词元要略去。", \.unknownToo),
        Mistake(
            en: "That is the logarithm to the base 10: take the natural one.", zh: "这是以 10 为底的对数：要取自然对数。",
            \.decadic),
        Mistake(
            en: "That is the logarithm to the base 2: take the natural one.", zh: "这是以 2 为底的对数：要取自然对数。",
            \.dual),
        Mistake(
            en: "The counts of each class are divided by its own sum: G + V for good, B + V for bad.",
            zh: "每个类别的次数除以自己的总和：好评除以 G + V，差评除以 B + V。",
            \.countsOnly),
        Mistake(
            en: "The product of a thousand probabilities is 0 to a computer: add logarithms.",
            zh: "一千个概率的积在计算机里是 0：要把对数相加。", \.product),
        Mistake(
            en: "The product of a thousand quotients is 0 or infinity to a computer: add logarithms.",
            zh: "一千个商的积在计算机里是 0 或无穷大：要把对数相加。",
            \.productOfQuotients),
    ],
    cases: [
        Case(en: "a review without tokens", zh: "没有词元的评论") { $0.tokens.isEmpty },
        Case(en: "an unknown token", zh: "没见过的词元") { $0.known.count < $0.tokens.count },
        Case(en: "a class without words", zh: "没有词的类别") { $0.good.entries.isEmpty != $0.bad.entries.isEmpty },
        Case(en: "no words at all", zh: "一个词也没有") { $0.words.isEmpty },
        Case(en: "a product that vanishes", zh: "积变成 0") { $0.product.isNaN },
    ],
    meant: [
        Meant(
            "good.entries[].count", "bad.entries[].count", "goodReviews", "badReviews", lack: .negative,
            .zero,
            because: "what is listed occurs")
    ])
