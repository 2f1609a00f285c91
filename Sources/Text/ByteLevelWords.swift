/// How GPT-2 cuts a text before byte-pair encoding, so that no piece reaches over words: into runs of letters, of digits
/// and of other signs, each with one space in front if there is one, English endings such as `'re`, and white space.
///
/// The same as the regular expression `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
enum ByteLevelWords {
    private enum Kind { case letter, number, space, other }

    /// The parts of a text, which joined are the text.
    ///
    /// - Parameter individualDigits: whether the text is first cut around every digit.
    static func parts(of text: String, individualDigits: Bool) -> [Substring.UnicodeScalarView] {
        let scalars = Substring(text).unicodeScalars
        guard individualDigits else { return parts(of: scalars) }
        var (result, start) = ([Substring.UnicodeScalarView](), scalars.startIndex)
        for index in scalars.indices where kind(scalars[index]) == .number {
            result += parts(of: scalars[start..<index])
            start = scalars.index(after: index)
            result.append(scalars[index..<start])
        }
        return result + parts(of: scalars[start...])
    }

    private static func parts(of scalars: Substring.UnicodeScalarView) -> [Substring.UnicodeScalarView] {
        var (result, start) = ([Substring.UnicodeScalarView](), scalars.startIndex)
        while start < scalars.endIndex {
            let end = end(of: start, in: scalars)
            result.append(scalars[start..<end])
            start = end
        }
        return result
    }

    /// Where the part that begins here ends.
    private static func end(
        of start: Substring.Index, in scalars: Substring.UnicodeScalarView
    ) -> Substring.Index {
        let second = scalars.index(after: start)
        if scalars[start] == "'", let length = ending(scalars[second...]) {
            return scalars.index(second, offsetBy: length)
        }
        let kind = kind(scalars[start])
        if kind != .space { return run(of: kind, from: second, in: scalars) }
        if scalars[start] == " ", second < scalars.endIndex {
            let next = self.kind(scalars[second])
            if next != .space { return run(of: next, from: second, in: scalars) }
        }
        // White space before a word leaves its last character to the word.
        let end = run(of: .space, from: second, in: scalars)
        if end == scalars.endIndex || end == second { return end }
        return scalars.index(before: end)
    }

    private static func run(
        of kind: Kind, from start: Substring.Index, in scalars: Substring.UnicodeScalarView
    ) -> Substring.Index {
        scalars[start...].firstIndex { self.kind($0) != kind } ?? scalars.endIndex
    }

    /// How many letters of `s`, `t`, `re`, `ve`, `m`, `ll` or `d` stand here; nil for another.
    private static func ending(_ rest: Substring.UnicodeScalarView) -> Int? {
        let letters = Array(rest.prefix(2))
        switch letters.first {
        case "s", "t", "m", "d": return 1
        case "r", "v": return letters.count > 1 && letters[1] == "e" ? 2 : nil
        case "l": return letters.count > 1 && letters[1] == "l" ? 2 : nil
        default: return nil
        }
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z": return .letter
            case "0"..."9": return .number
            case " ", "\t", "\n", "\r", "\u{B}", "\u{C}": return .space
            default: return .other
            }
        }
        if scalar.properties.isWhitespace { return .space }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            return .letter
        case .decimalNumber, .letterNumber, .otherNumber: return .number
        default: return .other
        }
    }
}
