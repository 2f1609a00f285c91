/// The sizes of the texts of a chart, in pixels of its picture; `ChartStyle` repeats them.
enum FontSize {
    static let title = 19.0
    static let label = 16.0
    static let tick = 15.0
    static let value = 14.0
}

/// The width of a text in pixels at a font size, estimated for the wider ones of the usual sans-serif fonts.
func estimatedWidth(_ text: String, size: Double) -> Double {
    let ems = text.reduce(0.0) { $0 + estimatedEms($1) }
    return ems * size
}

private func estimatedEms(_ character: Character) -> Double {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if isWide(scalar) { return 1 }
    switch character {
    case "i", "j", "l", "I", "|", "'", ".", ",", ":", ";", "!", " ", "f", "t", "r", "(", ")": return 0.36
    case "m", "w", "M", "W", "@", "%": return 0.96
    case "A"..."Z": return 0.7
    default: return 0.63
    }
}

/// The text cut to at most `width` pixels, with `…` where something was cut off.
func truncated(_ text: String, toWidth width: Double, size: Double) -> String {
    guard estimatedWidth(text, size: size) > width else { return text }
    var result = ""
    var used = size
    for character in text {
        used += estimatedEms(character) * size
        if used > width { break }
        result.append(character)
    }
    while result.last == " " { result.removeLast() }
    return result + "…"
}

/// The text broken into lines of at most `width` pixels, between words or beside Chinese characters; what
/// does not fit into `maximumLines` is cut off with `…`.
func wrapped(_ text: String, toWidth width: Double, size: Double, maximumLines: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for piece in breakablePieces(text) {
        let isFirst = line.isEmpty
        if !isFirst, estimatedWidth(line + trimmedEnd(piece), size: size) > width {
            lines.append(trimmedEnd(line))
            line = ""
        }
        line += line.isEmpty ? String(piece.drop { $0 == " " }) : piece
    }
    if !line.isEmpty { lines.append(trimmedEnd(line)) }
    if lines.count > maximumLines {
        let rest = lines[(maximumLines - 1)...].joined(separator: " ")
        lines = lines.prefix(maximumLines - 1) + [rest]
    }
    return lines.map { truncated($0, toWidth: width, size: size) }
}

/// Words with the spaces after them; every wide character by itself.
private func breakablePieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var previousEndsPiece = true
    for character in text {
        let character: Character = character.isNewline ? " " : character
        let wide = character.unicodeScalars.first.map(isWide) ?? false
        if previousEndsPiece && character != " " || pieces.isEmpty || wide {
            pieces.append(String(character))
        } else {
            pieces[pieces.count - 1].append(character)
        }
        previousEndsPiece = character == " " || wide
    }
    return pieces
}

private func trimmedEnd(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
}
