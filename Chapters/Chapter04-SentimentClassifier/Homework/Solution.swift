import Foundation

/// A correct answer to each exercise.
public struct Solution: SentimentHomework {
    /// Everything is answered.
    public init() {}

    /// 4.1
    public func counts(_ tokens: [String], vocabulary: [String]) throws -> [Float] {
        vocabulary.map { word in Float(tokens.count { $0 == word }) }
    }

    /// 4.2
    public func inverseDocumentFrequency(
        _ documents: [[String]], trainingCount: Int, vocabulary: [String]
    ) throws -> [Float] {
        let training = documents.prefix(trainingCount).map(Set.init)
        return vocabulary.map { word in
            let documentsWithWord = training.count { $0.contains(word) }
            return log(Float(1 + training.count) / Float(1 + documentsWithWord)) + 1
        }
    }

    /// 4.3
    public func naiveBayesLogOdds(
        _ tokens: [String], good: [String: Int], bad: [String: Int], goodReviews: Int, badReviews: Int
    ) throws -> Float {
        let words = Set(good.keys).union(bad.keys)
        let goodTotal = Double(good.values.reduce(0, +) + words.count)
        let badTotal = Double(bad.values.reduce(0, +) + words.count)
        var logOdds = log(Double(goodReviews) / Double(badReviews))
        for token in tokens where words.contains(token) {
            logOdds += log(Double(good[token, default: 0] + 1) / goodTotal)
            logOdds -= log(Double(bad[token, default: 0] + 1) / badTotal)
        }
        return Float(logOdds)
    }

    /// 4.4
    public func softmaxCrossEntropy(_ logits: [[Float]], labels: [Int]) throws
        -> (loss: Float, gradient: [[Float]])
    {
        let count = Float(logits.count)
        var loss: Float = 0
        var gradient: [[Float]] = []
        for (row, label) in zip(logits, labels) {
            let largest = row.max() ?? 0
            let powers = row.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            loss += (largest - row[label] + log(sum)) / count
            gradient.append(
                powers.enumerated().map { index, power in
                    (power / sum - (index == label ? 1 : 0)) / count
                })
        }
        return (loss, gradient)
    }

    /// 4.5
    public func splitWithoutCopies(_ texts: [String], labels: [Int], every: Int) throws
        -> (training: [Int], test: [Int])
    {
        let keys = texts.map(key)
        var labelsOfKey: [String: Set<Int>] = [:]
        for (key, label) in zip(keys, labels) { labelsOfKey[key, default: []].insert(label) }
        var seen: Set<String> = []
        let kept = texts.indices.filter { index in
            labelsOfKey[keys[index]]?.count == 1 && seen.insert(keys[index]).inserted
        }
        let numbered = kept.enumerated()
        return (
            training: numbered.filter { ($0.offset + 1) % every != 0 }.map(\.element),
            test: numbered.filter { ($0.offset + 1) % every == 0 }.map(\.element)
        )
    }

    private func key(_ text: String) -> String {
        var key = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where ![0x20, 0x09, 0x3000].contains(scalar.value) {
            let isFullWidth = (0xFF01...0xFF5E).contains(scalar.value)
            key.append(isFullWidth ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(key)
    }

    /// 4.6
    public func maskedMean(_ outputs: [[[Float]]], lengths: [Int]) throws -> [[Float]] {
        zip(outputs, lengths).map { steps, length in
            steps[0].indices.map { feature in
                let sum = steps.prefix(length).reduce(0) { $0 + $1[feature] }
                return length == 0 ? 0 : sum / Float(length)
            }
        }
    }

    /// 4.7
    public func trainedClassifier(
        _ counts: [[Float]], labels: [Int]
    ) throws -> (weights: [Float], bias: Float) {
        var (weights, bias) = (counts[0].map { _ in Float(0) }, Float(0))
        for epoch in 0..<30 {
            let learningRate = 1 / Float(10 + 2 * epoch)
            for (row, label) in zip(counts, labels) {
                let score = zip(weights, row).reduce(bias) { $0 + $1.0 * $1.1 }
                let slope = 1 / (1 + exp(-score)) - Float(label)
                for index in weights.indices { weights[index] -= learningRate * slope * row[index] }
                bias -= learningRate * slope
            }
        }
        return (weights, bias)
    }

    /// 4.8
    public func mendedBags(
        training: [[String]], test: [[String]]
    ) throws -> (line: Int, table: [[Float]]) {
        var vocabulary: [String] = []
        for word in training.joined() where !vocabulary.contains(word) { vocabulary.append(word) }
        return (2, try test.map { try counts($0, vocabulary: vocabulary) })
    }
}
