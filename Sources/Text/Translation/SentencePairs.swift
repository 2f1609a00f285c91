import Files
import Foundation
import Messages
import TensorCore

/// Sentences with their translations.
///
/// ```swift
/// let captions = try SentencePairs.multi30k("train", in: "path/to/multi30k")
/// let chinese = try SentencePairs.tatoeba("cmn", in: "path/to/tatoeba-cmn")
/// print(captions.pairs.count, chinese.pairs[0].source, chinese.pairs[0].target)
/// ```
public struct SentencePairs: Equatable, Sendable {
    /// A sentence and its translation.
    public struct Pair: Equatable, Sendable {
        /// In the first language.
        public let source: String
        /// In the second.
        public let target: String

        /// These two.
        public init(_ source: String, _ target: String) {
            self.source = source
            self.target = target
        }
    }

    /// The pairs in the files' order.
    public var pairs: [Pair]

    /// These pairs.
    public init(_ pairs: [Pair]) { self.pairs = pairs }

    /// The largest file that is read, unpacked.
    private static let limit = 256 << 20

    /// Multi30k's captions: `train` or `val`, English and German in `NAME.en` and `NAME.de`, a line each, gzip or not.
    ///
    /// - Throws: `FileError`, also where the two files have not as many lines, or a line is empty.
    public static func multi30k(_ name: String, in folder: String) throws -> SentencePairs {
        let paths = try ["en", "de"].map {
            try publishedFile(in: folder, named: "\(name).\($0).gz", "\(name).\($0)")
        }
        return try SentencePairs(contentsOf: paths[0], paths[1])
    }

    /// Two files of lines that belong together, a sentence a line; gzip or not.
    ///
    /// - Throws: `FileError`, also where the two files have not as many lines, or a line is empty.
    public init(contentsOf source: String, _ target: String) throws {
        let texts = try [source, target].map { try SentencePairs.lines(of: $0) }
        guard texts[0].count == texts[1].count else {
            throw FileError.malformed(
                path: target,
                reason: Words(
                    en: "\(texts[1].count) lines, \(source) has \(texts[0].count)",
                    zh: "有 \(texts[1].count) 行，而 \(source) 有 \(texts[0].count) 行"
                ).text)
        }
        self.init(zip(texts[0], texts[1]).map { Pair($0, $1) })
    }

    /// Tatoeba's pairs as manythings.org publishes them: English, a tab, the other language, and perhaps more after
    /// another tab; `cmn.txt` or `fra.txt`, or either in `NAME-eng.zip`.
    ///
    /// - Throws: `FileError`, also where a line has not two columns, or one of them is empty.
    public static func tatoeba(_ language: String, in folder: String) throws -> SentencePairs {
        let path = try publishedFile(in: folder, named: "\(language).txt", "\(language)-eng.zip")
        return try SentencePairs(tabSeparated: path, inArchive: "\(language).txt")
    }

    /// A file with two columns: a sentence, a tab, its translation, and perhaps more after another tab; gzip or not.
    ///
    /// - Throws: `FileError`, also where a line has not two columns, or one of them is empty.
    public init(tabSeparated path: String) throws { try self.init(tabSeparated: path, inArchive: nil) }

    private init(tabSeparated path: String, inArchive name: String?) throws {
        let texts = try SentencePairs.lines(of: path, inArchive: name)
        self.init(
            try texts.enumerated().map { number, line in
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                    .map { $0.trimmingCharacters(in: .whitespaces) }
                guard columns.count >= 2, !columns[0].isEmpty, !columns[1].isEmpty else {
                    throw FileError.malformed(
                        path: path, line: number + 1,
                        reason: Words(
                            en:
                                "two columns with a tab between them are expected: a sentence and its translation",
                            zh: "每行应有以制表符分隔的两列：句子和译文"
                        ).text)
                }
                return Pair(columns[0], columns[1])
            })
    }

    /// The lines of a text file, without blanks around them; of a zip archive, those of the file in it.
    private static func lines(of path: String, inArchive name: String? = nil) throws -> [String] {
        var bytes = try readFile(path, unpackedUpTo: limit)
        if isZip(bytes), let name {
            do {
                guard let file = try unzipped(bytes, file: name, limit: limit) else {
                    throw FileError.malformed(
                        path: path,
                        reason: Words(en: "the archive has no file \(name)", zh: "压缩包中没有文件 \(name)").text)
                }
                bytes = file
            } catch let error as CompressionError {
                throw FileError.malformed(path: path, reason: error.reason)
            }
        }
        var lines: [String] = []
        var (start, number, emptyLine) = (0, 0, 0)
        while start < bytes.count {
            // Only the last line may be empty. That is noticed at once: a packed file may hold a great many of them.
            if emptyLine > 0 {
                throw FileError.malformed(
                    path: path, line: emptyLine, reason: Words(en: "the line is empty", zh: "这一行是空的").text)
            }
            let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
            let line = bytes[start..<end]
            (start, number) = (end + 1, number + 1)
            guard let text = String(validating: line, as: UTF8.self), !line.contains(0) else {
                throw FileError.malformed(
                    path: path, line: number, reason: Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本").text)
            }
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if trimmed.isEmpty { emptyLine = number } else { lines.append(trimmed) }
        }
        guard !lines.isEmpty else {
            throw FileError.malformed(path: path, reason: Words(en: "the file is empty", zh: "文件是空的").text)
        }
        return lines
    }

    /// The pairs whose source sentence is not a source of `others`, ignoring case.
    public func without(sourcesOf others: SentencePairs) -> SentencePairs {
        let known = Set(others.pairs.map { $0.source.lowercased() })
        return SentencePairs(pairs.filter { !known.contains($0.source.lowercased()) })
    }

    /// The pairs the other way round.
    public var reversed: SentencePairs { SentencePairs(pairs.map { Pair($0.target, $0.source) }) }

    /// The pairs in parts of these fractions, in random order, so that no source sentence is in two parts.
    ///
    /// - Parameter fractions: of the pairs, at most 1 together; the last part takes what is left.
    public func split(_ fractions: [Double], seed: UInt64) -> [SentencePairs] {
        var groups: [String: [Pair]] = [:]
        var order: [String] = []
        for pair in pairs {
            let key = pair.source.lowercased()
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(pair)
        }
        var generator = RandomGenerator(seed: seed)
        var parts = [[Pair]](repeating: [], count: fractions.count)
        var part = 0
        for index in generator.permutation(order.count) {
            while part < fractions.count - 1,
                Double(parts[part].count) >= fractions[part] * Double(pairs.count)
            {
                part += 1
            }
            parts[part] += groups[order[index]] ?? []
        }
        return parts.map(SentencePairs.init)
    }
}
