import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `TranslationHomework.swift`.
public struct Starter: TranslationHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 11.1
    public func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 11.2
    public func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float] {
        throw Unimplemented()
    }

    /// 11.3
    public func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 11.4
    public func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int] {
        throw Unimplemented()
    }

    /// 11.5
    public func bleu(_ translation: [Int], references: [[Int]]) throws -> Float {
        throw Unimplemented()
    }

    /// 11.6
    public func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float {
        throw Unimplemented()
    }

    /// 11.7
    public func trainedScores(_ lookups: [Lookup]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 11.8
    public func mendedAccuracy(
        _ translations: [[Int]], references: [[Int]], padding: Int
    ) throws -> (line: Int, accuracy: Float) {
        throw Unimplemented()
    }
}
