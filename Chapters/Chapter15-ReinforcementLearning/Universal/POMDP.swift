import Messages
import TensorCore

/// A partially observable Markov decision process: finitely many hidden states, actions, observations and rewards.
///
/// One table defines it, so that the environment that is simulated and the one whose optimal policy is computed agree.
struct POMDP {
    /// What the agent receives after an action, both by number.
    struct Percept: Hashable {
        let observation: Int
        let reward: Int
    }

    /// A possible outcome of an action.
    struct Outcome {
        let probability: Double
        let state: Int
        let percept: Percept
    }

    /// In the keys of `metrics.json`.
    let name: String
    let title: Words
    let explanation: Words
    let actions: [String]
    let observations: [String]
    /// The possible rewards in ascending order.
    let rewards: [Double]
    /// The probability of each hidden state at the start.
    let start: [Double]
    /// `[state][action]`; the probabilities of each list sum to 1.
    let outcomes: [[[Outcome]]]

    var stateCount: Int { start.count }

    var rewardRange: ClosedRange<Double> { (rewards.min() ?? 0)...(rewards.max() ?? 0) }

    /// Samples the first hidden state.
    func begin(using generator: inout RandomGenerator) -> Int {
        generator.categorical(start.map { Float($0) })
    }

    /// Takes an action in a hidden state, which changes; returns the percept.
    func step(_ action: Int, in state: inout Int, using generator: inout RandomGenerator) -> Percept {
        let possible = outcomes[state][action]
        let chosen = possible[generator.categorical(possible.map { Float($0.probability) })]
        state = chosen.state
        return chosen.percept
    }

    /// The expected reward of an action under a belief: a probability for each hidden state.
    func expectedReward(of action: Int, believing belief: [Double]) -> Double {
        var sum = 0.0
        for state in belief.indices {
            for outcome in outcomes[state][action] {
                sum += belief[state] * outcome.probability * rewards[outcome.percept.reward]
            }
        }
        return sum
    }

    /// The belief after an action and its percept, by Bayes' rule.
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
