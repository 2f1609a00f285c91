import Foundation
import Grading
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
    "4.1", "The bag of words", sizes: 1...Bag.cases.count + 23, draws: 1, tolerance: .exact,
    hint: "One number for each word of the vocabulary, in its order: how many tokens are that word?",
    input: { casesFirst(Bag.cases, number: $0, &$1, then: Bag.drawn) }, examples: [Bag.cases[0]],
    expected: \.right,
    answer: { try $0.counts($1.tokens, vocabulary: $1.vocabulary) },
    mistakes: [
        Mistake("Unknown words are counted as the first word: leave them out.", \.unknownAsFirst),
        Mistake("That says whether a word occurs; count how often.", \.presence),
        Mistake(
            "The counts are divided by the size of the vocabulary: do not divide.", \.sharesOfVocabulary),
        Mistake("The counts are divided by the length of the review: do not divide.", \.sharesOfReview),
        Mistake("The counts are divided by the length of the review: do not divide.", \.sharesOfReviewOrZero),
        Mistake("The counts are divided by the number of known words: do not divide.", \.sharesOfKnown),
        Mistake("Words that do not occur have a number too: 0.", \.onesThatOccur),
        Mistake(
            "There is a number too many at the end: unknown words have no place of their own.",
            \.withUnknownBehind),
        Mistake(
            "There is a number too many at the start: unknown words have no place of their own.",
            \.withUnknownBefore),
        Mistake("Counting ends at the first unknown word: go on behind it.", \.upToTheFirstUnknown),
        Mistake(
            "Capital and small letters are taken for the same: OK and ok are two words.", \.inSmallLetters),
        Mistake(
            "A word is also counted where it is a part of another: 好 does not occur in the token 不好.", \.parts
        ),
        Mistake("The order is that of the review: take that of the vocabulary.", \.inOrderOfReview),
    ],
    cases: [
        Case("a review without tokens") { $0.tokens.isEmpty },
        Case("an empty vocabulary") { $0.vocabulary.isEmpty },
        Case("an unknown word") { !$0.tokens.allSatisfy($0.vocabulary.contains) },
        Case("a word that occurs twice") { $0.right.contains { $0 > 1 } },
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
    "4.2", "Inverse document frequency", sizes: 1...Collection.cases.count + 23, draws: 1,
    hint: "Print n, and df of one word, for the training part: how many of its reviews have the word?",
    input: { casesFirst(Collection.cases, number: $0, &$1, then: Collection.drawn) },
    examples: [Collection.cases[0]], expected: \.right,
    answer: {
        try $0.inverseDocumentFrequency(
            $1.documents, trainingCount: $1.trainingCount, vocabulary: $1.vocabulary)
    },
    mistakes: [
        Mistake("Every occurrence is counted: a review that has the word twice counts once.", \.occurrences),
        Mistake(
            "A word of no training review divides by 0: both numbers in the logarithm have 1 added.",
            \.withoutSmoothing),
        Mistake(
            "A word of no training review divides by 0: both numbers in the logarithm have 1 added.",
            \.withoutSmoothingPlusOne),
        Mistake("The 1 behind the logarithm is missing.", \.withoutTheLastOne),
        Mistake("1 is added to n too, not to df alone.", \.smoothedBelow),
        Mistake(
            "1 is added to n too, not to df alone, and once more behind the logarithm.", \.smoothedBelowOnly),
        Mistake("That is the logarithm to the base 10: take the natural one.", \.decadic),
        Mistake("That is the logarithm to the base 2: take the natural one.", \.dual),
        Mistake("The fraction is upside down: a rare word weighs more.", \.upsideDown),
        Mistake("The logarithm is missing.", \.withoutLogarithm),
        Mistake(
            "Whole numbers are divided without a remainder: turn them into Float first.", \.wholeDivision),
        Mistake("The last 1 is added inside of the logarithm: it is behind it.", \.oneInside),
        Mistake("All reviews are looked at, those for the test too.", \.ofAll),
        Mistake("n is the number of all reviews: it is that of the training part.", \.countOfAll),
        Mistake("A review without tokens counts in n too.", \.withoutEmptyOnes),
        Mistake("A word is also found where it is a part of another: 好 is not the token 不好.", \.parts),
    ],
    cases: [
        Case("no training review") { $0.trainingCount == 0 },
        Case("a review without tokens") { $0.documents.contains([]) },
        Case("an empty vocabulary") { $0.vocabulary.isEmpty },
        Case("all reviews for training") { $0.trainingCount == $0.documents.count },
        Case("a word of no training review") { input in
            input.vocabulary.contains { word in !input.training.joined().contains(word) }
        },
    ],
    meant: [
        Meant("trainingCount", lack: .negative, because: "reviews are counted")
    ])
