import Foundation
import Grading
import Messages
import TensorCore

/// The words of the drawn reviews; several are parts of others.
let reviewWords = ["好", "不好", "不", "很", "差", "快", "慢", "OK", "ok", "物流", "物", "好看"]

/// Words in a random order, as many as asked for, each once.
private func distinctWords(_ count: Int, _ generator: inout RandomGenerator) -> [String] {
    generator.permutation(reviewWords.count).prefix(count).map { reviewWords[$0] }
}

/// Words that may repeat.
func drawnWords(_ count: Int, of words: [String], _ generator: inout RandomGenerator) -> [String] {
    (0..<count).map { _ in words[generator.integer(below: words.count)] }
}

// MARK: 4.1

private struct Bag {
    var tokens, vocabulary: [String]

    static let cases = [
        Bag(tokens: ["好", "很", "好"], vocabulary: ["差", "好"]),
        Bag(tokens: [], vocabulary: ["好", "差"]),
        Bag(tokens: ["快"], vocabulary: []),
        Bag(tokens: ["慢", "贵"], vocabulary: ["好"]),
        Bag(tokens: ["好", "不好", "好", "不"], vocabulary: ["不", "好"]),
        Bag(tokens: ["OK", "ok", "ok"], vocabulary: ["ok", "OK"]),
        Bag(tokens: ["贵", "差", "好", "好", "好"], vocabulary: ["好", "快", "差"]),
        Bag(tokens: ["好看", "好吃", "OK", "ＯＫ"], vocabulary: ["好吃", "ＯＫ"]),
        Bag(tokens: ["差"] + [String](repeating: "好", count: 300), vocabulary: ["好", "差"]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Bag {
        let vocabulary = distinctWords(1 + generator.integer(below: size + 1), &generator)
        let count = generator.integer(below: 4 * size)
        return Bag(tokens: drawnWords(count, of: reviewWords, &generator), vocabulary: vocabulary)
    }

    var right: [Float] { vocabulary.map(count) }
    var presence: [Float] { right.map { min($0, 1) } }
    var sharesOfVocabulary: [Float] { right.map { $0 / Float(vocabulary.count) } }
    var sharesOfReview: [Float] { right.map { $0 / Float(tokens.count) } }
    var sharesOfReviewOrZero: [Float] { tokens.isEmpty ? right : sharesOfReview }
    var sharesOfKnown: [Float] { right.map { $0 / max(1, right.reduce(0, +)) } }
    var onesThatOccur: [Float] { right.filter { $0 > 0 } }
    var withUnknownBehind: [Float] { right + [unknownCount] }
    var withUnknownBefore: [Float] { [unknownCount] + right }
    var unknownAsFirst: [Float] { right.enumerated().map { $0 == 0 ? $1 + unknownCount : $1 } }
    var upToTheFirstUnknown: [Float] {
        let known = tokens.prefix { vocabulary.contains($0) }
        return vocabulary.map { word in Float(known.count { $0 == word }) }
    }
    var inSmallLetters: [Float] {
        vocabulary.map { word in Float(tokens.count { $0.lowercased() == word.lowercased() }) }
    }
    var parts: [Float] { vocabulary.map { word in Float(tokens.count { $0.contains(word) }) } }
    var inOrderOfReview: [Float] {
        var distinct: [String] = []
        for token in tokens where !distinct.contains(token) { distinct.append(token) }
        return distinct.map(count)
    }

    private var unknownCount: Float { Float(tokens.count { !vocabulary.contains($0) }) }
    private func count(of word: String) -> Float { Float(tokens.count { $0 == word }) }
}

let countingWords = Exercise<any SentimentHomework>(
    "4.1", Words(en: "The bag of words", zh: "词袋模型"), sizes: 1...Bag.cases.count + 23, draws: 1,
    tolerance: .exact,
    hint: Words(
        en: "One number for each word of the vocabulary, in its order: how many tokens are that word?",
        zh: "按词表的次序，每个词一个数：有几个词元是这个词？"),
    input: { casesFirst(Bag.cases, number: $0, &$1, then: Bag.drawn) }, examples: [Bag.cases[0]],
    expected: \.right,
    answer: { try $0.counts($1.tokens, vocabulary: $1.vocabulary) },
    mistakes: [
        Mistake(
            en: "Unknown words are counted as the first word: leave them out.", zh: "词表外的词算到第一个词上了：要略去它们。",
            \.unknownAsFirst),
        Mistake(
            en: "That says whether a word occurs; count how often.", zh: "这说的是词有没有出现；要数出现几次。", \.presence),
        Mistake(
            en: "The counts are divided by the size of the vocabulary: do not divide.", zh: "次数除以了词表的大小：不要除。",
            \.sharesOfVocabulary),
        Mistake(
            en: "The counts are divided by the length of the review: do not divide.", zh: "次数除以了评论的长度：不要除。",
            \.sharesOfReview),
        Mistake(
            en: "The counts are divided by the length of the review: do not divide.", zh: "次数除以了评论的长度：不要除。",
            \.sharesOfReviewOrZero),
        Mistake(
            en: "The counts are divided by the number of known words: do not divide.", zh: "次数除以了词表内的词数：不要除。",
            \.sharesOfKnown),
        Mistake(en: "Words that do not occur have a number too: 0.", zh: "没有出现的词也有一个数：0。", \.onesThatOccur),
        Mistake(
            en: "There is a number too many at the end: unknown words have no place of their own.",
            zh: "末尾多了一个数：词表外的词没有自己的位置。",
            \.withUnknownBehind),
        Mistake(
            en: "There is a number too many at the start: unknown words have no place of their own.",
            zh: "开头多了一个数：词表外的词没有自己的位置。",
            \.withUnknownBefore),
        Mistake(
            en: "Counting ends at the first unknown word: go on behind it.", zh: "遇到第一个词表外的词就不数了：要接着往后数。",
            \.upToTheFirstUnknown),
        Mistake(
            en: "Capital and small letters are taken for the same: OK and ok are two words.",
            zh: "大小写当成一样了：OK 和 ok 是两个词。", \.inSmallLetters),
        Mistake(
            en: "A word is also counted where it is a part of another: 好 does not occur in the token 不好.",
            zh: "别的词里包含它也算上了：词元“不好”里没有出现“好”。", \.parts
        ),
        Mistake(
            en: "The order is that of the review: take that of the vocabulary.", zh: "用了评论的次序：要用词表的。",
            \.inOrderOfReview),
    ],
    cases: [
        Case(en: "a review without tokens", zh: "没有词元的评论") { $0.tokens.isEmpty },
        Case(en: "an empty vocabulary", zh: "空的词表") { $0.vocabulary.isEmpty },
        Case(en: "an unknown word", zh: "词表外的词") { !$0.tokens.allSatisfy($0.vocabulary.contains) },
        Case(en: "a word that occurs twice", zh: "出现两次的词") { $0.right.contains { $0 > 1 } },
    ])

// MARK: 4.2

private struct Collection {
    var documents: [[String]]
    var trainingCount: Int
    var vocabulary: [String]

    static let cases = [
        Collection(
            documents: [["好", "好"], ["好", "差"], ["慢"]], trainingCount: 2, vocabulary: ["好", "慢", "差"]),
        Collection(documents: [["好"]], trainingCount: 0, vocabulary: ["好", "差"]),
        Collection(documents: [], trainingCount: 0, vocabulary: ["好"]),
        Collection(documents: [["好"], ["差"]], trainingCount: 1, vocabulary: []),
        Collection(documents: [[], ["好"], []], trainingCount: 3, vocabulary: ["好"]),
        Collection(
            documents: [["不好", "好", "好"], ["快"], ["快", "快"], ["好"]], trainingCount: 3,
            vocabulary: ["快", "好"]),
        Collection(
            documents: [["差"], ["慢", "慢"], ["慢"], ["慢"], ["好"]], trainingCount: 5, vocabulary: ["慢", "差"]),
        Collection(
            documents: [["差"]] + [[String]](repeating: ["好"], count: 9) + [["差", "慢"], ["差"], ["好"]],
            trainingCount: 11, vocabulary: ["慢", "差", "好"]),
    ]

    static func drawn(size: Int, generator: inout RandomGenerator) -> Collection {
        let documents = (0..<2 * size + generator.integer(below: 3)).map { _ in
            drawnWords(generator.integer(below: 6), of: reviewWords, &generator)
        }
        return Collection(
            documents: documents, trainingCount: generator.integer(below: documents.count + 1),
            vocabulary: distinctWords(1 + generator.integer(below: size + 2), &generator))
    }

    var right: [Float] { weights { log((1 + $0) / (1 + $1)) + 1 } }
    var occurrences: [Float] { weights(df: { word, reviews in reviews.joined().count { $0 == word } }) }
    var withoutSmoothing: [Float] { weights { log($0 / $1) } }
    var withoutSmoothingPlusOne: [Float] { weights { log($0 / $1) + 1 } }
    var withoutTheLastOne: [Float] { weights { log((1 + $0) / (1 + $1)) } }
    var smoothedBelow: [Float] { weights { log($0 / (1 + $1)) + 1 } }
    var smoothedBelowOnly: [Float] { weights { log($0 / (1 + $1)) } }
    var decadic: [Float] { weights { log10((1 + $0) / (1 + $1)) + 1 } }
    var dual: [Float] { weights { log2((1 + $0) / (1 + $1)) + 1 } }
    var upsideDown: [Float] { weights { log((1 + $1) / (1 + $0)) + 1 } }
    var withoutLogarithm: [Float] { weights { (1 + $0) / (1 + $1) } }
    var wholeDivision: [Float] { weights { log(((1 + $0) / (1 + $1)).rounded(.down)) + 1 } }
    var oneInside: [Float] { weights { log((1 + $0) / (1 + $1) + 1) } }
    var ofAll: [Float] { weights(of: documents[...]) }
    var countOfAll: [Float] { weights { log((1 + Double(documents.count)) / (1 + $1)) + 1 } }
    var withoutEmptyOnes: [Float] { weights(of: training.filter { !$0.isEmpty }[...]) }
    var parts: [Float] {
        weights(df: { word, reviews in reviews.count { $0.contains { $0.contains(word) } } })
    }

    fileprivate var training: ArraySlice<[String]> { documents.prefix(trainingCount) }

    private static func smoothed(_ n: Double, _ df: Double) -> Double { log((1 + n) / (1 + df)) + 1 }

    private func weights(
        _ weight: (_ n: Double, _ df: Double) -> Double = smoothed, of reviews: ArraySlice<[String]>? = nil,
        df: (String, ArraySlice<[String]>) -> Int = { word, reviews in reviews.count { $0.contains(word) } }
    ) -> [Float] {
        let reviews = reviews ?? training
        return vocabulary.map { Float(weight(Double(reviews.count), Double(df($0, reviews)))) }
    }
}

let weighingWords = Exercise<any SentimentHomework>(
    "4.2", Words(en: "Inverse document frequency", zh: "逆文档频率"), sizes: 1...Collection.cases.count + 23,
    draws: 1,
    hint: Words(
        en: "Print n, and df of one word, for the training part: how many of its reviews have the word?",
        zh: "打印训练部分的 n，和一个词的 df：其中有几条评论含这个词？"),
    input: { casesFirst(Collection.cases, number: $0, &$1, then: Collection.drawn) },
    examples: [Collection.cases[0]], expected: \.right,
    answer: {
        try $0.inverseDocumentFrequency(
            $1.documents, trainingCount: $1.trainingCount, vocabulary: $1.vocabulary)
    },
    mistakes: [
        Mistake(
            en: "Every occurrence is counted: a review that has the word twice counts once.",
            zh: "每次出现都数了：一条评论里出现两次，也只算一条。", \.occurrences),
        Mistake(
            en: "A word of no training review divides by 0: both numbers in the logarithm have 1 added.",
            zh: "训练评论里没有的词会除以 0：对数里的两个数都要加 1。",
            \.withoutSmoothing),
        Mistake(
            en: "A word of no training review divides by 0: both numbers in the logarithm have 1 added.",
            zh: "训练评论里没有的词会除以 0：对数里的两个数都要加 1。",
            \.withoutSmoothingPlusOne),
        Mistake(en: "The 1 behind the logarithm is missing.", zh: "缺了对数后面的 1。", \.withoutTheLastOne),
        Mistake(en: "1 is added to n too, not to df alone.", zh: "n 也要加 1，不只 df。", \.smoothedBelow),
        Mistake(
            en: "1 is added to n too, not to df alone, and once more behind the logarithm.",
            zh: "n 也要加 1，不只 df；对数后面还要再加一次。", \.smoothedBelowOnly),
        Mistake(
            en: "That is the logarithm to the base 10: take the natural one.", zh: "这是以 10 为底的对数：要取自然对数。",
            \.decadic),
        Mistake(
            en: "That is the logarithm to the base 2: take the natural one.", zh: "这是以 2 为底的对数：要取自然对数。",
            \.dual),
        Mistake(
            en: "The fraction is upside down: a rare word weighs more.", zh: "分数上下颠倒了：少见的词权重更大。", \.upsideDown
        ),
        Mistake(en: "The logarithm is missing.", zh: "缺了对数。", \.withoutLogarithm),
        Mistake(
            en: "Whole numbers are divided without a remainder: turn them into Float first.",
            zh: "整数相除丢掉了余数：先转成 Float。", \.wholeDivision),
        Mistake(
            en: "The last 1 is added inside of the logarithm: it is behind it.", zh: "最后的 1 加到对数里面了：它在对数后面。",
            \.oneInside),
        Mistake(en: "All reviews are looked at, those for the test too.", zh: "看了所有的评论，连测试的也看了。", \.ofAll),
        Mistake(
            en: "n is the number of all reviews: it is that of the training part.",
            zh: "n 用了全部评论的条数：应是训练部分的。", \.countOfAll),
        Mistake(en: "A review without tokens counts in n too.", zh: "没有词元的评论也计入 n。", \.withoutEmptyOnes),
        Mistake(
            en: "A word is also found where it is a part of another: 好 is not the token 不好.",
            zh: "别的词里包含它也算找到了：“好”不是词元“不好”。", \.parts),
    ],
    cases: [
        Case(en: "no training review", zh: "没有训练评论") { $0.trainingCount == 0 },
        Case(en: "a review without tokens", zh: "没有词元的评论") { $0.documents.contains([]) },
        Case(en: "an empty vocabulary", zh: "空的词表") { $0.vocabulary.isEmpty },
        Case(en: "all reviews for training", zh: "全部评论用于训练") { $0.trainingCount == $0.documents.count },
        Case(en: "a word of no training review", zh: "训练评论里没有的词") { input in
            input.vocabulary.contains { word in !input.training.joined().contains(word) }
        },
    ],
    meant: [
        Meant("trainingCount", lack: .negative, because: "reviews are counted")
    ])
