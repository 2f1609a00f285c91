/// A text that a person reads: a heading, a caption, the help of an option, a one-line error.
///
/// `Words` has it in each language. A `String` is the same in all of them, as a name, a formula or a number is.
public protocol Readable: Sendable {
    /// The text in a language.
    func text(in language: Language) -> String
}

extension Readable {
    /// The text in the language of this run.
    public var text: String { text(in: .current) }
}

/// One sentence in all languages of the course, side by side where it is written.
///
/// ```swift
/// report.paragraph(
///     Words(
///         en: "The network makes \(count) mistakes.",
///         zh: "网络犯了 \(count) 个错误。"))
/// ```
/// The language is chosen when the text is shown, so that one written before the arguments are read, as the help of
/// an option is, follows them too.
public struct Words: Readable, Equatable, CustomStringConvertible {
    /// The text in English.
    public let en: String

    /// The text in Chinese.
    public let zh: String

    /// A text in both languages; one that has only one does not compile.
    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }

    /// The text in the language of this run, so that it can stand inside another text.
    public var description: String { text }

    /// The text in a language.
    public func text(in language: Language) -> String {
        switch language {
        case .english: en
        case .chinese: zh
        }
    }
}

extension String: Readable {
    /// The text itself, whatever the language.
    public func text(in language: Language) -> String { self }
}
