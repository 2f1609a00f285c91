import TensorCore

/// A small world of which the player sees only a part: finitely many hidden states, actions, observations and rewards.
///
/// All of it stands in one table, so that the world that is played and the world whose best play is computed are the same.
struct PartlySeenWorld {
    /// What the player is told after an action, both by number.
    struct Percept: Hashable {
        let observation: Int
        let reward: Int
    }

    /// One of the things that may follow an action.
    struct Outcome {
        let probability: Double
        let state: Int
        let percept: Percept
    }

    /// In words, as a key of `metrics.json`.
    let name: String
    let title: String
    let explanation: String
    let actions: [String]
    let observations: [String]
    /// What rewards there are, the least first.
    let rewards: [Double]
    /// How likely each hidden state is at the beginning.
    let start: [Double]
    /// `[state][action]`; the probabilities of each list sum to 1.
    let outcomes: [[[Outcome]]]

    var stateCount: Int { start.count }

    var rewardRange: ClosedRange<Double> { (rewards.min() ?? 0)...(rewards.max() ?? 0) }

    /// Draws a hidden state to begin with.
    func begin(using generator: inout RandomGenerator) -> Int {
        generator.categorical(start.map { Float($0) })
    }

    /// Takes an action in a hidden state, which changes; returns what the player is told.
    func step(_ action: Int, in state: inout Int, using generator: inout RandomGenerator) -> Percept {
        let possible = outcomes[state][action]
        let chosen = possible[generator.categorical(possible.map { Float($0.probability) })]
        state = chosen.state
        return chosen.percept
    }

    /// The mean reward of an action, where `belief` says how likely each hidden state is.
    func expectedReward(of action: Int, believing belief: [Double]) -> Double {
        var sum = 0.0
        for state in belief.indices {
            for outcome in outcomes[state][action] {
                sum += belief[state] * outcome.probability * rewards[outcome.percept.reward]
            }
        }
        return sum
    }

    /// How likely each hidden state is after an action and its percept, by Bayes.
    func belief(_ belief: [Double], after action: Int, _ percept: Percept) -> [Double] {
        var joint = [Double](repeating: 0, count: stateCount)
        for state in belief.indices {
            for outcome in outcomes[state][action] where outcome.percept == percept {
                joint[outcome.state] += belief[state] * outcome.probability
            }
        }
        let total = joint.reduce(0, +)
        return joint.map { $0 / total }
    }
}
