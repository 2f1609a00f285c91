import Files
import Messages

/// WordPiece: each word of BERT's basic tokenizer is cut from the left into the longest pieces of a vocabulary; a piece
/// that continues a word has `##` in front.
///
/// A word of more than 100 characters, or with a rest that no piece starts, is one unknown token. Pieces are compared by
/// their bytes. Wu and others: "Google's neural machine translation system" (2016); Devlin and others: "BERT" (2018).
///
/// ```swift
/// let tokenizer = try WordPiece(contentsOf: "vocab.txt")
/// let ids = tokenizer.ids(of: "Hello, world!")  // 101 7592 1010 2088 999 102
/// ```
public struct WordPiece: Equatable, Sendable {
    /// The token that pads short lines.
    public static let padding = "[PAD]"
    /// The token of every word that the pieces do not make.
    public static let unknown = "[UNK]"
    /// The token in front of a line.
    public static let start = "[CLS]"
    /// The token behind a line.
    public static let end = "[SEP]"
    /// The token that hides a word.
    public static let mask = "[MASK]"

    /// The tokens, by id.
    public let tokens: [String]
    /// How lines become words.
    public let words: BERTWords

    /// The ids of pieces that start a word, and of those that continue one, without their `##`.
    private let starts: [ArraySlice<UInt8>: Int]
    private let continuations: [ArraySlice<UInt8>: Int]
    private let special: SpecialTokens

    /// The id of `[PAD]`.
    public let paddingID: Int
    /// The id of `[UNK]`.
    public let unknownID: Int
    /// The id of `[CLS]`.
    public let startID: Int
    /// The id of `[SEP]`.
    public let endID: Int
    /// The id of `[MASK]`; nil for a vocabulary without one, whose model was not trained by hiding words.
    public let maskID: Int?

    /// The number of ids.
    public var count: Int { tokens.count }

    private static let longestWord = 100
    private static let continuationMark = Array("##".utf8)

    /// What is wrong with a vocabulary.
    public struct MissingToken: Error, Equatable, CustomStringConvertible {
        /// The token that is not there.
        public let token: String
        /// One line.
        public var description: String {
            Words(en: "the vocabulary has no token \(token)", zh: "词表中没有词元 \(token)").text
        }
    }

    /// A vocabulary of tokens in the order of their ids; of equal ones the last counts.
    ///
    /// - Throws: `MissingToken` where there is no padding, unknown, start or end.
    public init(tokens: [String], isUncased: Bool = true) throws {
        self.tokens = tokens
        words = BERTWords(isUncased: isUncased)
        var (starts, continuations) = ([ArraySlice<UInt8>: Int](), [ArraySlice<UInt8>: Int]())
        for (id, token) in tokens.enumerated() {
            let bytes = Array(token.utf8)
            starts[bytes[...]] = id
            if bytes.starts(with: WordPiece.continuationMark) { continuations[bytes.dropFirst(2)] = id }
        }
        func id(_ token: String) throws -> Int {
            guard let id = starts[Array(token.utf8)[...]] else { throw MissingToken(token: token) }
            return id
        }
        paddingID = try id(WordPiece.padding)
        unknownID = try id(WordPiece.unknown)
        startID = try id(WordPiece.start)
        endID = try id(WordPiece.end)
        maskID = try? id(WordPiece.mask)
        let names = [
            WordPiece.padding, WordPiece.unknown, WordPiece.start, WordPiece.end, WordPiece.mask,
        ]
        special = SpecialTokens(names.compactMap { name in (try? id(name)).map { (name, $0) } })
        (self.starts, self.continuations) = (starts, continuations)
    }

    /// Reads `vocab.txt`: a token a line, whose number is its id.
    ///
    /// - Throws: `FileError`, also where a token is missing that every vocabulary has.
    public init(contentsOf path: String, isUncased: Bool = true) throws {
        // By code points: to Swift, "\r\n" is one character, and a line that starts with an accent hides its line end.
        var lines = try readTextFile(path).unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        do {
            try self.init(
                tokens: lines.map { String($0.last == "\r" ? $0.dropLast() : $0) }, isUncased: isUncased)
        } catch let error as MissingToken {
            throw FileError.malformed(path: path, reason: error.description)
        }
    }

    /// The ids of a line's pieces between start and end, at most `longest` with both.
    ///
    /// The names of the five special tokens, written in the line, are those tokens. Traps when `longest` is less than 2.
    public func ids(
        of line: String, longest: Int = 512, file: StaticString = #fileID, line number: UInt = #line
    ) -> [Int] {
        if longest < 2 {
            explainFailure(
                "WordPiece", "at most \(longest) ids", hint: "start and end are two", file: file, line: number
            )
        }
        return [startID] + pieces(of: line, atMost: longest - 2) + [endID]
    }

    /// The ids of a pair of lines, start first · end · second · end, and for each the number of its line, 0 or 1.
    public func ids(of first: String, and second: String) -> (ids: [Int], segments: [Int]) {
        let left = [startID] + pieces(of: first) + [endID]
        let right = pieces(of: second) + [endID]
        return (left + right, left.map { _ in 0 } + right.map { _ in 1 })
    }

    /// The ids of a line's pieces, without start and end, the first `limit` of them.
    public func pieces(of line: String, atMost limit: Int = .max) -> [Int] {
        var result: [Int] = []
        for part in special.parts(of: line) {
            switch part {
            case .special(let id): result.append(id)
            case .text(let text):
                for word in words.words(of: text) {
                    if result.count >= limit { break }
                    append(word, to: &result)
                }
            }
        }
        return Array(result.prefix(limit))
    }

    /// The text of ids: pieces joined, special tokens left out, words separated by spaces.
    public func text(of ids: some Sequence<Int>) -> String {
        let hidden = Set([paddingID, startID, endID])
        var text = ""
        for id in ids where tokens.indices.contains(id) && !hidden.contains(id) {
            if tokens[id].utf8.starts(with: WordPiece.continuationMark), !text.isEmpty {
                text.unicodeScalars.append(contentsOf: tokens[id].unicodeScalars.dropFirst(2))
            } else {
                text += (text.isEmpty ? "" : " ") + tokens[id]
            }
        }
        return text
    }

    /// Appends the ids of a word: at each place the longest piece that fits.
    private func append(_ word: String, to result: inout [Int]) {
        let bytes = Array(word.utf8)
        guard word.unicodeScalars.count <= WordPiece.longestWord else {
            result.append(unknownID)
            return
        }
        let first = result.count
        var place = 0
        while place < bytes.count {
            let table = place == 0 ? starts : continuations
            var end = bytes.count
            var found: Int?
            while end > place, found == nil {
                found = table[bytes[place..<end]]
                if found == nil { end -= 1 }
            }
            guard let id = found else {
                result.replaceSubrange(first..., with: [unknownID])
                return
            }
            result.append(id)
            place = end
        }
    }
}
