/// The start of a text that a file or a person gave, fit to stand within one line of a message.
///
/// It is cut behind `limit` code points, with “…” for what is left out, so that a field of a million characters
/// makes no message of that length. Code points are counted, not characters: accents without end on one letter are
/// still one character.
public func excerpt(_ text: some StringProtocol, limit: Int = 40) -> String {
    let end =
        text.unicodeScalars.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex) ?? text.endIndex
    return oneLine(String(text[..<end])) + (end < text.endIndex ? "…" : "")
}

/// The text on one line: control characters, line and paragraph separators, and what turns the direction of writing
/// are written as escapes.
public func oneLine(_ text: String) -> String {
    String(
        text.unicodeScalars.map { scalar -> String in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: return scalar.escaped(asASCII: true)
            default: return scalar.properties.isBidiControl ? scalar.escaped(asASCII: true) : String(scalar)
            }
        }.joined())
}
