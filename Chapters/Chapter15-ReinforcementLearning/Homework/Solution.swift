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
}

/// The sum of the products.
func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
