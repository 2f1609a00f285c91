import Files
import Foundation
import Messages
import NeuralNetworks
import TensorCore

/// The formats in which vectors of words are exchanged.
public enum WordVectorFormat: String, CaseIterable, Sendable {
    /// A line with the number of words and of columns, then a word and its numbers a line.
    case word2vecText = "word2vec-text"
    /// The same first line, then each word, a blank, and its numbers as 32-bit floats.
    case word2vecBinary = "word2vec-binary"
    /// A word and its numbers a line, without a first line that says how many.
    case glove
}

extension WordVectors {
    /// Reads a file of vectors, unpacked where it is a gzip file: word2vec's text if its first line is two whole numbers,
    /// word2vec's binary format if bytes that are no text follow such a line, else GloVe's text.
    ///
    /// A file that ends in `.npy` holds the matrix, of 16-bit, 32-bit or 64-bit floats, and the words stand one a line in
    /// `wordsPath`.
    ///
    /// - Parameter wordsPath: the list of words that goes with a matrix.
    /// - Throws: `FileError` with the line: vectors of unequal lengths, a word that is there twice, a number that is not
    ///   finite, another number of words than the first line says, text that is not UTF-8, nothing at all.
    public init(contentsOf path: String, words wordsPath: String? = nil) throws {
        if path.hasSuffix(".npy") {
            guard let wordsPath else {
                throw FileError.malformed(
                    path: path,
                    reason: Words(
                        en: "a matrix without words: give the list of words too", zh: "只有矩阵没有词：请同时给出词表"
                    ).text)
            }
            try self.init(contentsOfNpy: path, words: wordsPath)
            return
        }
        let bytes = try readFile(path, unpackedUpTo: WordVectors.mostBytes)
        if WordVectors.isBinary(bytes) {
            try self.init(word2vecBinary: bytes, path: path)
        } else {
            try self.init(text: bytes, path: path)
        }
    }

    /// Writes a file of vectors, whole or not at all.
    ///
    /// Numbers of text files are the shortest that give the same floats again.
    ///
    /// - Throws: `FileError.unwritable`, also for a word that holds a blank, which no reader could tell from two words.
    public func write(_ format: WordVectorFormat, to path: String) throws {
        if let word = words.first(where: { $0.isEmpty || $0.utf8.contains(where: isBlank) }) {
            throw FileError.unwritable(
                path: path,
                reason: Words(
                    en:
                        "the word \(quotedExcerpt(word)) is empty or holds a blank, which the format does not allow",
                    zh: "词 \(quotedExcerpt(word)) 为空或含有空白，该格式不允许"
                ).text)
        }
        switch format {
        case .word2vecText: try writeFileAtomically(Data(text(withHeader: true)), to: path)
        case .glove: try writeFileAtomically(Data(text(withHeader: false)), to: path)
        case .word2vecBinary: try writeFileAtomically(Data(word2vecBinary()), to: path)
        }
    }

    /// Reads a matrix `[V, d]` from a `.npy` file and its words, one a line, from another, which may be a gzip file.
    ///
    /// - Throws: `FileError`, also where there are not as many words as rows.
    public init(contentsOfNpy path: String, words wordsPath: String) throws {
        let matrix = try NDArray(contentsOfNpy: path)
        guard matrix.rank == 2, matrix.elementCount > 0 else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "an array of shape \(matrix.shape), a matrix of a row for each word is expected",
                    zh: "数组形状为 \(matrix.shape)，应为每个词一行的矩阵"
                ).text)
        }
        let bytes = try readFile(wordsPath, unpackedUpTo: WordVectors.mostBytes)
        var reader = WordVectorLines(bytes, path: wordsPath)
        var words: [String] = []
        while reader.hasMore {
            let line = reader.nextLine()
            words.append(try reader.word(line))
        }
        guard words.count == matrix.shape[0] else {
            throw FileError.malformed(
                path: wordsPath,
                reason: Words(
                    en: "\(words.count) words, the matrix has \(matrix.shape[0]) rows",
                    zh: "\(words.count) 个词，而矩阵有 \(matrix.shape[0]) 行"
                ).text)
        }
        // The largest is finite only where all are: NaN counts as largest.
        if !matrix.magnitude().max().scalar.isFinite {
            let place = matrix.scalars.firstIndex { !$0.isFinite } ?? 0
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "row \(place / matrix.shape[1]) holds a number that is not finite",
                    zh: "第 \(place / matrix.shape[1]) 行含有非有限的数"
                ).text)
        }
        try self.init(uniqueWords: words, matrix: matrix, path: wordsPath, firstLine: 1)
    }

    /// Writes the matrix as a `.npy` file of 32-bit floats and the words, one a line.
    ///
    /// - Throws: `FileError.unwritable`.
    public func writeNpy(to path: String, words wordsPath: String) throws {
        try matrix.writeNpy(to: path)
        try writeFileAtomically(words.map { "\($0)\n" }.joined(), to: wordsPath)
    }

    /// The most bytes of a file, unpacked.
    static let mostBytes = 2 << 30

    /// The vectors of these words.
    ///
    /// - Throws: `FileError` with the line of a word that is there twice.
    init(uniqueWords words: [String], matrix: NDArray, path: String, firstLine: Int?) throws {
        self.init(words: words, matrix: matrix)
        guard distinctWordCount < words.count,
            let again = words.indices.first(where: { row(of: words[$0]) != $0 })
        else { return }
        throw FileError.malformed(
            path: path, line: firstLine.map { $0 + again },
            reason: Words(
                en: "the word \(quotedExcerpt(words[again])) is there twice",
                zh: "词 \(quotedExcerpt(words[again])) 出现了两次"
            ).text)
    }
}

/// Whether a byte separates words: a blank, a tab or the end of a line.
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
