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

    /// 10.6
    public func gruStep(
        _ inputs: [Float], hidden: [Float], reset: GateWeights, update: GateWeights, candidate: GateWeights
    ) throws -> [Float] {
        zip(inputs, hidden).map { x, h in
            func open(_ gate: GateWeights) -> Float { 1 / (1 + exp(-gate.w * x - gate.b - gate.v * h)) }
            let proposed = tanh(candidate.w * x + candidate.b + open(reset) * candidate.v * h)
            return (1 - open(update)) * proposed + open(update) * h
        }
    }

    /// 10.7
    public func sampled(_ probabilities: [[Float]], draws: [Float]) throws -> [Int] {
        zip(probabilities, draws).map { probabilities, draw in
            var sum: Float = 0
            for (event, probability) in probabilities.enumerated() {
                sum += probability
                if sum > draw { return event }
            }
            return probabilities.lastIndex { $0 > 0 } ?? 0
        }
    }

    /// 10.8
    public func gradientThroughTime(
        _ inputs: [Float], target: Float, w: Float, v: Float, b: Float
    ) throws -> (w: Float, v: Float, b: Float) {
        var states: [Float] = [0]
        for x in inputs { states.append(tanh(w * x + b + v * states[states.count - 1])) }
        var gradient: (w: Float, v: Float, b: Float) = (0, 0, 0)
        var delta = states[inputs.count] - target
        for (step, x) in inputs.enumerated().reversed() {
            let sum = delta * (1 - states[step + 1] * states[step + 1])
            gradient.w += sum * x
            gradient.v += sum * states[step]
            gradient.b += sum
            delta = sum * v
        }
        return gradient
    }

    /// 10.9
    public func windows(
        _ events: [Int], length: Int, testEvents: Int
    ) throws -> (training: [[Int]], test: [[Int]]) {
        func cut(_ part: [Int]) -> [[Int]] {
            part.indices.filter { $0 + length <= part.count }.map { Array(part[$0..<$0 + length]) }
        }
        return (cut(events.dropLast(testEvents)), cut(events.suffix(testEvents)))
    }

    /// 10.10
    public func trainedUnit(_ sequences: [[Float]], outputs: [Float]) throws -> (w: Float, v: Float, b: Float)
    {
        var unit: (w: Float, v: Float, b: Float) = (0.1, 0.1, 0)
        for _ in 0..<150 {
            for (inputs, target) in zip(sequences, outputs) {
                let gradient = try gradientThroughTime(
                    inputs, target: target, w: unit.w, v: unit.v, b: unit.b)
                unit.w -= 0.2 * gradient.w
                unit.v -= 0.2 * gradient.v
                unit.b -= 0.2 * gradient.b
            }
        }
        return unit
    }

    /// 10.11
    public func mendedLoss(
        _ pieces: [[Float]], w: Float, v: Float, b: Float
    ) throws -> (line: Int, loss: Float) {
        var (total, count) = (Float(0), 0)
        for piece in pieces {
            var hidden: Float = 0
            for (x, next) in zip(piece, piece.dropFirst()) {
                hidden = tanh(w * x + b + v * hidden)
                total += (hidden - next) * (hidden - next)
                count += 1
            }
        }
        return (1, total / Float(count))
    }
}
