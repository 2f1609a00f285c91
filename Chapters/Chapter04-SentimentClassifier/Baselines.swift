import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import Text

/// Classifiers without a network, on the same test sets.
enum Baseline: String, CaseIterable {
    case majority
    case naiveBayes = "naive_bayes"
    case nbSVM = "nb_svm"
    case logisticRegression = "logistic_regression"

    var title: Words {
        switch self {
        case .majority: Words(en: "the more frequent class", zh: "总是猜较多的一类")
        case .naiveBayes: Words(en: "naive Bayes", zh: "朴素贝叶斯")
        case .nbSVM: Words(en: "NB-SVM", zh: "NB-SVM")
        case .logisticRegression: Words(en: "logistic regression on TF-IDF", zh: "TF-IDF 上的逻辑回归")
        }
    }
}

/// Accuracies on the test sets, one for each fold, and on those of its texts that training never saw.
struct FoldScores {
    var accuracies: [Double] = []
    var unseen: [Double] = []

    var mean: Double { NeuralNetworks.mean(accuracies) }
    var spread: Double { standardDeviation(accuracies) }

    /// Adds the predictions for a test set.
    mutating func add(_ predictions: [Int], _ fold: Fold, _ data: ReviewData) {
        let truth = data.labels(fold.test)
        accuracies.append(accuracy(predictions, truth))
        let places = zip(data.isSeen(fold), 0...).filter { !$0.0 }.map(\.1)
        unseen.append(accuracy(places.map { predictions[$0] }, places.map { truth[$0] }))
    }

    /// "0.912 ± 0.006".
    var text: String {
        let center = formatPercent(mean)
        return accuracies.count < 2 ? center : "\(center) ± \(formatPercent(spread))"
    }
}

/// The scores of all baselines.
func trainBaselines(_ data: ReviewData, _ run: ChapterRun) -> [Baseline: FoldScores] {
    var scores: [Baseline: FoldScores] = [:]
    let bar = ProgressBar(Words(en: "baselines", zh: "基线"), total: data.folds.count)
    for fold in data.folds where !run.shouldStop {
        for (baseline, predictions) in baselinePredictions(data, fold, seed: run.seed) {
            scores[baseline, default: FoldScores()].add(predictions, fold, data)
        }
        bar.advance()
    }
    bar.finish()
    return scores
}

/// What each baseline, fitted to everything before the test set, says of the test set.
func baselinePredictions(_ data: ReviewData, _ fold: Fold, seed: UInt64) -> [Baseline: [Int]] {
    let labels = data.labels(fold.beforeTest)
    let majority = 2 * labels.count { $0 == 1 } >= labels.count ? 1 : 0
    let texts = fold.beforeTest.map { data.units[$0] }
    let tests = fold.test.map { data.units[$0] }

    let grams = NGrams(texts, orders: 1...2, minimumTexts: data.isChinese ? 2 : 1)
    let (present, presentInTest) = (texts.map(grams.columns(of:)), tests.map(grams.columns(of:)))
    let bayes = NaiveBayes(present, labels, columns: grams.count)

    // Presence times the log-odds of naive Bayes, then a support vector machine, halfway back to naive Bayes.
    let ratios = NaiveBayes(present, labels, columns: grams.count, smoothing: 1).logRatios
    func weighted(_ columns: [Int]) -> SparseRow { columns.map { ($0, Float(ratios[$0])) } }
    let machine = LinearClassifier(
        present.map(weighted), labels, columns: grams.count, loss: .squaredHinge, cost: 0.1, seed: seed
    ).interpolated(0.25)

    let weights = TextWeights(grams, .tfidf)
    let regression = LinearClassifier(
        texts.map(weights.row), labels, columns: grams.count, loss: .logistic, cost: 10, seed: seed)
    return [
        .majority: tests.map { _ in majority },
        .naiveBayes: presentInTest.map { bayes.logOdds($0) > 0 ? 1 : 0 },
        .nbSVM: presentInTest.map { machine.score(weighted($0)) > 0 ? 1 : 0 },
        .logisticRegression: tests.map { regression.score(weights.row($0)) > 0 ? 1 : 0 },
    ]
}

extension NGrams {
    /// The columns of a text's tokens, each once.
    func columns(of text: [String]) -> [Int] { counts(of: text).map(\.column) }
}
