import Grading
import TensorCore

/// The homework of Chapter 5: convolution and pooling, forward and backward, each as one function.
///
/// A picture, a kernel and a feature map are rows of numbers. Write your answers in `Starter.swift`, then ask the grader:
/// `swift run Homework 5`.
public protocol ConvolutionHomework: Sendable {
    /// **5.1 Goal:** how high the result of a convolution is.
    ///
    /// Approach: count the positions where the kernel fits on the picture with its padding, a stride apart:
    /// ⌊(height + 2 padding − kernel) / stride⌋ + 1.
    ///
    /// Example: 28 rows, a kernel of 5, padding 2, stride 1: 28. With stride 2: 14.
    ///
    /// Hint: there is a position at the start, before the first stride. The kernel is never larger than the padded picture.
    func outputHeight(_ height: Int, kernel: Int, padding: Int, stride: Int) throws -> Int

    /// **5.2 Goal:** the convolution of a picture with a kernel, stride 1, with padding (section 5.1.2).
    ///
    /// Approach: put `padding` rows and columns of zeros around the picture. Then
    /// out[y][x] = bias + Σ picture[y + j][x + i] · kernel[j][i], for every position where the kernel fits.
    ///
    /// Example: picture `[[1, 2, 3], [4, 5, 6]]`, kernel `[[1, 10]]`, bias 0.5, no padding: `[[21.5, 32.5], [54.5, 65.5]]`.
    ///
    /// Hint: kernels may have any height and width. The kernel is not turned round. What deep learning calls convolution, mathematics calls cross-correlation.
    func convolution(_ picture: [[Float]], _ kernel: [[Float]], bias: Float, padding: Int) throws -> [[Float]]

    /// **5.3 Goal:** the largest number of each window of 2 × 2, windows not overlapping (section 5.1.3).
    ///
    /// Example: `[[1, 5, 0], [2, 3, 9]]` gives `[[5]]`: the last column has no window.
    ///
    /// Hint: numbers may be negative, so do not start with 0.
    func maxPooled(_ picture: [[Float]]) throws -> [[Float]]

    /// **5.4 Goal:** the gradient of the kernel of 5.2 without padding (section 5.1.6).
    ///
    /// Approach: kernel[j][i] met picture[y + j][x + i] at every position (y, x) of the result, so
    /// ∂L/∂kernel[j][i] = Σ upstream[y][x] · picture[y + j][x + i].
    ///
    /// Example: picture `[[1, 2, 3]]` and upstream `[[1, 10]]` give `[[21, 32]]`.
    ///
    /// Hint: the kernel had picture rows − upstream rows + 1 rows, and columns alike; so has its gradient.
    func kernelGradient(_ picture: [[Float]], upstream: [[Float]]) throws -> [[Float]]

    /// **5.5 Goal:** the gradient of the picture of 5.2 without padding (section 5.1.6).
    ///
    /// Approach: start with zeros as large as the picture was: upstream rows + kernel rows − 1, columns alike. Every position (y, x) of the result used the pixel
    /// (y + j, x + i) with kernel[j][i]: add upstream[y][x] · kernel[j][i] to that pixel.
    ///
    /// Example: kernel `[[1, 2]]` and upstream `[[1, 10]]` give `[[1, 12, 20]]`.
    ///
    /// Hint: several positions of the result use the same pixel.
    func pictureGradient(_ kernel: [[Float]], upstream: [[Float]]) throws -> [[Float]]
}
