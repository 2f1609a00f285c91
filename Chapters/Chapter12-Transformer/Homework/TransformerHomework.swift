import Grading
import TensorCore

/// The homework of Chapter 12: the parts of the Transformer, each task one function on rows of numbers.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 12`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol TransformerHomework: Sendable {
    /// **12.1 Goal:** the causal mask: which positions each position of a translation may attend to (section 12.3.7).
    ///
    /// Approach: row t has 1 for the positions 0...t and 0 for the later ones.
    ///
    /// Example: 2 gives `[[1, 0], [1, 1]]`.
    func causalMask(_ count: Int) throws -> [[Float]]

    /// **12.2 Goal:** the positional encoding of one position (section 12.2).
    ///
    /// Approach: feature 2i is sin(t / 10000^(2i / width)), feature 2i + 1 the cosine of the same angle.
    ///
    /// Example: position 0 has 0, 1, 0, 1, …
    ///
    /// Hint: `width` is even. `sin`, `cos`, `exp` and `pow` are in Foundation.
    func position(_ index: Int, width: Int) throws -> [Float]

    /// **12.3 Goal:** scaled dot-product attention with a mask (section 12.3.1).
    ///
    /// Approach: score[t][s] = query[t] · key[s] / √d, where d is the length of a key. The softmax over the s that the mask
    /// allows gives the weights; the rest have 0. The result's row t is Σ weight[t][s] · value[s].
    ///
    /// Example: query `[[0, 0]]`, key `[[1, 0], [0, 1]]`, value `[[2], [4]]`: both scores are 0; with the mask `[[1, 1]]` the
    /// result is `[[3]]`, with `[[1, 0]]` it is `[[2]]`.
    ///
    /// Hint: subtract the largest score before the exponential, which overflows otherwise. There may be more or fewer keys
    /// than queries; the mask has a row for each query, and at least one 1 in each row.
    func attention(_ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]) throws
        -> [[Float]]

    /// **12.4 Goal:** teacher forcing: the decoder's inputs and targets, from the ids of a translation (section 12.4).
    ///
    /// Approach: the inputs are the start and then the ids, the targets the ids and then the end. So the target at position
    /// t is the input at position t + 1. Return `[inputs, targets]`.
    ///
    /// Example: ids 7, 8 with start 2 and end 3: inputs `[2, 7, 8]`, targets `[7, 8, 3]`. A translation
    /// may be empty.
    func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]]

    /// **12.5 Goal:** the learning rate at an update n, counted from 1: warm-up, then decay (Noam's schedule).
    ///
    /// Approach: width^(−½) · min(n^(−½), n · warmUp^(−3/2)).
    ///
    /// Example: n = 4, width 1, warmUp 16: min(1/2, 4/64) = 0.0625.
    func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float

    /// **12.6 Goal:** multi-head attention for a batch, without its matrices (section 12.3.2).
    ///
    /// Approach: cut the features of every position into `heads` equal parts, one after the other; each head has the attention of 12.3 over its part
    /// alone, and every query may look at every key. The results of the heads stand side by side again, in the same order.
    ///
    /// Shapes: query `[N][T][width]`, key and value `[N][S][width]`, the result `[N][T][width]`.
    ///
    /// Example: query `[[[0, 0]]]`, key `[[[1, 2], [3, 4]]]`, value `[[[2, 10], [4, 30]]]` with 2 heads: all scores are 0, so each head takes the
    /// mean of its feature: `[[[3, 20]]]`.
    ///
    /// Hints: the d of √d is the width of a head. The width is a multiple of `heads`. Each sequence of the batch looks at its own keys.
    func multiHead(
        _ query: [[[Float]]], _ key: [[[Float]]], _ value: [[[Float]]], heads: Int
    ) throws -> [[[Float]]]

    /// **12.7 Goal:** a residual connection around a sublayer, with the layer normalization before it (section 12.3.4).
    ///
    /// Approach: x + sublayer(norm(x)) at every position, where norm(x) = gain · (x − μ) / √(σ² + epsilon) + bias, with the mean μ and the variance
    /// σ² of the position's own features; gain and bias are vectors, and σ² is divided by the number of features.
    ///
    /// Shapes: x `[positions][width]`, gain and bias `[width]`; `sublayer` takes and gives the features of one position.
    ///
    /// Example: x `[[1, 3]]`, gain [1, 1], bias [0, 0], epsilon 3 and a sublayer that doubles: μ = 2, σ² = 1, norm(x) = [−½, ½], so the
    /// result is `[[0, 4]]`.
    func residual(
        _ x: [[Float]], gain: [Float], bias: [Float], epsilon: Float, sublayer: ([Float]) -> [Float]
    ) throws -> [[Float]]

    /// **12.8 Goal:** the feed-forward network of a Transformer, the same at every position (section 12.3.5).
    ///
    /// Approach: W₂ relu(W₁ x + b₁) + b₂ of the features x of each position.
    ///
    /// Shapes: x `[positions][width]`, W₁ `[hidden][width]`, b₁ `[hidden]`, W₂ `[width][hidden]`, b₂ `[width]`.
    ///
    /// Example: x `[[2], [-1]]`, W₁ `[[1], [-1]]`, b₁ [0, 0], W₂ `[[1, 10]]`, b₂ [5]: the hidden units are 2, 0 and 0, 1, so `[[7], [15]]`.
    func feedForward(
        _ x: [[Float]], w1: [[Float]], b1: [Float], w2: [[Float]], b2: [Float]
    ) throws -> [[Float]]

    /// **12.9 Goal:** one merge of byte-pair encoding (section 12.4.1).
    ///
    /// Approach: count all pairs of neighbouring pieces, those of a word as often as the word occurs, `counts`. Then the most
    /// frequent pair becomes one piece wherever it stands, from left to right. Of equally frequent pairs it is the one whose left piece, then
    /// right piece, comes first by `<`.
    ///
    /// Example: words `[["l", "o", "w"], ["l", "o", "t"], ["n", "o", "w"]]` with counts [2, 1, 4]: (o, w) occurs 6 times, (l, o) 3 times, so
    /// `[["l", "ow"], ["l", "o", "t"], ["n", "ow"]]`.
    ///
    /// Hints: "a", "a", "a" has the pair (a, a) twice, and becomes "aa", "a". Where no word has two pieces nothing changes.
    func mergedPair(_ words: [[String]], counts: [Int]) throws -> [[String]]

    /// **12.10 Goal:** the loss with label smoothing, without padding (section 12.4).
    ///
    /// Approach: `logProbabilities[n][t][w]` is ln P of word w at place t of sentence n. The loss of a place with target y is
    /// −(1 − ε) ln P(y) − ε / V · Σ ln P(w) over all V words, ε being `smoothing`. Places whose target is `padding` do not count; the
    /// result is the mean over all others.
    ///
    /// Example: one place, ln P = [−1, −3], target 0, padding 1, ε = 0.5: ½ · 1 + ¼ · (1 + 3) = 1.5.
    ///
    /// Hint: the mean over all places of the batch, not over sentences. At least one target is not padding.
    func smoothedLoss(
        logProbabilities: [[[Float]]], targets: [[Int]], padding: Int, smoothing: Float
    ) throws -> Float

    /// **12.11 Goal:** beam search with a decoder that knows the place and remembers the last word only.
    ///
    /// Approach: `logProbabilities[t][last][next]` is ln P of the word `next` at place t after `last`; a hypothesis scores the sum. Begin with
    /// the hypothesis of `start` alone. In each step every hypothesis that does not end with `end` is continued with every word;
    /// of all these and of the finished ones the `width` with the highest scores are kept. After the last place, or when all that are kept
    /// are finished, the one with the highest score is the result. Return its words without `start` and `end`.
    ///
    /// Example: two places, both with `[[-9, -1, -2, -9], [-9, -9, -9, -5], [-9, -9, -9, -1], [0, 0, 0, 0]]`, start 0, end 3: with a beam of
    /// width 1 the result is `[1]`, with width 2 it is `[2]`, for −2 − 1 is more than −1 − 5.
    ///
    /// Hint: a finished hypothesis competes on with the score it has. No two hypotheses have equal scores.
    func beamSearch(
        logProbabilities: [[[Float]]], start: Int, end: Int, width: Int
    ) throws -> [Int]

    /// **12.12 Train it. Goal:** a vocabulary of pieces: the merges of byte-pair encoding (section 12.4.1) that leave few pieces of
    /// new words.
    ///
    /// Approach: every word begins as its letters. Let 12.9 join the most frequent pair, note which one it was, and go on from the
    /// words that come, until there are `merges` of them or no word has two pieces. `counts` says how often each word occurs.
    ///
    /// Example: "low", "lot", "now" with counts [2, 1, 4] and one merge: `[["o", "w"]]`.
    ///
    /// Graded: the merges are applied, in your order, to words that you do not see, of the same stems and endings. They may have a
    /// fifth more pieces than with the grader's own byte-pair encoding, which breaks ties in another way. There may be at most
    /// `merges`.
    func trainedMerges(words: [String], counts: [Int], merges: Int) throws -> [[String]]

    /// **12.13 Find the fault.** This program shall cut sentences into batches of `size`, and say what each batch costs: its
    /// sentences times the length of its longest, to which the others are padded. The book's notebook has the same fault. One line
    /// is missing:
    ///
    ///      1  var costs: [Int] = []
    ///      2  var batch: [Int] = []
    ///      3  for length in lengths {
    ///      4      batch.append(length)
    ///      5      if batch.count % size == 0 {
    ///      6          costs.append(batch.count * (batch.max() ?? 0))
    ///      7      }
    ///      8  }
    ///      9  if batch.count % size > 0 { costs.append(batch.count * (batch.max() ?? 0)) }
    ///     10  return costs
    ///
    /// **Goal:** the number of the line after which it is missing, and the costs that the mended program returns.
    ///
    /// Example: lengths `[5, 3, 4, 2, 6]` in batches of 2: `[10, 8, 6]`. The program above returns `[10, 20, 30]`.
    ///
    /// Hint: what does `batch` hold when the third sentence comes?
    func mendedCosts(lengths: [Int], size: Int) throws -> (line: Int, costs: [Int])
}
