import Grading
import Messages
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
    "15.3", Words(en: "The gradient of the loss", zh: "损失的梯度"),
    hint: Words(
        en: "Work out Q(s), then y, then (Q(s) − y) s for the example by hand: ∂Q(s)/∂w is s.",
        zh: "对例子手算 Q(s)，再算 y，再算 (Q(s) − y) s：∂Q(s)/∂w 就是 s。"),
    input: Slope.init, examples: Slope.examples, edges: Slope.edges, expected: \.right,
    answer: {
        try $0.gradient($1.weights, state: $1.state, next: $1.next, reward: $1.reward, discount: $1.discount)
    },
    mistakes: [
        Mistake(
            en: "The target is not held fixed: no gradient goes through y.", zh: "目标没有固定住：梯度不该经过 y。",
            \.notDetached),
        Mistake(
            en: "The sign is wrong: a step against this gradient must lower the loss.",
            zh: "符号错了：逆着这个梯度走一步，损失必须下降。", \.uphill),
        Mistake(en: "Twice too large: the loss is half the square.", zh: "大了一倍：损失是平方的一半。", \.twice),
        Mistake(
            en: "The state is missing: the chain rule multiplies by ∂Q/∂w.", zh: "缺了状态：按链式法则要乘以 ∂Q/∂w。",
            \.withoutState),
        Mistake(en: "The value of the next state is missing in y.", zh: "y 里缺了下一个状态的值。", \.withoutFuture),
        Mistake(en: "The reward is missing in y.", zh: "y 里缺了奖励。", \.withoutReward),
        Mistake(en: "The discount factor is missing in y.", zh: "y 里缺了折扣因子。", \.undiscounted),
    ],
    cases: [
        Case(en: "no discount", zh: "不打折扣") { $0.discount == 1 },
        Case(en: "nothing but the reward", zh: "只有奖励") { $0.discount == 0 },
    ],
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
    "15.4", Words(en: "n-step returns", zh: "n 步回报"),
    hint: Words(
        en:
            "Begin with the last step, whose return is its own reward, then the one before it: which rewards, which value?",
        zh: "先看最后一步，它的回报就是它自己的奖励；再看前一步：用哪些奖励，哪个价值？"),
    input: Course.init, examples: Course.examples, edges: Course.edges, expected: \.right,
    answer: { try $0.returns($1.rewards, values: $1.values, ahead: $1.ahead, discount: $1.discount) },
    mistakes: [
        Mistake(en: "One reward too many.", zh: "多了一个奖励。", \.oneMore),
        Mistake(en: "Only one reward is summed.", zh: "只加了一个奖励。", \.one),
        Mistake(en: "The discount factor is missing.", zh: "缺了折扣因子。", \.undiscounted),
        Mistake(en: "The value of what follows is missing.", zh: "缺了后续的价值。", \.withoutValue),
        Mistake(
            en: "The value is discounted once: it is `ahead` steps away.", zh: "价值只打了一次折扣：它在 `ahead` 步之后。",
            \.valueOnce),
        Mistake(
            en: "After the end nothing follows, no value either.", zh: "游戏结束之后什么也没有，也不再有价值。", \.afterTheEnd),
        Mistake(
            en: "One step ahead is possible: its reward, then the value of the next step.",
            zh: "可以只往前看一步：先是这一步的奖励，再是下一步的价值。", \.atLeastTwo),
        Mistake(
            en: "The value is discounted one time too few: it is `ahead` steps away.",
            zh: "价值少打了一次折扣：它在 `ahead` 步之后。", \.discountedOnceLess),
    ],
    cases: [
        Case(en: "one ahead", zh: "往前看一步") { $0.ahead == 1 && $0.rewards.count > 1 },
        Case(en: "as far as the game goes", zh: "一直看到游戏结束") { $0.ahead == $0.rewards.count },
        Case(en: "beyond the end of the game", zh: "看到游戏结束以后") { $0.ahead > $0.rewards.count },
        Case(en: "one step", zh: "只有一步") { $0.rewards.count == 1 },
        Case(en: "four ahead", zh: "往前看四步") {
            $0.ahead > 3 && $0.rewards.count > $0.ahead && $0.discount > 0
        },
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
    "15.5", Words(en: "A dueling network", zh: "竞争网络"),
    hint: Words(en: "The mean of the action values is V.", zh: "各个动作价值的平均是 V。"), input: Duel.init,
    examples: Duel.examples, edges: Duel.edges,
    expected: \.right, answer: { try $0.dueling(value: $1.value, advantages: $1.advantages) },
    mistakes: [
        Mistake(
            en: "The mean is not subtracted: V and A cannot be separated.", zh: "没有减去平均：V 和 A 就分不开了。",
            \.summed),
        Mistake(en: "The largest advantage is subtracted: use the mean.", zh: "减去了最大的优势：要减平均。", \.byLargest),
        Mistake(en: "The sum is subtracted: use the mean.", zh: "减去了总和：要减平均。", \.bySum),
        Mistake(en: "The value of the state is missing.", zh: "缺了状态的价值。", \.withoutValue),
        Mistake(en: "The mean is added: subtract it.", zh: "加上了平均：要减去它。", \.added),
    ],
    cases: [
        Case(en: "one move", zh: "只有一个动作") { $0.advantages.count == 1 },
        Case(en: "advantages below 0", zh: "小于 0 的优势") { $0.advantages.allSatisfy { $0 < 0 } },
    ])
