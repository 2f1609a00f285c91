import Grading
import TensorCore

/// One step of a game, as it is remembered.
public struct Step: Sendable {
    /// The number of the state, of the move, and of the state that followed.
    public var state, move, next: Int
    /// What the move brought.
    public var reward: Float
    /// Whether the game was over by it, so that nothing follows.
    public var isOver: Bool

    /// A step of these parts.
    public init(state: Int, move: Int, next: Int, reward: Float, isOver: Bool) {
        (self.state, self.move, self.next) = (state, move, next)
        (self.reward, self.isOver) = (reward, isOver)
    }
}

/// The homework of Chapter 15: how values are learned, each as one function on rows of numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 15`.
public protocol ReinforcementHomework: Sendable {
    /// **15.1 Goal:** one step of Q-learning in a table of values, `[state][move]` (section 15.2.1).
    ///
    /// Approach: Q(s, a) ← Q(s, a) + rate · (r + discount · max Q(s′, ·) − Q(s, a)); when the game is over, nothing follows. All
    /// other values stay.
    func learned(_ table: [[Float]], _ step: Step, rate: Float, discount: Float) throws -> [[Float]]

    /// **15.2 Goal:** what a network of values should have said of remembered moves, by double Q-learning (sections 15.2.2, 15.2.3).
    ///
    /// Approach: y = r + discount · Q′(s′, a*), where a* is the move that the network likes best in s′ and Q′ the target
    /// network's value of it; when the game is over, y = r.
    ///
    /// - Parameters:
    ///   - network: the network's values of all moves in each next state.
    ///   - target: the target network's.
    func targets(_ steps: [Step], network: [[Float]], target: [[Float]], discount: Float) throws -> [Float]

    /// **15.3 Goal:** the gradient of the loss ½ (Q(s) − y)² by the weights, where Q(s) = w · s and y = r + discount · Q(s′).
    ///
    /// Approach: y is a number that the network is told; no gradient goes through it.
    func gradient(_ weights: [Float], state: [Float], next: [Float], reward: Float, discount: Float) throws
        -> [Float]

    /// **15.4 Goal:** for each step of a game that is over at its end, the rewards of `ahead` steps and then the value.
    ///
    /// Approach: step t has r[t] + discount · r[t + 1] + … up to `ahead` rewards, and discount^ahead · values[t + ahead] if the
    /// game has a step t + ahead; else nothing more follows.
    ///
    /// Example: rewards 1, 1, 1, values 5, 6, 7, two ahead, discount 1: `[9, 2, 1]`.
    func returns(_ rewards: [Float], values: [Float], ahead: Int, discount: Float) throws -> [Float]

    /// **15.5 Goal:** the values of a dueling network: V + A − mean of A.
    func dueling(value: Float, advantages: [Float]) throws -> [Float]
}
