import Files
import Foundation
import Messages

extension ChapterOption {
    /// `--learn FILE`, for a model that is given.
    public static let learn = ChapterOption.text(
        "learn", placeholder: "FILE",
        Words(
            en:
                "fine-tune the model on your corrections, lines of an input, a tab and the right answer; --data and --seed as in its training",
            zh: "用你的更正微调模型：每行为输入、制表符和正确答案；--data 和 --seed 与训练时相同"))
}

/// An input that a reader has answered better than the model.
public struct Correction: Equatable, Sendable {
    /// Its line in the file, from 1.
    public let line: Int
    /// What the model was asked: a path, a text, a row.
    public let input: String
    /// What is right.
    public let answer: String
}

/// The corrections of a file: one a line, the input and the right answer, between them a tab or, in a line without one, the last
/// comma. Blank lines count for nothing.
///
/// - Throws: `FileError`, also where a line lacks an answer or there is no line.
public func readCorrections(_ path: String) throws -> [Correction] {
    let lines = try readTextFile(path).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let corrections = try lines.enumerated().compactMap { index, line -> Correction? in
        if line.allSatisfy(\.isWhitespace) { return nil }
        let place = line.lastIndex(of: "\t") ?? line.lastIndex(of: ",")
        func trimmed(_ part: Substring) -> String { part.trimmingCharacters(in: .whitespaces) }
        let (input, answer) =
            place.map { (trimmed(line[..<$0]), trimmed(line[line.index(after: $0)...])) } ?? ("", "")
        guard !input.isEmpty, !answer.isEmpty else {
            throw FileError.malformed(
                path: path, line: index + 1,
                reason: Words(
                    en: "an input, a tab and the right answer are expected, found '\(excerpt(String(line)))'",
                    zh: "应为输入、制表符和正确答案，实际是 '\(excerpt(String(line)))'"
                ).text)
        }
        return Correction(line: index + 1, input: input, answer: answer)
    }
    guard !corrections.isEmpty else {
        throw FileError.malformed(path: path, reason: Words(en: "it has no corrections", zh: "没有任何更正").text)
    }
    return corrections
}

extension [Correction] {
    /// Each correction's class among these, by its name; capitals do not matter where only one class is meant.
    ///
    /// - Throws: `FileError` for the line of an answer that is no class.
    public func labels(among classNames: [String], path: String) throws -> [Int] {
        try map { correction in
            if let index = classNames.firstIndex(of: correction.answer) { return index }
            let alike = classNames.indices.filter {
                classNames[$0].lowercased() == correction.answer.lowercased()
            }
            if alike.count == 1 { return alike[0] }
            let known = classNames.prefix(12).joined(separator: ", ") + (classNames.count > 12 ? ", …" : "")
            throw FileError.malformed(
                path: path, line: correction.line,
                reason: Words(
                    en:
                        "'\(excerpt(correction.answer))' is no class of the model, which are \(excerpt(known))",
                    zh: "'\(excerpt(correction.answer))' 不是模型的类别；类别有 \(excerpt(known))"
                ).text)
        }
    }
}

/// Where a model that has learned is written: beside the old one, in a file that is not there yet, `model-learned.safetensors`,
/// then `model-learned-2.safetensors`.
func learnedModelPath(beside path: String) -> String {
    let ending = ".safetensors"
    let hasEnding = path.lowercased().hasSuffix(ending)
    var stem = hasEnding ? String(path.dropLast(ending.count)) : path
    if let range = stem.range(of: #"-learned(-[0-9]+)?$"#, options: .regularExpression) {
        stem.removeSubrange(range)
    }
    var number = 1
    while true {
        let candidate = "\(stem)-learned\(number == 1 ? "" : "-\(number)")\(ending)"
        if !FileManager.default.fileExists(atPath: candidate) { return candidate }
        number += 1
    }
}
