/// The words of a text in lines of at most `width` terminal columns, except for longer words.
///
/// A line may also end between two Chinese characters, but no line begins with a closing punctuation mark or ends with
/// an opening one.
public func wrapped(_ text: String, toColumns width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
        for (index, piece) in unbreakablePieces(of: word).enumerated() {
            let gap = index == 0 ? " " : ""
            if let last = lines.last,
                displayWidth(last) + gap.count + displayWidth(piece) <= width
            {
                lines[lines.count - 1] = last + gap + piece
            } else {
                lines.append(piece)
            }
        }
    }
    return lines
}

/// A word cut wherever a line may end: before and after each wide character.
private func unbreakablePieces(of word: Substring) -> [String] {
    var pieces: [String] = []
    var mayBreak = false
    for character in word {
        let isWide = displayWidth(character) == 2
        if pieces.isEmpty || (mayBreak || isWide) && !"，。；：、！？）》」”’%…".contains(character) {
            let endsOpen = pieces.last?.last.map { "（《「“‘".contains($0) } ?? false
            if endsOpen {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
        } else {
            pieces[pieces.count - 1].append(character)
        }
        mayBreak = isWide
    }
    return pieces
}
