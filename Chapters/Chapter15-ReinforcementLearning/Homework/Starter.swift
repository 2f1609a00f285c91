import Foundation
import Grading
import TensorCore

/// Your answers. Replace each `throw Unimplemented()`; the tasks are in `ReinforcementHomework.swift`.
public struct Starter: ReinforcementHomework {
    /// Nothing yet.
    public init() {}

    /// 15.1
    public func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 15.2
    public func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws
        -> [Float]
    {
        throw Unimplemented()
    }

    /// 15.3
    public func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float)
        throws -> [Float]
    {
        throw Unimplemented()
    }

    /// 15.4
    public func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        throw Unimplemented()
    }

    /// 15.5
    public func dueling(value: Float, advantages: [Float]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 15.6
    public func policy(_ values: [[Float]], epsilon: Float) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 15.7
    public func replayed(_ history: [Int], capacity: Int, draws: [Float]) throws -> [Int] {
        throw Unimplemented()
    }

    /// 15.8
    public func targetWeights(_ network: [[Float]], interval: Int) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 15.9
    public func nextBitProbabilities(_ bits: [Int]) throws -> [Float] {
        throw Unimplemented()
    }

    /// 15.10
    public func logMixture(_ bits: [Int]) throws -> Float {
        throw Unimplemented()
    }

    /// 15.11
    public func trainedTable(
        stateCount: Int, moveCount: Int, play: (_ move: Int) -> Step
    ) throws -> [[Float]] {
        throw Unimplemented()
    }

    /// 15.12
    public func huber(_ errors: [Float], delta: Float) throws -> (loss: Float, gradient: [Float]) {
        throw Unimplemented()
    }

    /// 15.13
    public func prioritized(
        _ errors: [Float], alpha: Float, beta: Float
    ) throws -> (probabilities: [Float], weights: [Float]) {
        throw Unimplemented()
    }

    /// 15.14
    public func mendedTable(
        _ table: [[Float]], steps: [Step], rate: Float, discount: Float, interval: Int
    ) throws -> (line: Int, table: [[Float]]) {
        throw Unimplemented()
    }
}
