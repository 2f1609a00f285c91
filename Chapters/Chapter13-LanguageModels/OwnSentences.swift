import ChapterSupport
import Files
import Messages
import PretrainedModels
import TensorCore

/// The reader's own sentences, one a line, as a published language model reads them. A line with a tab is a question and its
/// answer.
struct OwnSentences {
    /// A sentence as ids: each id but the last is read, each but the first may have to be foretold.
    struct Example: Equatable {
        let ids: [Int]
        /// The first id that counts for the loss: that of an answer, after its question.
        let firstTarget: Int

        /// What the model reads.
        var inputs: [Int] { Array(ids.dropLast()) }

        /// The rows of the logits that have a target, and the targets.
        var places: IntArray { IntArray(Array(firstTarget - 1..<ids.count - 1)) }
        var targets: IntArray { IntArray(Array(ids[firstTarget...])) }
    }

    let training: [Example]
    /// Every fifth line.
    let heldOut: [Example]
    /// The first question, or the beginning of the first sentence, to see what the model makes of it.
    let firstQuestion: (text: String, isQuestion: Bool)

    /// The fewest lines of which one can be held out.
    static let fewest = 5

    /// - Throws: `FileError` if the file is missing, or has too few lines or one that is too long.
    init(contentsOf path: String, for model: Llama) throws {
        let lines = try readTextFile(path).split(whereSeparator: \.isNewline).map(String.init)
            .filter { !$0.allSatisfy(\.isWhitespace) }
        guard lines.count >= Self.fewest else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en:
                        "\(lines.count) sentences are too few; \(Self.fewest) lines are needed, one of them held out",
                    zh: "只有 \(lines.count) 个句子，太少了；至少需要 \(Self.fewest) 行，其中一行留作验证"
                ).text)
        }
        var examples: [Example] = []
        for (index, line) in lines.enumerated() {
            let example = Self.example(line, model)
            guard example.ids.count <= min(Self.longest, model.configuration.contextLength) else {
                throw FileError.malformed(
                    path: path, line: index + 1,
                    reason: Words(
                        en: "\(example.ids.count) tokens are too many for one sentence",
                        zh: "一个句子有 \(example.ids.count) 个词元，太长了"
                    ).text)
            }
            examples.append(example)
        }
        training = examples.enumerated().filter { $0.offset % 5 != 4 }.map(\.element)
        heldOut = examples.enumerated().filter { $0.offset % 5 == 4 }.map(\.element)
        let parts = Self.parts(lines[0])
        firstQuestion =
            parts.answer == nil
            ? (parts.text.split(separator: " ").prefix(3).joined(separator: " "), false) : (parts.text, true)
    }

    /// The longest sentence, in tokens: training keeps the scores of all pairs of places.
    private static let longest = 512

    /// Before and after the tab; no answer where there is none.
    private static func parts(_ line: String) -> (text: String, answer: String?) {
        let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : (line, nil)
    }

    /// A question and its answer in the model's own form, or a sentence between two ends of a text.
    private static func example(_ line: String, _ model: Llama) -> Example {
        let (text, answer) = parts(line)
        let tokenizer = model.tokenizer
        if let answer, let template = model.chatTemplate {
            let question = template.ids(of: [.init(role: "user", content: text)], tokenizer)
            let end = tokenizer.ids(of: "<|im_end|>")
            return Example(
                ids: question + tokenizer.ids(of: answer, allowsSpecial: false) + end,
                firstTarget: question.count)
        }
        let whole = tokenizer.ids(of: answer.map { "\(text) \($0)" } ?? text, allowsSpecial: false)
        let end = model.endIDs.min().map { [$0] } ?? []
        // Without an end the first token has nothing before it, and is not asked for.
        return Example(ids: end + whole + end, firstTarget: 1)
    }
}
