import Foundation
import Messages

/// BLEU, how close translations are to references: the precision of their n-grams of one to four tokens, with a penalty for
/// short translations. From 0 to 100.
///
///     BLEU = min(1, e^(1 − r/c)) · (p₁ p₂ p₃ p₄)^¼
///
/// over the whole corpus, where c and r are the lengths of translations and references and pₙ is the precision of n-grams; a
/// pₙ of 0 counts as half a hit, the next as a quarter, and so on: sacreBLEU's "exp" smoothing. Papineni and others: "BLEU" (2002);
/// Post: "A call for clarity in reporting BLEU scores" (2018).
public struct BLEU: Equatable, Sendable {
    /// How a line is tokenized before it is compared.
    public enum Tokenization: String, Sendable {
        /// At white space, for text that is tokenized already.
        case none
        /// As WMT's script `mteval-v13a` does: punctuation is set apart, except periods and commas within numbers.
        case standard = "13a"
        /// Every character but white space, for Chinese.
        case characters = "char"

        /// The tokens of a line.
        public func tokens(of line: String) -> [String] {
            switch self {
            case .none: split(line)
            case .standard: split(separatedAsIn13a(line))
            case .characters: line.unicodeScalars.filter { !$0.properties.isWhitespace }.map(String.init)
            }
        }

        private func split(_ line: String) -> [String] {
            // What Python's split takes for blanks: four separators of files and records beside white space.
            line.unicodeScalars
                .split { $0.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains($0) }.map(String.init)
        }
    }

    /// The score, 0 to 100.
    public let score: Double
    /// The precision of n-grams of 1, 2, 3 and 4 tokens, in percent.
    public let precisions: [Double]
    /// The penalty for short translations; 1 for none.
    public let brevityPenalty: Double

    /// The score of translations, each with one reference. Traps if their numbers differ.
    public init(
        _ translations: [String], references: [String], tokenization: Tokenization = .standard,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            tokens: translations.map(tokenization.tokens), references: references.map(tokenization.tokens),
            file: file, line: line)
    }

    /// The same of lines that are tokenized already.
    public init(
        tokens translations: [[String]], references: [[String]], file: StaticString = #fileID,
        line: UInt = #line
    ) {
        self.init(tokens: translations, allReferences: references.map { [$0] }, file: file, line: line)
    }

    /// The same where a translation has several references: an n-gram counts as often as the reference that has it most,
    /// and r is the length of the reference whose length is nearest (of two, the shorter).
    ///
    /// Traps if their numbers differ, or a translation has no reference.
    public init(
        tokens translations: [[String]], allReferences: [[[String]]], file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if translations.count != allReferences.count || allReferences.contains(where: \.isEmpty) {
            explainFailure(
                "BLEU", "\(translations.count) translations and \(allReferences.count) references",
                hint: "each translation needs one reference at least", file: file, line: line)
        }
        var (hits, totals) = ([Int](repeating: 0, count: 4), [Int](repeating: 0, count: 4))
        var (length, referenceLength) = (0, 0)
        for (translation, references) in zip(translations, allReferences) {
            for length in 1...4 {
                var others = nGramCounts(references[0], length)
                for reference in references.dropFirst() {
                    others.merge(nGramCounts(reference, length)) { max($0, $1) }
                }
                for (nGram, count) in nGramCounts(translation, length) {
                    hits[length - 1] += min(count, others[nGram] ?? 0)
                }
                totals[length - 1] += max(0, translation.count - length + 1)
            }
            length += translation.count
            let nearest = references.map(\.count).min {
                (abs($0 - translation.count), $0) < (abs($1 - translation.count), $1)
            }
            referenceLength += nearest ?? 0
        }
        brevityPenalty =
            length >= referenceLength
            ? 1 : length == 0 ? 0 : exp(1 - Double(referenceLength) / Double(length))
        var (precisions, smoothing) = ([Double](repeating: 0, count: 4), 1.0)
        for index in 0..<4 where totals[index] > 0 {
            if hits[index] == 0 { smoothing *= 2 }
            precisions[index] =
                100 * (hits[index] == 0 ? 1 / smoothing : Double(hits[index])) / Double(totals[index])
        }
        self.precisions = hits.contains { $0 > 0 } ? precisions : [0, 0, 0, 0]
        score =
            self.precisions.contains(0)
            ? 0 : brevityPenalty * exp(self.precisions.reduce(0) { $0 + log($1) } / 4)
    }
}

/// How often each n-gram of this length occurs. Tokens are compared by their bytes, as sacreBLEU does: to a `String` composed and
/// decomposed characters would be equal.
private func nGramCounts(_ tokens: [String], _ length: Int) -> [ArraySlice<[UInt8]>: Int] {
    guard tokens.count >= length else { return [:] }
    let tokens = tokens.map { Array($0.utf8) }
    return (0...tokens.count - length).reduce(into: [:]) { $0[tokens[$1..<$1 + length], default: 0] += 1 }
}

/// A line with blanks around its punctuation: the four substitutions of the script, one after the other.
private func separatedAsIn13a(_ line: String) -> String {
    var text = line
    for (from, to) in [
        ("<skipped>", ""), ("-\n", ""), ("\n", " "), ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"),
        ("&gt;", ">"),
    ] where text.contains(from) {
        text = text.replacingOccurrences(of: from, with: to)
    }
    let blank: Unicode.Scalar = " "
    var scalars = [blank] + Array(text.unicodeScalars) + [blank]
    // Punctuation except ' , - . and what is not ASCII.
    scalars = scalars.flatMap { isPunctuation($0) ? [blank, $0, blank] : [$0] }
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
    // A period or comma not after a digit, then one not before a digit, then a dash after a digit. Of two overlapping
    // matches only the first is changed: the search continues after it.
    scalars = replaced(scalars, { !isDigit($0) && isPoint($1) }) { [$0, blank, $1, blank] }
    scalars = replaced(scalars, { isPoint($0) && !isDigit($1) }) { [blank, $0, blank, $1] }
    scalars = replaced(scalars, { isDigit($0) && $1 == "-" }) { [$0, blank, $1, blank] }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7B...0x7E, 0x5B...0x60, 0x20...0x26, 0x28...0x2B, 0x3A...0x40, 0x2F: true
    default: false
    }
}

private func replaced(
    _ scalars: [Unicode.Scalar], _ matches: (Unicode.Scalar, Unicode.Scalar) -> Bool,
    _ replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var index = 0
    while index < scalars.count {
        if index + 1 < scalars.count, matches(scalars[index], scalars[index + 1]) {
            result += replacement(scalars[index], scalars[index + 1])
            index += 2
        } else {
            result.append(scalars[index])
            index += 1
        }
    }
    return result
}
