import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are described in `RecurrentHomework.swift`.
public struct Starter: RecurrentHomework {
    /// Nothing is answered yet.
    public init() {}

    /// 10.1
    public func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        throw Unimplemented()
    }

    /// 10.2
    public func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 10.3
    public func remembered(_ forgetGates: [Float]) throws -> Float {
        throw Unimplemented()
    }

    /// 10.4
    public func shifted(_ events: [Int]) throws -> [[Int]] {
        throw Unimplemented()
    }

    /// 10.5
    public func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 10.6
    public func gruStep(
        _ inputs: [Float], hidden: [Float], reset: GateWeights, update: GateWeights, candidate: GateWeights
    ) throws -> [Float] {
        throw Unimplemented()
    }

    /// 10.7
    public func sampled(_ probabilities: [[Float]], draws: [Float]) throws -> [Int] {
        throw Unimplemented()
    }

    /// 10.8
    public func gradientThroughTime(
        _ inputs: [Float], target: Float, w: Float, v: Float, b: Float
    ) throws -> (w: Float, v: Float, b: Float) {
        throw Unimplemented()
    }

    /// 10.9
    public func windows(
        _ events: [Int], length: Int, testEvents: Int
    ) throws -> (training: [[Int]], test: [[Int]]) {
        throw Unimplemented()
    }

    /// 10.10
    public func trainedUnit(_ sequences: [[Float]], outputs: [Float]) throws -> (w: Float, v: Float, b: Float)
    {
        throw Unimplemented()
    }

    /// 10.11
    public func mendedLoss(
        _ pieces: [[Float]], w: Float, v: Float, b: Float
    ) throws -> (line: Int, loss: Float) {
        throw Unimplemented()
    }
}
