import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: RecurrentHomework {
    /// Everything is answered.
    public init() {}

    /// 10.1
    public func rnnStep(_ x: Float, hidden: Float, w: Float, v: Float, b: Float) throws -> Float {
        tanh(w * x + b + v * hidden)
    }

    /// 10.2
    public func lstmStep(_ sums: [Float], cell: Float) throws -> [Float] {
        func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
        let next = sigmoid(sums[1]) * cell + sigmoid(sums[0]) * tanh(sums[2])
        return [next, sigmoid(sums[3]) * tanh(next)]
    }

    /// 10.3
    public func remembered(_ forgetGates: [Float]) throws -> Float { forgetGates.reduce(1, *) }

    /// 10.4
    public func shifted(_ events: [Int]) throws -> [[Int]] {
        [Array(events.dropLast()), Array(events.dropFirst())]
    }

    /// 10.5
    public func probabilities(_ logits: [Float], temperature: Float) throws -> [Float] {
        let largest = logits.max() ?? 0
        let weights = logits.map { exp(($0 - largest) / temperature) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }
}
