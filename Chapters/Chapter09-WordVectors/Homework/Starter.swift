import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `WordVectorHomework.swift`.
public struct Starter: WordVectorHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 9.1
    public func pairs(_ sentences: [[Int]], window: Int) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 9.2
    public func noiseDistribution(_ counts: [Int]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 9.3
    public func sgnsStep(center: [Float], context: [Float], negatives: [[Float]], learningRate: Float) throws
        -> (center: [Float], context: [Float], negatives: [[Float]])
    {
        throw Unimplemented()
    }

    /// 9.4
    public func subsamplingKeepProbability(_ counts: [Int], threshold: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 9.5
    public func analogy(
        _ a: String, _ b: String, _ c: String, words: [String], vectors: [[Float]]
    ) throws -> String? {
        throw Unimplemented()
    }

    /// 9.6
    public func ppmi(_ counts: [[Int]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 9.7
    public func trainedVectors(_ sentences: [[Int]], wordCount: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 9.8
    public func mendedLookup(text: [String], asked: [Int]) throws -> (line: Int, list: [String?]) {
        throw Unimplemented()
    }
}
