import Foundation
import Text

/// A translator without a network: the translation of the training sentence that is nearest, by TF-IDF of words and of pairs
/// of words.
struct NearestSentence {
    private let translations: [String]
    private let tokenizer: Tokenizer
    /// ln((1 + n) / (1 + df)) + 1 of each term.
    private var weights: [String: Double] = [:]
    /// The sentences that have a term, with the term's share of their vector of length 1.
    private var postings: [String: [(sentence: Int, value: Double)]] = [:]

    init(_ pairs: [SentencePairs.Pair], _ tokenizer: Tokenizer) {
        translations = pairs.map(\.target)
        self.tokenizer = tokenizer
        let counts = pairs.map { NearestSentence.counts(tokenizer.tokens(of: $0.source)) }
        var frequency: [String: Int] = [:]
        for terms in counts { for term in terms.keys { frequency[term, default: 0] += 1 } }
        weights = frequency.mapValues { log(Double(1 + pairs.count) / Double(1 + $0)) + 1 }
        for (index, terms) in counts.enumerated() {
            for (term, value) in vector(terms) { postings[term, default: []].append((index, value)) }
        }
    }

    /// The translation of the nearest sentence; of equally near ones the first's.
    func translation(of sentence: String) -> String {
        var scores = [Double](repeating: 0, count: translations.count)
        for (term, value) in vector(NearestSentence.counts(tokenizer.tokens(of: sentence))) {
            for posting in postings[term] ?? [] { scores[posting.sentence] += value * posting.value }
        }
        let best = scores.indices.max { scores[$0] < scores[$1] || (scores[$0] == scores[$1] && $0 > $1) }
        return best.map { translations[$0] } ?? ""
    }

    private static func counts(_ words: [String]) -> [String: Int] {
        let pairs = zip(words, words.dropFirst()).map { "\($0) \($1)" }
        return (words + pairs).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// (1 + ln count) · weight of each known term, as a vector of length 1, in the order of the terms.
    private func vector(_ counts: [String: Int]) -> [(term: String, value: Double)] {
        let values = counts.sorted { $0.key < $1.key }.compactMap { term, count in
            weights[term].map { (term: term, value: (1 + log(Double(count))) * $0) }
        }
        let length = values.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
        return values.map { ($0.term, $0.value / length) }
    }
}
