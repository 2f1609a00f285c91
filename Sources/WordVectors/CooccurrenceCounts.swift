import Foundation
import Messages
import TensorCore

/// How often each two words stand near each other in a text, as a sparse matrix `[V, V]`.
///
/// Every pair within the window counts in both directions, so the matrix is symmetric. Counting gives the same numbers
/// whatever the order of the sentences.
public struct CooccurrenceCounts: Sendable {
    /// #(w, c), `[V, V]`, of the pairs that occur.
    public let counts: SparseMatrix

    /// Counts the pairs of a corpus that are at most `window` places apart in a sentence.
    ///
    /// - Parameter weighsByDistance: whether a pair at a distance of k counts (window − k + 1) / window, as often as
    ///   word2vec's random windows hold it, instead of 1.
    ///
    /// Traps when the window is less than 1.
    public init(
        _ corpus: WordCorpus, window: Int, weighsByDistance: Bool = false, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if window < 1 {
            explainFailure(
                "CooccurrenceCounts", "a window of \(window)", hint: "at least 1", file: file, line: line)
        }
        let (text, starts) = (corpus.text, corpus.sentenceStarts)
        let weights = (1...window).map {
            weighsByDistance ? Float(window - $0 + 1) / Float(window) : 1
        }
        let places = CooccurrenceCounts.places(corpus)
        var sentenceOf = [Int32](repeating: 0, count: text.count)
        for sentence in 0..<corpus.sentenceCount {
            for place in starts[sentence]..<starts[sentence + 1] { sentenceOf[place] = Int32(sentence) }
        }
        var row = [Float](repeating: 0, count: corpus.words.count)
        var rows: [[(column: Int, value: Float)]] = []
        rows.reserveCapacity(corpus.words.count)
        for word in corpus.words.indices {
            var met: [Int] = []
            for place in places[word] {
                let sentence = Int(sentenceOf[Int(place)])
                let low = max(starts[sentence], Int(place) - window)
                let high = min(starts[sentence + 1] - 1, Int(place) + window)
                for other in low...high where other != Int(place) {
                    let column = Int(text[other])
                    if row[column] == 0 { met.append(column) }
                    row[column] += weights[abs(other - Int(place)) - 1]
                }
            }
            met.sort()
            rows.append(met.map { ($0, row[$0]) })
            for column in met { row[column] = 0 }
        }
        counts = SparseMatrix(rows: rows, columnCount: corpus.words.count)
    }

    /// Where each word stands in the text.
    private static func places(_ corpus: WordCorpus) -> [[Int32]] {
        var places = corpus.counts.map { count in
            var list: [Int32] = []
            list.reserveCapacity(count)
            return list
        }
        for (place, word) in corpus.text.enumerated() { places[Int(word)].append(Int32(place)) }
        return places
    }

    /// Positive pointwise mutual information, `[V, V]`: max(0, log P(w, c) / (P(w) P(c)) − log k) of the pairs that occur.
    ///
    /// P(c) is in proportion to the counts of the contexts to the power of α, which keeps rare words from having the
    /// largest values; k is the number of negative samples that skip-gram would have. Levy, Goldberg: "Neural word
    /// embedding as implicit matrix factorization" (NIPS 2014); Levy, Goldberg, Dagan: "Improving distributional similarity
    /// with lessons learned from word embeddings" (TACL 2015).
    ///
    /// - Parameters:
    ///   - smoothing: α, 0.75 as in the noise of skip-gram; 1 for none.
    ///   - negatives: k; 1 shifts nothing.
    public func positiveMutualInformation(smoothing: Double = 0.75, negatives: Double = 1) -> SparseMatrix {
        let rowCount = counts.shape[0]
        let rows = (0..<rowCount).map { counts.row($0) }
        let sums = rows.map { $0.reduce(0.0) { $0 + Double($1.value) } }  // also of the columns
        let powers = sums.map { pow($0, smoothing) }
        let powerTotal = powers.reduce(0, +)
        let entries = rows.enumerated().map { row, entries in
            entries.compactMap { column, value -> (column: Int, value: Float)? in
                let ratio = Double(value) / sums[row] * powerTotal / powers[column]
                let information = log(ratio) - log(negatives)
                return information > 0 ? (column, Float(information)) : nil
            }
        }
        return SparseMatrix(rows: entries, columnCount: rowCount)
    }
}
