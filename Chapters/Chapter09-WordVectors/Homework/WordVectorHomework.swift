import Grading
import TensorCore

/// The homework of Chapter 9: from sentences to word vectors and to what they know, each step one function.
///
/// Write your answers in `Starter.swift`, then ask the grader: `swift run Homework 9`. `log`, `exp` and `pow` are in
/// Foundation. In Chinese this is `README.zh.md` beside this file.
public protocol WordVectorHomework: Sendable {
    /// **9.1 Goal:** the pairs of a word and its context from which skip-gram learns.
    ///
    /// Approach: a sentence is a list of word numbers. For each position i of each sentence, and each other position j of
    /// the *same* sentence with |i − j| ≤ window, there is the pair `[word at i, word at j]`. The order of the pairs does
    /// not matter; a pair that comes several times is listed several times.
    ///
    /// Example: the one sentence 3, 1, 2 with window 1 gives `[[3, 1], [1, 3], [1, 2], [2, 1]]`.
    ///
    /// Edge cases: a word may stand in a sentence twice: 7, 7 with window 1 gives `[7, 7]` twice. A sentence of one word
    /// or none has no pair, and window 0 gives none.
    func pairs(_ sentences: [[Int]], window: Int) throws -> [[Int]]

    /// **9.2 Goal:** the probabilities with which negative words are drawn.
    ///
    /// Approach: of a word that occurs c times the probability is c^(3/4) / Σ c^(3/4), the sum over all words: rare words
    /// are drawn a little more often than they occur.
    ///
    /// Example: the counts 16, 1, 0 have the powers 8, 1, 0 and the probabilities 8/9, 1/9, 0.
    ///
    /// Edge cases: a word that does not occur is never drawn; no counts give `[]`. If there are counts, one is above 0.
    func noiseDistribution(_ counts: [Int]) throws -> [Float]

    /// **9.3 Goal:** one step of gradient descent of skip-gram with negative sampling.
    ///
    /// Approach: v is the vector of the word in the middle, u the output vector of its context, and each n that of a
    /// negative word. With σ(x) = 1 / (1 + e^(−x)) the loss is L = −ln σ(u · v) − Σ ln σ(−n · v), so
    ///
    ///     ∂L/∂v = (σ(u · v) − 1) u + Σ σ(n · v) n      ∂L/∂u = (σ(u · v) − 1) v      ∂L/∂n = σ(n · v) v
    ///
    /// Take all gradients at the vectors as they are, then move each vector against its own: v − learningRate · ∂L/∂v, and
    /// so on. Return the moved vectors, the negatives in their order.
    ///
    /// Example: v `[2, 0]`, u `[0, 1]`, one n `[0, -1]`, learning rate 1: both σ are ½, and v becomes `[2, 1]`, u `[1, 1]`,
    /// n `[-1, -1]`.
    ///
    /// Edge cases: there may be no negative; u · v may be 1000 or −1000, where σ is 1 or 0.
    func sgnsStep(center: [Float], context: [Float], negatives: [[Float]], learningRate: Float) throws
        -> (center: [Float], context: [Float], negatives: [[Float]])

    /// **9.4 Goal:** the probability with which an occurrence of each word is kept for training, so that the commonest
    /// words do not take all the time.
    ///
    /// Approach: a word's frequency f is its count divided by the sum of all counts. It is kept with the probability
    /// √(threshold / f), but at most 1.
    ///
    /// Example: for the counts 1, 9, 90 and the threshold 0.01 they are 1, ⅓ and 0.1054.
    ///
    /// Edge cases: a word that does not occur gets 1; no counts give `[]`. If there are counts, one is above 0. The threshold
    /// is above 0.
    func subsamplingKeepProbability(_ counts: [Int], threshold: Float) throws -> [Float]

    /// **9.5 Goal:** a is to b as c is to which word?
    ///
    /// Approach: bring every vector to length 1. Of all words other than a, b and c, answer the one whose vector has the
    /// largest cosine with b − a + c; of several with the same cosine, the first in `words`.
    ///
    /// Example: man `[2, 0, 0]`, woman `[0, 1, 0]`, king `[0, 0, 3]`, queen `[-1, 1, 1]`, apple `[1, 1, 0]`: man is to woman
    /// as king is to queen.
    ///
    /// Edge cases: nil if a, b or c is not in `words`, or no other word is. A vector of zeros stays as it is, and has the
    /// cosine 0 with everything. Two of a, b, c may be the same word, and two words may have the same vector. The largest
    /// cosine may be below 0. b − a + c is not 0.
    ///
    /// `words` and `vectors` belong together: `vectors[i]` is the vector of `words[i]`.
    func analogy(_ a: String, _ b: String, _ c: String, words: [String], vectors: [[Float]]) throws -> String?

    /// **9.6 Goal:** the positive pointwise mutual information of all pairs of words: a table of counts that rivals word2vec.
    ///
    /// Approach: `counts[i][j]` is how often word j stood *behind* word i. For a window on both sides add the counts of both
    /// directions: s[i][j] = counts[i][j] + counts[j][i], also for i = j. With p[i][j] = s[i][j] / Σ s, the sum over the
    /// whole table, and p[i] the sum of row i of p,
    ///
    ///     ppmi[i][j] = max(0, ln(p[i][j] / (p[i] p[j])))
    ///
    /// Example: `[[0, 2], [0, 0]]` gives s = `[[0, 2], [2, 0]]` and ppmi = `[[0, ln 2], [ln 2, 0]]`, where ln 2 is 0.6931.
    ///
    /// Edge cases: where s is 0 the result is 0, also for a word that never occurs, and for a table of zeros; no words give
    /// `[]`.
    func ppmi(_ counts: [[Int]]) throws -> [[Float]]

    /// **9.7 Train it. Goal:** word vectors whose nearest neighbours are words of the same class.
    ///
    /// Approach: the sentences are of a small language. Each word belongs to a class that you are not told; words of one class stand beside
    /// words of the same other classes. Train by 9.1 to 9.3, or count as in 9.6, whose rows are vectors too. Return a vector
    /// for each word from 0 to `wordCount` − 1, all of one width, which you choose.
    ///
    /// Example: sentences (0, 2), (1, 2), (0, 3), (1, 3): 0 and 1 stand beside the same words, and so do 2 and 3. The vectors
    /// `[1, 0]`, `[1, 0]`, `[0, 1]`, `[0, 1]` say so.
    ///
    /// Graded: for four words in five a word of the same class must have a larger cosine than every word of another class. It may take 20 seconds.
    ///
    /// Hints: one word in fifty was replaced at random. Few words stand in a sentence, so a window of 1 is enough. Alike are words that have
    /// the same neighbours, not words that are neighbours.
    func trainedVectors(_ sentences: [[Int]], wordCount: Int) throws -> [[Float]]

    /// **9.8 Find the fault.** This program shall number the words of a text from 0, in the order in which they first occur, and look up the words of
    /// some numbers. As in the book, each number gets the word before it: one line comes too early.
    ///
    ///     1  var next = 0
    ///     2  var numbers: [String: Int] = [:]
    ///     3  var words: [Int: String] = [:]
    ///     4  for word in text where numbers[word] == nil {
    ///     5      numbers[word] = next
    ///     6      next += 1
    ///     7      words[next] = word
    ///     8  }
    ///     9  return asked.map { words[$0] }
    ///
    /// **Goal:** the number of that line, and the list that the mended program returns.
    ///
    /// Example: text the, old, the, dog, asked 1 and 3: the numbers are the 0, old 1, dog 2, so `["old", nil]`. The program above returns
    /// `["the", "dog"]`.
    func mendedLookup(text: [String], asked: [Int]) throws -> (line: Int, list: [String?])
}
