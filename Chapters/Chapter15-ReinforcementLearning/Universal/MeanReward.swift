/// The mean reward a step in the long run, computed from the table of a world: of the best play and of play by chance.
///
/// Who knows the table but not the state knows at least how likely each state is, given all that was seen: a belief. Best
/// play depends on the belief alone, so a partly seen world is a fully seen one of beliefs. The mean is found by value
/// iteration, whose differences bound it from both sides: Puterman, "Markov decision processes" (1994), section 8.5.
struct MeanReward {
    /// The mean reward a step: the middle of the two bounds.
    let value: Double

    /// How far apart the bounds still are.
    let uncertainty: Double

    /// How many beliefs can be reached, those that agree in eight decimals taken as one.
    let beliefCount: Int

    /// The best action of each belief, the first belief being the one of the start.
    let bestActions: [Int]

    /// Of the best that can be done without being told the state.
    init(bestIn world: PartlySeenWorld) {
        let (choices, count) = Self.beliefs(of: world)
        let (value, uncertainty, actions) = Self.iterate(choices)
        (self.value, self.uncertainty, beliefCount, bestActions) = (value, uncertainty, count, actions)
    }

    /// Of choosing every action with the same probability.
    init(randomIn world: PartlySeenWorld) {
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

    /// Of the best action that is taken always, without looking.
    init(bestSingleActionIn world: PartlySeenWorld) {
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

    /// What an action brings: its mean reward, and what may come next with which probability.
    private struct Choice {
        let reward: Double
        let next: [(probability: Double, index: Int)]
    }

    /// All beliefs that can be reached from the start, and the choices in each.
    private static func beliefs(of world: PartlySeenWorld) -> (choices: [[Choice]], count: Int) {
        func key(_ belief: [Double]) -> [Int] { belief.map { Int(($0 * 1e8).rounded()) } }
        var beliefs = [world.start]
        var numbers = [key(world.start): 0]
        var choices: [[Choice]] = []
        while choices.count < beliefs.count {
            let belief = beliefs[choices.count]
            choices.append(
                world.actions.indices.map { action in
                    var reward = 0.0
                    var after: [PartlySeenWorld.Percept: [Double]] = [:]
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

    /// Value iteration; half of each step stays where it was, so that nothing goes round in circles.
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
