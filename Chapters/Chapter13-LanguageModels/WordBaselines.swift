import Foundation
import TensorCore

// What counts of words make of a text, with no network: two classifiers into two classes.

/// Naive Bayes: the class c with the largest ln P(c) + Σ ln P(word | c), each count raised by 1.
func naiveBayes(
    _ texts: [[String]], _ labels: [Int], classifying others: [[String]]
) -> [Int] {
    var counts: [String: [Double]] = [:]
    for (text, label) in zip(texts, labels) {
        for word in text { counts[word, default: [0, 0]][label] += 1 }
    }
    let totals = (0..<2).map { label in counts.values.reduce(Double(counts.count)) { $0 + $1[label] } }
    let positive = Double(labels.count { $0 == 1 })
    let prior = log(positive + 1) - log(Double(labels.count) - positive + 1)
    return others.map { text in
        // Words that were never seen say nothing.
        let odds = text.compactMap { counts[$0] }.reduce(prior) {
            $0 + log(($1[1] + 1) / totals[1]) - log(($1[0] + 1) / totals[0])
        }
        return odds > 0 ? 1 : 0
    }
}

/// Logistic regression on TF-IDF: each word and pair of neighbours counts by how often it stands in the text and how few
/// texts have it, and each text has length 1. Trained by stochastic gradient descent with weight decay.
func logisticRegression(
    _ texts: [[String]], _ labels: [Int], classifying others: [[String]], epochs: Int = 30,
    using generator: inout RandomGenerator
) -> [Int] {
    func terms(_ text: [String]) -> [String] { text + zip(text, text.dropFirst()).map { "\($0) \($1)" } }
    var textsWith: [String: Int] = [:]
    for text in texts { for term in Set(terms(text)) { textsWith[term, default: 0] += 1 } }
    var columns: [String: (index: Int, weight: Double)] = [:]
    for (term, count) in textsWith.sorted(by: { $0.key < $1.key }) {
        columns[term] = (columns.count, log(Double(1 + texts.count) / Double(1 + count)) + 1)
    }
    func features(_ text: [String]) -> [(index: Int, value: Double)] {
        var values: [Int: Double] = [:]
        for term in terms(text) {
            if let column = columns[term] { values[column.index, default: 0] += column.weight }
        }
        let ordered = values.sorted { $0.key < $1.key }
        let length = ordered.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
        return ordered.map { ($0.key, $0.value / max(1e-12, length)) }
    }
    let rows = texts.map(features)
    var (weights, bias) = ([Double](repeating: 0, count: columns.count), 0.0)
    func score(_ row: [(index: Int, value: Double)]) -> Double {
        row.reduce(bias) { $0 + weights[$1.index] * $1.value }
    }
    let decay = 1 / Double(max(1, texts.count))
    for epoch in 0..<epochs {
        let rate = 2 * (1 - Double(epoch) / Double(epochs))
        for index in generator.permutation(rows.count) {
            let error = 1 / (1 + exp(-score(rows[index]))) - Double(labels[index])
            bias -= 0.1 * rate * error
            for (column, value) in rows[index] {
                weights[column] -= rate * (error * value + decay * weights[column])
            }
        }
    }
    return others.map { score(features($0)) > 0 ? 1 : 0 }
}
