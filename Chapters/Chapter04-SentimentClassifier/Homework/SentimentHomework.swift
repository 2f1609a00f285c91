import Grading
import TensorCore

/// The homework of Chapter 4: from the words of a review to its class, each step one function.
///
/// Words are compared letter by letter: "OK" and "ok" are two words, and so are "好" and "不好". Write your answers in
/// `Starter.swift`, then ask the grader: `swift run Homework 4`. `log` and `exp` are in Foundation.
/// In Chinese this is `README.zh.md` beside this file.
public protocol SentimentHomework: Sendable {
    /// **4.1 Goal:** the bag of words of a review: how often each word of the vocabulary occurs in it (section 4.4).
    ///
    /// Approach: number i of the result is how many tokens are `vocabulary[i]`. The vocabulary has each word once; a token
    /// that is not in it is left out.
    ///
    /// Example: the tokens 好, 很, 好 with the vocabulary 差, 好 give `[0, 2]`.
    ///
    /// Edge cases: a review without tokens gives zeros; an empty vocabulary gives `[]`.
    func counts(_ tokens: [String], vocabulary: [String]) throws -> [Float]

    /// **4.2 Goal:** the weight of each word of the vocabulary: the fewer reviews have it, the more it says.
    ///
    /// Approach: of `documents`, the first `trainingCount` are the training part, n reviews; the others must not be looked
    /// at. With df the number of training reviews in which the word occurs, once or more,
    /// idf = ln((1 + n) / (1 + df)) + 1.
    ///
    /// Example: of the reviews (好 好), (好 差), (慢), the first 2 are for training. Then 好, in both, has the weight
    /// ln(3/3) + 1 = 1, and 慢, in neither, ln(3/1) + 1 = 2.0986.
    ///
    /// Edge cases: a review without tokens counts in n; with no training review every weight is 1; an empty vocabulary
    /// gives `[]`.
    func inverseDocumentFrequency(_ documents: [[String]], trainingCount: Int, vocabulary: [String]) throws
        -> [Float]

    /// **4.3 Goal:** what naive Bayes says of a review: ln of (probability of good / probability of bad).
    ///
    /// Approach: `good` has how often each word occurs in all good reviews together, `bad` in all bad ones; a word that is
    /// not there occurs 0 times. With G and B the sums of these counts, and V the number of words that occur in either,
    ///
    ///     ln(goodReviews / badReviews) + Σ over the tokens of  ln((good + 1) / (G + V)) − ln((bad + 1) / (B + V))
    ///
    /// A token that occurs in neither is left out. One that stands in the review twice counts twice.
    ///
    /// Example: good 好 3, 快 1, bad 差 2, from 2 good reviews and 1 bad one: V is 3, and the review 好 has
    /// ln(2/1) + ln(4/7) − ln(1/5) = 1.743.
    ///
    /// Edge cases: without known tokens the first term remains. `goodReviews` and `badReviews` are at least 1.
    ///
    /// Hint: a review may have a thousand words; a product of that many probabilities is 0 to a computer.
    func naiveBayesLogOdds(
        _ tokens: [String], good: [String: Int], bad: [String: Int], goodReviews: Int, badReviews: Int
    ) throws -> Float

    /// **4.4 Goal:** the cross-entropy of a batch after softmax, and its gradient with respect to the logits (section 4.3).
    ///
    /// Approach: example n has a row of logits z, a number for each class, and p = softmax(z). The loss is the mean over
    /// the examples of −ln p[label]. The gradient, in the shape of the logits, is that of the mean: (p − y) / N, where y is
    /// 1 at the label and 0 elsewhere.
    ///
    /// Example: logits `[[0, 0]]`, label 1: the loss is ln 2 = 0.6931, the gradient `[[0.5, -0.5]]`.
    ///
    /// Edge cases: logits of 1000 and −1000 are allowed: for `[[1000, 0]]` and label 1 the loss is 1000. There is at least
    /// one example.
    ///
    /// Hint: with m the largest logit of the row, −ln p[label] = m − z[label] + ln Σ exp(z − m).
    func softmaxCrossEntropy(_ logits: [[Float]], labels: [Int]) throws -> (loss: Float, gradient: [[Float]])

    /// **4.5 Goal:** a training and a test part that have no text in common (section 4.6).
    ///
    /// Approach:
    /// 1. The key of a text is the text without white space, its full-width forms turned into ASCII. White space is the
    ///    blank, the tab and the ideographic space U+3000; the full-width forms are U+FF01 … U+FF5E, such as ！ and ＯＫ,
    ///    each 0xFEE0 above its ASCII character. Two texts with one key are copies.
    /// 2. Copies that do not all have one label are dropped, every one of them.
    /// 3. Of the other copies the first is kept.
    /// 4. Number what is left from 1, in its order: `every`, 2 · `every`, … are the test part, the others are for training.
    ///
    /// Return the indices in `texts`, from 0 and ascending.
    ///
    /// Example: 很好, 差, 很␣好, 一般, 一般, 快 with the labels 1, 0, 1, 1, 0, 1 and every second for the test: the third is a
    /// copy of the first, 一般 has both labels; of the texts 0, 1, 5 the second is the test: training `[0, 5]`, test `[1]`.
    ///
    /// Edge cases: an empty text is a text like any other. `every` is at least 2, and may be more than there are texts.
    ///
    /// Hint: a string's `unicodeScalars` have a `value`; `precomposedStringWithCompatibilityMapping` of Foundation turns
    /// full-width forms into ASCII as well.
    func splitWithoutCopies(_ texts: [String], labels: [Int], every: Int) throws -> (
        training: [Int], test: [Int]
    )

    /// **4.6 Goal:** one vector a review from the outputs of a recurrent network: their mean without the padding.
    ///
    /// Approach: `outputs[n][t]` is the output for token t of review n, a vector. All reviews of a batch are padded at the
    /// end to one number of tokens; review n has `lengths[n]` of its own. What stands behind them is no zero, and must
    /// not count. Return a vector for each review.
    ///
    /// Example: outputs `[[[1, 2], [3, 4], [9, 9]]]` and length 2 give `[[2, 3]]`.
    ///
    /// Edge cases: a review of length 0 gives zeros; a batch without reviews gives `[]`. There is at least one t.
    func maskedMean(_ outputs: [[[Float]]], lengths: [Int]) throws -> [[Float]]

    /// **4.7 Train it. Goal:** a linear classifier that tells good reviews from bad ones, also such that it has not seen (section 4.4).
    ///
    /// Approach: `counts[n]` is the bag of words of review n, as in 4.1, and `labels[n]` is 1 for a good review, 0 for a bad one. A review is
    /// taken for good if bias + Σ weight · count is above 0. Descend: with p = σ(score), the gradient of −ln p[label] with respect to
    /// the score is p − label; it reaches each weight times the count of its word, and the bias as it is. Go through the
    /// reviews many times.
    ///
    /// Example: counts `[[2, 1], [0, 1]]` with labels 1 and 0: weights `[1, 0]` and bias −1 are right, and so are many others.
    ///
    /// Graded: 85 of 100 new reviews must be right. Of the given ones up to one in twenty has the wrong label, so do not wait
    /// until all are right. It may take 20 seconds.
    ///
    /// Hints: a word may be in every review and say nothing. Many more may be good than bad, or the other way round.
    func trainedClassifier(_ counts: [[Float]], labels: [Int]) throws -> (weights: [Float], bias: Float)

    /// **4.8 Find the fault.** This program shall turn the test reviews into bags of words, over the words of the training reviews in the
    /// order in which they first occur. As in the book, one line looks where it must not:
    ///
    ///     1  var vocabulary: [String] = []
    ///     2  for review in training + test {
    ///     3      for word in review where !vocabulary.contains(word) {
    ///     4          vocabulary.append(word)
    ///     5      }
    ///     6  }
    ///     7  return test.map { review in
    ///     8      vocabulary.map { word in Float(review.count { $0 == word }) }
    ///     9  }
    ///
    /// **Goal:** the number of that line, and the table that the mended program returns.
    ///
    /// Example: training (好 快), test (好 差 好): the vocabulary is 好, 快, so `[[2, 0]]`. The program above returns `[[2, 0, 1]]`.
    ///
    /// Edge cases: without training reviews there is no word, and each row is `[]`; without test reviews there is no row.
    func mendedBags(training: [[String]], test: [[String]]) throws -> (line: Int, table: [[Float]])
}
