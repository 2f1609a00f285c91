import Files
import Foundation
import Messages
import TensorCore

/// Pairs of words with the similarity that people gave them, as WordSim-353 has them.
///
/// Finkelstein and others: "Placing search in context: the concept revisited" (2002).
public struct WordSimilarity: Equatable, Sendable {
    /// Two words, and how similar people find them.
    public struct Pair: Equatable, Sendable {
        /// The first word.
        public let first: String
        /// The second word.
        public let second: String
        /// The mean judgement, 0 to 10 in WordSim-353.
        public let judgement: Double

        /// A pair with its judgement.
        public init(_ first: String, _ second: String, _ judgement: Double) {
            (self.first, self.second, self.judgement) = (first, second, judgement)
        }
    }

    /// The pairs, in the order of the file.
    public let pairs: [Pair]

    /// These pairs.
    public init(_ pairs: [Pair]) { self.pairs = pairs }

    /// Reads a file of a pair a line: two words and a number, separated by tabs; lines that begin with # are comments.
    ///
    /// - Throws: `FileError`.
    public init(contentsOf path: String) throws {
        var pairs: [Pair] = []
        // To Swift, a carriage return with its line feed is one character.
        for (index, line) in try readTextFile(path).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }
        ).enumerated() {
            if line.isEmpty || line.first == "#" { continue }
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 3, let judgement = Double(fields[2]), judgement.isFinite else {
                throw FileError.malformed(
                    path: path, line: index + 1,
                    reason: Words(
                        en: "\(quotedExcerpt(line)) is not two words and a number, separated by tabs",
                        zh: "\(quotedExcerpt(line)) 不是以制表符分隔的两个词和一个数"
                    ).text)
            }
            pairs.append(Pair(String(fields[0]), String(fields[1]), judgement))
        }
        self.pairs = pairs
    }

    /// How well some vectors agree with people.
    public struct Agreement: Equatable, Sendable {
        /// Spearman's ρ between the judgements and the cosines; NaN for fewer than two pairs.
        public let rho: Double
        /// How many pairs have vectors for both words.
        public let covered: Int
        /// How many pairs there are.
        public let total: Int
    }

    /// Compares the cosines of some vectors with the judgements, over the pairs of which both words have one; a word that
    /// has none is looked for in lower case.
    public func agreement(with vectors: WordVectors) -> Agreement {
        let found = pairs.compactMap { pair -> (Double, Double)? in
            guard let first = vectors.row(ofWordOrLowercase: pair.first),
                let second = vectors.row(ofWordOrLowercase: pair.second)
            else { return nil }
            let cosine = (vectors.directions.selected(first) * vectors.directions.selected(second)).sum()
            return (pair.judgement, Double(cosine.scalar))
        }
        return Agreement(
            rho: spearmanCorrelation(found.map(\.0), found.map(\.1)), covered: found.count, total: pairs.count
        )
    }
}

extension WordVectors {
    /// The row of a word, else of the word in lower case.
    func row(ofWordOrLowercase word: String) -> Int? { row(of: word) ?? row(of: word.lowercased()) }
}

/// Spearman's rank correlation: Pearson's correlation of the ranks. NaN for fewer than two pairs, or where all of one side
/// are equal.
///
/// Traps when the lists have different lengths.
public func spearmanCorrelation(
    _ first: [Double], _ second: [Double], file: StaticString = #fileID, line: UInt = #line
) -> Double {
    if first.count != second.count {
        explainFailure(
            "spearmanCorrelation", "\(first.count) numbers with \(second.count)", file: file, line: line)
    }
    return pearsonCorrelation(averagedRanks(first), averagedRanks(second))
}

/// The rank of each number, counted from 1; equal ones share the mean of theirs.
func averagedRanks(_ numbers: [Double]) -> [Double] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = [Double](repeating: 0, count: numbers.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
        for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
        start = end
    }
    return ranks
}

/// Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²).
private func pearsonCorrelation(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (covariance, varianceX, varianceY) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
        covariance += (a - meanX) * (b - meanY)
        varianceX += (a - meanX) * (a - meanX)
        varianceY += (b - meanY) * (b - meanY)
    }
    return covariance / (varianceX * varianceY).squareRoot()
}

/// The start of a text in quotation marks, fit for one line.
func quotedExcerpt(_ text: some StringProtocol) -> String { "“\(excerpt(text))”" }
