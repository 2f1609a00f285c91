import Messages
import TensorCore

/// Words and their vectors, whoever made them.
///
/// Words are told apart by their bytes: the same letter written as one code point or as two is two words, as it is in the
/// files of others.
///
/// ```swift
/// let vectors = WordVectors(words: ["king", "queen", "apple"], matrix: NDArray(rows: [[1, 0.2], [0.9, 0.3], [0, 1]]))
/// print(vectors.nearest(to: "king", count: 1)?.first?.word ?? "")  // queen
/// ```
public struct WordVectors: Sendable {
    /// The words, by row.
    public let words: [String]
    /// Their vectors, `[V, d]`.
    public let matrix: NDArray
    /// The vectors divided by their lengths, `[V, d]`; zeros where a vector is zero.
    public let directions: NDArray

    private let rows: [WordBytes: Int32]

    /// A word and how near it is.
    public struct Neighbour: Equatable, Sendable {
        /// The word.
        public let word: String
        /// Its row.
        public let row: Int
        /// The cosine of the angle between both vectors.
        public let cosine: Float
    }

    /// Words with their vectors, `[V, d]`. Of a word that is there twice the first counts.
    ///
    /// Traps when there are not as many rows as words.
    public init(words: [String], matrix: NDArray, file: StaticString = #fileID, line: UInt = #line) {
        if matrix.rank != 2 || matrix.shape[0] != words.count {
            explainFailure(
                "WordVectors", "\(words.count) words with a matrix \(matrix.shape)",
                hint: "it has a row for each word", file: file, line: line)
        }
        (self.words, self.matrix) = (words, matrix)
        let lengths = matrix.square().sum(axes: [1], keepingDimensions: true).squareRoot()
        // A vector of zeros has no direction: nothing is near it.
        directions = matrix / .maximum(lengths, lengths.isEqual(to: NDArray(0)))
        rows = Dictionary(
            words.enumerated().map { (WordBytes($1), Int32($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of words.
    public var count: Int { words.count }

    /// How many different words there are.
    var distinctWordCount: Int { rows.count }

    /// How many numbers a vector has.
    public var width: Int { matrix.shape[1] }

    /// The row of a word; nil where it has none.
    public func row(of word: String) -> Int? { rows[WordBytes(word)].map { Int($0) } }

    /// The vector of a word, `[d]`; nil where it has none.
    public func vector(of word: String) -> NDArray? { row(of: word).map { matrix.selected($0) } }

    /// The cosine of the angle between the vectors of two words; nil where one has none.
    public func cosine(_ first: String, _ second: String) -> Float? {
        guard let a = row(of: first), let b = row(of: second) else { return nil }
        return (directions.selected(a) * directions.selected(b)).sum().scalar
    }

    /// The first `count` words, the most frequent ones in vectors that are sorted so.
    public func prefix(_ count: Int) -> WordVectors {
        let count = min(count, self.count)
        return WordVectors(words: Array(words[..<count]), matrix: matrix.sliced(0..<count))
    }
}

/// A word as its bytes: Swift's strings are equal where their characters are.
struct WordBytes: Hashable, Sendable {
    let word: String

    init(_ word: String) { self.word = word }

    static func == (a: WordBytes, b: WordBytes) -> Bool { a.word.utf8.elementsEqual(b.word.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in word.utf8 { hasher.combine(byte) }
    }
}
