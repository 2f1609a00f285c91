import Text

/// How a conversation becomes one text, in ChatML: `<|im_start|>role`, a line end, what was said, `<|im_end|>` and a line
/// end for each message; then `<|im_start|>assistant` and a line end for the model to continue.
public struct ChatTemplate: Sendable, Equatable {
    static let start = "<|im_start|>"
    static let end = "<|im_end|>"

    /// What the model is told first where the conversation does not begin with a message of the role `system`; nil for
    /// nothing.
    public let systemMessage: String?

    /// A message of a conversation.
    public struct Message: Sendable, Equatable {
        /// `system`, `user` or `assistant`.
        public let role: String
        /// What was said.
        public let content: String

        /// A message.
        public init(role: String, content: String) { (self.role, self.content) = (role, content) }
    }

    /// The template of a model, in Jinja, of which the system message is taken; nil where it is not ChatML.
    public init?(_ template: String) {
        guard template.contains(ChatTemplate.start) && template.contains(ChatTemplate.end) else { return nil }
        let opening = "\(ChatTemplate.start)system\n"
        let parts = template.split(separator: opening, maxSplits: 1, omittingEmptySubsequences: false)
        let message = parts.count > 1 ? parts[1].split(separator: ChatTemplate.end, maxSplits: 1).first : nil
        // In a template that inserts a message of its own, this is code, not text.
        systemMessage = message.flatMap { $0.contains("{") || $0.contains("'") ? nil : String($0) }
    }

    /// A template with this system message.
    public init(systemMessage: String?) { self.systemMessage = systemMessage }

    /// The ids of a conversation, at whose end the model's answer begins. Special tokens in what was said are text.
    public func ids(of messages: [Message], _ tokenizer: ByteLevelBPE) -> [Int] {
        var all = messages
        if let systemMessage, messages.first?.role != "system" {
            all.insert(Message(role: "system", content: systemMessage), at: 0)
        }
        return all.flatMap { ids(of: $0, tokenizer) } + opening("assistant", tokenizer)
    }

    /// The ids that follow an answer: its end, the next message, and the opening of the next answer.
    public func ids(after message: Message, _ tokenizer: ByteLevelBPE) -> [Int] {
        tokenizer.ids(of: "\(ChatTemplate.end)\n") + ids(of: message, tokenizer)
            + opening("assistant", tokenizer)
    }

    private func opening(_ role: String, _ tokenizer: ByteLevelBPE) -> [Int] {
        tokenizer.ids(of: "\(ChatTemplate.start)\(role)\n")
    }

    private func ids(of message: Message, _ tokenizer: ByteLevelBPE) -> [Int] {
        // Role and content are one run of text: a vocabulary may join the line end with what follows.
        tokenizer.ids(of: ChatTemplate.start)
            + tokenizer.ids(of: "\(message.role)\n\(message.content)", allowsSpecial: false)
            + tokenizer.ids(of: "\(ChatTemplate.end)\n")
    }
}
