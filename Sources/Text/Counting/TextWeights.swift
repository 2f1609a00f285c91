import Foundation
import TensorCore

/// How a text becomes a row of numbers, one for each column of the n-grams.
public enum TextWeighting: String, CaseIterable, Sendable {
    /// How often a token occurs, divided by the number of tokens: the book's.
    case frequencies
    /// 1 for each token that occurs.
    case presence
    /// (1 + ln count) · idf, then of Euclidean length 1.
    case tfidf
}

/// Texts as weighted bags of n-grams.
///
/// The inverse document frequency of a column is ln((1 + N) / (1 + n)) + 1, with N texts of which n hold the token. Both come
/// from the texts of the n-grams, the training set: a text to be classified changes nothing. Section 4.2.
public struct TextWeights: Sendable {
    /// The columns.
    public let grams: NGrams

    /// What a number in a row is.
    public let weighting: TextWeighting

    /// The inverse document frequency of each column.
    public let idf: [Float]

    /// Weights of texts by these n-grams.
    public init(_ grams: NGrams, _ weighting: TextWeighting) {
        (self.grams, self.weighting) = (grams, weighting)
        idf = grams.documentFrequencies.map {
            Float(inverseDocumentFrequency(texts: grams.documentCount, holding: $0))
        }
    }

    /// TF-IDF with these inverse document frequencies, one for each column, as a model file has them.
    public init(_ grams: NGrams, idf: [Float]) { (self.grams, self.idf, weighting) = (grams, idf, .tfidf) }

    /// The numbers of a text that are not 0, in the order of their columns.
    public func row(_ text: [String]) -> [(column: Int, value: Float)] { row(counts: grams.counts(of: text)) }

    /// The same of a text of which the tokens are counted already.
    public func row(counts: [(column: Int, count: Int)]) -> [(column: Int, value: Float)] {
        switch weighting {
        case .presence: return counts.map { ($0.column, 1) }
        case .frequencies:
            let total = Float(counts.reduce(0) { $0 + $1.count })
            return counts.map { ($0.column, Float($0.count) / total) }
        case .tfidf:
            let values = counts.map { (1 + Float(log(Double($0.count)))) * idf[$0.column] }
            let length = Float(values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot())
            return zip(counts, values).map { ($0.column, $1 / length) }
        }
    }

    /// The texts as the rows of a sparse matrix, `[texts, columns]`.
    public func matrix(_ texts: some Sequence<[String]>) -> SparseMatrix {
        SparseMatrix(rows: texts.map(row), columnCount: grams.count)
    }
}

/// How much it says that a token occurs, which `holding` of `texts` texts hold: ln((1 + N) / (1 + n)) + 1.
public func inverseDocumentFrequency(texts: Int, holding: Int) -> Double {
    log(Double(1 + texts) / Double(1 + holding)) + 1
}
