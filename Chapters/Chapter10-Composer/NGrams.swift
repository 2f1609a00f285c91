import Foundation

/// An n-gram model, the baseline: how likely an event is by how often it followed the n − 1 events before it.
///
/// With Witten–Bell smoothing: P(w | h) = (c(h, w) + t(h) P(w | h′)) / (c(h) + t(h)), where t(h) is how many different
/// events followed the history h, and h′ is h without its first event; the shortest history falls back on a uniform
/// distribution. Witten and Bell: "The zero-frequency problem" (1991).
struct NGrams {
    /// 1 for unigrams, 2 for bigrams, 3 for trigrams.
    let order: Int
    private let symbols: Int
    private var counts: [[Int]: [Int: Int]] = [:]
    private var totals: [[Int]: Int] = [:]

    /// Counts in these sequences; their first event is only history.
    init(_ sequences: [[Int]], order: Int, symbols: Int) {
        (self.order, self.symbols) = (order, symbols)
        for sequence in sequences {
            for index in sequence.indices.dropFirst() {
                for length in 0..<order where index >= length {
                    let history = Array(sequence[index - length..<index])
                    counts[history, default: [:]][sequence[index], default: 0] += 1
                    totals[history, default: 0] += 1
                }
            }
        }
    }

    /// How likely an event is after a history, of which the last n − 1 events count.
    func probability(of event: Int, after history: ArraySlice<Int>) -> Double {
        var probability = 1 / Double(symbols)
        for length in 0..<order where history.count >= length {
            let context = Array(history.suffix(length))
            guard let total = totals[context], let following = counts[context] else { break }
            let kinds = Double(following.count)
            probability = (Double(following[event] ?? 0) + kinds * probability) / (Double(total) + kinds)
        }
        return probability
    }

    /// The score on sequences of events.
    func score(_ sequences: [[Int]]) -> Score {
        var (total, correct, count) = (0.0, 0, 0)
        for sequence in sequences {
            for index in sequence.indices.dropFirst() {
                let history = sequence[max(0, index - order + 1)..<index]
                total -= log(probability(of: sequence[index], after: history))
                if likeliest(after: history) == sequence[index] { correct += 1 }
                count += 1
            }
        }
        return Score(
            negativeLogLikelihood: total / Double(max(1, count)),
            accuracy: Double(correct) / Double(max(1, count)))
    }

    /// The event that most often followed the longest known history.
    private func likeliest(after history: ArraySlice<Int>) -> Int? {
        for length in stride(from: min(order - 1, history.count), through: 0, by: -1) {
            if let following = counts[Array(history.suffix(length))] {
                return following.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            }
        }
        return nil
    }
}
