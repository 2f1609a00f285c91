import Grading
import TensorCore

/// The homework of Chapter 5: convolution and pooling, forward and backward, each as one function.
///
/// A picture, a kernel and a feature map are rows of numbers. Write your answers in `Starter.swift`, then ask the grader:
/// `swift run Homework 5`. In Chinese this is `README.zh.md` beside this file.
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

    /// **5.6 Goal:** the gradient of a batch of pictures through the max pooling of 5.3 (section 5.1.6).
    ///
    /// Approach: start with zeros as large as the pictures. The upstream gradient of a window goes to the place of its largest number, for
    /// only that number has reached the result. Of several largest numbers the first, row by row, gets all of it.
    ///
    /// Shapes: pictures `[N][height][width]`, upstream `[N][height / 2][width / 2]`, the result as the pictures.
    ///
    /// Example: the picture `[[1, 5, 0], [2, 3, 9]]` and upstream `[[10]]` give `[[0, 10, 0], [0, 0, 0]]`.
    ///
    /// Hint: each picture has its own largest places; rows and columns without a window get 0.
    func maxPoolGradient(_ pictures: [[[Float]]], upstream: [[[Float]]]) throws -> [[[Float]]]

    /// **5.7 Goal:** a convolution with several channels in and out, without padding (section 5.1.4).
    ///
    /// Approach: channel o of the result is the sum of the convolutions of every channel c of the picture with kernels[o][c], and
    /// biases[o] on top, once.
    ///
    /// Shapes: picture `[in][height][width]`, kernels `[out][in][kernel height][kernel width]`, biases `[out]`.
    ///
    /// Example: the picture `[[[1, 2]], [[3, 4]]]` of two channels with the kernels `[[[[1]], [[10]]]]` and the bias 0.5 give
    /// `[[[31.5, 42.5]]]`.
    func convolution(channels picture: [[[Float]]], kernels: [[[[Float]]]], biases: [Float]) throws
        -> [[[Float]]]

    /// **5.8 Goal:** dropout (section 5.2.3), for a batch.
    ///
    /// Approach: in training a number that is not kept becomes 0, and one that is kept is divided by the probability of being
    /// kept, 1 − `probability`, so that the mean stays as it was. At test time nothing is changed.
    ///
    /// Shapes: x and kept `[N][features]`.
    ///
    /// Example: x `[[1, 2]]`, kept `[[true, false]]`, probability 0.75: `[[4, 0]]` in training, `[[1, 2]]` at test time.
    ///
    /// Hint: `probability` is that of being dropped, from 0 up to but not including 1; `kept` has been drawn already.
    func dropout(_ x: [[Float]], kept: [[Bool]], probability: Float, isTraining: Bool) throws -> [[Float]]

    /// **5.9 Goal:** the cross-entropy of a batch, from its logits (section 5.2.3).
    ///
    /// Approach: the softmax over the *classes* of each example gives probabilities; the loss is the mean over the examples of
    /// −ln (probability of the label).
    ///
    /// Shapes: logits `[N][classes]`, labels `[N]`.
    ///
    /// Example: logits `[[0, 0], [3, 3]]` with labels 0 and 1: both probabilities are ½, so ln 2 = 0.693…
    ///
    /// Hint: subtract the largest logit m of the example before the exponential. ln of a probability is
    /// x − m − ln Σ e^(xᵢ − m); of a probability that has become 0 it is −∞.
    func crossEntropy(_ logits: [[Float]], labels: [Int]) throws -> Float

    /// **5.10 Goal:** how many weights and biases a network has.
    ///
    /// Approach: a convolution has kernel · kernel weights for each pair of an input and an output channel and a bias for each output
    /// channel; a linear layer has a weight for each pair of an input and an output and a bias for each output; pooling has none.
    ///
    /// Example: `[.convolution(inputs: 1, outputs: 4, kernel: 5), .pooling(size: 2), .linear(inputs: 784, outputs: 10)]` has
    /// 100 + 4 + 7840 + 10 = 7954.
    func parameterCount(_ layers: [NetworkLayer]) throws -> Int

    /// **5.11 Find the fault.** This program shall give the share of a batch that is classified rightly, by the largest probability. As in the book, one
    /// line adds up the wrong numbers, and what a picture is taken for depends on which others are in its batch:
    ///
    ///     1  var right = 0
    ///     2  for row in logits.indices {
    ///     3      var probabilities: [Float] = []
    ///     4      for class in logits[row].indices {
    ///     5          let total = logits.reduce(0) { $0 + exp($1[class]) }
    ///     6          probabilities.append(exp(logits[row][class]) / total)
    ///     7      }
    ///     8      if probabilities.firstIndex(of: probabilities.max()!) == labels[row] { right += 1 }
    ///     9  }
    ///     10 return Float(right) / Float(labels.count)
    ///
    /// **Goal:** the number of that line, and the accuracy that the mended program returns.
    ///
    /// Example: logits `[[2, 1], [4, 0]]`, labels 0 and 0: both rows have their largest probability at 0, so 1. The program above returns
    /// 0.5: in the first row, e² / (e² + e⁴) is less than e / (e + 1).
    ///
    /// Hint: of several largest probabilities the first counts, as in line 8. A softmax does not change which is the largest.
    func mendedAccuracy(_ logits: [[Float]], labels: [Int]) throws -> (line: Int, accuracy: Float)

    /// **5.12 Goal:** the loss of a student that learns from labels and from a teacher, for a batch.
    ///
    /// Approach: with T the temperature, t = softmax(teacher / T) and p = softmax(student / T), the loss of an example is
    /// (1 − weight) · cross-entropy(student, label) + weight · T² · Σ t (ln t − ln p); the result is the mean over the examples.
    /// The cross-entropy is that of 5.9, without a temperature.
    ///
    /// Shapes: student and teacher are logits `[N][classes]`, labels `[N]`.
    ///
    /// Example: student `[[1, 0]]`, teacher `[[2, 0]]`, label 0, temperature 2, weight 0.5: ½ · 0.3133 + ½ · 4 · 0.0263 = 0.2093.
    ///
    /// Hint: ln t and ln p come from x − m − ln Σ e^(xᵢ − m), as in 5.9; where t has become 0 its part of the sum is 0.
    func distillationLoss(
        _ student: [[Float]], teacher: [[Float]], labels: [Int], temperature: Float, weight: Float
    ) throws -> Float

    /// **5.13 Goal:** the weights of a network of which the `count` smallest are pruned, over all layers together.
    ///
    /// Approach: the weights of the smallest magnitude become 0, the others stay. Of weights of equal magnitude the one of the
    /// earlier layer goes first, and in a layer the one that stands earlier.
    ///
    /// Example: layers `[[1, -8, 3], [-2, 5]]`, 2 to prune: `[[0, -8, 3], [0, 5]]`.
    ///
    /// Hint: layers have different lengths; a weight that is 0 already is one of the smallest, and counts.
    func pruned(_ layers: [[Float]], count: Int) throws -> [[Float]]

    /// **5.14 Goal:** what weights become in 8 bits, a scale for each output channel.
    ///
    /// Approach: a row is an output channel. Its scale is its largest magnitude / 127; q = round(w / scale) is an integer from −127 to
    /// 127; what it means is q · scale. A row of zeros stays as it is.
    ///
    /// Example: `[[127, -63.25, 0]]` has the scale 1, so the integers 127, −63 and 0, and gives `[[127, -63, 0]]`.
    ///
    /// Hint: round to the nearest integer, not towards 0. No weight lies halfway between two.
    func quantizedAndBack(_ weights: [[Float]]) throws -> [[Float]]
}

/// A layer by its extents.
public enum NetworkLayer: Sendable {
    /// A convolution with square kernels, between so many channels.
    case convolution(inputs: Int, outputs: Int, kernel: Int)
    /// Max pooling in windows of size · size.
    case pooling(size: Int)
    /// A fully connected layer.
    case linear(inputs: Int, outputs: Int)
}
