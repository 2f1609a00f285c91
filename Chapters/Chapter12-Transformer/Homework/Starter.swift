import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `TransformerHomework.swift`.
public struct Starter: TransformerHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 12.1
    public func causalMask(_ count: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.2
    public func position(_ index: Int, width: Int) throws -> [Float] {
        throw Unimplemented()
    }

    /// 12.3
    public func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.4
    public func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 12.5
    public func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        throw Unimplemented()
    }

    /// 12.6
    public func multiHead(
        _ query: [[[Float]]], _ key: [[[Float]]], _ value: [[[Float]]], heads: Int
    ) throws -> [[[Float]]] {
        throw Unimplemented()
    }

    /// 12.7
    public func residual(
        _ x: [[Float]], gain: [Float], bias: [Float], epsilon: Float, sublayer: ([Float]) -> [Float]
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.8
    public func feedForward(
        _ x: [[Float]], w1: [[Float]], b1: [Float], w2: [[Float]], b2: [Float]
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 12.9
    public func mergedPair(_ words: [[String]], counts: [Int]) throws -> [[String]] {
        throw Unimplemented()
    }

    /// 12.10
    public func smoothedLoss(
        logProbabilities: [[[Float]]], targets: [[Int]], padding: Int, smoothing: Float
    ) throws -> Float {
        throw Unimplemented()
    }

    /// 12.11
    public func beamSearch(
        logProbabilities: [[[Float]]], start: Int, end: Int, width: Int
    ) throws -> [Int] {
        throw Unimplemented()
    }

    /// 12.12
    public func trainedMerges(words: [String], counts: [Int], merges: Int) throws -> [[String]] {
        throw Unimplemented()
    }

    /// 12.13
    public func mendedCosts(lengths: [Int], size: Int) throws -> (line: Int, costs: [Int]) {
        throw Unimplemented()
    }
}
