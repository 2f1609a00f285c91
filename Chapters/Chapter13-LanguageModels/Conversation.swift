import ChapterSupport
import PretrainedModels
import TensorCore
import Text

/// A conversation with a published language model: its turns, and the session that has read them.
///
/// Everything said stays in the session's KV cache, so that a turn costs only its own tokens. When the context is full, the
/// oldest turns are forgotten and the rest is read again.
struct Conversation {
    let model: Llama
    let template: ChatTemplate
    private var session: LlamaSession
    private(set) var messages: [ChatTemplate.Message] = []
    /// The last token of an answer that was cut short: chosen, and not yet read.
    private var unread: [Int] = []

    /// How an answer came about.
    struct Answer {
        var text: String
        /// How many tokens it has, with its end.
        var tokenCount: Int
        /// Of reading the turn, and of writing the answer.
        var readingSeconds: Double
        var writingSeconds: Double

        var tokensPerSecond: Double { Double(tokenCount) / max(1e-9, writingSeconds) }
    }

    /// A message that does not fit into the context even alone.
    struct TooLong: Error {
        let tokenCount: Int
        let contextLength: Int
    }

    init(_ model: Llama, _ template: ChatTemplate) {
        (self.model, self.template) = (model, template)
        session = model.session()
    }

    /// The answer to a message, at most `longest` tokens.
    ///
    /// - Parameters:
    ///   - choose: takes the next token from its logits.
    ///   - shouldStop: asked after each token whether to end the answer here.
    ///   - show: takes each piece of the answer as soon as it is whole characters.
    /// - Throws: `TooLong`; nothing was said then.
    mutating func answer(
        to text: String, longest: Int, choosing choose: (NDArray) -> Int, until shouldStop: () -> Bool,
        show: (String) -> Void
    ) throws -> Answer {
        let message = ChatTemplate.Message(role: "user", content: text)
        let tokenizer = model.tokenizer
        let room = max(1, session.contextLength - min(longest, session.contextLength / 2))
        var next = unread + template.ids(after: message, tokenizer)
        if messages.isEmpty || session.count + next.count > room {
            var kept = messages + [message]
            while template.ids(of: kept, tokenizer).count > room, kept.count > 1 {
                kept.removeFirst(min(2, kept.count - 1))
            }
            next = template.ids(of: kept, tokenizer)
            guard next.count <= room else {
                throw TooLong(tokenCount: next.count, contextLength: session.contextLength)
            }
            (messages, session) = (kept, model.session())
        } else {
            messages.append(message)
        }
        var (stream, written) = (CharacterStream(), [Int]())
        var watch = Stopwatch()
        var logits = session.logits(after: next)
        let readingSeconds = watch.seconds
        watch = Stopwatch()
        unread = []
        var count = 0
        while written.count < longest, session.count < session.contextLength {
            let id = choose(logits)
            count += 1
            if model.endIDs.contains(id) { break }
            written.append(id)
            show(stream.characters(after: tokenizer.bytes(of: [id], includesSpecial: false)))
            if shouldStop() || written.count == longest {
                unread = [id]
                break
            }
            logits = session.logits(after: [id])
        }
        show(stream.rest)
        let answer = tokenizer.text(of: written, includesSpecial: false)
        messages.append(ChatTemplate.Message(role: "assistant", content: answer))
        return Answer(
            text: answer, tokenCount: count, readingSeconds: readingSeconds, writingSeconds: watch.seconds)
    }
}

/// Bytes that arrive piece by piece as characters: those of a character that is not yet whole wait for the rest.
struct CharacterStream {
    private var waiting: [UInt8] = []

    /// The characters that are whole after these bytes.
    mutating func characters(after bytes: [UInt8]) -> String {
        waiting += bytes
        // A character of UTF-8 begins with a byte that says how many follow; at most three are still to come.
        let start = waiting.indices.suffix(3).last { waiting[$0] >= 0xC0 }
        let length = start.map { waiting[$0] >= 0xF0 ? 4 : waiting[$0] >= 0xE0 ? 3 : 2 } ?? 0
        let end = start.map { $0 + length > waiting.count ? $0 : waiting.count } ?? waiting.count
        defer { waiting.removeFirst(end) }
        return String(decoding: waiting[..<end], as: UTF8.self)
    }

    /// What still waits; U+FFFD where it is no whole character.
    var rest: String { String(decoding: waiting, as: UTF8.self) }
}
