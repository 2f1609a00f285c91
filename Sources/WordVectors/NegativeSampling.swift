import Foundation

// What word2vec draws at random, as formulas. Mikolov, Sutskever, Chen, Corrado, Dean: "Distributed representations of
// words and phrases and their compositionality" (NIPS 2013).

/// The distribution that words of noise are drawn from: P(w) = nʷ^¾ / Σ n^¾, between the words' own and the even one.
///
/// - Parameters:
///   - counts: how often each word occurs.
///   - exponent: 1 for the words' own distribution, 0 for the even one.
public func noiseDistribution(_ counts: [Int], exponent: Double = 0.75) -> [Double] {
    let weights = counts.map { pow(Double($0), exponent) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
}

/// With what probability an occurrence of a word stays in the text: min(1, √(t/f) + t/f) for a word that is the share f of
/// it, as in word2vec's code (the paper has √(t/f) alone).
///
/// - Parameters:
///   - frequency: f.
///   - threshold: t, 10⁻³ to 10⁻⁵; 0 keeps all words.
public func keepProbability(frequency: Double, threshold: Double) -> Double {
    if threshold <= 0 || frequency <= 0 { return 1 }
    let ratio = threshold / frequency
    return min(1, ratio.squareRoot() + ratio)
}

/// Each word of a sentence with each other that is at most `window` places away, in order.
///
/// ```swift
/// windowPairs([7, 8, 9], window: 1)  // (7, 8), (8, 7), (8, 9), (9, 8)
/// ```
public func windowPairs(_ sentence: [Int], window: Int) -> [(center: Int, context: Int)] {
    sentence.indices.flatMap { place in
        (max(0, place - window)...min(sentence.count - 1, place + window))
            .filter { $0 != place }
            .map { (center: sentence[place], context: sentence[$0]) }
    }
}
