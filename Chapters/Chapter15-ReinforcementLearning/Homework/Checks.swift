import Grading
import TensorCore

/// The exercises and how they are checked.
public let reinforcementHomework = Homework<any ReinforcementHomework>(
    chapter: 15, title: "Reinforcement learning",
    file: "Chapters/Chapter15-ReinforcementLearning/Homework/Starter.swift",
    exercises: [learning, valuing, descending, lookingAhead, duelling])

/// The homework of Chapter 15 for the grader.
public let chapter15Homework = AnyHomework(reinforcementHomework, starter: Starter(), solution: Solution())

// MARK: 15.1

private struct Lesson {
    var table: [[Float]]
    var step: Step
    var rate, discount: Float

    init(size: Int, generator: inout RandomGenerator) {
        let states = size + 2
        table = (0..<states).map { _ in (0..<3).map { _ in generator.uniform(in: 1...9) } }
        let state = generator.integer(below: states)
        step = Step(
            state: state, move: generator.integer(below: 3), next: (state + 1) % states,
            reward: generator.uniform(in: -2...2), isOver: size % 3 == 0)
        rate = generator.uniform(in: 0.1...0.6)
        discount = generator.uniform(in: 0.5...0.9)
    }

    private var future: Float { step.isOver ? 0 : table[step.next].max() ?? 0 }
    private var old: Float { table[step.state][step.move] }

    var right: [[Float]] { with(old + rate * (step.reward + discount * future - old)) }
    var notMasked: [[Float]] {
        with(old + rate * (step.reward + discount * (table[step.next].max() ?? 0) - old))
    }
    var replaced: [[Float]] { with(step.reward + discount * future) }
    var added: [[Float]] { with(old + rate * (step.reward + discount * future)) }
    var undiscounted: [[Float]] { with(old + rate * (step.reward + future - old)) }
    var sameMove: [[Float]] {
        with(old + rate * (step.reward + (step.isOver ? 0 : discount * table[step.next][step.move]) - old))
    }
    var average: [[Float]] {
        let mean = table[step.next].reduce(0, +) / 3
        return with(old + rate * (step.reward + (step.isOver ? 0 : discount * mean) - old))
    }

    private func with(_ value: Float) -> [[Float]] {
        var result = table
        result[step.state][step.move] = value
        return result
    }
}

private let learning = Exercise<any ReinforcementHomework>(
    "15.1", "Q-learning with a table", sizes: 1...6,
    hint: "Move the old value by a share of the temporal-difference error.",
    input: Lesson.init, expected: \.right,
    answer: { try $0.learned($1.table, $1.step, rate: $1.rate, discount: $1.discount) },
    mistakes: [
        Mistake("When the game is over nothing follows: the future counts 0.", \.notMasked),
        Mistake("The old value is replaced: move it by a share, the learning rate.", \.replaced),
        Mistake("The old value is not subtracted: it grows at every step.", \.added),
        Mistake("The discount factor is missing.", \.undiscounted),
        Mistake("The same move is used in the next state: its best move counts.", \.sameMove),
        Mistake("The mean over the next moves is used: the best counts.", \.average),
    ])

// MARK: 15.2

private struct Memories {
    var steps: [Step]
    var network, target: [[Float]]
    var discount: Float

    init(size: Int, generator: inout RandomGenerator) {
        let count = size + 3
        steps = (0..<count).map { row in
            Step(state: 0, move: 0, next: 0, reward: generator.uniform(in: -1...1), isOver: row == 1)
        }
        func values() -> [[Float]] {
            (0..<count).map { _ in (0..<3).map { _ in generator.uniform(in: 1...9) } }
        }
        network = values()
        target = values()
        // The networks disagree about the first.
        network[0] = [1, 2, 8]
        target[0] = [7, 3, 2]
        discount = generator.uniform(in: 0.5...0.95)
    }

    private func liked(_ values: [Float]) -> Int { values.indices.max { values[$0] < values[$1] } ?? 0 }

    var right: [Float] { wanted { target[$0][liked(network[$0])] } }
    var ofTarget: [Float] { wanted { target[$0].max() ?? 0 } }
    var ofNetwork: [Float] { wanted { network[$0].max() ?? 0 } }
    var changed: [Float] { wanted { network[$0][liked(target[$0])] } }
    var notMasked: [Float] {
        steps.indices.map { steps[$0].reward + discount * target[$0][liked(network[$0])] }
    }
    var undiscounted: [Float] {
        steps.indices.map { steps[$0].reward + (steps[$0].isOver ? 0 : target[$0][liked(network[$0])]) }
    }

    private func wanted(_ value: (Int) -> Float) -> [Float] {
        steps.indices.map { steps[$0].reward + (steps[$0].isOver ? 0 : discount * value($0)) }
    }
}

private let valuing = Exercise<any ReinforcementHomework>(
    "15.2", "The targets of double Q-learning", hint: "One network chooses the move, the other values it.",
    input: Memories.init, expected: \.right,
    answer: { try $0.targets($1.steps, network: $1.network, target: $1.target, discount: $1.discount) },
    mistakes: [
        Mistake("The target network chooses, too: the network chooses, the target values.", \.ofTarget),
        Mistake("The target network is not used.", \.ofNetwork),
        Mistake("The wrong network chooses: they are swapped.", \.changed),
        Mistake("When the game is over nothing follows: y = r.", \.notMasked),
        Mistake("The discount factor is missing.", \.undiscounted),
    ])

// MARK: 15.3

private struct Slope {
    var weights, state, next: [Float]
    var reward, discount: Float

    init(size: Int, generator: inout RandomGenerator) {
        func row() -> [Float] { (0..<size + 1).map { _ in generator.uniform(in: -2...2) } }
        (weights, state, next) = (row(), row(), row())
        reward = generator.uniform(in: -2...2)
        discount = generator.uniform(in: 0.5...0.95)
    }

    private var error: Float { dot(weights, state) - (reward + discount * dot(weights, next)) }

    var right: [Float] { state.map { error * $0 } }
    var notDetached: [Float] { zip(state, next).map { error * ($0 - discount * $1) } }
    var uphill: [Float] { right.map { -$0 } }
    var twice: [Float] { right.map { 2 * $0 } }
    var withoutState: [Float] { state.map { _ in error } }
    var withoutFuture: [Float] { state.map { (dot(weights, state) - reward) * $0 } }
}

private let descending = Exercise<any ReinforcementHomework>(
    "15.3", "The gradient of the loss", hint: "∂Q(s)/∂w is s.", input: Slope.init, expected: \.right,
    answer: {
        try $0.gradient($1.weights, state: $1.state, next: $1.next, reward: $1.reward, discount: $1.discount)
    },
    mistakes: [
        Mistake("The target is not held fixed: no gradient goes through y.", \.notDetached),
        Mistake("The sign is wrong: a step against this gradient must lower the loss.", \.uphill),
        Mistake("Twice too large: the loss is half the square.", \.twice),
        Mistake("The state is missing: the chain rule multiplies by ∂Q/∂w.", \.withoutState),
        Mistake("The value of the next state is missing in y.", \.withoutFuture),
    ])

// MARK: 15.4

private struct Course {
    var rewards, values: [Float]
    var ahead: Int
    var discount: Float

    init(size: Int, generator: inout RandomGenerator) {
        ahead = 2 + size % 2
        let count = ahead + 1 + size
        rewards = (0..<count).map { _ in generator.uniform(in: -2...2) }
        values = (0..<count).map { _ in generator.uniform(in: 3...9) }
        discount = generator.uniform(in: 0.5...0.9)
    }

    var right: [Float] { sums() }
    var oneMore: [Float] { sums(ahead: ahead + 1) }
    var one: [Float] { sums(ahead: 1) }
    var undiscounted: [Float] { sums(discount: 1) }
    var withoutValue: [Float] { sums(weight: { _ in 0 }) }
    var valueOnce: [Float] { sums(weight: { _ in discount }) }
    var afterTheEnd: [Float] { sums(isPatient: true) }

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

private let lookingAhead = Exercise<any ReinforcementHomework>(
    "15.4", "n-step returns", hint: "The return of the last step is its own reward.",
    input: Course.init, expected: \.right,
    answer: { try $0.returns($1.rewards, values: $1.values, ahead: $1.ahead, discount: $1.discount) },
    mistakes: [
        Mistake("One reward too many.", \.oneMore),
        Mistake("Only one reward is summed.", \.one),
        Mistake("The discount factor is missing.", \.undiscounted),
        Mistake("The value of what follows is missing.", \.withoutValue),
        Mistake("The value is discounted once: it is `ahead` steps away.", \.valueOnce),
        Mistake("After the end nothing follows, no value either.", \.afterTheEnd),
    ])

// MARK: 15.5

private struct Duel {
    var value: Float
    var advantages: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        value = generator.uniform(in: 1...5)
        advantages = (0..<size + 1).map { _ in generator.uniform(in: -2...2) }
    }

    private var mean: Float { advantages.reduce(0, +) / Float(advantages.count) }

    var right: [Float] { advantages.map { value + $0 - mean } }
    var summed: [Float] { advantages.map { value + $0 } }
    var byLargest: [Float] { advantages.map { value + $0 - (advantages.max() ?? 0) } }
    var bySum: [Float] { advantages.map { value + $0 - mean * Float(advantages.count) } }
    var withoutValue: [Float] { advantages.map { $0 - mean } }
    var added: [Float] { advantages.map { value + $0 + mean } }
}

private let duelling = Exercise<any ReinforcementHomework>(
    "15.5", "A dueling network", sizes: 2...6, hint: "The mean of the action values is V.", input: Duel.init,
    expected: \.right, answer: { try $0.dueling(value: $1.value, advantages: $1.advantages) },
    mistakes: [
        Mistake("The mean is not subtracted: V and A cannot be separated.", \.summed),
        Mistake("The largest advantage is subtracted: use the mean.", \.byLargest),
        Mistake("The sum is subtracted: use the mean.", \.bySum),
        Mistake("The value of the state is missing.", \.withoutValue),
        Mistake("The mean is added: subtract it.", \.added),
    ])
