import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: ReinforcementHomework {
    /// The answers.
    public init() {}

    /// 15.1
    public func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        var result = table
        let future = step.isOver ? 0 : table[step.next].max() ?? 0
        result[step.state][step.move] +=
            rate * (step.reward + discount * future - table[step.state][step.move])
        return result
    }

    /// 15.2
    public func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws
        -> [Float]
    {
        steps.indices.map { row in
            let liked = network[row].indices.max { network[row][$0] < network[row][$1] } ?? 0
            return steps[row].reward + (steps[row].isOver ? 0 : discount * target[row][liked])
        }
    }

    /// 15.3
    public func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float)
        throws -> [Float]
    {
        let error = dot(weights, state) - (reward + discount * dot(weights, next))
        return state.map { error * $0 }
    }

    /// 15.4
    public func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        rewards.indices.map { start in
            var (sum, factor) = (Float(0), Float(1))
            for step in start..<min(start + ahead, rewards.count) {
                sum += factor * rewards[step]
                factor *= discount
            }
            return start + ahead < rewards.count ? sum + factor * values[start + ahead] : sum
        }
    }

    /// 15.5
    public func dueling(value: Float, advantages: [Float]) throws -> [Float] {
        let mean = advantages.reduce(0, +) / Float(advantages.count)
        return advantages.map { value + $0 - mean }
    }

    /// 15.6
    public func policy(_ values: [[Float]], epsilon: Float) throws -> [[Float]] {
        values.map { values in
            var probabilities = values.map { _ in epsilon / Float(values.count) }
            if let largest = values.max(), let best = values.firstIndex(of: largest) {
                probabilities[best] += 1 - epsilon
            }
            return probabilities
        }
    }

    /// 15.7
    public func replayed(_ history: [Int], capacity: Int, draws: [Float]) throws -> [Int] {
        let kept = history.suffix(capacity)
        return draws.map { kept[kept.startIndex + Int($0 * Float(kept.count))] }
    }

    /// 15.8
    public func targetWeights(_ network: [[Float]], interval: Int) throws -> [[Float]] {
        network.indices.map { network[$0 / interval * interval] }
    }

    /// 15.9
    public func nextBitProbabilities(_ bits: [Int]) throws -> [Float] {
        var ones: Float = 0
        var probabilities: [Float] = [0.5]
        for (index, bit) in bits.enumerated() {
            ones += Float(bit)
            probabilities.append((ones + 0.5) / Float(index + 2))
        }
        return probabilities
    }

    /// 15.10
    public func logMixture(_ bits: [Int]) throws -> Float {
        func estimate(_ bits: [Int]) throws -> Double {
            let ones = try nextBitProbabilities(bits)
            return zip(bits, ones).reduce(1) { $0 * Double($1.0 == 1 ? $1.1 : 1 - $1.1) }
        }
        let contexts = [0] + bits
        func following(_ context: Int) -> [Int] { zip(contexts, bits).filter { $0.0 == context }.map(\.1) }
        return Float(log(try (estimate(bits) + estimate(following(0)) * estimate(following(1))) / 2))
    }

    /// 15.12
    public func huber(_ errors: [Float], delta: Float) throws -> (loss: Float, gradient: [Float]) {
        let count = Float(errors.count)
        let losses = errors.map { error in
            abs(error) <= delta ? error * error / 2 : delta * (abs(error) - delta / 2)
        }
        return (losses.reduce(0, +) / count, errors.map { max(-delta, min(delta, $0)) / count })
    }

    /// 15.13
    public func prioritized(
        _ errors: [Float], alpha: Float, beta: Float
    ) throws -> (probabilities: [Float], weights: [Float]) {
        let priorities = errors.map { pow(abs($0) + 0.01, alpha) }
        let total = priorities.reduce(0, +)
        let probabilities = priorities.map { $0 / total }
        let weights = probabilities.map { pow(Float(errors.count) * $0, -beta) }
        let largest = weights.max() ?? 1
        return (probabilities, weights.map { $0 / largest })
    }

    /// 15.14
    public func mendedTable(
        _ table: [[Float]], steps: [Step], rate: Float, discount: Float, interval: Int
    ) throws -> (line: Int, table: [[Float]]) {
        var (table, target) = (table, table)
        for (index, step) in steps.enumerated() {
            let future = step.isOver ? 0 : target[step.next].max() ?? 0
            let y = step.reward + discount * future
            table[step.state][step.move] += rate * (y - table[step.state][step.move])
            if (index + 1) % interval == 0 { target = table }
        }
        return (3, table)
    }
}

extension Solution {
    /// 15.11
    public func trainedTable(
        stateCount: Int, moveCount: Int, play: (_ move: Int) -> Step
    ) throws -> [[Float]] {
        var table = [[Float]](repeating: [Float](repeating: 0, count: moveCount), count: stateCount)
        var state = 0
        for _ in 0..<10_000 {
            let best = table[state].max() ?? 0
            let step = play(table[state].firstIndex(of: best) ?? 0)
            table = try learned(table, step, rate: 1, discount: 1)
            state = step.isOver ? 0 : step.next
        }
        return table
    }
}

/// The sum of the products.
func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
