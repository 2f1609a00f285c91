/// A text made safe for the content and the attributes of XML and HTML.
///
/// The five special characters become entities; what XML forbids (most control characters) becomes U+FFFD.
func xmlEscaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case "\t", "\n": result.unicodeScalars.append(scalar)
        case "\r": result += "&#13;"
        default:
            let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
            result.unicodeScalars.append(isForbidden ? "\u{FFFD}" : scalar)
        }
    }
    return result
}

/// A paragraph's small markup as HTML: `` `code` `` and `*emphasis*`; everything else is escaped.
///
/// A mark without its partner, or an asterisk with a space on its inner side (`2 * 3`), stays what it is.
func inlineMarkup(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let mark = rest.firstIndex(where: { $0 == "`" || $0 == "*" }) {
        let isCode = rest[mark] == "`"
        let inner = rest[rest.index(after: mark)...]
        result += xmlEscaped(String(rest[..<mark]))
        if let end = closing(rest[mark], in: inner), end > inner.startIndex {
            let content = String(inner[..<end])
            result += isCode ? "<code>\(xmlEscaped(content))</code>" : "<em>\(inlineMarkup(content))</em>"
            rest = inner[inner.index(after: end)...]
        } else {
            result += xmlEscaped(String(rest[mark]))
            rest = inner
        }
    }
    return result + xmlEscaped(String(rest))
}

/// Where the markup opened by `mark` ends in `text`, if it does.
private func closing(_ mark: Character, in text: Substring) -> Substring.Index? {
    if mark == "`" { return text.firstIndex(of: "`") }
    guard let first = text.first, !first.isWhitespace else { return nil }
    return text.indices.dropFirst().first { text[$0] == "*" && !text[text.index(before: $0)].isWhitespace }
}
