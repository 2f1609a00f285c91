import Grading
import TensorCore

/// The homework of Chapter 3: the pieces of a first network, each as one function.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 3`. In Chinese this is
/// `README.zh.md` beside this file.
public protocol NetworkHomework: Sendable {
    /// **3.1 Goal:** standardize a column, as section 3.2.5 does with temperatures: mean 0, standard deviation 1.
    ///
    /// Approach: take mean and standard deviation of only the first `trainingCount` values, then apply
    /// z = (x − mean) / deviation to all values. The deviation is the root of the mean of the squared differences.
    ///
    /// Example: `standardized([1, 3, 6], trainingCount: 2)` is `[-1, 1, 4]`: the mean of 1 and 3 is 2, their
    /// deviation is 1.
    ///
    /// Hints: what comes after `trainingCount` is the future; divide by the number of values, not by one less. The
    /// training values are at least two and not all equal.
    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float]

    /// **3.2 Goal:** a category as a one-hot row (section 3.4).
    ///
    /// Approach: a row of zeros as long as the range, and a 1 at the value's index in it.
    ///
    /// Example: weather 2 of 1...4 is `[0, 1, 0, 0]`.
    ///
    /// Hint: months begin with 1, indices with 0. The value is always in the range, also at its ends.
    func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float]

    /// **3.3 Goal:** the predictions of a network with one hidden layer of sigmoid units (section 3.2).
    ///
    /// Approach: a = σ(x W₁ᵀ + b₁), then ŷ = a W₂ᵀ + b₂. The output has no sigmoid: counts are not probabilities.
    ///
    /// Shapes: x `[N, inputs]`, W₁ `[hidden, inputs]`, b₁ `[hidden]`, W₂ `[1, hidden]`, b₂ `[1]`, ŷ `[N, 1]`.
    ///
    /// Example: x `[[2]]`, W₁ `[[0]]`, b₁ `[0]`, W₂ `[[4]]`, b₂ `[1]`: a = σ(0) = 0.5, so ŷ is `[[3]]`.
    ///
    /// Hints: `matmul`, `transposed()`, `sigmoid()` and `+` of NDArray; the bias is broadcast over the rows.
    func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray

    /// **3.4 Goal:** the gradient of the mean squared error with respect to each weight and bias of that network.
    ///
    /// Approach: with L = mean (ŷ − y)² over the N examples,
    ///
    ///     ∂L/∂ŷ = 2 (ŷ − y) / N       ∂L/∂W₂ = (∂L/∂ŷ)ᵀ a     ∂L/∂b₂ = Σ ∂L/∂ŷ over the examples
    ///     ∂L/∂z = (∂L/∂ŷ W₂) · a (1 − a)     ∂L/∂W₁ = (∂L/∂z)ᵀ x     ∂L/∂b₁ = Σ ∂L/∂z over the examples
    ///
    /// Example: for the network and x of 3.3 and y `[[1]]`: ∂L/∂ŷ = 4, so W₂ gets `[[2]]` and b₂ `[4]`; ∂L/∂z = 4 · 4 · ¼ = 4,
    /// so W₁ gets `[[8]]` and b₁ `[4]`.
    ///
    /// Hints: every gradient has the shape of what it belongs to; σ' = a (1 − a), with a the unit's activation.
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork

    /// **3.5 Goal:** the rows of one epoch, cut into mini-batches (section 3.5).
    ///
    /// Approach: take `size` rows at a time; what is left at the end is a short batch.
    ///
    /// Example: `batches([4, 1, 3, 0, 2], size: 2)` is `[[4, 1], [3, 0], [2]]`.
    ///
    /// Hint: where the division is even there is no short batch, and without rows no batch.
    func batches(_ rows: [Int], size: Int) throws -> [[Int]]

    /// **3.6 Goal:** how much of the variance of the targets a network explains: R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
    ///
    /// Example: predictions `[1, 2, 3]` for targets `[1, 2, 6]` give 1 − 9/14 = 0.357…
    ///
    /// Hint: ȳ is the mean of the targets, not of the predictions. There are at least two targets, not all equal.
    func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float

    /// **3.7 Goal:** the rows for training and for testing, split by time (section 3.2.6).
    ///
    /// Approach: `days[row]` is the day of a row, counted from the first of the table; rows are in order of time, and a day may
    /// have any number of them, or none. All rows of the last `testDays` days, up to the day of the last row, are for the test, the
    /// rest for training. Return the indices `[training, test]`.
    ///
    /// Example: days `[0, 0, 1, 3, 3]` and 2 test days: the last two days are 2 and 3, so `[[0, 1, 2], [3, 4]]`.
    ///
    /// Hints: not so many rows but so many days; a day without rows is a day. Hours of one day are alike: a test row between
    /// training rows would be known before it is predicted.
    func splitByTime(days: [Int], testDays: Int) throws -> [[Int]]

    /// **3.8 Goal:** early stopping: when training ends, and which epoch's network is kept (section 3.2.6).
    ///
    /// Approach: `validation[e]` is the error on rows that are not trained on, after epoch e. Training ends as soon as `patience`
    /// epochs in a row have brought no error below the smallest so far, or when there are no more. Return the epoch of the
    /// smallest error that was seen, and how many epochs were trained.
    ///
    /// Example: errors `[5, 3, 4, 2, 3, 2, 1]` and patience 2: epoch 3 has 2, and epochs 4 and 5 are not below it, so the best is
    /// 3 and 6 epochs were trained. The 1 is never seen.
    ///
    /// Hints: an equal error is no improvement. An improvement begins the count anew. Epochs are numbered from 0; there is at least one,
    /// and the patience is at least 1.
    func earlyStop(validation: [Float], patience: Int) throws -> (best: Int, epochs: Int)

    /// **3.9 Find the fault.** This program shall train y = weight · x by mini-batches (section 3.5). One line is in the wrong place:
    ///
    ///     1  var weight: Float = 0
    ///     2  var gradient: Float = 0
    ///     3  for batch in batches {
    ///     4      for (x, y) in batch {
    ///     5          gradient += 2 * (weight * x - y) * x / Float(batch.count)
    ///     6      }
    ///     7      weight -= learningRate * gradient
    ///     8  }
    ///     9  return weight
    ///
    /// **Goal:** the number of the line that must move, and the weight that the mended program returns.
    ///
    /// Example: batches `[[(1, 2)], [(1, 2)]]` and a learning rate of 0.25: the first batch has the gradient −4 and makes the weight 1, the second has
    /// −2 and makes it 1.5. The program above returns 2.5.
    ///
    /// Hint: what does `gradient` hold when the second batch begins?
    func mendedTraining(_ batches: [[(x: Float, y: Float)]], learningRate: Float) throws -> (
        line: Int, weight: Float
    )

    /// **3.10 Goal:** what each hidden unit contributes to each prediction, to read what a unit has learned (section 3.5).
    ///
    /// Approach: the activation of the unit times its weight in W₂. Each row, and the output's bias, add up to the prediction of 3.3.
    ///
    /// Shapes: x `[N, inputs]`, the result `[N, hidden]`.
    ///
    /// Example: x `[[2], [0]]`, W₁ `[[0], [0]]`, b₁ `[0, 0]`, W₂ `[[4, -2]]`: all activations are ½, so `[[2, -1], [2, -1]]`.
    func contributions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray

    /// **3.11 Goal:** loss and accuracy of a network with two outputs, which tells hours with many bikes from hours with few.
    ///
    /// Approach: the class of an hour is 1 where its count is above `mean`, else 0. The loss of an hour is −ln P of its class, P
    /// being the softmax of its two outputs; the result is the mean. An hour is right where the larger output is that of its class;
    /// of equal ones the first counts.
    ///
    /// Example: outputs `[[0, 0], [1, 3]]`, counts 10 and 50, mean 30: the losses are ln 2 and ln(1 + e⁻²), so 0.41; both are right, 1.
    ///
    /// Hints: outputs may be 100 and −100, whose exponentials are too large or too small: −ln P is ln(1 + e^(other − own)). `mean`
    /// is that of the training hours.
    func twoClasses(_ outputs: [[Float]], counts: [Float], mean: Float) throws -> (
        loss: Float, accuracy: Float
    )

    /// **3.12 Train it. Goal:** the weights of a network of 3.3 that follows a curve.
    ///
    /// Approach: begin with random weights (`RandomGenerator` has `uniform(in:)`), about as large as the inputs, so that the units
    /// bend at different places. Step against the gradients of 3.4, with all points at once, until the loss no longer falls: a
    /// thousand times with a learning rate of 0.05 and momentum, 0.9 of the step before in every step. Without it, several thousand.
    ///
    /// Shapes: x `[N, inputs]`, y `[N, 1]`; you choose the number of hidden units, at most 20.
    ///
    /// Example: x `[[-1], [0], [1]]`, y `[[1], [0], [1]]`: no line comes near, two hidden units do.
    ///
    /// Graded: of the variance of new points, which you do not see, and of the given ones 60 % must be explained (3.6). It may take
    /// 20 seconds.
    func trainedNetwork(_ x: NDArray, _ y: NDArray) throws -> SmallNetwork

    /// **3.13 Goal:** which trainings go on past a rung of successive halving, the search that ends bad trainings early.
    ///
    /// Approach: trainings with different hyperparameters come to the same epoch one after another, and nobody waits: the one that
    /// comes as the n-th is compared with the n that are there, itself included. It goes on if fewer than ⌈n / factor⌉ of them have
    /// a smaller error; while n is less than `factor`, it goes on in any case. Return the indices of those that go on, in order.
    ///
    /// Example: errors `[5, 3, 4, 2, 6, 3]` and factor 3 give `[0, 1, 3, 5]`. The first two go on in any case. One of three may, and the 4 is
    /// not the smallest; the 2 is the smallest of four. Of five the two best may, and the 6 is the worst; of six too: only the 2 is smaller
    /// than the last 3.
    ///
    /// Hints: those that were ended still count in the comparison. An equal error is not smaller. ⌈⌉ rounds up. The factor is at least 2.
    func promoted(_ errors: [Float], factor: Int) throws -> [Int]
}

/// The weights of a network with one hidden layer, or one number for each of them: their gradients.
public struct SmallNetwork: Sendable {
    /// W₁ `[hidden, inputs]` and b₁ `[hidden]`.
    public var hiddenWeight, hiddenBias: NDArray

    /// W₂ `[1, hidden]` and b₂ `[1]`.
    public var outputWeight, outputBias: NDArray

    /// Of these four arrays.
    public init(hiddenWeight: NDArray, hiddenBias: NDArray, outputWeight: NDArray, outputBias: NDArray) {
        self.hiddenWeight = hiddenWeight
        self.hiddenBias = hiddenBias
        self.outputWeight = outputWeight
        self.outputBias = outputBias
    }
}
