import Chapter15Homework
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherReinforcementAnswers: ReinforcementHomework {
    var table: (@Sendable ([[Float]], Step, Float, Float) -> [[Float]])?
    var goals: (@Sendable ([Step], [[Float]], [[Float]], Float) -> [Float])?
    var slope: (@Sendable ([Float], [Float], [Float], Float, Float) -> [Float])?
    var sums: (@Sendable ([Float], [Float], Int, Float) -> [Float])?
    var duel: (@Sendable (Float, [Float]) -> [Float])?

    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        try self.table?(table, step, rate, discount)
            ?? Solution().learned(table, step, rate: rate, discount: discount)
    }
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float] {
        try goals?(steps, network, target, discount)
            ?? Solution().targets(steps, network: network, target: target, discount: discount)
    }
    func gradient(
        _ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float
    ) throws -> [Float] {
        try slope?(weights, state, next, reward, discount)
            ?? Solution().gradient(weights, state: state, next: next, reward: reward, discount: discount)
    }
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        try sums?(rewards, values, ahead, discount)
            ?? Solution().returns(rewards, values: values, ahead: ahead, discount: discount)
    }
    func dueling(value: Float, advantages: [Float]) throws -> [Float] {
        try duel?(value, advantages) ?? Solution().dueling(value: value, advantages: advantages)
    }
}

/// A table whose value of the step has moved towards reward and future.
private func learned(
    _ table: [[Float]], _ step: Step, _ rate: Float, _ discount: Float, future: Float
) -> [[Float]] {
    var table = table
    let goal = step.reward + (step.isOver ? 0 : discount * future)
    table[step.state][step.move] += rate * (goal - table[step.state][step.move])
    return table
}

private func targets(
    _ steps: [Step], _ network: [[Float]], _ target: [[Float]], _ discount: Float,
    isOver: (Int) -> Bool, best: ([Float]) -> Int
) -> [Float] {
    steps.indices.map { i in
        steps[i].reward + (isOver(i) ? 0 : discount * target[i][best(network[i])])
    }
}

private func best(_ values: [Float]) -> Int { values.indices.max { values[$0] < values[$1] } ?? 0 }

private func returns(_ rewards: [Float], _ values: [Float], _ ahead: Int, _ discount: Float) -> [Float] {
    (try? Solution().returns(rewards, values: values, ahead: ahead, discount: discount)) ?? []
}

/// Wrong answers that pass where inputs never vary.
let narrowReinforcementMutants: [Mutant<any ReinforcementHomework>] = [
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(table: { table, step, rate, discount in
            learned(table, step, rate, discount, future: table[step.next].reduce(0) { max($0, $1) })
        }), fails: "15.1", hint: "may be below 0"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(table: { table, step, rate, discount in
            learned(table, step, rate, discount, future: table[(step.state + 1) % table.count].max()!)
        }), fails: "15.1", hint: "need not be the one behind"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(table: { table, step, rate, discount in
            learned(table, step, rate, discount, future: table[step.next].prefix(3).max()!)
        }), fails: "15.1"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(goals: { steps, network, target, discount in
            targets(steps, network, target, discount, isOver: { steps[$0].isOver }) { values in
                var (largest, place) = (Float(0), 0)
                for (index, value) in values.enumerated() where value > largest {
                    (largest, place) = (value, index)
                }
                return place
            }
        }), fails: "15.2", hint: "may be below 0"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(goals: { steps, network, target, discount in
            targets(steps, network, target, discount, isOver: { $0 == 1 }, best: best)
        }), fails: "15.2"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(goals: { steps, network, target, discount in
            targets(steps, network, target, discount, isOver: { steps[$0].isOver }) {
                best(Array($0.prefix(3)))
            }
        }), fails: "15.2"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(slope: { weights, state, next, reward, discount in
            let value = zip(weights, state).reduce(0) { $0 + $1.0 * $1.1 }
            return state.map { (value - discount * zip(weights, next).reduce(0) { $0 + $1.0 * $1.1 }) * $0 }
        }), fails: "15.3", hint: "reward is missing"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(sums: { returns($0, $1, max(2, $2), $3) }), fails: "15.4",
        hint: "One step ahead is possible"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(sums: { returns($0, $1, min(3, $2), $3) }), fails: "15.4"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(sums: { rewards, values, ahead, discount in
            rewards.indices.map { t in
                var (sum, factor) = (Float(0), Float(1))
                for step in t..<min(t + ahead, rewards.count) {
                    sum += factor * rewards[step]
                    if step > t { factor *= discount } else { factor = ahead > 1 ? discount : 1 }
                }
                return t + ahead < rewards.count
                    ? sum + factor / max(discount, 0.001) * values[t + ahead] : sum
            }
        }), fails: "15.4"),
    reinforcementHomework.mutant(
        OtherReinforcementAnswers(duel: { value, advantages in
            let mean = max(0, advantages.reduce(0, +) / Float(advantages.count))
            return advantages.map { value + $0 - mean }
        }), fails: "15.5"),
]

/// Right answers by other ways: backwards, in Double, weighed instead of moved.
let otherReinforcementAnswers: [Alternative<any ReinforcementHomework>] = [
    reinforcementHomework.alternative(
        OtherReinforcementAnswers(table: { table, step, rate, discount in
            var table = table
            let future = step.isOver ? 0 : Double(discount) * Double(table[step.next].sorted().last!)
            let old = Double(table[step.state][step.move])
            table[step.state][step.move] = Float(
                (1 - Double(rate)) * old + Double(rate) * (Double(step.reward) + future))
            return table
        }), passes: "15.1"),
    reinforcementHomework.alternative(
        OtherReinforcementAnswers(goals: { steps, network, target, discount in
            targets(steps, network, target, discount, isOver: { steps[$0].isOver }) { values in
                values.firstIndex(of: values.max()!)!
            }
        }), passes: "15.2"),
    reinforcementHomework.alternative(
        OtherReinforcementAnswers(slope: { weights, state, next, reward, discount in
            let change = zip(state, next).map { Double($0) - Double(discount) * Double($1) }
            let error = zip(weights, change).reduce(0) { $0 + Double($1.0) * $1.1 } - Double(reward)
            return state.map { Float(error * Double($0)) }
        }), passes: "15.3"),
    reinforcementHomework.alternative(
        OtherReinforcementAnswers(sums: { rewards, values, ahead, discount in
            // By Horner, from behind.
            rewards.indices.map { t in
                let end = min(t + ahead, rewards.count)
                let start = t + ahead < rewards.count ? Double(values[t + ahead]) : 0
                return Float(
                    (t..<end).reversed().reduce(start) { Double(rewards[$1]) + Double(discount) * $0 })
            }
        }), passes: "15.4"),
    reinforcementHomework.alternative(
        OtherReinforcementAnswers(duel: { value, advantages in
            let offset = Double(value) - advantages.reduce(0) { $0 + Double($1) } / Double(advantages.count)
            return advantages.map { Float(Double($0) + offset) }
        }), passes: "15.5"),
]
