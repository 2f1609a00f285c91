import Grading
import TensorCore

/// The homework of Chapter 11: the steps of an encoder–decoder, each task one function on rows of numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 11`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol TranslationHomework: Sendable {
    /// **11.1 Goal:** additive scores: how well each word of a sentence fits what the decoder is about to write (section 11.3).
    ///
    /// Approach: score[s] = Σ v[i] · tanh(query[i] + keys[s][i]), the sum over the features i. Query and keys come projected.
    ///
    /// Example: query `[0]`, keys `[[0], [1]]`, v `[2]`: `[0, 1.523]`, for tanh 1 is 0.7616.
    func additiveScores(query: [Float], keys: [[Float]], v: [Float]) throws -> [Float]

    /// **11.2 Goal:** the weights of attention over the first `length` scores; the rest are padding.
    ///
    /// Approach: the softmax over the scores that are words; the weights of padding are 0, those of words add up to 1. `length`
    /// is at least 1.
    ///
    /// Example: scores `[1, 1, 9]` of length 2: `[0.5, 0.5, 0]`.
    ///
    /// Hint: subtract the largest score of the words before the exponential: some scores are beyond 100.
    func maskedSoftmax(_ scores: [Float], length: Int) throws -> [Float]

    /// **11.3 Goal:** one step of a gated recurrent unit, from its sums (section 11.4.1).
    ///
    /// Approach: `a` are the sums W x + b and `c` the sums W′ h + b′, each three rows for r, z and n, a number for each unit.
    /// r = σ(a[0] + c[0]), z = σ(a[1] + c[1]), n = tanh(a[2] + r · c[2]), all by unit; the next state is (1 − z) · n + z · h.
    ///
    /// Example: all sums 0, h `[0.5]`: z is 0.5 and n is 0, so `[0.25]`.
    func gruStep(fromInput a: [[Float]], fromState c: [[Float]], hidden h: [Float]) throws -> [Float]

    /// **11.4 Goal:** greedy decoding with a decoder that remembers the last word only.
    ///
    /// Approach: `scores[w]` are the scores of the words that may follow the word w. Begin with `start`, take the word with the
    /// highest score, go on from it; end at `end` or after `longest` words. Return the words without `start` and `end`. No row
    /// has two highest scores.
    ///
    /// Example: scores `[[0, 5, 1], [0, 1, 5], [0, 0, 9]]`, start 0, end 2: `[1]`.
    func greedyDecode(scores: [[Float]], start: Int, end: Int, longest: Int) throws -> [Int]

    /// **11.5 Goal:** BLEU of one translation by single words and pairs of words, from 0 to 1, with several references.
    ///
    /// Approach: p₁ is the share of the translation's words that are in a reference, each counted at most as often as the
    /// reference has it that has it most; p₂ the same for pairs of neighbouring words. r is the length of the reference whose
    /// length is nearest to the translation's (of two, the shorter). BLEU = √(p₁ p₂), times e^(1 − r / length) where the
    /// translation is shorter than r. The translation has at least two words.
    ///
    /// Example: `[7, 7]` with the reference `[7, 8]`: p₁ is 1/2 and p₂ is 0, so 0.
    func bleu(_ translation: [Int], references: [[Int]]) throws -> Float

    /// **11.6 Goal:** the loss of a batch of padded translations.
    ///
    /// Approach: `logProbabilities[n][t][w]` is the logarithm of the probability of word w at place t of sentence n,
    /// `targets[n][t]` the right word. The loss is the mean of −log P of the right word over all places whose target is not
    /// `padding`.
    ///
    /// Example: one sentence, targets `[1, 0]`, padding 0, log P of word 1 at place 0 is −2: the loss is 2.
    func sequenceLoss(logProbabilities: [[[Float]]], targets: [[Int]], padding: Int) throws -> Float

    /// **11.7 Train it. Goal:** a matrix W that lets attention find the right word, where words and what asks for them are coded
    /// differently: score[s] = query · W · keys[s], summed over all pairs of features, shall be largest at the right key.
    ///
    /// Approach: begin with zeros. The softmax of a lookup's scores gives weights, the loss is −ln of the weight at its `place`.
    /// Its gradient by W[i][j] is query[i] · Σ (weight[s] − 1 where s is the place) · keys[s][j], the sum over the keys. Step
    /// against it, lookup by lookup, in some dozens of passes.
    ///
    /// Shapes: W `[features of a query][features of a key]`.
    ///
    /// Example: one lookup, query `[2]`, keys `[[-1], [2]]`, place 0: every `[[w]]` with w below 0 is right.
    ///
    /// Graded: 90 of 100 new lookups that you do not see must be right, and as many of the given ones. It may take 20 seconds.
    func trainedScores(_ lookups: [Lookup]) throws -> [[Float]]

    /// **11.8 Find the fault.** This program shall give the share of the words that are translated rightly. In the book's notebook
    /// it is the figure of the whole chapter, and a table that never reads the sentence comes close to it. One line must change:
    ///
    ///     1  var (right, count) = (0, 0)
    ///     2  for (translation, reference) in zip(translations, references) {
    ///     3      for (word, target) in zip(translation, reference) {
    ///     4          count += 1
    ///     5          if word == target { right += 1 }
    ///     6      }
    ///     7  }
    ///     8  return Float(right) / Float(count)
    ///
    /// **Goal:** the number of the line that must change, and the accuracy that the mended program returns.
    ///
    /// Example: translation `[7, 8, 0, 0]`, reference `[7, 9, 5, 0]`, padding 0: of three words one is right, 0.3333. The program
    /// above returns 0.5.
    ///
    /// Hints: what is behind a reference's last word is `padding`. Both are padded to one length; there is at least one word.
    func mendedAccuracy(
        _ translations: [[Int]], references: [[Int]], padding: Int
    ) throws -> (line: Int, accuracy: Float)
}

/// A query, the keys of the words of a sentence, and the word that is asked for.
public struct Lookup: Sendable {
    /// The features of what asks.
    public var query: [Float]

    /// The features of each word, at least one word.
    public var keys: [[Float]]

    /// The index of the right key.
    public var place: Int

    /// A lookup of these parts.
    public init(query: [Float], keys: [[Float]], place: Int) {
        (self.query, self.keys, self.place) = (query, keys, place)
    }
}
