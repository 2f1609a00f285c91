import Foundation

/// A way to cut a line of text into tokens, and to join tokens again.
///
/// Composed and decomposed characters are the same: a line is brought to Unicode's normal form C first. Combining marks belong
/// to what stands before them; characters that only control the layout, such as soft hyphens, are dropped.
public enum Tokenizer: String, CaseIterable, Sendable {
    /// Words in lower case, and each punctuation mark on its own; letters, digits and underscores stay together.
    case words
    /// Every character but white space.
    case characters
    /// Words, and each Chinese or Japanese character on its own.
    case mixed

    /// The tokens of a line, in order; white space only separates them.
    public func tokens(of line: String) -> [String] {
        let line = line.precomposedStringWithCanonicalMapping
        return switch self {
        case .words: Tokenizer.split(line.lowercased()) { _ in false }
        case .characters: line.filter { !$0.isWhitespace }.map(String.init)
        case .mixed: Tokenizer.split(line.lowercased()) { isIdeograph($0) }
        }
    }

    /// The line that tokens form: characters without spaces between them, words with.
    public func line(of tokens: [String]) -> String {
        switch self {
        case .characters: tokens.joined()
        case .words: tokens.joined(separator: " ")
        case .mixed: Tokenizer.joined(tokens)
        }
    }

    /// Runs of word characters; everything else, and what `standsAlone`, is a token of its own.
    private static func split(_ line: String, standsAlone: (Unicode.Scalar) -> Bool) -> [String] {
        var tokens: [String] = []
        var word = String.UnicodeScalarView()
        // Whether the last token ends just here, so that a mark can join it.
        var isBehindToken = false
        func endWord() {
            if !word.isEmpty { tokens.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in line.unicodeScalars {
            if scalar.properties.isWhitespace {
                endWord()
                isBehindToken = false
            } else if isMark(scalar) {
                if word.isEmpty, isBehindToken {
                    tokens[tokens.count - 1].unicodeScalars.append(scalar)
                } else {
                    word.append(scalar)
                }
            } else if scalar.properties.generalCategory == .format {
                // Joiners within a word, as Persian has them, are part of it.
                if !word.isEmpty, ["\u{200C}", "\u{200D}"].contains(scalar) { word.append(scalar) }
            } else if isWordScalar(scalar), !standsAlone(scalar) {
                word.append(scalar)
                isBehindToken = false
            } else {
                endWord()
                tokens.append(String(scalar))
                isBehindToken = true
            }
        }
        endWord()
        return tokens
    }

    private static func joined(_ tokens: [String]) -> String {
        var line = ""
        var before: Unicode.Scalar?
        for token in tokens {
            if let last = before, let first = token.unicodeScalars.first, !isIdeograph(last),
                !isIdeograph(first)
            {
                line += " "
            }
            line += token
            before = token.unicodeScalars.last
        }
        return line
    }
}

/// Whether a scalar belongs to a word: letters, digits and the underscore, what regular expressions call `\w`.
func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
        return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
            || scalar == "_"
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber:
        return true
    default: return false
    }
}

/// Whether a scalar combines with what stands before it: accents, vowel signs, variation selectors.
func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
}

/// Whether a scalar is a Chinese character or kana, which are written without spaces between words.
public func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3134F: true
    default: false
    }
}
