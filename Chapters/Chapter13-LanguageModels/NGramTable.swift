import Foundation

/// A table of counts: the next token by how often it followed the last ones, with no network at all.
///
/// Interpolated after Witten and Bell: after a context that occurred N times with T different successors,
/// P(s) = (count(s) + T · P′(s)) / (N + T), where P′ is the same for the context without its first token; the last P′ is
/// 1 / V. Witten, Bell: "The zero-frequency problem" (1991). Section 9.2.
struct NGramTable {
    /// What followed a context.
    private struct Successors {
        var total = 0
        var kinds = 0
    }

    /// The longest context, in tokens: four for a 5-gram.
    let context: Int
    private let vocabulary: Int
    /// By the length of the context: how often each context with its successor occurred, and what followed it.
    private var counts: [[UInt64: Int]]
    private var successors: [[UInt64: Successors]]

    /// Counts sequences.
    ///
    /// - Parameters:
    ///   - vocabulary: V; the context is shortened where a number of V digits would not fit in 64 bits.
    ///   - padding: a token to stand before the first; without one, the first tokens have shorter contexts.
    init(_ sequences: [[Int]], vocabulary: Int, context: Int = 4, padding: Int? = nil) {
        let digits = Int(64 / log2(Double(max(2, vocabulary))))
        self.context = max(0, min(context, digits - 1))
        self.vocabulary = vocabulary
        counts = Array(repeating: [:], count: self.context + 1)
        successors = Array(repeating: [:], count: self.context + 1)
        for sequence in sequences { count(sequence, padding: padding) }
    }

    private mutating func count(_ sequence: [Int], padding: Int?) {
        forEachPlace(sequence, padding) { code, length, next in
            if counts[length][code * UInt64(vocabulary) + next, default: 0] == 0 {
                successors[length][code, default: Successors()].kinds += 1
            }
            counts[length][code * UInt64(vocabulary) + next, default: 0] += 1
            successors[length][code, default: Successors()].total += 1
        }
    }

    /// −ln P of a token, mean over these sequences.
    func meanLoss(_ sequences: [[Int]], padding: Int? = nil) -> Double {
        var (total, count) = (0.0, 0)
        for sequence in sequences {
            var probability = 0.0
            forEachPlace(sequence, padding) { code, length, next in
                if length == 0 {
                    // The previous token is done.
                    if count > 0, probability > 0 { total -= log(probability) }
                    probability = 1 / Double(vocabulary)
                    count += 1
                }
                guard let seen = successors[length][code] else { return }
                let found = Double(counts[length][code * UInt64(vocabulary) + next] ?? 0)
                let (all, kinds) = (Double(seen.total), Double(seen.kinds))
                probability = (found + kinds * probability) / (all + kinds)
            }
            if probability > 0 { total -= log(probability) }
        }
        return total / Double(max(1, count))
    }

    /// Calls `body` for each token with all its contexts, the empty one first, as numbers of base V.
    private func forEachPlace(
        _ sequence: [Int], _ padding: Int?, _ body: (_ code: UInt64, _ length: Int, _ next: UInt64) -> Void
    ) {
        let start = padding == nil ? 0 : context
        let padded = [Int](repeating: padding ?? 0, count: start) + sequence
        for place in start..<padded.count {
            var (code, power) = (UInt64(0), UInt64(1))
            for length in 0...min(context, place) {
                if length > 0 {
                    code += UInt64(padded[place - length]) * power
                    power *= UInt64(vocabulary)
                }
                body(code, length, UInt64(padded[place]))
            }
        }
    }
}
