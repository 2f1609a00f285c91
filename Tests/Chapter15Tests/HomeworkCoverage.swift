import Chapter15Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension ReinforcementHomework {
    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]] {
        try Solution().learned(table, step, rate: rate, discount: discount)
    }
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float] {
        try Solution().targets(steps, network: network, target: target, discount: discount)
    }
    func gradient(
        _ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float
    ) throws -> [Float] {
        try Solution().gradient(weights, state: state, next: next, reward: reward, discount: discount)
    }
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float] {
        try Solution().returns(rewards, values: values, ahead: ahead, discount: discount)
    }
    func dueling(value: Float, advantages: [Float]) throws -> [Float] {
        try Solution().dueling(value: value, advantages: advantages)
    }
    func policy(_ values: [[Float]], epsilon: Float) throws -> [[Float]] {
        try Solution().policy(values, epsilon: epsilon)
    }
    func replayed(_ history: [Int], capacity: Int, draws: [Float]) throws -> [Int] {
        try Solution().replayed(history, capacity: capacity, draws: draws)
    }
    func targetWeights(_ network: [[Float]], interval: Int) throws -> [[Float]] {
        try Solution().targetWeights(network, interval: interval)
    }
    func nextBitProbabilities(_ bits: [Int]) throws -> [Float] { try Solution().nextBitProbabilities(bits) }
    func logMixture(_ bits: [Int]) throws -> Float { try Solution().logMixture(bits) }
    func huber(_ errors: [Float], delta: Float) throws -> (loss: Float, gradient: [Float]) {
        try Solution().huber(errors, delta: delta)
    }
    func prioritized(
        _ errors: [Float], alpha: Float, beta: Float
    ) throws -> (probabilities: [Float], weights: [Float]) {
        try Solution().prioritized(errors, alpha: alpha, beta: beta)
    }
    func mendedTable(
        _ table: [[Float]], steps: [Step], rate: Float, discount: Float, interval: Int
    ) throws -> (line: Int, table: [[Float]]) {
        try Solution().mendedTable(
            table, steps: steps, rate: rate, discount: discount, interval: interval)
    }
}

extension ReinforcementHomework {
    func trainedTable(
        stateCount: Int, moveCount: Int, play: (_ move: Int) -> Step
    ) throws -> [[Float]] {
        try Solution().trainedTable(stateCount: stateCount, moveCount: moveCount, play: play)
    }
}

/// Q-learning with a table that begins with a value, and moves in turn or the best.
private struct Learner: ReinforcementHomework {
    var start: Float = 0
    var moves = 5000
    /// In so many of four moves the best one.
    var greedy = 4
    var usesWorst = false
    var isShort = false

    func trainedTable(
        stateCount: Int, moveCount: Int, play: (_ move: Int) -> Step
    ) throws -> [[Float]] {
        let rows = isShort ? stateCount - 1 : stateCount
        var table = [[Float]](repeating: [Float](repeating: start, count: moveCount), count: stateCount)
        var (state, random) = (0, 12345)
        for _ in 0..<moves {
            random = (random &* 1_103_515_245 &+ 12345) & 0x7fff_ffff
            let best = table[state].firstIndex(of: table[state].max() ?? 0) ?? 0
            let step = play((random >> 16) % 4 < greedy ? best : (random >> 8) % moveCount)
            let future = (usesWorst ? table[step.next].min() : table[step.next].max()) ?? 0
            table[step.state][step.move] = step.reward + (step.isOver ? 0 : future)
            state = step.isOver ? 0 : step.next
        }
        return Array(table.prefix(rows))
    }
}

private struct Policy: ReinforcementHomework {
    let answer: @Sendable ([Float], Float) -> [Float]
    func policy(_ values: [[Float]], epsilon: Float) throws -> [[Float]] {
        values.map { answer($0, epsilon) }
    }
}

private struct Replay: ReinforcementHomework {
    let answer: @Sendable ([Int], Int, [Float]) -> [Int]
    func replayed(_ history: [Int], capacity: Int, draws: [Float]) throws -> [Int] {
        answer(history, capacity, draws)
    }
}

private struct Target: ReinforcementHomework {
    /// Whether the network is copied after a step.
    let isCopied: @Sendable (_ step: Int, _ interval: Int) -> Bool
    func targetWeights(_ network: [[Float]], interval: Int) throws -> [[Float]] {
        var target = network[0]
        return network.enumerated().map { step, weights in
            if isCopied(step, interval) { target = weights }
            return target
        }
    }
}

private struct Bits: ReinforcementHomework {
    let answer: @Sendable (_ ones: Float, _ count: Float) -> Float
    func nextBitProbabilities(_ bits: [Int]) throws -> [Float] {
        (0...bits.count).map { answer(Float(bits.prefix($0).reduce(0, +)), Float($0)) }
    }
}

private struct Tree: ReinforcementHomework {
    /// ln P from the probabilities of the leaf and of the split tree.
    let answer: @Sendable (_ leaf: Double, _ split: Double) -> Double
    var first = 0
    func logMixture(_ bits: [Int]) throws -> Float {
        func estimate(_ bits: [Int]) -> Double {
            // Γ(ones + ½) Γ(zeros + ½) / (π Γ(n + 1)).
            let ones = Double(bits.reduce(0, +))
            let zeros = Double(bits.count) - ones
            let logProbability = lgamma(ones + 0.5) + lgamma(zeros + 0.5) - lgamma(ones + zeros + 1)
            return exp(logProbability) / Double.pi
        }
        let after = [0, 1].map { context in zip([first] + bits, bits).filter { $0.0 == context }.map(\.1) }
        return Float(answer(estimate(bits), estimate(after[0]) * estimate(after[1])))
    }
}

/// Wrong answers to the tasks of exploration and prediction.
let explorationMutants: [Mutant<any ReinforcementHomework>] = [
    reinforcementHomework.mutant(Learner(moves: 0), fails: "15.11", hint: "round in circles"),
    reinforcementHomework.mutant(Learner(moves: 30_000), fails: "15.11", hint: "Too many moves"),
    reinforcementHomework.mutant(Learner(isShort: true), fails: "15.11", hint: "a row for each state"),
    // Greedy from the worst values on: the first way that is found is kept.
    reinforcementHomework.mutant(Learner(start: -1000), fails: "15.11"),
    reinforcementHomework.mutant(Learner(greedy: 3, usesWorst: true), fails: "15.11"),
    reinforcementHomework.mutant(
        Policy { values, e in
            let best = values.indices.max { values[$0] < values[$1] } ?? 0
            return values.indices.map { $0 == best ? 1 - e : e / Float(max(1, values.count - 1)) }
        }, fails: "15.6"),
    reinforcementHomework.mutant(
        Policy { values, e in
            let weights = values.map { exp($0 - (values.max() ?? 0)) }
            return weights.map { e / Float(values.count) + (1 - e) * $0 / weights.reduce(0, +) }
        }, fails: "15.6"),
    reinforcementHomework.mutant(
        Policy { values, e in
            // Four moves, as in the example.
            let best = values.firstIndex(of: values.max() ?? 0) ?? 0
            return values.indices.map { e / 4 + ($0 == best ? 1 - e : 0) }
        }, fails: "15.6"),
    reinforcementHomework.mutant(
        Replay { history, capacity, draws in
            var slots: [Int] = []
            for (index, item) in history.enumerated() {
                if slots.count < capacity { slots.append(item) } else { slots[index % capacity] = item }
            }
            return draws.map { slots[Int($0 * Float(slots.count))] }
        }, fails: "15.7", hint: "In a ring"),
    reinforcementHomework.mutant(
        Replay { history, _, draws in draws.map { history[Int($0 * Float(history.count))] } }, fails: "15.7",
        hint: "memory forgets"),
    reinforcementHomework.mutant(
        Replay { history, capacity, draws in
            let kept = Array(history.suffix(capacity))
            return draws.map { kept[Int($0 * Float(kept.count - 1))] }
        }, fails: "15.7"),
    reinforcementHomework.mutant(
        Target { step, interval in (step + 1) % interval == 0 }, fails: "15.8"),
    reinforcementHomework.mutant(
        Target { step, interval in step == interval }, fails: "15.8", hint: "not once"),
    reinforcementHomework.mutant(Target { step, interval in step % interval == 1 }, fails: "15.8"),
    reinforcementHomework.mutant(Bits { ($0 + 1) / ($1 + 2) }, fails: "15.9", hint: "Laplace"),
    reinforcementHomework.mutant(
        Bits { ($1 - $0 + 0.5) / ($1 + 1) }, fails: "15.9", hint: "probability of a 0"),
    reinforcementHomework.mutant(Bits { ($0 + 0.5) / ($1 + 2) }, fails: "15.9"),
    reinforcementHomework.mutant(Tree { leaf, split in log(leaf + split) }, fails: "15.10", hint: "weight ½"),
    reinforcementHomework.mutant(
        Tree(answer: { leaf, split in log((leaf + split) / 2) }, first: 1), fails: "15.10", hint: "not a 1"),
    reinforcementHomework.mutant(
        Tree { leaf, split in log(0.25 * leaf + 0.75 * split) }, fails: "15.10"),
]

/// Right answers by other ways.
let otherExplorationAnswers: [Alternative<any ReinforcementHomework>] = [
    reinforcementHomework.alternative(Learner(moves: 15_000, greedy: 3), passes: "15.11"),
    reinforcementHomework.alternative(
        Policy { values, e in
            let best = values.indices.max { (values[$0], -$0) < (values[$1], -$1) } ?? 0
            let other = e / Float(values.count)
            return values.indices.map { $0 == best ? 1 - other * Float(values.count - 1) : other }
        }, passes: "15.6"),
    reinforcementHomework.alternative(
        Replay { history, capacity, draws in
            var kept: [Int] = []
            for item in history {
                kept.append(item)
                if kept.count > capacity { kept.removeFirst() }
            }
            return draws.map { kept[Int(Double($0) * Double(kept.count))] }
        }, passes: "15.7"),
    reinforcementHomework.alternative(Target { step, interval in step % interval == 0 }, passes: "15.8"),
    reinforcementHomework.alternative(Bits { (2 * $0 + 1) / (2 * $1 + 2) }, passes: "15.9"),
    reinforcementHomework.alternative(
        Tree { leaf, split in log(leaf) + log1p(split / leaf) - log(2) }, passes: "15.10"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        let policy = try solution.policy([[1, 5, 2, 0]], epsilon: 0.2)[0]
        #expect(zip(policy, [0.05, 0.85, 0.05, 0.05]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(try solution.replayed([10, 11, 12, 13, 14], capacity: 4, draws: [0, 0.5]) == [11, 13])
        #expect(try solution.targetWeights([[1], [2], [3], [4]], interval: 2) == [[1], [1], [3], [3]])
        #expect(try solution.nextBitProbabilities([1, 1]) == [0.5, 0.75, 2.5 / 3])
        #expect(abs(try solution.logMixture([1, 0]) - log(0.1875)) < 1e-6)
    }
}
