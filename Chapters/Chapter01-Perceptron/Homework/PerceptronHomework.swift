/// The homework of chapter 1: a perceptron and a network of two layers, by hand.
///
/// Write the bodies in `Starter.swift`, then let `swift run Homework 1` look at them. Vectors are arrays of numbers;
/// a matrix is an array of its rows, so that `weights[unit][input]` is the weight of an input to a unit.
/// In Chinese this is `README.zh.md` beside this file.
public protocol PerceptronHomework: Sendable {
    /// **1.1 Goal:** the perceptron's output, 1 where w · x + b is above 0, else 0.
    ///
    /// Approach: begin a sum with the bias, add weight times input for each input, compare with 0.
    ///
    /// Example: weights [2, 1], bias −2: inputs [1, 1] give 2 + 1 − 2 = 1, so 1; inputs [1, 0] give 0, so 0.
    ///
    /// Hints: a sum of exactly 0 is not above 0.
    func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int

    /// **1.2 Goal:** weights and bias after Rosenblatt's rule has seen one row: w + (t − y) x and b + (t − y).
    ///
    /// Approach: compute the output y as in 1.1; t − y is 0, 1 or −1; add that many times the row to the weights,
    /// and that many times 1 to the bias.
    ///
    /// Example: weights [0, 0], bias 0, inputs [1, 1], target 1: the output is 0, so weights [1, 1] and bias 1.
    ///
    /// Hints: targets are 0 and 1, never −1. A correct output changes nothing. The bias is a weight whose input is
    /// always 1.
    func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float)

    /// **1.3 Goal:** the margin of a line: how far it is from the row nearest to it, counted negative where that row is
    /// on the wrong side.
    ///
    /// Approach: the distance of a row x is s (w · x + b) / √(w · w), with s = 1 where its target is 1 and −1 where
    /// it is 0; the margin is the smallest of all rows.
    ///
    /// Example: weights [3, 4], bias −5, rows [[3, 4], [0, 0]], targets [1, 0]: the sums 20 and −5 become the
    /// distances 20 / 5 = 4 and 5 / 5 = 1, so the margin is 1.
    ///
    /// Hints: the bias is not part of the length of the weights here. A margin below 0 says that a row is on
    /// the wrong side; several may be, and the worst counts. There is at least one row, and not all weights are 0.
    func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float

    /// **1.4 Goal:** the activations of a layer of sigmoid units, a = σ(W x + b) with σ(z) = 1 / (1 + e⁻ᶻ).
    ///
    /// Approach: for each unit, begin a sum with its bias, add its weights times the inputs, put it through σ.
    ///
    /// Example: weights [[1, −1]], biases [0], inputs [2, 2]: the sum is 0, so the activation is [0.5].
    ///
    /// Hints: `weights[unit][input]`; Foundation has `exp`.
    func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float]

    /// **1.5 Goal:** backpropagation through the output layer: the derivatives of E = ½ Σ (o − t)² with respect to its
    /// weights, its biases and its inputs h, where o = σ(W h + b).
    ///
    /// Approach: the delta of an output is δ = (o − t) o (1 − o). For `weights[unit][input]` it is δ of the unit times the
    /// input; for a bias it is δ itself; for an input, the sum over all units of δ times the weight from the input to the
    /// unit.
    ///
    /// Example: weights [[2]], inputs [0.5], outputs [0.8], targets [1]: δ = −0.2 · 0.8 · 0.2 = −0.032, so the
    /// derivatives are [[−0.016]] for the weights, [−0.032] for the biases and [−0.064] for the inputs.
    ///
    /// Hints: the outputs are given, σ need not be computed again: its slope is o (1 − o). Targets are numbers, not only 0
    /// and 1; inputs may be any numbers.
    func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float])

    /// **1.6 Goal:** backpropagation through the hidden layer below that of 1.5: the derivatives of E with respect to the weights and
    /// biases of the layer whose activations are h = σ(V x + c).
    ///
    /// Approach: ∂E/∂h of a hidden unit is the sum over all outputs of δ times the weight from the unit to the output, as in 1.5.
    /// The unit's own delta is that times its slope h (1 − h). For `weights[unit][input]` it is the unit's delta times the
    /// input; for a bias it is the delta itself.
    ///
    /// Example: inputs [4], hidden [0.5], outputWeights [[2], [1]], outputDeltas [0.5, −2]: ∂E/∂h = 0.5 · 2 − 2 · 1 = −1, the
    /// delta is −1 · 0.25, so the derivatives are [[−1]] for the weights and [−0.25] for the biases.
    ///
    /// Hints: `outputWeights[output][unit]`: the weights of one hidden unit are a column. The deltas of the outputs have their own slope in
    /// them already.
    func backpropagateHidden(
        inputs: [Float], hidden: [Float], outputWeights: [[Float]], outputDeltas: [Float]
    ) throws -> (weights: [[Float]], biases: [Float])

    /// **1.7 Goal:** a gradient check: the derivatives of an error by all weights, without backpropagation.
    ///
    /// Approach: for one weight after the other, all others as they are: the error with the weight increased by `step`, minus the
    /// error with the weight decreased by `step`, over twice the step.
    ///
    /// Example: the error w₀² · w₁ at [1, 3] with step 0.5: (1.5² · 3 − 0.5² · 3) / 1 = 6 and (1 · 3.5 − 1 · 2.5) / 1 = 1, so
    /// [6, 1].
    ///
    /// Hints: `error` may be called as often as you like. The grader's errors are Σ cᵢ wᵢ³ + k Σ wᵢ² wᵢ₊₁; in the example both c are
    /// 0 and k is 1.
    func numericalGradient(
        of error: ([Double]) -> Double, at weights: [Double], step: Double
    ) throws -> [Double]

    /// **1.8 Train it. Goal:** weights and a bias that classify all given rows rightly, and nearly all other rows of the same kind.
    ///
    /// Approach: begin with zeros; go through the rows and let 1.2 learn from each, until a pass has no mistake. The rows of the grader can be
    /// separated by a line with a margin, so that this ends.
    ///
    /// Example: rows [[1, 1], [0, 0]] with targets 1 and 0: weights [1, 1] and bias −1 are right, and so are many others.
    ///
    /// Graded: every given row must be right, and 90 of 100 new ones that you do not see. It may take 20 seconds.
    func trained(rows: [[Float]], targets: [Int]) throws -> (weights: [Float], bias: Float)

    /// **1.9 Goal:** the bound (R/γ)² on the mistakes of Rosenblatt's rule, from a line that separates the rows (Novikoff's theorem).
    ///
    /// Approach: give each row a further input of 1, whose weight is the bias. R is the length of the longest such row. γ is the
    /// margin of 1.3, but with the bias in the length: the smallest s (w · x + b) / √(w · w + b²), with s = 1 where the target is 1
    /// and −1 where it is 0.
    ///
    /// Example: AND with weights [2, 2] and bias −3: the longest row is [1, 1, 1], R² = 3; the sums −3, −1, −1 and 1 have the
    /// smallest distance 1 / √17, so the bound is 3 · 17 = 51.
    ///
    /// Hints: where γ is not above 0 the line says nothing: return `Float.infinity`. There is at least one row, and not all weights
    /// are 0.
    func mistakeBound(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float

    /// **1.10 Goal:** the weights of a perceptron of several classes after it has seen one row.
    ///
    /// Approach: the score of a class is the product w · x with its own weights; the predicted class is that of the largest score,
    /// of several the first. If it is the wrong one, add the row to the weights of the right class and subtract it from those of
    /// the predicted one.
    ///
    /// Example: weights [[1, 0], [0, 0], [0, 1]], inputs [2, 1], target 1: the scores are 2, 0 and 1, so class 0 is predicted, and the
    /// weights become [[−1, −1], [2, 1], [0, 1]].
    ///
    /// Hints: `weights[class][input]`; classes are numbered from 0. There is no bias: a row may have a 1 for it.
    func learnClass(weights: [[Float]], inputs: [Float], target: Int) throws -> [[Float]]

    /// **1.11 Find the fault.** This program shall take one step of gradient descent for a network of one hidden unit h = σ(w x) and
    /// one output o = σ(v h), with E = ½ (o − t)². One line uses a number that was changed too early:
    ///
    ///     1  let h = sigmoid(w * x)
    ///     2  let o = sigmoid(v * h)
    ///     3  let delta = (o - t) * o * (1 - o)
    ///     4  v -= rate * delta * h
    ///     5  let hiddenDelta = delta * v * h * (1 - h)
    ///     6  w -= rate * hiddenDelta * x
    ///
    /// **Goal:** the number of that line, and both weights after the step of the mended program.
    ///
    /// Example: x = 1, t = 1, w = v = 0, rate 8: h = o = ½, delta = −⅛, so v becomes ½. The derivative by w is −⅛ · 0 · ¼ · 1 = 0:
    /// w stays 0. The program above makes it 0.125.
    ///
    /// Hint: both derivatives belong to the weights that the forward pass used.
    func mendedStep(
        input: Float, target: Float, hiddenWeight: Float, outputWeight: Float, rate: Float
    ) throws -> (line: Int, hiddenWeight: Float, outputWeight: Float)
}
