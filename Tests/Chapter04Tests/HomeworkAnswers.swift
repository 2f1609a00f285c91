import Chapter04Homework
import TensorCore

/// Right in everything that is not replaced.
struct Answers: SentimentHomework {
    typealias Split = (training: [Int], test: [Int])

    var ofCounts: @Sendable ([String], [String]) throws -> [Float] = {
        try Solution().counts($0, vocabulary: $1)
    }
    var ofWeights: @Sendable ([[String]], Int, [String]) throws -> [Float] = {
        try Solution().inverseDocumentFrequency($0, trainingCount: $1, vocabulary: $2)
    }
    var ofBayes: @Sendable ([String], [String: Int], [String: Int], Int, Int) throws -> Float = {
        try Solution().naiveBayesLogOdds($0, good: $1, bad: $2, goodReviews: $3, badReviews: $4)
    }
    var ofLoss: @Sendable ([[Float]], [Int]) throws -> (loss: Float, gradient: [[Float]]) = {
        try Solution().softmaxCrossEntropy($0, labels: $1)
    }
    var ofSplit: @Sendable ([String], [Int], Int) throws -> Split = {
        try Solution().splitWithoutCopies($0, labels: $1, every: $2)
    }
    var ofMean: @Sendable ([[[Float]]], [Int]) throws -> [[Float]] = {
        try Solution().maskedMean($0, lengths: $1)
    }
    var ofClassifier: @Sendable ([[Float]], [Int]) throws -> (weights: [Float], bias: Float) = {
        try Solution().trainedClassifier($0, labels: $1)
    }
    var ofBags: @Sendable ([[String]], [[String]]) throws -> (line: Int, table: [[Float]]) = {
        try Solution().mendedBags(training: $0, test: $1)
    }

    func counts(_ tokens: [String], vocabulary: [String]) throws -> [Float] {
        try ofCounts(tokens, vocabulary)
    }
    func inverseDocumentFrequency(_ documents: [[String]], trainingCount: Int, vocabulary: [String]) throws
        -> [Float]
    {
        try ofWeights(documents, trainingCount, vocabulary)
    }
    func naiveBayesLogOdds(
        _ tokens: [String], good: [String: Int], bad: [String: Int], goodReviews: Int, badReviews: Int
    ) throws -> Float {
        try ofBayes(tokens, good, bad, goodReviews, badReviews)
    }
    func softmaxCrossEntropy(_ logits: [[Float]], labels: [Int]) throws -> (loss: Float, gradient: [[Float]])
    {
        try ofLoss(logits, labels)
    }
    func splitWithoutCopies(_ texts: [String], labels: [Int], every: Int) throws -> Split {
        try ofSplit(texts, labels, every)
    }
    func maskedMean(_ outputs: [[[Float]]], lengths: [Int]) throws -> [[Float]] {
        try ofMean(outputs, lengths)
    }
    func trainedClassifier(_ counts: [[Float]], labels: [Int]) throws -> (weights: [Float], bias: Float) {
        try ofClassifier(counts, labels)
    }
    func mendedBags(training: [[String]], test: [[String]]) throws -> (line: Int, table: [[Float]]) {
        try ofBags(training, test)
    }
}
