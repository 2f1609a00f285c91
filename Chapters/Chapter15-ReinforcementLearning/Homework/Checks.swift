import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let reinforcementHomework = Homework<any ReinforcementHomework>(
    chapter: 15, title: Words(en: "Reinforcement learning", zh: "强化学习"),
    file: "Chapters/Chapter15-ReinforcementLearning/Homework/Starter.swift",
    exercises: [
        learning, valuing, descending, lookingAhead, duelling, exploring, replaying, copyingTarget,
        estimating,
        mixing, trainingTable, bounding, prioritizing, mending,
    ])

/// The homework of Chapter 15 for the grader.
public let chapter15Homework = AnyHomework(reinforcementHomework, starter: Starter(), solution: Solution())

// MARK: 15.1

private struct Lesson {
    var table: [[Float]]
    var step: Step
    var rate, discount: Float

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
        let mean = table[step.next].reduce(0, +) / Float(table[step.next].count)
        return with(old + rate * (step.reward + (step.isOver ? 0 : discount * mean) - old))
    }

    var fromZero: [[Float]] {
        with(old + rate * (step.reward + discount * max(0, future) - old))
    }
    var neighbour: [[Float]] {
        let next = table[(step.state + 1) % table.count].max() ?? 0
        return with(old + rate * (step.reward + (step.isOver ? 0 : discount * next) - old))
    }
    var withoutReward: [[Float]] { with(old + rate * (discount * future - old)) }

    private func with(_ value: Float) -> [[Float]] {
        var result = table
        result[step.state][step.move] = value
        return result
    }
}

extension Lesson {
    init(size: Int, generator: inout RandomGenerator) {
        let (states, moves) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: 4))
        table = generator.rows(states, moves, size: size)
        // At times all values are below 0, as on the cliff.
        if generator.bernoulli(0.3) { table = table.map { $0.map { -abs($0) - 0.5 } } }
        step = Step(
            state: generator.integer(below: states), move: generator.integer(below: moves),
            next: generator.integer(below: states), reward: generator.number(size: size),
            isOver: generator.bernoulli(0.3))
        rate = generator.element(of: [0.125, 0.25, 0.5, 1])
        discount = generator.element(of: [0, 0.5, 0.75, 0.875, 1])
    }

    static let examples = [
        Lesson(
            table: [[0, 0], [2, 5]], step: Step(state: 0, move: 1, next: 1, reward: 1, isOver: false),
            rate: 0.5, discount: 0.5)
    ]
    static let edges = [
        Lesson(
            table: [[-1, -4, -6], [-2, -8, -3], [0, 0, 0]],
            step: Step(state: 2, move: 0, next: 1, reward: -1, isOver: false),
            rate: 0.5, discount: 1),
        Lesson(
            table: [[1], [12]], step: Step(state: 0, move: 0, next: 0, reward: 0, isOver: false), rate: 0.25,
            discount: 0.5),
        Lesson(
            table: [[1, -10], [3, 4]], step: Step(state: 1, move: 1, next: 0, reward: -12, isOver: true),
            rate: 0.5, discount: 0.5),
        Lesson(
            table: (0..<12).map { state in (0..<11).map { $0 == 10 ? Float(state) : -Float($0) / 2 } },
            step: Step(state: 10, move: 10, next: 11, reward: 2, isOver: false), rate: 0.25, discount: 0.5),
        Lesson(
            table: [[1, 2], [3, 4]], step: Step(state: 0, move: 1, next: 1, reward: 2, isOver: false),
            rate: 0.5, discount: 0),
        Lesson(
            table: [[0, 1], [4, 0], [-1, 2]],
            step: Step(state: 0, move: 0, next: 2, reward: 1, isOver: false), rate: 1, discount: 0.75),
    ]
}

private let learning = Exercise<any ReinforcementHomework>(
    "15.1", Words(en: "Q-learning with a table", zh: "用表做 Q 学习"), sizes: 1...6,
    hint: Words(
        en: "Move the old value by a share of the temporal-difference error.", zh: "让旧的值移动时序差分误差的一部分。"),
    input: Lesson.init, examples: Lesson.examples, edges: Lesson.edges, expected: \.right,
    answer: { try $0.learned($1.table, $1.step, rate: $1.rate, discount: $1.discount) },
    mistakes: [
        Mistake(
            en: "When the game is over nothing follows: the future counts 0.", zh: "游戏结束后没有后续：未来算 0。",
            \.notMasked),
        Mistake(
            en: "The old value is replaced: move it by a share, the learning rate.",
            zh: "旧的值被换掉了：只移动一部分，比例是学习率。", \.replaced),
        Mistake(
            en: "The old value is not subtracted: it grows at every step.", zh: "没有减去旧的值：这样它每一步都会变大。", \.added
        ),
        Mistake(en: "The discount factor is missing.", zh: "缺了折扣因子。", \.undiscounted),
        Mistake(
            en: "The same move is used in the next state: its best move counts.",
            zh: "在下一个状态用了同一个动作：要用那里最好的动作。", \.sameMove),
        Mistake(
            en: "The mean over the next moves is used: the best counts.", zh: "用了下一个状态各动作的平均：要用最好的。",
            \.average),
        Mistake(
            en: "The best value of the next state may be below 0: begin with its first value, not with 0.",
            zh: "下一个状态最好的值也可能小于 0：从它的第一个值开始比，不要从 0 开始。", \.fromZero),
        Mistake(
            en: "The next state is `step.next`: it need not be the one behind `step.state`.",
            zh: "下一个状态是 `step.next`：不一定是 `step.state` 后面的那个。", \.neighbour),
        Mistake(en: "The reward is missing.", zh: "缺了奖励。", \.withoutReward),
    ],
    cases: [
        Case(en: "a next state whose values are all below 0", zh: "下一个状态的值都小于 0") {
            $0.step.isOver == false && $0.discount > 0 && $0.table[$0.step.next].max()! < 0
        },
        Case(en: "the game is over", zh: "游戏结束") { $0.step.isOver },
        Case(en: "the next state is the state itself", zh: "下一个状态就是原来的状态") {
            $0.step.next == $0.step.state && !$0.step.isOver
        },
        Case(en: "one move", zh: "只有一个动作") { $0.table[0].count == 1 },
        Case(en: "more than three moves", zh: "三个以上的动作") { $0.table[0].count > 3 },
        Case(en: "no discount", zh: "不打折扣") { $0.discount == 1 },
        Case(en: "nothing but the reward", zh: "只有奖励") { $0.discount == 0 },
    ],
    meant: [
        Meant(
            "step.state", "step.move", "step.next", lack: .negative,
            because: "states and moves are numbered from 0"),
        Meant("rate", lack: .negative, .zero, .large, because: "a learning rate is above 0 and at most 1"),
        Meant("discount", lack: .negative, .large, because: "a discount factor lies between 0 and 1"),
    ])

// MARK: 15.2

private struct Memories {
    var steps: [Step]
    var network, target: [[Float]]
    var discount: Float

    /// As `liked`, but begun with 0: the first where no value is above it.
    private func likedAboveZero(_ values: [Float]) -> Int {
        var (best, place) = (Float(0), 0)
        for (index, value) in values.enumerated() where value > best { (best, place) = (value, index) }
        return place
    }
    var fromZero: [Float] { wanted { target[$0][likedAboveZero(network[$0])] } }

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

extension Memories {
    init(size: Int, generator: inout RandomGenerator) {
        let (count, moves) = (1 + generator.integer(below: size + 1), 1 + generator.integer(below: 4))
        steps = (0..<count).map { _ in
            Step(
                state: generator.integer(below: 20), move: generator.integer(below: moves),
                next: generator.integer(below: 20),
                reward: generator.number(size: size), isOver: generator.bernoulli(0.3))
        }
        // No two moves are equally good.
        func values() -> [Float] {
            let sign: Float = generator.bernoulli(0.3) ? -1 : 1
            let places = generator.permutation(2 * moves + 1)
            let scale: Float = size <= 2 ? 1 : generator.element(of: [1, 0.25, 8])
            return (0..<moves).map {
                scale * (sign < 0 ? -0.5 - Float(places[$0]) : Float(places[$0] - moves) / 2)
            }
        }
        network = (0..<count).map { _ in values() }
        target = (0..<count).map { _ in values() }
        discount = generator.element(of: [0, 0.5, 0.75, 0.875, 1])
    }

    init(rewards: [Float], isOver: [Bool], network: [[Float]], target: [[Float]], discount: Float) {
        steps = zip(rewards, isOver).enumerated().map { place, end in
            Step(state: place, move: place % network[0].count, next: 12 * place, reward: end.0, isOver: end.1)
        }
        (self.network, self.target, self.discount) = (network, target, discount)
    }

    static let examples = [
        Memories(rewards: [1], isOver: [false], network: [[1, 2]], target: [[5, 3]], discount: 0.5)
    ]
    static let edges = [
        Memories(rewards: [-1], isOver: [false], network: [[-9, -2]], target: [[-3, -6]], discount: 0.5),
        Memories(
            rewards: [1, 0, -2], isOver: [true, false, true],
            network: [[1, 2, 8], [-3, -1, -2], [10, 1, 0]],
            target: [[7, 3, 2], [-1, -4, -12], [0, 1, 2]], discount: 1),
        Memories(
            rewards: [10, -12], isOver: [false, false], network: [[0, 5, -10, 2], [1, 2, 3, 4]],
            target: [[4, 1, 12, 2], [4, 3, 2, 1]], discount: 0.5),
        Memories(rewards: [2], isOver: [false], network: [[1, 2]], target: [[5, 3]], discount: 0),
        Memories(
            rewards: [1, 2], isOver: [false, true], network: [[3], [1]], target: [[-2], [5]], discount: 0.5),
    ]
}

private let valuing = Exercise<any ReinforcementHomework>(
    "15.2", Words(en: "The targets of double Q-learning", zh: "双重 Q 学习的目标"),
    hint: Words(en: "One network chooses the move, the other values it.", zh: "一个网络选动作，另一个网络给它估值。"),
    input: Memories.init, examples: Memories.examples, edges: Memories.edges, expected: \.right,
    answer: { try $0.targets($1.steps, network: $1.network, target: $1.target, discount: $1.discount) },
    mistakes: [
        Mistake(
            en: "The target network chooses, too: the network chooses, the target values.",
            zh: "连选动作也用了目标网络：由网络选，由目标网络估值。", \.ofTarget),
        Mistake(en: "The target network is not used.", zh: "没有用到目标网络。", \.ofNetwork),
        Mistake(en: "The wrong network chooses: they are swapped.", zh: "选动作的网络错了：两个网络弄反了。", \.changed),
        Mistake(en: "When the game is over nothing follows: y = r.", zh: "游戏结束后没有后续：y = r。", \.notMasked),
        Mistake(en: "The discount factor is missing.", zh: "缺了折扣因子。", \.undiscounted),
        Mistake(
            en: "The best value may be below 0: begin with the first move's, not with 0.",
            zh: "最好的值也可能小于 0：从第一个动作的值开始比，不要从 0 开始。", \.fromZero),
    ],
    cases: [
        Case(en: "values that are all below 0", zh: "值都小于 0") {
            zip($0.network, $0.steps).contains { row, step in row.max()! < 0 && row.count > 1 && !step.isOver
            }
        },
        Case(en: "networks that disagree", zh: "两个网络选的动作不同") { $0.ofTarget != $0.right },
        Case(en: "one transition", zh: "只有一个转移") { $0.steps.count == 1 },
        Case(en: "the first is over", zh: "第一个转移就结束游戏") { $0.steps[0].isOver },
        Case(en: "one move", zh: "只有一个动作") { $0.network[0].count == 1 },
    ],
    meant: [
        Meant(
            "steps[].state", "steps[].move", "steps[].next", lack: .negative,
            because: "states and moves are numbered from 0"),
        Meant("steps[].move", lack: .large, because: "a game of few moves"),
        Meant("discount", lack: .negative, .large, because: "a discount factor lies between 0 and 1"),
        .together(
            "steps.count", "network.count", "target.count", because: "a row of values for each transition"),
        .together("network[].count", "target[].count", because: "both networks know the same moves"),
    ])
