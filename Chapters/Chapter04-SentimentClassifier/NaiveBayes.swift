import Foundation

/// Naive Bayes: a review is as likely as its tokens, each independent of the others given the class.
///
/// With Nⱼ the number of good training reviews that hold token j, and N′ⱼ of bad ones, smoothed by α,
///
///     rⱼ = ln (Nⱼ + α) / Σ (N + α) − ln (N′ⱼ + α) / Σ (N′ + α)
///
/// the logarithm of the odds that a review is good is ln (good / bad) + Σ rⱼ over the tokens in it. Sums of logarithms: the
/// product of 300 probabilities is no number of a machine any more.
struct NaiveBayes {
    /// What a token adds to the log-odds of good.
    let logRatios: [Double]
    /// The log-odds before anything is read.
    let prior: Double

    /// - Parameter texts: the columns that occur in each review, each once.
    init(_ texts: [[Int]], _ labels: [Int], columns: Int, smoothing: Double = 0.5) {
        var counts = [[Double]](repeating: .init(repeating: smoothing, count: columns), count: 2)
        for (text, label) in zip(texts, labels) {
            for column in text { counts[label][column] += 1 }
        }
        let totals = counts.map { $0.reduce(0, +) }
        logRatios = zip(counts[1], counts[0]).map { log($0 / totals[1]) - log($1 / totals[0]) }
        let good = labels.count { $0 == 1 }
        prior = log(Double(good) + smoothing) - log(Double(labels.count - good) + smoothing)
    }

    /// The log-odds that a review with these columns is good.
    func logOdds(_ text: [Int]) -> Double { text.reduce(prior) { $0 + logRatios[$1] } }
}
