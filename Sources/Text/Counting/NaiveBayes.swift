import Foundation

/// Naive Bayes for two classes: a text is as likely as its tokens, each independent of the others given the class.
///
/// With Nⱼ the number of times that token j stands in training texts of class 1, and N′ⱼ in those of class 0, smoothed by α,
///
///     rⱼ = ln (Nⱼ + α) / Σ (N + α) − ln (N′ⱼ + α) / Σ (N′ + α)
///
/// the logarithm of the odds of class 1 is ln (n₁ / n₀) + Σ rⱼ over the tokens of a text. Sums of logarithms: the product of
/// 300 probabilities is no number of a machine any more. Section 4.2.
///
/// ```swift
/// let bayes = NaiveBayes([[0], [0, 1], [1, 2]], [1, 1, 0], columns: 3, smoothing: 1)
/// print(bayes.logOdds([0]) > 0)  // true: token 0 stands in texts of class 1 only
/// ```
public struct NaiveBayes: Sendable {
    /// r: what a token adds to the log-odds of class 1.
    public let logRatios: [Double]
    /// The log-odds before anything is read.
    public let prior: Double

    /// Counts training texts.
    ///
    /// - Parameters:
    ///   - texts: the tokens of each text as their columns: each once, or as often as it occurs.
    ///   - labels: 1 or 0 for each text.
    ///   - columns: how many different tokens there are.
    ///   - smoothing: α.
    public init(_ texts: [[Int]], _ labels: [Int], columns: Int, smoothing: Double = 0.5) {
        var counts = [[Double]](repeating: .init(repeating: smoothing, count: columns), count: 2)
        for (text, label) in zip(texts, labels) {
            for column in text { counts[label][column] += 1 }
        }
        let totals = counts.map { $0.reduce(0, +) }
        logRatios = zip(counts[1], counts[0]).map { log($0 / totals[1]) - log($1 / totals[0]) }
        let ones = labels.count { $0 == 1 }
        prior = log(Double(ones) + smoothing) - log(Double(labels.count - ones) + smoothing)
    }

    /// The log-odds that a text with these tokens is of class 1.
    public func logOdds(_ text: [Int]) -> Double { text.reduce(prior) { $0 + logRatios[$1] } }
}
