import Foundation

/// BERT's basic tokenizer: a line becomes words and single punctuation marks, in lower case and without accents.
///
/// In this order: control characters and U+FFFD vanish, every white space is a space, Chinese characters stand alone,
/// accents (`Mn` of the canonical decomposition) vanish, and every letter becomes lower case. Then the line is cut at
/// spaces and around punctuation: what Unicode says is punctuation, and all ASCII that is neither letter, digit nor
/// space, such as `$`. Devlin and others: "BERT" (2018), as its published `tokenization.py` does it.
public struct BERTWords: Equatable, Sendable {
    /// Whether letters become lower case and lose their accents, as in the "uncased" models.
    public let isUncased: Bool

    /// A tokenizer of an "uncased" model, or of a "cased" one.
    public init(isUncased: Bool = true) { self.isUncased = isUncased }

    /// The words and punctuation marks of a line, in order.
    public func words(of line: String) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func endWord() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in normalized(line).unicodeScalars {
            if scalar.properties.isWhitespace {
                endWord()
            } else if BERTWords.isPunctuation(scalar) {
                endWord()
                words.append(String(scalar))
            } else {
                word.append(scalar)
            }
        }
        endWord()
        return words
    }

    /// The line cleaned, with spaces around Chinese characters, and in lower case without accents if uncased.
    func normalized(_ line: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            if scalar == "\t" || scalar == "\n" || scalar == "\r" {
                clean.append(" ")
            } else if scalar == "\u{FFFD}" || BERTWords.isControl(scalar) {
                continue
            } else if scalar.properties.isWhitespace {
                clean.append(" ")
            } else if BERTWords.isChinese(scalar) {
                clean.append(contentsOf: [" ", scalar, " "])
            } else {
                clean.append(scalar)
            }
        }
        let text = String(clean)
        guard isUncased else { return text }
        // Plain text is most text, and needs neither step.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var plain = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            // Letter by letter: lowercasing a whole text would look at the neighbours of a sigma.
            plain.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return String(plain)
    }

    /// Whether a character is a control, format or private-use one; tab and line ends have become spaces before.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse: true
        default: false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 33...47, 58...64, 91...96, 123...126: return true
        case 0..<128: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// The blocks of CJK ideographs. Kana and Hangul, which have spaces or words of several characters, are not here.
    private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B820...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
