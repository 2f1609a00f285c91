import Grading
import TensorCore

/// The homework of Chapter 8: what networks that draw are made of, each as one function.
///
/// Pictures and kernels are rows of numbers. Write your answers in `Starter.swift`, then ask the grader:
/// `swift run Homework 8`.
public protocol GenerativeHomework: Sendable {
    /// **8.1 Goal:** a transposed convolution without padding (section 8.1.2).
    ///
    /// Approach: begin with zeros, (height − 1) · stride + kernel height rows, columns alike. The pixel (y, x) adds
    /// picture[y][x] · kernel[j][i] at (y · stride + j, x · stride + i).
    ///
    /// Hint: where strokes overlap they add up.
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]]

    /// **8.2 Goal:** the picture with the least mean-square error to all of some pictures (section 8.2.3).
    ///
    /// Approach: set the gradient of the mean of (p − xᵢ)² over i to 0, pixel by pixel. Pictures are rows of pixels.
    ///
    /// Example: of `[0, 1]` and `[1, 1]` it is `[0.5, 1]`.
    func leastSquares(_ pictures: [[Float]]) throws -> [Float]

    /// **8.3 Goal:** the judge's loss, from its logits of real and of painted pictures (section 8.3).
    ///
    /// Approach: the mean of −ln σ(x) over the real ones, and of −ln(1 − σ(x)) over the painted ones; then the mean of both.
    ///
    /// Hint: −ln σ(x) = ln(1 + e^−x), and −ln(1 − σ(x)) = ln(1 + e^x). Where all logits are 0 the loss is ln 2.
    func judgeLoss(real: [Float], painted: [Float]) throws -> Float

    /// **8.4 Goal:** the painter's loss, from the judge's logits of what it painted.
    ///
    /// Approach: the painter wants its pictures taken for real: the mean of −ln σ(x).
    ///
    /// Hint: not −(the judge's loss): that one gives no gradient when the judge is sure.
    func painterLoss(painted: [Float]) throws -> Float

    /// **8.5 Goal:** the squared Fréchet distance of two clouds of points on a line.
    ///
    /// Approach: with means m₁, m₂ and deviations s₁, s₂ (of the count less one): (m₁ − m₂)² + (s₁ − s₂)².
    ///
    /// Hint: that is (m₁ − m₂)² + s₁² + s₂² − 2 s₁ s₂, as in many dimensions.
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float
}
