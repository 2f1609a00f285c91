import Messages

/// Whether a text that Swift made of bytes, an argument or a line from the terminal, was UTF-8. Where bytes were not, the
/// text has U+FFFD in their place, a character that is not typed.
public func isValidUTF8(_ text: String) -> Bool { !text.unicodeScalars.contains("\u{FFFD}") }

/// What errors say of one that was not.
public var notUTF8: String { Words(en: "not UTF-8 text", zh: "不是 UTF-8 文本").text }
