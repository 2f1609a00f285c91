import Grading
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
    "15.6", "An ε-greedy policy",
    hint: "The probabilities of a state add up to 1; which part of ε has each move?",
    input: Choice.init, examples: Choice.examples, edges: Choice.edges, expected: \.right,
    answer: { try $0.policy($1.values, epsilon: $1.epsilon) },
    mistakes: [
        Mistake("Nothing is explored: each move has its part of ε.", \.greedy),
        Mistake("All moves are equally likely: the best has 1 − ε more.", \.uniform),
        Mistake("The random move may be the best one: ε is shared by all moves.", \.neverTheBest),
        Mistake("The best move has its part of ε beside 1 − ε.", \.withoutShare),
        Mistake("ε is shared by the moves: divide by their number.", \.wholeEpsilon),
        Mistake("ε is the probability of exploring, not of taking the best move.", \.otherWayRound),
        Mistake("That is the worst move.", \.worst),
        Mistake("The best is the move of the largest value, not of the largest absolute value.", \.largest),
        Mistake("All values may be below 0: begin with the first move's, not with 0.", \.fromZero),
        Mistake("Each state has its own best move.", \.firstState),
        Mistake("Of several best moves it is the first, not the last.", \.lastBest),
        Mistake("Of several best moves the first has all of 1 − ε.", \.shared),
    ],
    cases: [
        Case("one move") { $0.values[0].count == 1 }, Case("no exploration") { $0.epsilon == 0 },
        Case("nothing but exploration") { $0.epsilon == 1 },
        Case("several best moves") { $0.right != $0.lastBest },
        Case("all values below 0") { $0.right != $0.fromZero },
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
    "15.7", "A replay memory", draws: 8,
    hint: "Write down which transitions are kept, the oldest first, and number them from 0.",
    input: Memory.init, examples: Memory.examples, edges: Memory.edges, expected: \.right,
    answer: { try $0.replayed($1.history, capacity: $1.capacity, draws: $1.draws) },
    mistakes: [
        Mistake("The memory forgets: only the last `capacity` transitions are kept.", \.ofAll),
        Mistake("The oldest transitions are forgotten, not the newest.", \.oldest),
        Mistake("Count from the oldest that is kept, not from the newest.", \.fromTheNewest),
        Mistake("`capacity` transitions are kept, not one less.", \.oneLess),
        Mistake("That is always the newest transition: a batch is drawn from all that are kept.", \.newest),
        Mistake("Each draw is a transition of its own.", \.firstDraw),
        Mistake(
            "In a ring the oldest is not always in the first slot: it is the one that is overwritten next.",
            \.bySlots),
        Mistake(
            "A memory that is not full has nothing in its last slots: draw from what is kept.", \.ofCapacity),
        Mistake("Round down: the last transition would be too likely and the first too rare.", \.rounded),
        Mistake("The transitions are asked for, not their places.", \.places),
        Mistake("Those are the newest in their order: use the draws.", \.inOrder),
    ],
    cases: [
        Case("a memory that is not full") { $0.capacity > $0.history.count },
        Case("a memory just full") { $0.capacity == $0.history.count },
        Case("a ring that has gone round") { $0.right != $0.bySlots },
        Case("one transition") { $0.history.count == 1 },
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
    "15.8", "The target network",
    hint: "Number the steps from 0 and mark those after which the network is copied.",
    input: Copies.init, examples: Copies.examples, edges: Copies.edges, expected: \.right,
    answer: { try $0.targetWeights($1.network, interval: $1.interval) },
    mistakes: [
        Mistake("The target network follows every step: its targets would move with the network.", \.always),
        Mistake("The target network is never copied anew.", \.never),
        Mistake("The target network is copied again and again, not once.", \.once),
        Mistake("That is the network `interval` steps ago: the target stays as it is in between.", \.delayed),
        Mistake("The copy comes one step too late: it is there after step `interval`.", \.oneStepLate),
        Mistake("The copy comes one step too early.", \.oneStepEarly),
        Mistake("The copy is of the network after the step, not before it.", \.copiesTheOneBefore),
        Mistake("It is copied where it should stay, and stays where it should be copied.", \.otherWayRound),
        Mistake("That is a moving mean: here all weights are copied at once.", \.averaged),
    ],
    cases: [
        Case("a copy after every step") { $0.interval == 1 && $0.network.count > 1 },
        Case("no copy yet") { $0.interval > $0.network.count }, Case("no step") { $0.network.count == 1 },
    ],
    meant: [Meant("interval", lack: .negative, .zero, because: "steps are counted")])
