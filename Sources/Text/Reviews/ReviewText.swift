import Foundation

/// Texts as a classifier reads them, and as copies are recognized.
public enum ReviewText {
    /// Entities decoded, full-width and other compatibility forms folded (NFKC), in lower case, white space a single blank.
    public static func normalized(_ text: String) -> String {
        var text = decodingHTMLEntities(text)
        if text.utf8.contains(where: { $0 >= 0x80 }) { text = text.precomposedStringWithCompatibilityMapping }
        var result = String.UnicodeScalarView()
        var isBlank = false
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isWhitespace || scalar.value < 0x20 {
                isBlank = !result.isEmpty
                continue
            }
            if isBlank { result.append(" ") }
            isBlank = false
            result.append(scalar)
        }
        return String(result)
    }

    /// The characters of a normalized text but the blanks, each a Unicode scalar: an emoji with its colour is two.
    public static func characters(_ normalized: String) -> [String] {
        normalized.unicodeScalars.filter { !$0.properties.isWhitespace }.map { String($0) }
    }

    /// The letters and digits of a normalized text: two reviews are copies where these are the same, however they are
    /// punctuated. Empty for a review of nothing but marks.
    public static func key(_ normalized: String) -> String {
        String(String.UnicodeScalarView(normalized.unicodeScalars.filter(isWordScalar)))
    }
}
