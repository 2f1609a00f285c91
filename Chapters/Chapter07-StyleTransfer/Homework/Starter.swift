import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `StyleHomework.swift`.
public struct Starter: StyleHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 7.1
    public func gram(_ features: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 7.2
    public func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 7.3
    public func totalVariation(_ picture: [[Float]]) throws -> Float {
        throw Unimplemented()
    }

    /// 7.4
    public func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        throw Unimplemented()
    }

    /// 7.5
    public func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 7.6
    public func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws
        -> [Float]
    {
        throw Unimplemented()
    }

    /// 7.7
    public func painted(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 7.8
    public func mendedLoss(
        content: Float, grams: [[Float]], targets: [[Float]], weights: [Float]
    ) throws -> (line: Int, loss: Float) {
        throw Unimplemented()
    }
}
