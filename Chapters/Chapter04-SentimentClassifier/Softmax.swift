import Foundation

/// The probabilities of scores: e^z over their sum. With the largest score moved to 0 no power overflows.
func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
}

/// The mean of −ln p over the examples, p the probability of each one's class.
func meanCrossEntropy(_ probabilities: [[Double]], _ labels: [Int]) -> Double {
    zip(probabilities, labels).reduce(0) { $0 - log($1.0[$1.1]) } / Double(labels.count)
}

/// The gradient of `meanCrossEntropy` with respect to the scores: (p − y) / N, y being 1 for the class and 0 for the others.
func crossEntropyGradient(_ probabilities: [[Double]], _ labels: [Int]) -> [[Double]] {
    zip(probabilities, labels).map { p, label in
        p.indices.map { (p[$0] - ($0 == label ? 1 : 0)) / Double(labels.count) }
    }
}
