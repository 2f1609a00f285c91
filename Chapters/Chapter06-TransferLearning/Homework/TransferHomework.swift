import Grading
import TensorCore

/// A parameter of a network.
public struct Parameter: Sendable {
    /// Its name, such as "conv1.weight".
    public var name: String
    /// Its extents.
    public var shape: [Int]
    /// Its values in row-major order.
    public var values: [Float]

    /// A parameter of this name, shape and values.
    public init(name: String, shape: [Int], values: [Float]) {
        (self.name, self.shape, self.values) = (name, shape, values)
    }
}

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

    /// **6.6 Goal:** what a new network starts with when it takes the weights of a pretrained one (section 6.1).
    ///
    /// Approach: a parameter gets the values of the pretrained parameter that has the same name *and* the same shape; every other
    /// parameter keeps its own values. Return the values of the network's parameters, in its order.
    ///
    /// Example: a network with `conv` of shape [2] and `fc` of shape [3], values [0, 0] and [1, 1, 1]; pretrained are `fc` of shape
    /// [2] with [5, 6] and `conv` of shape [2] with [7, 8]: the result is `[[7, 8], [1, 1, 1]]`.
    ///
    /// Hints: the two may list their parameters in any order, and either may have parameters that the other has not. [2, 3] and [3, 2] are
    /// different shapes of as many values. No name occurs twice in one network.
    func transferred(_ network: [Parameter], from pretrained: [Parameter]) throws -> [[Float]]

    /// **6.7 Goal:** ridge regression of spending on light, from a few surveyed towns (sections 6.2.2, 6.2.3).
    ///
    /// Approach: with the means x̄ of light and ȳ of spending, slope = Σ (xᵢ − x̄)(yᵢ − ȳ) / (Σ (xᵢ − x̄)² + penalty) and
    /// intercept = ȳ − slope · x̄. The penalty keeps the slope small where the surveys are few; the intercept is not penalized.
    ///
    /// Example: light [0, 2], spending [1, 5], penalty 2: the means are 1 and 3, the slope is 4 / (2 + 2) = 1, the intercept 2.
    ///
    /// Hint: sums, not means, over the towns. There is at least one town; where all have the same light the penalty is above 0.
    func ridge(light: [Float], spending: [Float], penalty: Float) throws -> (slope: Float, intercept: Float)
}
