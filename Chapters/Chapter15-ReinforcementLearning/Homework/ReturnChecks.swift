import Grading
import TensorCore

// How the exercises about gradients, returns and dueling are checked.

// MARK: 15.3

private struct Slope {
    var weights, state, next: [Float]
    var reward, discount: Float

    private var error: Float { dot(weights, state) - (reward + discount * dot(weights, next)) }

    var right: [Float] { state.map { error * $0 } }
    var notDetached: [Float] { zip(state, next).map { error * ($0 - discount * $1) } }
    var uphill: [Float] { right.map { -$0 } }
    var twice: [Float] { right.map { 2 * $0 } }
    var withoutState: [Float] { state.map { _ in error } }
    var withoutReward: [Float] {
        state.map { (dot(weights, state) - discount * dot(weights, next)) * $0 }
    }
    var undiscounted: [Float] {
        state.map { (dot(weights, state) - reward - dot(weights, next)) * $0 }
    }
    var withoutFuture: [Float] { state.map { (dot(weights, state) - reward) * $0 } }
}

extension Slope {
    init(size: Int, generator: inout RandomGenerator) {
        weights = generator.numbers(size, size: size)
        state = generator.numbers(size, size: size)
        next = generator.numbers(size, size: size)
        reward = generator.number(size: size)
        discount = generator.element(of: [0, 0.5, 0.75, 0.875, 1])
    }

    static let examples = [Slope(weights: [2], state: [1], next: [3], reward: 1, discount: 0.5)]
    static let edges = [
        Slope(weights: [1, -10], state: [0, 1], next: [10, 0.5], reward: -12, discount: 0.5),
        Slope(weights: [-1, 0, 12], state: [10, -1, 2], next: [2, 3, -1], reward: 0, discount: 1),
        Slope(weights: [2, 1], state: [1, -1], next: [-10, 4], reward: 10, discount: 0),
    ]
}

let descending = Exercise<any ReinforcementHomework>(
    "15.3", "The gradient of the loss",
    hint: "Work out Q(s), then y, then (Q(s) − y) s for the example by hand: ∂Q(s)/∂w is s.",
    input: Slope.init, examples: Slope.examples, edges: Slope.edges, expected: \.right,
    answer: {
        try $0.gradient($1.weights, state: $1.state, next: $1.next, reward: $1.reward, discount: $1.discount)
    },
    mistakes: [
        Mistake("The target is not held fixed: no gradient goes through y.", \.notDetached),
        Mistake("The sign is wrong: a step against this gradient must lower the loss.", \.uphill),
        Mistake("Twice too large: the loss is half the square.", \.twice),
        Mistake("The state is missing: the chain rule multiplies by ∂Q/∂w.", \.withoutState),
        Mistake("The value of the next state is missing in y.", \.withoutFuture),
        Mistake("The reward is missing in y.", \.withoutReward),
        Mistake("The discount factor is missing in y.", \.undiscounted),
    ],
    cases: [Case("no discount") { $0.discount == 1 }, Case("nothing but the reward") { $0.discount == 0 }],
    meant: [
        Meant("discount", lack: .negative, .large, because: "a discount factor lies between 0 and 1"),
        .together(
            "weights.count", "state.count", "next.count", because: "each number of a state has its weight"),
    ],
    forbids: [".backward"])

// MARK: 15.4

private struct Course {
    var rewards, values: [Float]
    var ahead: Int
    var discount: Float

    var right: [Float] { sums() }
    var oneMore: [Float] { sums(ahead: ahead + 1) }
    var one: [Float] { sums(ahead: 1) }
    var undiscounted: [Float] { sums(discount: 1) }
    var withoutValue: [Float] { sums(weight: { _ in 0 }) }
    var valueOnce: [Float] { sums(weight: { _ in discount }) }
    var afterTheEnd: [Float] { sums(isPatient: true) }

    var atLeastTwo: [Float] { sums(ahead: max(2, ahead)) }
    var discountedOnceLess: [Float] { sums(weight: { discount == 0 ? $0 : $0 / discount }) }

    private func sums(
        ahead: Int? = nil, discount: Float? = nil, weight: ((Float) -> Float)? = nil, isPatient: Bool = false
    ) -> [Float] {
        let (ahead, discount) = (ahead ?? self.ahead, discount ?? self.discount)
        return rewards.indices.map { start in
            var (sum, factor) = (Float(0), Float(1))
            for step in start..<min(start + ahead, rewards.count) {
                sum += factor * rewards[step]
                factor *= discount
            }
            let share = weight?(factor) ?? factor
            if start + ahead < rewards.count { return sum + share * values[start + ahead] }
            return isPatient ? sum + share * (values.last ?? 0) : sum
        }
    }
}

extension Course {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size + 2)
        rewards = generator.numbers(count, size: size)
        values = generator.numbers(count, size: size)
        ahead = 1 + generator.integer(below: count + 2)
        discount = generator.element(of: [0, 0.5, 0.75, 1])
    }

    static let examples = [Course(rewards: [1, 1, 1], values: [5, 6, 7], ahead: 2, discount: 1)]
    static let edges = [
        Course(rewards: [1, 1], values: [7, 9], ahead: 1, discount: 0.5),
        Course(rewards: [-2], values: [5], ahead: 3, discount: 0.5),
        Course(rewards: [1, 0, -2, 10], values: [-1, 2, 0, -10], ahead: 3, discount: 0.5),
        Course(rewards: [2, -12, 1], values: [1, 12, 4], ahead: 12, discount: 0.75),
        Course(rewards: [1, 2, 3, 4, 5], values: [2, 1, 0, 3, 4], ahead: 2, discount: 0),
        Course(rewards: [1, 2, 3, 4, 5], values: [2, 1, 0, 3, 4], ahead: 4, discount: 0.5),
    ]
}

let lookingAhead = Exercise<any ReinforcementHomework>(
    "15.4", "n-step returns",
    hint:
        "Begin with the last step, whose return is its own reward, then the one before it: which rewards, which value?",
    input: Course.init, examples: Course.examples, edges: Course.edges, expected: \.right,
    answer: { try $0.returns($1.rewards, values: $1.values, ahead: $1.ahead, discount: $1.discount) },
    mistakes: [
        Mistake("One reward too many.", \.oneMore),
        Mistake("Only one reward is summed.", \.one),
        Mistake("The discount factor is missing.", \.undiscounted),
        Mistake("The value of what follows is missing.", \.withoutValue),
        Mistake("The value is discounted once: it is `ahead` steps away.", \.valueOnce),
        Mistake("After the end nothing follows, no value either.", \.afterTheEnd),
        Mistake("One step ahead is possible: its reward, then the value of the next step.", \.atLeastTwo),
        Mistake("The value is discounted one time too few: it is `ahead` steps away.", \.discountedOnceLess),
    ],
    cases: [
        Case("one ahead") { $0.ahead == 1 && $0.rewards.count > 1 },
        Case("as far as the game goes") { $0.ahead == $0.rewards.count },
        Case("beyond the end of the game") { $0.ahead > $0.rewards.count },
        Case("one step") { $0.rewards.count == 1 },
        Case("four ahead") { $0.ahead > 3 && $0.rewards.count > $0.ahead && $0.discount > 0 },
    ],
    meant: [
        Meant("ahead", lack: .negative, .zero, because: "at least one reward counts"),
        Meant("discount", lack: .negative, .large, because: "a discount factor lies between 0 and 1"),
        .together("rewards.count", "values.count", because: "each step has both"),
    ])

// MARK: 15.5

private struct Duel {
    var value: Float
    var advantages: [Float]

    private var mean: Float { advantages.reduce(0, +) / Float(advantages.count) }

    var right: [Float] { advantages.map { value + $0 - mean } }
    var summed: [Float] { advantages.map { value + $0 } }
    var byLargest: [Float] { advantages.map { value + $0 - (advantages.max() ?? 0) } }
    var bySum: [Float] { advantages.map { value + $0 - mean * Float(advantages.count) } }
    var withoutValue: [Float] { advantages.map { $0 - mean } }
    var added: [Float] { advantages.map { value + $0 + mean } }
}

extension Duel {
    init(size: Int, generator: inout RandomGenerator) {
        value = generator.number(size: size)
        advantages = generator.numbers(size, size: size)
    }

    static let examples = [Duel(value: 1, advantages: [0, 4])]
    static let edges = [
        Duel(value: -2, advantages: [3]), Duel(value: 0, advantages: [-1, -10, -4]),
        Duel(value: 12, advantages: [10, 1, 1]),
    ]
}

let duelling = Exercise<any ReinforcementHomework>(
    "15.5", "A dueling network", hint: "The mean of the action values is V.", input: Duel.init,
    examples: Duel.examples, edges: Duel.edges,
    expected: \.right, answer: { try $0.dueling(value: $1.value, advantages: $1.advantages) },
    mistakes: [
        Mistake("The mean is not subtracted: V and A cannot be separated.", \.summed),
        Mistake("The largest advantage is subtracted: use the mean.", \.byLargest),
        Mistake("The sum is subtracted: use the mean.", \.bySum),
        Mistake("The value of the state is missing.", \.withoutValue),
        Mistake("The mean is added: subtract it.", \.added),
    ],
    cases: [
        Case("one move") { $0.advantages.count == 1 },
        Case("advantages below 0") { $0.advantages.allSatisfy { $0 < 0 } },
    ])
