import Files
import Messages

// A translator's file holds tokenizers and vocabularies as notes, so that it translates without the training data.

extension LanguagePair {
    /// Tokenizers, vocabularies and merges as the notes of a file.
    public var notes: [String: String] {
        var notes = [
            "sourceTokenizer": sourceTokenizer.rawValue, "targetTokenizer": targetTokenizer.rawValue,
            "sourceTokens": sourceVocabulary.tokens.dropFirst(4).joined(separator: "\n"),
            "targetTokens": targetVocabulary.tokens.dropFirst(4).joined(separator: "\n"),
        ]
        if let subwords {
            notes["merges"] = subwords.merges.map { "\($0.left) \($0.right)" }.joined(separator: "\n")
        }
        return notes
    }

    /// What such notes say.
    ///
    /// - Throws: `FileError` where one is missing or broken.
    public init(_ notes: TranslatorNotes) throws {
        func tokenizer(_ name: String) throws -> Tokenizer {
            guard let tokenizer = Tokenizer(rawValue: try notes.text(name)) else {
                throw notes.broken(
                    Words(en: "the note '\(name)' names no tokenizer", zh: "注记“\(name)”不是已知的分词方法"))
            }
            return tokenizer
        }
        func vocabulary(_ name: String) throws -> Vocabulary {
            Vocabulary(tokens: try notes.text(name).split(separator: "\n").map(String.init))
        }
        let merges = try notes.all["merges"].map { text in
            try text.split(separator: "\n").map { line in
                let parts = line.split(separator: " ").map(String.init)
                guard parts.count == 2 else {
                    throw notes.broken(
                        Words(
                            en: "a merge of other than two pieces: '\(excerpt(line))'",
                            zh: "一次合并应有两个片段：“\(excerpt(line))”"))
                }
                return BytePairEncoding.Merge(parts[0], parts[1])
            }
        }
        self.init(
            source: (try tokenizer("sourceTokenizer"), try vocabulary("sourceTokens")),
            target: (try tokenizer("targetTokenizer"), try vocabulary("targetTokens")),
            subwords: merges.map(BytePairEncoding.init))
    }
}

/// The notes of a translator's file, asked for by name.
public struct TranslatorNotes {
    /// The notes by name.
    public let all: [String: String]
    private let path: String
    private let chapter: Int

    /// The notes of a file at this path, which is to be a model of this chapter.
    public init(_ notes: [String: String], path: String, chapter: Int) {
        (all, self.path, self.chapter) = (notes, path, chapter)
    }

    /// The error of this file for a reason.
    public func broken(_ reason: any Readable) -> FileError { .malformed(path: path, reason: reason.text) }

    /// The note of this name.
    ///
    /// - Throws: `FileError` where there is none.
    public func text(_ name: String) throws -> String {
        guard let text = all[name] else {
            throw broken(
                Words(
                    en: "not a model of Chapter \(chapter): it has no note '\(name)'",
                    zh: "不是第 \(chapter) 章的模型：没有注记“\(name)”"))
        }
        return text
    }

    /// The whole number that the note of this name says.
    ///
    /// - Throws: `FileError` where there is none, or none in the range.
    public func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = Int(try text(name)), range.contains(number) else {
            throw broken(
                Words(
                    en:
                        "the note '\(name)' is not a number from \(range.lowerBound) to \(range.upperBound)",
                    zh: "注记“\(name)”不是 \(range.lowerBound) 到 \(range.upperBound) 之间的整数"))
        }
        return number
    }
}
