import ChapterSupport
import Datasets
import Files
import Foundation
import Messages
import PretrainedModels
import Reporting
import TensorCore

/// Talks with the published model of `--model` in the terminal, or with each line of the input in a pipe. Ctrl-C ends an answer;
/// at the prompt it ends the program. Nothing of a run is written.
///
/// - Throws: `UsageError` without a model that converses, `FileError` for one that is missing or broken.
func chat(_ arguments: ParsedArguments, _ console: Console) throws {
    let path = try publishedModelPath(arguments.path("model"), for: "chat")
    var model = try Llama(contentsOf: path)
    guard let template = model.chatTemplate else {
        throw UsageError(
            en: "--chat: \(path) was not trained for conversations in ChatML; --prompt lets it write on",
            zh: "--chat：\(path) 没有用 ChatML 训练过对话；可用 --prompt 让它续写")
    }
    if let adapter = arguments.path("adapter") {
        model = model.adapted(by: try LlamaAdapter(contentsOf: adapter, for: model))
    }
    var generator = RandomGenerator(seed: UInt64(arguments.integer("seed")))
    let sampling = Sampling(chatting: arguments)
    let longest = arguments.integer("length")
    var conversation = Conversation(model, template)
    if isatty(STDIN_FILENO) != 0 {
        console.output(
            Words(
                en:
                    "\(formatNumber(Double(model.parameterCount))) weights; Ctrl-C ends an answer, Ctrl-D the chat",
                zh: "\(formatNumber(Double(model.parameterCount))) 个权重；Ctrl-C 中止回答，Ctrl-D 结束对话"
            ).text)
    }
    try Parallel.withThreads(arguments.integer("threads")) {
        try endingAtInterrupt {
            try forEachInputLine(until: { false }) { line in
                guard !line.allSatisfy(\.isWhitespace) else { return }
                do {
                    let answer = try endingEarlyAtInterrupt { isInterrupted in
                        try conversation.answer(
                            to: line, longest: longest,
                            choosing: { sampling.token(from: $0, using: &generator) }, until: isInterrupted,
                            show: { console.piece($0) })
                    }
                    console.piece("\n")
                    console.error(answer.speedLine.text)
                } catch let error as Conversation.TooLong {
                    console.error(error.line.text)
                }
            }
        }
        if isatty(STDIN_FILENO) != 0 { console.piece("\n") }
    }
}

/// The file or the folder of `--model`; without one, SmolLM2 where Download has fetched it.
///
/// - Throws: `UsageError` where there is neither, `FileError` where it is missing.
func publishedModelPath(_ given: String?, for option: String) throws -> String {
    if let given { return try modelPath(given) }
    guard let folder = try? dataFolder("smollm2") else {
        throw UsageError(
            en: """
                --\(option) needs --model, a GGUF file or the folder of a Llama model; swift run Download smollm2 gets \
                one
                """,
            zh: "--\(option) 需要 --model，即 GGUF 文件或 Llama 模型的文件夹；可用 swift run Download smollm2 下载一个")
    }
    return folder
}

/// The path that `--model` means: that of a file or a folder, or else the folder of the published model of this name.
///
/// - Throws: an error with the command that gets it, where the name is known and the model not there.
func modelPath(_ given: String) throws -> String {
    let isPath = FileManager.default.fileExists(atPath: given) || PublishedDataset.named(given) == nil
    return isPath ? given : try dataFolder(given)
}

extension Sampling {
    /// What the command line asks for; by default without the tail of a vocabulary of fifty thousand tokens.
    init(chatting arguments: ParsedArguments) {
        temperature = arguments.number("temperature")
        topK = arguments.wasGiven("top-k") ? arguments.integer("top-k") : 40
        topP = arguments.wasGiven("top-p") ? arguments.number("top-p") : 0.95
    }
}

extension Conversation.Answer {
    /// How fast it was written.
    var speedLine: Words {
        let (count, speed) = (tokenCount, digits(tokensPerSecond))
        return Words(en: "[\(count) tokens, \(speed) a second]", zh: "[\(count) 个词元，每秒 \(speed) 个]")
    }
}

extension Conversation.TooLong {
    var line: Words {
        Words(
            en: "Chapter13: \(tokenCount) tokens are too many for a context of \(contextLength)",
            zh: "Chapter13：\(tokenCount) 个词元，超出了长度为 \(contextLength) 的上下文")
    }
}
