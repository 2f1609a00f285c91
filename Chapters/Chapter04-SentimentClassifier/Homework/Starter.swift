import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `SentimentHomework.swift`.
public struct Starter: SentimentHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 4.1
    public func counts(_ tokens: [String], vocabulary: [String]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 4.2
    public func inverseDocumentFrequency(
        _ documents: [[String]], trainingCount: Int, vocabulary: [String]
    ) throws -> [Float] {
        throw Unimplemented()
    }

    /// 4.3
    public func naiveBayesLogOdds(
        _ tokens: [String], good: [String: Int], bad: [String: Int], goodReviews: Int, badReviews: Int
    ) throws -> Float {
        throw Unimplemented()
    }

    /// 4.4
    public func softmaxCrossEntropy(_ logits: [[Float]], labels: [Int]) throws
        -> (loss: Float, gradient: [[Float]])
    {
        throw Unimplemented()
    }

    /// 4.5
    public func splitWithoutCopies(_ texts: [String], labels: [Int], every: Int) throws
        -> (training: [Int], test: [Int])
    {
        throw Unimplemented()
    }

    /// 4.6
    public func maskedMean(_ outputs: [[[Float]]], lengths: [Int]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 4.7
    public func trainedClassifier(
        _ counts: [[Float]], labels: [Int]
    ) throws -> (weights: [Float], bias: Float) {
        throw Unimplemented()
    }

    /// 4.8
    public func mendedBags(
        training: [[String]], test: [[String]]
    ) throws -> (line: Int, table: [[Float]]) {
        throw Unimplemented()
    }
}
