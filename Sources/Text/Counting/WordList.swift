import Foundation

/// Words of a language that is written without blanks, found in a corpus by counting, and texts cut into them by the longest
/// match: no dictionary is needed.
///
/// A run of two to four characters is a word where it occurs often enough and its parts attract each other: however it is cut
/// in two, it occurs at least `cohesion` times as often as it would by chance.
///
/// ```swift
/// let words = WordList(["质量很好", "质量不行", "质量还可以", "量大"], minimumCount: 3, cohesion: 2)
/// print(words.cut("质量好"))  // ["质量", "好"]
/// ```
public struct WordList: Sendable {
    /// The words of two characters and more.
    public let words: Set<String>

    /// These words.
    public init(words: Set<String>) { self.words = words }

    /// The words of a corpus.
    public init(_ texts: some Sequence<String>, minimumCount: Int = 10, cohesion: Double = 20) {
        var counts: [String: Int] = [:]
        var total = 0
        for text in texts {
            for run in Self.runs(of: text) {
                total += run.count
                for start in run.indices {
                    for length in 1...4 where start + length <= run.count {
                        counts[String(String.UnicodeScalarView(run[start..<start + length])), default: 0] += 1
                    }
                }
            }
        }
        words = Set(
            counts.lazy.filter { $1 >= minimumCount }.map(\.key).filter { word in
                let scalars = Array(word.unicodeScalars)
                guard scalars.count > 1, let count = counts[word] else { return false }
                return (1..<scalars.count).allSatisfy { cut in
                    let left = counts[String(String.UnicodeScalarView(scalars[..<cut])), default: 0]
                    let right = counts[String(String.UnicodeScalarView(scalars[cut...])), default: 0]
                    return Double(count) * Double(total) >= cohesion * Double(left) * Double(right)
                }
            })
    }

    /// A text cut at each place into the longest word that begins there, or a single character; runs of other letters and
    /// digits are words, marks stand alone.
    public func cut(_ text: String) -> [String] {
        var result: [String] = []
        for piece in Tokenizer.mixedPieces(of: text) {
            guard piece.isIdeographic else {
                result.append(String(String.UnicodeScalarView(piece.scalars)))
                continue
            }
            var rest = piece.scalars
            while !rest.isEmpty {
                let length =
                    (1...4).last { $0 <= rest.count && isWord(rest.prefix($0)) } ?? 1
                result.append(String(String.UnicodeScalarView(rest.prefix(length))))
                rest = rest.dropFirst(length)
            }
        }
        return result
    }

    private func isWord(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        words.contains(String(String.UnicodeScalarView(scalars)))
    }

    /// The runs of Chinese characters of a text.
    private static func runs(of text: String) -> [[Unicode.Scalar]] {
        Tokenizer.mixedPieces(of: text).filter(\.isIdeographic).map { Array($0.scalars) }
    }
}

extension Tokenizer {
    /// Runs of Chinese characters, runs of other letters and digits, and single marks, without white space.
    static func mixedPieces(of text: String) -> [(scalars: ArraySlice<Unicode.Scalar>, isIdeographic: Bool)] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [(ArraySlice<Unicode.Scalar>, Bool)] = []
        var start = 0
        while start < scalars.count {
            let kind = kind(scalars[start])
            var end = start + 1
            if kind != .mark { while end < scalars.count, Self.kind(scalars[end]) == kind { end += 1 } }
            if kind != .blank { pieces.append((scalars[start..<end], kind == .ideograph)) }
            start = end
        }
        return pieces
    }

    private enum Kind { case blank, ideograph, letter, mark }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        if scalar.properties.isWhitespace { return .blank }
        if isIdeograph(scalar) { return .ideograph }
        return isWordScalar(scalar) ? .letter : .mark
    }
}

/// Frequent words that tell little by themselves.
public enum StopWords {
    /// Of Chinese, single characters.
    public static let chinese: Set<String> = Set("的了是在我有和就都而及与着或之也这那你他她它们把被给让对从到上下里个件家款".map(String.init))

    /// Of English.
    public static let english: Set<String> = Set(
        """
        a an and are as at be been but by for from had has have he her his i in is it its of on or she that the their them \
        there they this to was were which who will with you
        """.split(separator: " ").map(String.init))
}
