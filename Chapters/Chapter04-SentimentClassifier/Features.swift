import NeuralNetworks
import TensorCore
import Text

/// Reviews as rows of numbers for a linear classifier: TF-IDF of runs of units, each column weighted by what it tells.
///
/// With p and q the shares of a token among the tokens of good and of bad training reviews, its column is multiplied by
/// √|ln (p / q)|: a token that is as frequent in both is nearly silent. All columns are then divided by one number, so that the
/// rows of the training set are of length 1 on average. The idea is that of NB-SVM (Wang and Manning, 2012).
struct Features {
    let weights: TextWeights
    /// What each column is multiplied by.
    let scales: [Float]

    init(weights: TextWeights, scales: [Float]) { (self.weights, self.scales) = (weights, scales) }

    /// The features of some training reviews.
    ///
    /// - Parameter orders: the lengths of the runs.
    init(_ data: ReviewData, trainedOn rows: [Int], orders: ClosedRange<Int>) {
        let texts = rows.map { data.units[$0] }
        let grams = NGrams(
            texts, orders: orders, minimumTexts: data.isChinese ? 2 : 1, separator: data.isChinese ? "" : " ")
        let weights = TextWeights(grams, .tfidf)
        let counts = texts.map(grams.counts)
        let bayes = NaiveBayes(counts.map { $0.map(\.column) }, data.labels(rows), columns: grams.count)
        let scales = bayes.logRatios.map { Float($0.magnitude.squareRoot()) }
        let lengths = counts.map { counts in
            weights.row(counts: counts).reduce(0.0) { sum, entry in
                let value = Double(entry.value * scales[entry.column])
                return sum + value * value
            }.squareRoot()
        }
        let length = Float(max(1e-9, mean(lengths)))
        self.init(weights: weights, scales: scales.map { $0 / length })
    }

    /// The numbers of a text that are not 0.
    func row(_ units: [String]) -> [(column: Int, value: Float)] {
        weights.row(units).map { ($0.column, $0.value * scales[$0.column]) }
    }

    /// The texts of some reviews, `[rows, columns]`.
    func matrix(_ data: ReviewData, _ rows: [Int]) -> SparseMatrix {
        SparseMatrix(rows: rows.map { row(data.units[$0]) }, columnCount: weights.grams.count)
    }
}
