import Grading
import Messages
import TensorCore

// MARK: 15.6

/// The values of the moves in a batch of states, and ε.
private struct Choice {
    var values: [[Float]]
    var epsilon: Float

    private func policy(
        best: ([Float]) -> Int = { $0.firstIndex(of: $0.max()!)! },
        other: (_ count: Float) -> Float, rest: (_ count: Float) -> Float
    ) -> [[Float]] {
        values.map { row in
            let best = best(row)
            let count = Float(row.count)
            return row.indices.map { $0 == best ? rest(count) : other(count) }
        }
    }
    private func policy(_ best: @escaping ([Float]) -> Int) -> [[Float]] {
        policy(best: best, other: { epsilon / $0 }, rest: { 1 - epsilon + epsilon / $0 })
    }

    var right: [[Float]] { policy { $0.firstIndex(of: $0.max()!)! } }
    var lastBest: [[Float]] { policy { $0.lastIndex(of: $0.max()!)! } }
    var worst: [[Float]] { policy { $0.firstIndex(of: $0.min()!)! } }
    var largest: [[Float]] {
        policy { row in
            let sizes = row.map { abs($0) }
            return sizes.firstIndex(of: sizes.max()!)!
        }
    }
    var fromZero: [[Float]] {
        policy { row in
            var (best, value) = (0, Float(0))
            for (move, other) in row.enumerated() where other > value { (best, value) = (move, other) }
            return best
        }
    }
    var firstState: [[Float]] {
        let best = values[0].firstIndex(of: values[0].max()!)!
        return policy { _ in best }
    }
    var greedy: [[Float]] { policy(other: { _ in 0 }, rest: { _ in 1 }) }
    var uniform: [[Float]] { policy(other: { 1 / $0 }, rest: { 1 / $0 }) }
    var neverTheBest: [[Float]] { policy(other: { epsilon / max(1, $0 - 1) }, rest: { _ in 1 - epsilon }) }
    var withoutShare: [[Float]] { policy(other: { epsilon / $0 }, rest: { _ in 1 - epsilon }) }
    var wholeEpsilon: [[Float]] { policy(other: { _ in epsilon }, rest: { _ in 1 - epsilon }) }
    var otherWayRound: [[Float]] {
        policy(other: { (1 - epsilon) / $0 }, rest: { epsilon + (1 - epsilon) / $0 })
    }
    /// All best moves share.
    var shared: [[Float]] {
        values.map { row in
            let best = row.max()!
            let count = Float(row.count { $0 == best })
            return row.map { epsilon / Float(row.count) + ($0 == best ? (1 - epsilon) / count : 0) }
        }
    }
}

extension Choice {
    init(size: Int, generator: inout RandomGenerator) {
        let moves = 1 + generator.integer(below: size + 2)
        values = generator.rows(1 + generator.integer(below: size), moves, size: size)
        if generator.bernoulli(0.3) { values = values.map { $0.map { -abs($0) - 0.5 } } }
        epsilon = generator.element(of: [0, 0.125, 0.25, 0.5, 1])
    }

    static let examples = [Choice(values: [[1, 5, 2, 0]], epsilon: 0.2)]
    static let edges = [
        Choice(values: [[-3, -1, -12], [2, 2, 0]], epsilon: 0.25), Choice(values: [[1]], epsilon: 0.5),
        Choice(values: [[1, 10, 0], [4, 2, 4], [0, 0, 1]], epsilon: 0), Choice(values: [[0, 1]], epsilon: 1),
    ]
}

let exploring = Exercise<any ReinforcementHomework>(
    "15.6", Words(en: "An ε-greedy policy", zh: "ε-贪婪策略"),
    hint: Words(
        en: "The probabilities of a state add up to 1; which part of ε has each move?",
        zh: "一个状态的各个概率加起来是 1；每个动作分到 ε 的多少？"),
    input: Choice.init, examples: Choice.examples, edges: Choice.edges, expected: \.right,
    answer: { try $0.policy($1.values, epsilon: $1.epsilon) },
    mistakes: [
        Mistake(
            en: "Nothing is explored: each move has its part of ε.", zh: "没有探索：每个动作都要分到 ε 的一份。", \.greedy),
        Mistake(
            en: "All moves are equally likely: the best has 1 − ε more.", zh: "所有动作的概率都一样：最好的动作还要多 1 − ε。",
            \.uniform),
        Mistake(
            en: "The random move may be the best one: ε is shared by all moves.",
            zh: "随机的动作也可能是最好的那个：ε 由所有动作平分。", \.neverTheBest),
        Mistake(
            en: "The best move has its part of ε beside 1 − ε.", zh: "最好的动作除了 1 − ε，还要分到 ε 的一份。",
            \.withoutShare),
        Mistake(
            en: "ε is shared by the moves: divide by their number.", zh: "ε 由各个动作平分：要除以动作数。", \.wholeEpsilon),
        Mistake(
            en: "ε is the probability of exploring, not of taking the best move.", zh: "ε 是探索的概率，不是取最好动作的概率。",
            \.otherWayRound),
        Mistake(en: "That is the worst move.", zh: "这是最差的动作。", \.worst),
        Mistake(
            en: "The best is the move of the largest value, not of the largest absolute value.",
            zh: "最好的动作是值最大的，不是绝对值最大的。", \.largest),
        Mistake(
            en: "All values may be below 0: begin with the first move's, not with 0.",
            zh: "所有的值都可能小于 0：从第一个动作的值开始比，不要从 0 开始。", \.fromZero),
        Mistake(en: "Each state has its own best move.", zh: "每个状态有自己最好的动作。", \.firstState),
        Mistake(
            en: "Of several best moves it is the first, not the last.", zh: "有几个最好的动作时取第一个，不是最后一个。",
            \.lastBest),
        Mistake(
            en: "Of several best moves the first has all of 1 − ε.", zh: "有几个最好的动作时，1 − ε 全归第一个。", \.shared),
    ],
    cases: [
        Case(en: "one move", zh: "只有一个动作") { $0.values[0].count == 1 },
        Case(en: "no exploration", zh: "不探索") { $0.epsilon == 0 },
        Case(en: "nothing but exploration", zh: "只探索") { $0.epsilon == 1 },
        Case(en: "several best moves", zh: "几个最好的动作") { $0.right != $0.lastBest },
        Case(en: "all values below 0", zh: "值全都小于 0") { $0.right != $0.fromZero },
    ],
    meant: [Meant("epsilon", lack: .negative, .large, because: "a probability")])

// MARK: 15.7

/// Transitions by their numbers, and what is drawn of them.
private struct Memory {
    var history: [Int]
    var capacity: Int
    var draws: [Float]

    private func drawn(_ kept: [Int]) -> [Int] { draws.map { kept[Int($0 * Float(kept.count))] } }

    var right: [Int] { drawn(history.suffix(capacity)) }
    var ofAll: [Int] { drawn(history) }
    var oldest: [Int] { drawn(Array(history.prefix(capacity))) }
    var fromTheNewest: [Int] { drawn(history.suffix(capacity).reversed()) }
    var oneLess: [Int] { drawn(Array(history.suffix(max(1, capacity - 1)))) }
    var newest: [Int] { draws.map { _ in history[history.count - 1] } }
    var firstDraw: [Int] { draws.map { _ in right[0] } }
    var bySlots: [Int] {
        var slots: [Int] = []
        for (index, transition) in history.enumerated() {
            if slots.count < capacity {
                slots.append(transition)
            } else {
                slots[index % capacity] = transition
            }
        }
        return drawn(slots)
    }
    /// Empty slots are drawn too, as 0.
    var ofCapacity: [Int] {
        let kept = Array(history.suffix(capacity))
        return drawn(kept + [Int](repeating: 0, count: capacity - kept.count))
    }
    var rounded: [Int] {
        let kept = Array(history.suffix(capacity))
        return draws.map { kept[min(kept.count - 1, Int(($0 * Float(kept.count)).rounded()))] }
    }
    var places: [Int] { draws.map { Int($0 * Float(min(capacity, history.count))) } }
    var inOrder: [Int] { Array(history.suffix(min(capacity, draws.count))) }
}

extension Memory {
    init(size: Int, generator: inout RandomGenerator) {
        let first = generator.integer(below: 30) - 10
        history = (0..<1 + generator.integer(below: 3 * size)).map { first + $0 }
        capacity = 1 + generator.integer(below: 2 * size)
        draws = (0..<size).map { _ in Float(generator.integer(below: 16)) / 16 }
    }

    static let examples = [Memory(history: [10, 11, 12, 13, 14], capacity: 4, draws: [0, 0.5])]
    static let edges = [
        Memory(history: [-7], capacity: 1, draws: [0.9]),
        Memory(history: [0, 1, 2], capacity: 10, draws: [0.75, 0]),
        Memory(history: [4, 5, 6, 7], capacity: 4, draws: [0.5, 0.25, 0.75]),
        Memory(history: (0..<15).map { $0 }, capacity: 11, draws: [0, 0.125, 0.9375]),
        Memory(history: [1, 2, 3, 4], capacity: 1, draws: [0.5]),
    ]
}

let replaying = Exercise<any ReinforcementHomework>(
    "15.7", Words(en: "A replay memory", zh: "回放记忆"), draws: 8,
    hint: Words(
        en: "Write down which transitions are kept, the oldest first, and number them from 0.",
        zh: "写下保留了哪些转移，最早的在前，从 0 编号。"),
    input: Memory.init, examples: Memory.examples, edges: Memory.edges, expected: \.right,
    answer: { try $0.replayed($1.history, capacity: $1.capacity, draws: $1.draws) },
    mistakes: [
        Mistake(
            en: "The memory forgets: only the last `capacity` transitions are kept.",
            zh: "记忆是会忘的：只保留最后 `capacity` 个转移。", \.ofAll),
        Mistake(
            en: "The oldest transitions are forgotten, not the newest.", zh: "忘掉的是最早的转移，不是最新的。", \.oldest),
        Mistake(
            en: "Count from the oldest that is kept, not from the newest.", zh: "从保留的转移中最早的数起，不是从最新的数起。",
            \.fromTheNewest),
        Mistake(
            en: "`capacity` transitions are kept, not one less.", zh: "保留 `capacity` 个转移，不少一个。", \.oneLess),
        Mistake(
            en: "That is always the newest transition: a batch is drawn from all that are kept.",
            zh: "这总是最新的转移：小批量要从保留的所有转移中抽取。", \.newest),
        Mistake(en: "Each draw is a transition of its own.", zh: "每个抽到的数各对应一个转移。", \.firstDraw),
        Mistake(
            en:
                "In a ring the oldest is not always in the first slot: it is the one that is overwritten next.",
            zh: "环形缓冲区里，最早的不一定在第一格：下一个要被覆盖的才是最早的。", \.bySlots),
        Mistake(
            en: "A memory that is not full has nothing in its last slots: draw from what is kept.",
            zh: "没装满的记忆，后面的格子是空的：只从保留的转移中抽。", \.ofCapacity),
        Mistake(
            en: "Round down: the last transition would be too likely and the first too rare.",
            zh: "要向下取整：否则最后一个转移太容易抽到，第一个太难抽到。", \.rounded),
        Mistake(en: "The transitions are asked for, not their places.", zh: "要的是转移，不是它们的位置。", \.places),
        Mistake(
            en: "Those are the newest in their order: use the draws.", zh: "这只是按次序取了最新的几个：要用抽到的数。", \.inOrder),
    ],
    cases: [
        Case(en: "a memory that is not full", zh: "没装满的记忆") { $0.capacity > $0.history.count },
        Case(en: "a memory just full", zh: "刚好装满的记忆") { $0.capacity == $0.history.count },
        Case(en: "a ring that has gone round", zh: "已经绕过一圈的环") { $0.right != $0.bySlots },
        Case(en: "one transition", zh: "只有一个转移") { $0.history.count == 1 },
    ],
    meant: [
        Meant("capacity", lack: .negative, .zero, because: "room for one at least"),
        Meant("draws[]", lack: .negative, .large, because: "between 0 and 1"),
    ])

// MARK: 15.8

/// The weights of a network after each step.
private struct Copies {
    var network: [[Float]]
    var interval: Int

    private func copied(_ source: (_ step: Int) -> Int) -> [[Float]] {
        network.indices.map { network[min(network.count - 1, max(0, source($0)))] }
    }

    var right: [[Float]] { copied { $0 / interval * interval } }
    var always: [[Float]] { network }
    var never: [[Float]] { copied { _ in 0 } }
    var once: [[Float]] { copied { $0 >= interval ? interval : 0 } }
    var delayed: [[Float]] { copied { $0 - interval } }
    var oneStepLate: [[Float]] { copied { $0 == 0 ? 0 : ($0 - 1) / interval * interval } }
    var oneStepEarly: [[Float]] { copied { $0 < interval - 1 ? 0 : ($0 + 1) / interval * interval - 1 } }
    var copiesTheOneBefore: [[Float]] { copied { $0 < interval ? 0 : $0 / interval * interval - 1 } }
    var otherWayRound: [[Float]] { copied { $0 % interval == 0 ? max(0, $0 - 1) : $0 } }
    var averaged: [[Float]] {
        var target = network[0]
        return network.map { weights in
            target = zip(target, weights).map { $0 + ($1 - $0) / Float(interval) }
            return target
        }
    }
}

extension Copies {
    init(size: Int, generator: inout RandomGenerator) {
        network = generator.rows(
            1 + generator.integer(below: 2 * size), 1 + generator.integer(below: 3), size: size)
        interval = 1 + generator.integer(below: size + 1)
    }

    static let examples = [Copies(network: [[1], [2], [3], [4]], interval: 2)]
    static let edges = [
        Copies(network: [[0]], interval: 3), Copies(network: [[1, -2], [12, 0], [3, 1]], interval: 1),
        Copies(network: (0..<13).map { [Float($0)] }, interval: 10),
        Copies(network: (0..<10).map { [-Float($0)] }, interval: 3),
    ]
}

let copyingTarget = Exercise<any ReinforcementHomework>(
    "15.8", Words(en: "The target network", zh: "目标网络"),
    hint: Words(
        en: "Number the steps from 0 and mark those after which the network is copied.",
        zh: "给各步从 0 编号，标出在哪些步之后复制网络。"),
    input: Copies.init, examples: Copies.examples, edges: Copies.edges, expected: \.right,
    answer: { try $0.targetWeights($1.network, interval: $1.interval) },
    mistakes: [
        Mistake(
            en: "The target network follows every step: its targets would move with the network.",
            zh: "目标网络每一步都跟着变：目标就会随网络移动。", \.always),
        Mistake(en: "The target network is never copied anew.", zh: "目标网络从没重新复制过。", \.never),
        Mistake(
            en: "The target network is copied again and again, not once.", zh: "目标网络要反复复制，不是只复制一次。", \.once),
        Mistake(
            en: "That is the network `interval` steps ago: the target stays as it is in between.",
            zh: "这是 `interval` 步之前的网络：两次复制之间，目标网络保持不变。", \.delayed),
        Mistake(
            en: "The copy comes one step too late: it is there after step `interval`.",
            zh: "复制晚了一步：第 `interval` 步之后就应复制好。", \.oneStepLate),
        Mistake(en: "The copy comes one step too early.", zh: "复制早了一步。", \.oneStepEarly),
        Mistake(
            en: "The copy is of the network after the step, not before it.", zh: "复制的是这一步之后的网络，不是之前的。",
            \.copiesTheOneBefore),
        Mistake(
            en: "It is copied where it should stay, and stays where it should be copied.",
            zh: "该保持不变时复制了，该复制时却不变。", \.otherWayRound),
        Mistake(
            en: "That is a moving mean: here all weights are copied at once.", zh: "这是滑动平均：这里是一次复制全部权重。",
            \.averaged),
    ],
    cases: [
        Case(en: "a copy after every step", zh: "每一步之后都复制") { $0.interval == 1 && $0.network.count > 1 },
        Case(en: "no copy yet", zh: "还没有复制过") { $0.interval > $0.network.count },
        Case(en: "no step", zh: "一步也没有") { $0.network.count == 1 },
    ],
    meant: [Meant("interval", lack: .negative, .zero, because: "steps are counted")])
