import ChapterSupport
import Files
import Foundation
import Messages
import PretrainedModels
import TensorCore
import Text

/// A published model that writes on: a Llama, or a GPT-2.
enum PublishedModel {
    case llama(Llama)
    case gpt2(GPT2)

    /// Whether this path is a published model's, and no model of this chapter.
    static func isPublished(_ path: String) -> Bool { isFolder(path) || path.hasSuffix(".gguf") }

    /// A GGUF file, or a folder whose `config.json` tells the kind.
    ///
    /// - Throws: `FileError`.
    init(contentsOf path: String) throws {
        guard isFolder(path) else {
            self = .llama(try Llama(contentsOf: path))
            return
        }
        let config = URL(fileURLWithPath: path).appendingPathComponent("config.json").relativePath
        let isLlama = try JSONValue(contentsOf: config)["model_type"]?.string == "llama"
        self = isLlama ? .llama(try Llama(contentsOf: path)) : .gpt2(try GPT2(folder: path))
    }

    var tokenizer: ByteLevelBPE {
        switch self {
        case .llama(let model): model.tokenizer
        case .gpt2(let model): model.tokenizer
        }
    }

    /// Writes on after a line, and shows each piece as soon as it is whole characters.
    ///
    /// - Throws: `UsageError` for an empty line, or one that fills the context.
    func writeOn(
        after line: String, longest: Int, choosing choose: (NDArray) -> Int, show: (String) -> Void
    ) throws {
        switch self {
        case .llama(let model): try write(model.session(), line, longest, choose, show)
        case .gpt2(let model): try write(model.session(), line, longest, choose, show)
        }
    }

    private func write(
        _ session: some LanguageSession, _ line: String, _ longest: Int, _ choose: (NDArray) -> Int,
        _ show: (String) -> Void
    ) throws {
        let ids = tokenizer.ids(of: line, allowsSpecial: false)
        guard !ids.isEmpty, ids.count < session.contextLength else {
            throw UsageError(
                en: "--prompt: \(ids.count) tokens, where 1 to \(session.contextLength - 1) are possible",
                zh: "--prompt：\(ids.count) 个词元，应为 1 到 \(session.contextLength - 1) 个")
        }
        var (session, stream) = (session, CharacterStream())
        let ends = session.endIDs
        show(line)
        _ = session.continued(ids, longest: longest) { logits in
            let id = choose(logits)
            if !ends.contains(id) {
                show(stream.characters(after: tokenizer.bytes(of: [id], includesSpecial: false)))
            }
            return id
        }
        show(stream.rest + "\n")
    }
}
