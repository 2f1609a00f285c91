import Grading
import TensorCore

/// The homework of Chapter 6: what transfer learning is made of, each as one function.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 6`.
public protocol TransferHomework: Sendable {
    /// **6.1 Goal:** the probabilities of a sum from those of its two parts.
    ///
    /// Approach: P(s) = Σ P(a) P(s − a). `left[a]` is the probability that the left digit is a, `right[b]` that the right
    /// one is b; they are independent. The result has an element for each sum from 0 to the largest.
    ///
    /// Example: `[0.5, 0.5]` and `[0.2, 0.8]` give `[0.1, 0.5, 0.4]`.
    ///
    /// Hint: go through all pairs, and add each pair's probability to the element of its sum.
    func sumProbabilities(_ left: [Float], _ right: [Float]) throws -> [Float]

    /// **6.2 Goal:** a step of gradient descent that does not change frozen weights.
    ///
    /// Approach: w − η g for each weight that is not frozen.
    ///
    /// Example: weights `[1, 2]`, gradients `[-1, 3]`, the second frozen, η = 0.1: `[1.1, 2]`.
    ///
    /// Hint: a frozen weight may well have a gradient; it is not used.
    func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float) throws
        -> [Float]

    /// **6.3 Goal:** the gradient of weights that two towers share.
    ///
    /// Both towers are one linear unit with the same weights w: the adder's output is w · left + w · right. `upstream` is
    /// ∂L/∂output.
    ///
    /// Approach: a weight that is used twice gets the sum of both gradients.
    ///
    /// Example: `[1, 2]`, `[3, 5]` and an upstream of 2 give `[8, 14]`.
    func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) throws -> [Float]

    /// **6.4 Goal:** the share of sums that a regression predicts exactly.
    ///
    /// Approach: round each prediction to the nearest whole number and compare.
    ///
    /// Example: predictions 6.6, 2.4, 9.5 and sums 7, 3, 10: two of three.
    ///
    /// Hint: halves go away from 0, as `rounded()` does. Truncating is not rounding.
    func exactFraction(_ guesses: [Float], sums: [Int]) throws -> Float

    /// **6.5 Goal:** which digits an adder is trained on when it gets a fraction of them.
    ///
    /// Approach: the first share · digits, rounded, of the indices in `order`, which is random; at least one.
    ///
    /// Example: 40 % of 5 digits in the order 3, 1, 4, 0, 2 are `[3, 1]`.
    ///
    /// Hint: rounded to the nearest whole number; share · digits never lies halfway between two. Not the first indices of the file: it may be sorted.
    func chosen(_ digits: Int, share: Float, order: [Int]) throws -> [Int]
}
