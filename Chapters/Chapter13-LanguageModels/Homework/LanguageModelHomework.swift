import Grading
import TensorCore

/// The homework of Chapter 13: what a language model needs besides its network, each task one function.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 13`. In Chinese this is `README.zh.md`
/// beside this file.
public protocol LanguageModelHomework: Sendable {
    /// **13.1 Goal:** a causal mask over padded sequences of a batch: which positions each position may attend to
    /// (section 13.1).
    ///
    /// Approach: `mask[n][t][s]` is 1 where s ≤ t and s < lengths[n], else 0. Each sequence has `count` positions; those
    /// from its length on are padding.
    ///
    /// Example: lengths `[2, 1]` and count 2 give `[[[1, 0], [1, 1]], [[1, 0], [1, 0]]]`.
    func causalMasks(lengths: [Int], count: Int) throws -> [[[Float]]]

    /// **13.2 Goal:** hide words for BERT (section 13.2): inputs and targets of one text.
    ///
    /// Approach: at a place with `isChosen` the target is the id that stood there; everywhere else it is −1, which the loss
    /// skips. At a chosen place with `roll` below 0.8 the input is `mask`; below 0.9 it is `random` of that place; else it
    /// stays. Ids below `firstWord` are signs such as [CLS] and [PAD]: never hidden, never a target, whatever `isChosen` says.
    /// Return `[inputs, targets]`.
    ///
    /// Example: ids `[2, 7, 8]`, all chosen, rolls `[0.1, 0.1, 0.95]`, mask 3, firstWord 4: `[[2, 3, 8], [-1, 7, 8]]`.
    func masked(
        _ ids: [Int], isChosen: [Bool], roll: [Float], random: [Int], mask: Int, firstWord: Int
    ) throws -> [[Int]]

    /// **13.3 Goal:** the probabilities from which the next token is drawn: temperature, then top-k, then top-p
    /// (section 13.1).
    ///
    /// Approach: divide the logits by the temperature. Keep the `topK` largest; of those, in falling order, keep the first ones
    /// whose probabilities among the kept add up to at least `topP`: the one that crosses it is kept too. All others get 0,
    /// and the kept ones add up to 1 again. No two logits are equal.
    ///
    /// Example: logits ln 5, ln 3, ln 2 at temperature 1 with topK 3 and topP 0.6: 0.625, 0.375, 0.
    ///
    /// Hint: subtract the largest logit before the exponential, which overflows otherwise. `topK` may be more than there are.
    func probabilities(logits: [Float], temperature: Float, topK: Int, topP: Float) throws -> [Float]

    /// **13.4 Goal:** one step of attention with a KV cache (section 13.1): the output for the newest token.
    ///
    /// Approach: append the new key and the new value to those that are cached. The weights are the softmax of
    /// query · key / √d over all keys, d the length of a key; the output is the sum of the values, weighted.
    ///
    /// Example: nothing is cached: the output is the new value itself. Values may be longer or shorter than keys.
    func cachedStep(
        query: [Float], key: [Float], value: [Float], cachedKeys: [[Float]], cachedValues: [[Float]]
    ) throws -> [Float]

    /// **13.5 Goal:** merge a low-rank adapter into its weight (section 13.2).
    ///
    /// Approach: W + (α / r) B A with W `[out, in]`, B `[out, r]` and A `[r, in]`, as rows.
    ///
    /// Example: W `[[1, 2]]`, A `[[3, 4]]`, B `[[1]]`, α 2: r is 1, so `[[7, 10]]`.
    func merged(weight: [[Float]], a: [[Float]], b: [[Float]], alpha: Float) throws -> [[Float]]

    /// **13.6 Goal:** the accuracy over k folds (section 13.2): the share of all examples that are right.
    ///
    /// Approach: fold f of k holds out the places f · n / k ..< (f + 1) · n / k, rounded down, in the order given. Each fold's
    /// predictions come in batches of `batchSize`, the last one shorter. The result is right answers divided by n: not the mean
    /// of the batches' accuracies, in which an example of a short batch counts for more.
    ///
    /// There are at least as many places as folds. `isRight` says for each of the n places whether it was predicted right when it was held out. Return the
    /// accuracy of each fold, and then that of all.
    ///
    /// Example: 3 places, `[true, false, true]`, 2 folds: `[1, 0.5, 0.6667]`.
    func foldAccuracies(isRight: [Bool], folds: Int, batchSize: Int) throws -> [Float]

    /// **13.7 Train it. Goal:** a language model of one symbol of context: the probability of each next symbol after each last one
    /// (section 13.1).
    ///
    /// Approach: count how often each symbol follows each; add about ½ to every count, for what was never seen is not impossible;
    /// divide each row by its sum. Or learn logits by gradient descent on the mean of −ln P.
    ///
    /// Shapes: `[symbols][symbols]`: a row for the last symbol, a column for the next, every row adds up to 1. Symbols are numbered
    /// from 0; some may never occur.
    ///
    /// Example: the text 0, 1, 0, 1, 0, 0, 1 of 2 symbols: 0 is followed by 1 three times, by 0 once; with ½ added to each count
    /// the row of 0 is `[0.3, 0.7]`.
    ///
    /// Graded: the mean of −ln P over a text that you do not see, which has pairs that yours does not have. It may be 0.1 above
    /// that of counting. It may take 20 seconds.
    func trainedModel(_ text: [Int], symbols: Int) throws -> [[Float]]

    /// **13.8 Find the fault.** This program shall take the mentions, words that begin with @, out of a tweet. The book's pattern
    /// has the same fault, so that its classifier learns names of airlines. One line must change:
    ///
    ///      1  var words: [String] = []
    ///      2  var word = ""
    ///      3  for character in tweet {
    ///      4      if character == " " {
    ///      5          if !word.hasPrefix("@") { words.append(word) }
    ///      6          word = ""
    ///      7      } else {
    ///      8          word.append(character)
    ///      9      }
    ///     10  }
    ///     11  words.append(word)
    ///     12  return words
    ///
    /// **Goal:** the number of the line that must change, and the words that the mended program returns.
    ///
    /// Example: "@air my bags @ann": `["my", "bags"]`. The program above returns `["my", "bags", "@ann"]`.
    ///
    /// Hint: a tweet is one word or more, with one space between two and none at the ends.
    func mendedWords(_ tweet: String) throws -> (line: Int, words: [String])
}
