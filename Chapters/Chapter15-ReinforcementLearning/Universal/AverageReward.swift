/// The average reward a step of a policy in a POMDP, computed from its transition probabilities.
///
/// The optimal policy depends only on the belief, the distribution over the hidden states given all observations: a POMDP is
/// a Markov decision process whose states are beliefs. The average reward is found by value iteration with the Bellman
/// equation, whose differences bound it from both sides: Puterman, "Markov decision processes" (1994), section 8.5.
struct AverageReward {
    /// The average reward a step: the middle of the two bounds.
    let value: Double

    /// The difference of the bounds.
    let uncertainty: Double

    /// How many beliefs can be reached, those that agree in eight decimals taken as one.
    let beliefCount: Int

    /// The optimal action of each belief; the first is the belief at the start.
    let bestActions: [Int]

    /// Of the optimal policy, which does not know the hidden state.
    init(optimalIn world: POMDP) {
        let (choices, count) = Self.beliefs(of: world)
        let (value, uncertainty, actions) = Self.iterate(choices)
        (self.value, self.uncertainty, beliefCount, bestActions) = (value, uncertainty, count, actions)
    }

    /// Of the random policy: every action has the same probability.
    init(randomIn world: POMDP) {
        let share = 1 / Double(world.actions.count)
        let choices = world.outcomes.map { actions -> [Choice] in
            let all = actions.flatMap { $0 }
            return [
                Choice(
                    reward: all.reduce(0) { $0 + share * $1.probability * world.rewards[$1.percept.reward] },
                    next: all.map { (share * $0.probability, $0.state) })
            ]
        }
        let (value, uncertainty, actions) = Self.iterate(choices)
        (self.value, self.uncertainty, beliefCount, bestActions) = (
            value, uncertainty, choices.count, actions
        )
    }

    /// Of the best policy that takes one action always.
    init(bestSingleActionIn world: POMDP) {
        let each = world.actions.indices.map { action in
            Self.iterate(
                world.outcomes.map { actions -> [Choice] in
                    let outcomes = actions[action]
                    return [
                        Choice(
                            reward: outcomes.reduce(0) {
                                $0 + $1.probability * world.rewards[$1.percept.reward]
                            },
                            next: outcomes.map { ($0.probability, $0.state) })
                    ]
                })
        }
        let best = each.indices.max { each[$0].value < each[$1].value } ?? 0
        (value, uncertainty) = (each[best].value, each[best].uncertainty)
        (beliefCount, bestActions) = (world.stateCount, [best])
    }

    /// An action: its expected reward, and the possible next beliefs.
    private struct Choice {
        let reward: Double
        let next: [(probability: Double, index: Int)]
    }

    /// All beliefs that can be reached from the start, and the choices in each.
    private static func beliefs(of world: POMDP) -> (choices: [[Choice]], count: Int) {
        func key(_ belief: [Double]) -> [Int] { belief.map { Int(($0 * 1e8).rounded()) } }
        var beliefs = [world.start]
        var numbers = [key(world.start): 0]
        var choices: [[Choice]] = []
        while choices.count < beliefs.count {
            let belief = beliefs[choices.count]
            choices.append(
                world.actions.indices.map { action in
                    var reward = 0.0
                    var after: [POMDP.Percept: [Double]] = [:]
                    for state in belief.indices where belief[state] > 0 {
                        for outcome in world.outcomes[state][action] {
                            let probability = belief[state] * outcome.probability
                            reward += probability * world.rewards[outcome.percept.reward]
                            after[outcome.percept, default: [Double](repeating: 0, count: world.stateCount)][
                                outcome.state] += probability
                        }
                    }
                    let percepts = after.keys.sorted {
                        ($0.observation, $0.reward) < ($1.observation, $1.reward)
                    }
                    let next = percepts.compactMap { percept -> (Double, Int)? in
                        guard let joint = after[percept] else { return nil }
                        let probability = joint.reduce(0, +)
                        let belief = joint.map { $0 / probability }
                        let number = numbers[key(belief), default: beliefs.count]
                        if number == beliefs.count {
                            numbers[key(belief)] = number
                            beliefs.append(belief)
                        }
                        return (probability, number)
                    }
                    return Choice(reward: reward, next: next)
                })
        }
        return (choices, beliefs.count)
    }

    /// Value iteration, damped by half, so that it does not oscillate.
    private static func iterate(_ choices: [[Choice]]) -> (
        value: Double, uncertainty: Double, actions: [Int]
    ) {
        var values = [Double](repeating: 0, count: choices.count)
        var actions = [Int](repeating: 0, count: choices.count)
        var bounds = (-Double.infinity, Double.infinity)
        for _ in 0..<20_000 where bounds.1 - bounds.0 > 1e-9 {
            var gains = values
            for (index, possible) in choices.enumerated() {
                let returns = possible.map { choice in
                    choice.next.reduce(choice.reward) { $0 + $1.probability * values[$1.index] }
                }
                let best = returns.indices.max { returns[$0] < returns[$1] } ?? 0
                actions[index] = best
                gains[index] = returns[best] - values[index]
            }
            bounds = (gains.min() ?? 0, gains.max() ?? 0)
            for index in values.indices { values[index] += 0.5 * gains[index] }
            let first = values[0]
            for index in values.indices { values[index] -= first }
        }
        return ((bounds.0 + bounds.1) / 2, bounds.1 - bounds.0, actions)
    }
}
