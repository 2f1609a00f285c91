import Foundation
import Messages

/// How near translations come to reference translations: the share of their runs of one to four tokens that also stand in
/// the reference, with a penalty for being short. From 0 to 100.
///
///     BLEU = min(1, e^(1 − r/c)) · (p₁ p₂ p₃ p₄)^¼
///
/// over the whole corpus, c and r being the lengths of translations and references, pₙ the precision of runs of n; a pₙ of 0
/// counts as half of one hit, then a quarter, and so on, as sacreBLEU's "exp" has it. Papineni and others: "BLEU" (2002);
/// Post: "A call for clarity in reporting BLEU scores" (2018).
public struct BLEU: Equatable, Sendable {
    /// How a line is cut before it is compared.
    public enum Tokenization: String, Sendable {
        /// At blanks: for text that is cut already.
        case none
        /// As the WMT's script `mteval-v13a` does: marks are set apart, but for points and commas within numbers.
        case standard = "13a"
        /// Every character but blanks: for Chinese.
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
            line.unicodeScalars.split { $0.properties.isWhitespace }.map(String.init)
        }
    }

    /// The score, 0 to 100.
    public let score: Double
    /// The precision of runs of 1, 2, 3 and 4 tokens, in percent.
    public let precisions: [Double]
    /// The penalty for being short, 1 for none.
    public let brevityPenalty: Double

    /// The score of translations, each with one reference. Traps when there are not as many of both.
    public init(
        _ translations: [String], references: [String], tokenization: Tokenization = .standard,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        self.init(
            tokens: translations.map(tokenization.tokens), references: references.map(tokenization.tokens),
            file: file, line: line)
    }

    /// The same of lines that are tokens already.
    public init(
        tokens translations: [[String]], references: [[String]], file: StaticString = #fileID,
        line: UInt = #line
    ) {
        if translations.count != references.count {
            explainFailure(
                "BLEU", "\(translations.count) translations and \(references.count) references",
                hint: "each translation needs one reference", file: file, line: line)
        }
        var (hits, runs) = ([Int](repeating: 0, count: 4), [Int](repeating: 0, count: 4))
        for (translation, reference) in zip(translations, references) {
            for length in 1...4 {
                let (mine, theirs) = (countedRuns(translation, length), countedRuns(reference, length))
                for (run, count) in mine { hits[length - 1] += min(count, theirs[run] ?? 0) }
                runs[length - 1] += max(0, translation.count - length + 1)
            }
        }
        let length = translations.reduce(0) { $0 + $1.count }
        let referenceLength = references.reduce(0) { $0 + $1.count }
        brevityPenalty =
            length >= referenceLength
            ? 1 : length == 0 ? 0 : exp(1 - Double(referenceLength) / Double(length))
        var (precisions, smoothing) = ([Double](repeating: 0, count: 4), 1.0)
        for place in 0..<4 where runs[place] > 0 {
            if hits[place] == 0 { smoothing *= 2 }
            precisions[place] =
                100 * (hits[place] == 0 ? 1 / smoothing : Double(hits[place])) / Double(runs[place])
        }
        self.precisions = hits.contains { $0 > 0 } ? precisions : [0, 0, 0, 0]
        score =
            self.precisions.contains(0)
            ? 0 : brevityPenalty * exp(self.precisions.reduce(0) { $0 + log($1) } / 4)
    }
}

/// How often each run of so many tokens comes.
private func countedRuns(_ tokens: [String], _ length: Int) -> [ArraySlice<String>: Int] {
    guard tokens.count >= length else { return [:] }
    return (0...tokens.count - length).reduce(into: [:]) { $0[tokens[$1..<$1 + length], default: 0] += 1 }
}

/// A line with blanks around its marks, as the script's four substitutions put them, one after the other.
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
    // Marks, but for ' , - . and what is not ASCII.
    scalars = scalars.flatMap { isMark($0) ? [blank, $0, blank] : [$0] }
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
    // A point or comma that follows no digit, then one that is followed by none, then a dash after a digit. Two that
    // overlap are not both changed: the search goes on behind what it found.
    scalars = replaced(scalars, { !isDigit($0) && isPoint($1) }) { [$0, blank, $1, blank] }
    scalars = replaced(scalars, { isPoint($0) && !isDigit($1) }) { [blank, $0, blank, $1] }
    scalars = replaced(scalars, { isDigit($0) && $1 == "-" }) { [$0, blank, $1, blank] }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7B...0x7E, 0x5B...0x60, 0x20...0x26, 0x28...0x2B, 0x3A...0x40, 0x2F: true
    default: false
    }
}

private func replaced(
    _ scalars: [Unicode.Scalar], _ isWanted: (Unicode.Scalar, Unicode.Scalar) -> Bool,
    _ replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]
) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var place = 0
    while place < scalars.count {
        if place + 1 < scalars.count, isWanted(scalars[place], scalars[place + 1]) {
            result += replacement(scalars[place], scalars[place + 1])
            place += 2
        } else {
            result.append(scalars[place])
            place += 1
        }
    }
    return result
}
