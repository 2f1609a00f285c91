import Text

// What counts of words make of a text, with no network: two classifiers into two classes, of the module `Text`.

/// Naive Bayes on words, each count raised by 1; words that were never seen say nothing.
///
/// - Parameter countsOnce: whether a word that occurs several times in a text counts once.
func naiveBayes(
    _ texts: [[String]], _ labels: [Int], classifying others: [[String]], countsOnce: Bool = false
) -> [Int] {
    let words = NGrams(texts, orders: 1...1)
    func columns(_ text: [String]) -> [Int] {
        words.counts(of: text).flatMap {
            [Int](repeating: $0.column, count: countsOnce ? 1 : $0.count)
        }
    }
    let bayes = NaiveBayes(texts.map(columns), labels, columns: words.count, smoothing: 1)
    return others.map { bayes.logOdds(columns($0)) > 0 ? 1 : 0 }
}

/// Logistic regression on TF-IDF of words and pairs of neighbours.
func logisticRegression(
    _ texts: [[String]], _ labels: [Int], classifying others: [[String]], seed: UInt64
) -> [Int] {
    let weights = TextWeights(NGrams(texts, orders: 1...2, separator: " "), .tfidf)
    let regression = LinearClassifier(
        texts.map(weights.row), labels, columns: weights.grams.count, loss: .logistic, cost: 10, seed: seed)
    return others.map { regression.score(weights.row($0)) > 0 ? 1 : 0 }
}
