/// The number of terminal columns a text takes: 2 for a Chinese, Japanese or Korean character and for an
/// emoji, 0 for a combining mark or a control character, else 1.
public func displayWidth(_ text: String) -> Int {
    text.reduce(0) { $0 + displayWidth($1) }
}

/// The number of terminal columns of one character.
func displayWidth(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.value < 0x20 || scalar.value == 0x7F { return 0 }
    if isWide(scalar) || character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
}

/// Whether a scalar fills two columns (East Asian wide and fullwidth, emoji).
func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        return true
    default:
        return scalar.properties.isEmojiPresentation
    }
}

/// The text cut to at most `width` columns, with `…` where something was cut off.
func truncated(_ text: String, toColumns width: Int) -> String {
    guard displayWidth(text) > width else { return text }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in text {
        used += displayWidth(character)
        if used > width - 1 { break }
        result.append(character)
    }
    return result + "…"
}

/// The text filled with spaces to `width` columns, on the left or on the right of it.
func padded(_ text: String, toColumns width: Int, rightAligned: Bool) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return rightAligned ? spaces + text : text + spaces
}
