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
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 6`. In Chinese this is
/// `README.zh.md` beside this file.
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

    /// **6.8 Train it. Goal:** what households spend, from pictures by day, with many pictures by night and hardly a survey (sections
    /// 6.2.2, 6.2.3).
    ///
    /// Approach: `towns[n]` are the features of a picture by day, and `light[n]` is the town's light by night. `surveyed[n]` are the features of the few
    /// other towns whose `spending[n]` is known. Light and spending both follow the same hidden wealth: train weights and a bias
    /// that predict light, and then, with 6.7, what spending is at each predicted light. Together they are weights and a bias that
    /// predict spending from a picture by day.
    ///
    /// Example: towns `[[0], [2], [1]]` with light `[0, 1, 0.5]`, surveyed `[[0], [2]]` with spending `[1, 5]`: weights `[2]` and bias 1.
    ///
    /// Graded: of the variance of spending in 100 new towns 80 % must be explained (R² of 3.6). It may take 20 seconds.
    ///
    /// Hint: three surveys cannot teach five weights; they can teach a slope and an intercept. The features are between −2 and 2.
    func trainedSpending(
        towns: [[Float]], light: [Float], surveyed: [[Float]], spending: [Float]
    ) throws -> (weights: [Float], bias: Float)

    /// **6.9 Find the fault.** A pretrained network has one feature, (x − mean) / deviation. This program shall keep the network as it is, frozen,
    /// and train a weight on top of it, example by example. One line changes the network nevertheless, as batch
    /// normalization does that is left in training mode:
    ///
    ///     1  var mean = pretrainedMean
    ///     2  var weight: Float = 0
    ///     3  for batch in batches {
    ///     4      mean += 0.5 * (batch.reduce(0) { $0 + $1.x } / Float(batch.count) - mean)
    ///     5      for (x, y) in batch {
    ///     6          let feature = (x - mean) / deviation
    ///     7          weight -= learningRate * 2 * (weight * feature - y) * feature
    ///     8      }
    ///     9  }
    ///     10 return weight
    ///
    /// **Goal:** the number of that line, and the weight that the mended program returns.
    ///
    /// Example: pretrained mean 0, deviation 1, batches `[[(2, 1)]]`, learning rate 0.125: the feature is 2, and the weight becomes 0.125 · 2 · 1 · 2 =
    /// 0.5. The program above has moved the mean to 1 before that, and returns 0.25.
    func mendedTuning(
        pretrainedMean: Float, deviation: Float, batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float)

    /// **6.10 Goal:** the contrastive loss of SimCLR, NT-Xent, by which a network learns from pictures without labels.
    ///
    /// Approach: `first[n]` and `second[n]` are the embeddings of two views of picture n, N pictures in all. Scale all 2N embeddings to length 1:
    /// u. For views i and k let s(i, k) = u(i) · u(k) / temperature. The loss of view i, whose partner p is the other view of its picture, is
    /// log Σ exp s(i, k) − s(i, p), where the sum is over all views k ≠ i. Return the mean over the 2N views.
    ///
    /// Example: first `[[1, 0], [0, 1]]`, second `[[2, 0], [0, 3]]`, temperature 0.5: for every view s is 2 with its partner and 0 with the
    /// two others, so the loss is log(e² + 2) − 2 = 0.2395.
    ///
    /// Hints: no embedding is all 0. One picture has the loss 0. At a small temperature exp overflows: take the largest s away before, and add it
    /// after the logarithm.
    func contrastiveLoss(_ first: [[Float]], _ second: [[Float]], temperature: Float) throws -> Float
}
