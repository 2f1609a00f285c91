import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `LanguageModelHomework.swift`.
public struct Starter: LanguageModelHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 13.1
    public func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]] {
        throw Unimplemented()
    }

    /// 13.2
    public func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 13.3
    public func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 13.4
    public func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float] {
        throw Unimplemented()
    }

    /// 13.5
    public func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 13.6
    public func foldAccuracies(isRight: [Bool], folds: Int, batchSize: Int) throws -> [Float] {
        throw Unimplemented()
    }

    /// 13.7
    public func trainedModel(_ text: [Int], symbols: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 13.8
    public func mendedWords(_ tweet: String) throws -> (line: Int, words: [String]) {
        throw Unimplemented()
    }
}
