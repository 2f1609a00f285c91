import Grading
import TensorCore

/// The homework of Chapter 7: what a style is, as a number to be made small, and how a picture follows it.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 7`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol StyleHomework: Sendable {
    /// **7.1 Goal:** the Gram matrix of a layer's features.
    ///
    /// Approach: `features[c][p]` is what channel c answers at place p. G[c][d] = Σ features[c][p] · features[d][p] over all
    /// places, divided by the number of places. There is at least one of each.
    ///
    /// Example: `[[1, 0], [2, 4]]` gives `[[0.5, 1], [1, 10]]`.
    func gram(_ features: [[Float]]) throws -> [[Float]]

    /// **7.2 Goal:** the style loss over several layers.
    ///
    /// Approach: with G the Gram matrix of a layer of the picture (as in 7.1) and Ĝ that of the style, add up over the layers
    /// weight · ‖G − Ĝ‖² / ‖Ĝ‖², where ‖A‖² is the sum of all squared entries. No Ĝ is 0.
    ///
    /// Example: one layer, picture `[[2]]`, style `[[1]]`, weight 3: G is 4, Ĝ is 1, so 3 · 9 / 1 = 27.
    func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float

    /// **7.3 Goal:** the total variation of a picture of one channel.
    ///
    /// Approach: the mean of |right neighbour − pixel| over all pixels that have one, plus the mean of |lower neighbour − pixel|
    /// over all that have one. A mean over nothing is 0.
    ///
    /// Example: `[[0, 1], [0, 3]]`: (1 + 3) / 2 + (0 + 2) / 2 = 3.
    func totalVariation(_ picture: [[Float]]) throws -> Float

    /// **7.4 Goal:** the sliced Wasserstein distance of two sets of patches.
    ///
    /// Approach: bring each direction to length 1. Project every patch onto it (the sum of the products), sort the n numbers
    /// of `a`, and sort the m of `b`. Rank i of `a` belongs to rank ⌊(i + ½) · m / n⌋ of `b`, i from 0. The distance is the mean over all
    /// directions and all ranks of `a` of the absolute differences.
    ///
    /// Example: a `[[0, 1], [0, 3]]`, b `[[5, 4], [5, 1]]`, the one direction `[0, 2]`: 1 and 3 against 1 and 4, so 0.5.
    ///
    /// Hint: n may be larger than m, or smaller.
    func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float

    /// **7.5 Goal:** the content's pixels with the mean and the covariance of the style's colours.
    ///
    /// Approach: a pixel is `[red, green, blue]`. With the means μ, μ' and the covariances Σ, Σ' (divided by the number of
    /// pixels) of content and style, each pixel c becomes T (c − μ) + μ', where
    ///
    ///     T = Σ^(−½) (Σ^½ Σ' Σ^½)^½ Σ^(−½)
    ///
    /// `squareRoot(of:)`, `inverse(of:)` and `product(_:_:)` of `Matrices.swift` are there for 3 × 3 matrices.
    ///
    /// Example: content `[±1, 0, 0]`, `[0, ±1, 0]`, `[0, 0, ±1]`, and a style whose pixels lie twice as far from
    /// `[0.5, 0.5, 0.5]` in the same directions: T multiplies by 2, so `[1, 0, 0]` becomes `[2.5, 0.5, 0.5]`.
    ///
    /// Hint: for the right T, T Σ T is Σ'. Print both.
    func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]]

    /// **7.6 Goal:** a step of gradient descent on the picture, while the network stays as it is.
    ///
    /// Approach: a network of one layer answers y[k] = Σ weights[k][p] · picture[p], and the loss is Σ (y[k] − target[k])².
    /// Take the gradient with respect to the *picture*, move the picture against it by `learningRate`, and cut what comes out to
    /// 0…1.
    ///
    /// Example: picture `[0.5, 0.9]`, weights `[[1, 1]]`, target `[1]`, learning rate 0.5: y − target is 0.4, the gradient is
    /// `[0.8, 0.8]`, and the picture becomes `[0.1, 0.5]`.
    func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws -> [Float]

    /// **7.7 Train it. Goal:** the pixels of a content, moved until their colours are spread as those of a style: by the chapter's method without
    /// a network.
    ///
    /// Approach: a pixel has one to three channels. Draw a direction of length 1 at random and project the pixels of both pictures onto it.
    /// By 7.4 each rank of the content belongs to a rank of the style; move each pixel *along the direction* by half of what it is short of. Draw
    /// the next direction, a few hundred times.
    ///
    /// Example: content `[[0], [1]]` and style `[[5], [3]]` give `[[3], [5]]`: the brighter pixel stays the brighter.
    ///
    /// Graded: in directions that you do not see, the distance of 7.4 to the style must be below a tenth of the style's spread (the root of its
    /// mean squared distance from its mean), plus 0.01. And the picture must stay a picture: the style's pixels in any order are none. The
    /// result has a pixel for each of the content's, in their order. It may take 20 seconds.
    ///
    /// Hints: the numbers of pixels may differ, and there may be only one. `RandomGenerator(seed: 1)` has `normal()` and `uniform()`.
    func painted(content: [[Float]], style: [[Float]]) throws -> [[Float]]

    /// **7.8 Find the fault.** This program shall add to the loss of the content, for each layer, weight · (own − aim)² over the entries of its Gram
    /// matrix. As in the book, one line weighs wrongly, so that a weight of 1,000 counts as one of 1,000,000:
    ///
    ///     1  var loss = content
    ///     2  for layer in grams.indices {
    ///     3      for (own, aim) in zip(grams[layer], targets[layer]) {
    ///     4          let difference = own - aim
    ///     5          loss += pow(weights[layer] * difference, 2)
    ///     6      }
    ///     7  }
    ///     8  return loss
    ///
    /// **Goal:** the number of that line, and the loss that the mended program returns.
    ///
    /// Example: content 1, one layer with the Gram matrix `[3]`, its target `[1]` and weight 10: 1 + 10 · 4 = 41. The program above returns 401.
    ///
    /// Edge case: without layers the loss is that of the content.
    func mendedLoss(
        content: Float, grams: [[Float]], targets: [[Float]], weights: [Float]
    ) throws -> (line: Int, loss: Float)
}
