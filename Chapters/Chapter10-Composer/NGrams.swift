import Foundation

/// How likely an event is by how often it followed the one or two before it: the baselines.
///
/// Smoothed by Witten and Bell's rule: P(w | h) = (c(h, w) + t(h) P(w | h′)) / (c(h) + t(h)), where t(h) is how many different
/// events followed the history h, and h′ is h without its first event; before all, every event is equally likely. Witten and
/// Bell: "The zero-frequency problem" (1991).
struct NGrams {
    /// 1 for unigrams, 2 for bigrams, 3 for trigrams.
    let order: Int
    private let symbols: Int
    private var counts: [[Int]: [Int: Int]] = [:]
    private var totals: [[Int]: Int] = [:]

    /// Counts in these lines; their first event is only a history.
    init(_ lines: [[Int]], order: Int, symbols: Int) {
        (self.order, self.symbols) = (order, symbols)
        for line in lines {
            for place in line.indices.dropFirst() {
                for length in 0..<order where place >= length {
                    let history = Array(line[place - length..<place])
                    counts[history, default: [:]][line[place], default: 0] += 1
                    totals[history, default: 0] += 1
                }
            }
        }
    }

    /// How likely an event is after a history, of which the last events count.
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

    /// The mean of −ln P over the events of these lines, and the share of events that were the likeliest.
    func score(_ lines: [[Int]]) -> (negativeLogLikelihood: Double, accuracy: Double) {
        var (total, right, count) = (0.0, 0, 0)
        for line in lines {
            for place in line.indices.dropFirst() {
                let history = line[max(0, place - order + 1)..<place]
                total -= log(probability(of: line[place], after: history))
                if likeliest(after: history) == line[place] { right += 1 }
                count += 1
            }
        }
        return (total / Double(max(1, count)), Double(right) / Double(max(1, count)))
    }

    /// The event that most often followed the longest history that is known.
    private func likeliest(after history: ArraySlice<Int>) -> Int? {
        for length in stride(from: min(order - 1, history.count), through: 0, by: -1) {
            if let following = counts[Array(history.suffix(length))] {
                return following.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
            }
        }
        return nil
    }
}
