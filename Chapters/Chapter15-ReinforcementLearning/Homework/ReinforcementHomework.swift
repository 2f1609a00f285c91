import Grading
import TensorCore

/// A transition of a game: state, move, reward, next state.
public struct Step: Sendable {
    /// The number of the state, of the move, and of the state that followed.
    public var state, move, next: Int
    /// The reward of the move.
    public var reward: Float
    /// Whether the next state is terminal, so that no reward follows.
    public var isOver: Bool

    /// A transition of these parts.
    public init(state: Int, move: Int, next: Int, reward: Float, isOver: Bool) {
        (self.state, self.move, self.next) = (state, move, next)
        (self.reward, self.isOver) = (reward, isOver)
    }
}

/// The homework of Chapter 15: how action values are learned, each step as one function on rows of numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 15`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol ReinforcementHomework: Sendable {
    /// **15.1 Goal:** one step of Q-learning in a Q-table, `[state][move]` (section 15.2.1).
    ///
    /// Approach: Q(s, a) ← Q(s, a) + rate · (r + discount · max Q(s′, ·) − Q(s, a)); after a
    /// terminal state the future counts 0. All other values stay.
    ///
    /// Example: table `[[0, 0], [2, 5]]`, from state 0 by move 1 to state 1 with reward 1, rate and discount ½: the value
    /// becomes 0 + ½ (1 + ½ · 5 − 0) = 1.75, the table `[[0, 1.75], [2, 5]]`.
    ///
    /// Hint: all values may be below 0.
    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]]

    /// **15.2 Goal:** the targets of double Q-learning for stored transitions (sections 15.2.2, 15.2.3).
    ///
    /// Approach: y = r + discount · Q′(s′, a*), where a* is the best move in s′ by the network and Q′ its value by the target
    /// network; y = r where the game is over.
    ///
    /// Example: reward 1, network `[[1, 2]]`, target `[[5, 3]]`, discount ½: the best move is the second, so y = 1 + ½ · 3.
    ///
    /// Hint: row i of both belongs to `steps[i]`, whatever its `next`. All values may be below 0.
    ///
    /// - Parameters:
    ///   - network: the network's values of all moves in each next state.
    ///   - target: the target network's.
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float]

    /// **15.3 Goal:** the gradient of the loss ½ (Q(s) − y)² by the weights, where Q(s) = w · s and y = r + discount · Q(s′).
    ///
    /// Approach: the target y is held fixed; no gradient goes through it.
    ///
    /// Example: w `[2]`, s `[1]`, s′ `[3]`, r = 1, discount ½: Q(s) = 2, y = 1 + ½ · 6 = 4, so the gradient is `[-2]`.
    func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float) throws
        -> [Float]

    /// **15.4 Goal:** the n-step return of each step of a game, n being `ahead`; the game is over after its last step.
    ///
    /// Approach: step t has r[t] + discount · r[t + 1] + … up to `ahead` rewards, and discount^ahead · values[t + ahead] if the
    /// game has a step t + ahead; else nothing.
    ///
    /// Example: rewards 1, 1, 1, values 5, 6, 7, two ahead, discount 1: `[9, 2, 1]`.
    ///
    /// Hint: `ahead` is at least 1, and may reach beyond the end of the game.
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float]

    /// **15.5 Goal:** the action values of a dueling network: V + A − mean of A.
    ///
    /// Example: V = 1, advantages 0 and 4: `[-1, 3]`.
    func dueling(value: Float, advantages: [Float]) throws -> [Float]

    /// **15.6 Goal:** the probabilities of the moves of an ε-greedy policy, for a batch of states (section 15.2.1).
    ///
    /// Approach: with probability ε the move is drawn from all moves, each as likely as the others; otherwise it is the best move, of
    /// several the first.
    ///
    /// Example: values `[[1, 5, 2, 0]]` and ε = 0.2: each of the four moves has 0.05, the second 0.8 more: `[[0.05, 0.85, 0.05, 0.05]]`.
    ///
    /// Hint: the random move may be the best one. All values may be below 0.
    func policy(_ values: [[Float]], epsilon: Float) throws -> [[Float]]

    /// **15.7 Goal:** the transitions that a mini-batch draws from a replay memory (section 15.2.4).
    ///
    /// Approach: the memory keeps the last `capacity` of the transitions in `history`, or all where there are fewer. A draw u, from 0 up to but not including 1,
    /// is the transition number ⌊u · (transitions that are kept)⌋, counted from the oldest kept.
    ///
    /// Example: history 10, 11, 12, 13, 14, capacity 4 and draws 0, 0.5: 11 to 14 are kept, so `[11, 13]`.
    ///
    /// Hint: there is at least one transition.
    func replayed(_ history: [Int], capacity: Int, draws: [Float]) throws -> [Int]

    /// **15.8 Goal:** the weights of the target network after each step (section 15.2.4).
    ///
    /// Approach: `network[t]` are the network's weights after t steps of training, `network[0]` those at the start. The target network begins as a copy
    /// of the network, and is copied anew after every `interval` steps: after step `interval`, 2 · `interval`, and so on. In between it
    /// stays as it is.
    ///
    /// Example: network `[[1], [2], [3], [4]]`, interval 2: `[[1], [1], [3], [3]]`.
    func targetWeights(_ network: [[Float]], interval: Int) throws -> [[Float]]

    /// **15.9 Goal:** the estimate of Krichevsky and Trofimov: how likely the next bit is a 1 (section 15.3).
    ///
    /// Approach: P(1) = (ones + ½) / (zeros + ones + 1), counted over the bits that came before. Return it before each bit, and after
    /// the last.
    ///
    /// Example: bits 1, 1: ½ before the first, 1.5 / 2 before the second, 2.5 / 3 after it: `[0.5, 0.75, 0.8333]`.
    func nextBitProbabilities(_ bits: [Int]) throws -> [Float]

    /// **15.10 Goal:** ln of the probability that a context tree of depth 1 gives to a sequence of bits (section 15.3).
    ///
    /// Approach: KT(bits) is the product of the probabilities that 15.9 gives to the bits that came: P(1) for a 1, 1 − P(1) for a 0. The tree is a leaf or
    /// has split, each with the weight ½: P = ½ KT(all bits) + ½ KT(bits that follow a 0) · KT(bits that follow a 1). Before the first bit stands
    /// a 0.
    ///
    /// Example: bits 1, 0: KT of both is ½ · ¼. The 1 follows the 0 before the first bit, the 0 follows the 1: ½ · ½. So ln(½ · ⅛ + ½ · ¼) = ln 0.1875.
    ///
    /// Hint: the bits of each context have counts of their own; KT of no bits is 1.
    func logMixture(_ bits: [Int]) throws -> Float

    /// **15.11 Train it. Goal:** a Q-table whose best moves lead from state 0 to the end of a maze in as few moves as there can be.
    ///
    /// Approach: `play(move)` makes a move and tells the state it leads to, its reward, −1, and whether the game is over; the next
    /// move then begins a new game in state 0. Play, and let 15.1 learn from every transition, with moves chosen as in 15.6.
    ///
    /// Example: with 2 states and 2 moves, of which move 1 ends the game in state 0 and move 0 stays there, the best moves of
    /// `[[-2, -1], [0, 0]]` lead to the end at once.
    ///
    /// Graded: from state 0 the best move of each state, of several the first, must reach the end on a shortest way. At most
    /// 20,000 moves may be played. State `stateCount` − 1 is the end; the same move in the same state leads to the same state always.
    ///
    /// Hint: no reward is above −1, so a table of zeros expects too much of every move that was not tried yet, and even the best move
    /// explores: the table is optimistic.
    func trainedTable(
        stateCount: Int, moveCount: Int, play: (_ move: Int) -> Step
    ) throws -> [[Float]]

    /// **15.12 Goal:** Huber's loss of a batch of errors e = Q − y, and its gradient by every Q (section 15.2.4).
    ///
    /// Approach: the loss of an error is e² / 2 where |e| is at most δ, beyond it δ (|e| − δ / 2); the batch has the mean. The
    /// gradient of that mean is e / N for each of the N errors, cut off at ±δ / N.
    ///
    /// Example: errors 0.5 and −3, δ = 1: the losses are 0.125 and 2.5, so 1.3125, and the gradient is `[0.25, -0.5]`.
    ///
    /// Hint: there is at least one error, and δ, `delta`, is above 0.
    func huber(_ errors: [Float], delta: Float) throws -> (loss: Float, gradient: [Float])

    /// **15.13 Goal:** how likely each transition of a memory is drawn by prioritized replay, and how much it then weighs (section
    /// 15.2.4).
    ///
    /// Approach: p = (|error| + 0.01)^alpha; the probability P of a transition is its share of the sum of all p. What is drawn more
    /// often than the others must weigh less in the loss: w = (1 / (N P))^beta for N transitions, and all w are divided by the
    /// largest.
    ///
    /// Example: errors 0.99 and −2.99, alpha and beta 1: p is 1 and 3, P is 0.25 and 0.75, w is 2 and 2/3, so the weights are
    /// `[1, 0.3333]`.
    ///
    /// Hint: with alpha 0 all are equally likely, with beta 0 all weigh 1. There is at least one transition. `pow` is in Foundation.
    func prioritized(
        _ errors: [Float], alpha: Float, beta: Float
    ) throws -> (probabilities: [Float], weights: [Float])

    /// **15.14 Find the fault.** This program shall learn a Q-table from transitions with a target that stands still: a copy of the
    /// table, made anew after every `interval` steps (section 15.2.4). The book has no such copy. One line reads the wrong table:
    ///
    ///     1  var target = table
    ///     2  for (index, step) in steps.enumerated() {
    ///     3      let future = step.isOver ? 0 : table[step.next].max() ?? 0
    ///     4      let y = step.reward + discount * future
    ///     5      table[step.state][step.move] += rate * (y - table[step.state][step.move])
    ///     6      if (index + 1) % interval == 0 { target = table }
    ///     7  }
    ///     8  return table
    ///
    /// **Goal:** the number of that line, and the table that the mended program returns.
    ///
    /// Example: table `[[0], [2]]`, rate ½, discount 1, interval 2. From state 1 to 0 with reward 6: the value becomes 2 + ½ (6 + 0
    /// − 2) = 4. From state 0 to 1 with reward 1: the copy still says 2, so 0 + ½ (1 + 2 − 0) = 1.5, and the table is
    /// `[[1.5], [4]]`. The program above returns `[[2.5], [4]]`.
    func mendedTable(
        _ table: [[Float]], steps: [Step], rate: Float, discount: Float, interval: Int
    ) throws -> (line: Int, table: [[Float]])
}
