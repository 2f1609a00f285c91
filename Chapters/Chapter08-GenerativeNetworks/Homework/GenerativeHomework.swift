import Grading
import TensorCore

/// The weights of the players of a GAN on a line.
public struct Players: Sendable {
    /// g: the generator makes z + g of noise z.
    public var shift: Float
    /// w and b: the discriminator's logit is w x + b.
    public var slope, bias: Float

    /// Players with these weights.
    public init(shift: Float, slope: Float, bias: Float) {
        (self.shift, self.slope, self.bias) = (shift, slope, bias)
    }
}

/// The homework of Chapter 8: the building blocks of generative networks, each as one function.
///
/// Pictures and kernels are rows of numbers. Write your answers in `Starter.swift`, then ask the grader:
/// `swift run Homework 8`. In Chinese this is `README.zh.md` beside this file.
public protocol GenerativeHomework: Sendable {
    /// **8.1 Goal:** a transposed convolution without padding (section 8.1.2).
    ///
    /// Approach: start with zeros, (height − 1) · stride + kernel height rows, columns alike. The pixel (y, x) adds
    /// picture[y][x] · kernel[j][i] at (y · stride + j, x · stride + i).
    ///
    /// Examples: `[[1, 2]]` with the kernel `[[1, 1, 1]]` and stride 2 gives `[[1, 1, 3, 2, 2]]`; `[[1, 1]]` with `[[1]]` and
    /// stride 3 gives `[[1, 0, 0, 1]]`.
    ///
    /// Hint: where kernels overlap they add up; where the stride is wider than the kernel, zeros stay between them.
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]]

    /// **8.2 Goal:** the picture with the least mean squared error to all of some pictures (section 8.2.3).
    ///
    /// Approach: set the gradient of the mean of (p − xᵢ)² over i to 0, pixel by pixel. Pictures are rows of pixels.
    ///
    /// Example: of `[0, 1]` and `[1, 1]` it is `[0.5, 1]`.
    func leastSquares(_ pictures: [[Float]]) throws -> [Float]

    /// **8.3 Goal:** the discriminator's loss, from its logits of real and of generated pictures (section 8.3).
    ///
    /// Approach: the mean of −ln σ(x) over the real ones, and of −ln(1 − σ(x)) over the
    /// generated ones; then the mean of both.
    ///
    /// Hint: −ln σ(x) = ln(1 + e^−x), and −ln(1 − σ(x)) = ln(1 + e^x). Where all logits are 0 the loss is ln 2.
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float

    /// **8.4 Goal:** the generator's loss, from the discriminator's logits of generated pictures.
    ///
    /// Approach: the generator wants its pictures classified as real: the mean of −ln σ(x).
    ///
    /// Example: where all logits are 0 the loss is ln 2.
    ///
    /// Hint: not −(the discriminator's loss), whose gradient vanishes when the discriminator is sure.
    func generatorLoss(generated: [Float]) throws -> Float

    /// **8.5 Goal:** the squared Fréchet distance of two clouds of points on a line.
    ///
    /// Approach: with means m₁, m₂ and deviations s₁, s₂ (over n − 1): (m₁ − m₂)² + (s₁ − s₂)².
    ///
    /// Example: 0, 2 and 3, 7 have means 1 and 5, deviations √2 and 2√2: 16 + 2 = 18.
    ///
    /// Hint: each cloud has at least two points. The formula is (m₁ − m₂)² + s₁² + s₂² − 2 s₁ s₂ as well, as in many dimensions.
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float

    /// **8.6 Goal:** one round of a GAN's training: a step of the discriminator, then one of the generator (section 8.3).
    ///
    /// The game is played on a line: the generator (`shift` is g) makes z + g of noise z, and the discriminator's logit of a number x is
    /// d(x) = w x + b. The players' losses are those of 8.3 and 8.4.
    ///
    /// Approach: first the discriminator's step, with the generated numbers x̃ = z + g held fixed (*detached*), so that g does not move:
    ///
    ///     ∂L/∂w = ½ (mean of (σ(d(x)) − 1) x over the real + mean of σ(d(x̃)) x̃ over the generated), and for b the same without x
    ///
    /// Then the generator's step, by the discriminator as it is *now*: ∂L/∂g = mean of (σ(d(x̃)) − 1) w; only g moves. Both steps
    /// are against the gradient, times the learning rate.
    ///
    /// Example: g, w and b are 0, real [2], noise [0], learning rate 1: all σ are ½, ∂L/∂w = ½ (−1 + 0), so w = ½, and b stays 0. Now d(0) is
    /// 0, ∂L/∂g = −½ · ½, so g = ¼.
    ///
    /// Hint: σ(d) = 1 / (1 + e^−d). There may be more or fewer real numbers than noise.
    func trainedRound(_ players: Players, real: [Float], noise: [Float], learningRate: Float) throws
        -> Players

    /// **8.7 Goal:** the input of a conditional generator: noise, and the digit that is asked for (section 8.3).
    ///
    /// Approach: each row of the batch is its row of noise and behind it the one-hot row of its digit.
    ///
    /// Example: noise `[[0.5], [-1]]`, digits 2 and 0 of 3 classes: `[[0.5, 0, 0, 1], [-1, 1, 0, 0]]`.
    func conditioned(_ noise: [[Float]], digits: [Int], classCount: Int) throws -> [[Float]]

    /// **8.8 Goal:** the squared Fréchet distance of two normal distributions in many dimensions whose coordinates are independent: of each, the
    /// means and the variances.
    ///
    /// Approach: Σ (mᵢ − m'ᵢ)² + vᵢ + v'ᵢ − 2 √(vᵢ v'ᵢ) over the dimensions.
    ///
    /// Example: means `[0, 1]` and `[3, 1]`, variances `[1, 4]` and `[1, 9]`: 9 + 0 in the first dimension, 0 + 4 + 9 − 2 · 6 = 1 in the
    /// second, so 10.
    ///
    /// Hint: in one dimension this is 8.5. A variance may be 0.
    func diagonalFrechet(
        _ means: [Float], _ variances: [Float], to otherMeans: [Float], _ otherVariances: [Float]
    ) throws -> Float

    /// **8.9 Goal:** the squared Fréchet distance of two clouds of points in many dimensions, as the chapter measures its pictures.
    ///
    /// Approach: with means μ, μ' and covariances Σ, Σ' (over n − 1): |μ − μ'|² + tr Σ + tr Σ' − 2 tr (Σ^½ Σ' Σ^½)^½.
    /// `squareRoot(of:)` and `product(_:_:)` of `Matrices.swift` are there for symmetric matrices and for all.
    ///
    /// Example: the points `[0, 0]`, `[2, 2]` and `[0, 2]`, `[2, 0]` have equal means; both covariances have 2 on the diagonal, the first 2 beside it, the
    /// second −2. The product of the two is 0, so that 4 + 4 = 8 remains. By the variances alone the distance would be 0.
    ///
    /// Hint: tr is the sum of the diagonal. Each cloud has at least two points, and one may have more than the other.
    func frechet(points first: [[Float]], _ second: [[Float]]) throws -> Float

    /// **8.10 Train it. Goal:** a conditional generator of numbers: scales[d] · z + shifts[d] of normal noise z looks like the real numbers of digit d.
    ///
    /// Approach: any that gets there: the game of 8.6 with a discriminator for each digit that sees x and x², or moving each digit's generator
    /// until mean and deviation of what it makes are those of the real numbers.
    ///
    /// Example: digits 0, 0, 0, 0 with the numbers 4, 6, 4, 6: the scale 1 and the shift 5 will do.
    ///
    /// Graded: for each digit the distance of 8.5 to 400 real numbers that you do not see must be at most a fifth of their variance, plus 0.01. It may
    /// take 20 seconds.
    ///
    /// Hint: what has the least mean squared error is the mean, and without scatter (8.2). Each digit has at least two numbers.
    func trainedGenerator(digits: [Int], real: [Float], classCount: Int) throws -> (
        scales: [Float], shifts: [Float]
    )

    /// **8.11 Find the fault.** This program shall train a generator of one pixel by the mean squared error (section 8.2.3): a weight for each
    /// digit, which the digit chooses. As in the book, one line gives the digit as a number, repeated, and nothing is drawn for
    /// digit 0:
    ///
    ///     1  var weights = [Float](repeating: 0, count: classCount)
    ///     2  for (digit, pixel) in zip(digits, pixels) {
    ///     3      let condition = weights.indices.map { _ in Float(digit) }
    ///     4      var made: Float = 0
    ///     5      for k in weights.indices { made += weights[k] * condition[k] }
    ///     6      for k in weights.indices {
    ///     7          weights[k] -= learningRate * 2 * (made - pixel) * condition[k]
    ///     8      }
    ///     9  }
    ///     10 return weights
    ///
    /// **Goal:** the number of that line, and the weights that the mended program returns, with a one-hot condition as in 8.7.
    ///
    /// Example: digits 1 and 0 with pixels 1 and 4, two classes, learning rate 0.25: `[2, 0.5]`. The program above returns `[0.5, 0.5]`.
    func mendedGenerator(digits: [Int], pixels: [Float], classCount: Int, learningRate: Float) throws -> (
        line: Int, weights: [Float]
    )
}
