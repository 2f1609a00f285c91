import Messages
import Reporting
import Text

/// A tested review of which a network that never saw it is sure that its label is wrong.
struct Suspect {
    let row: Int
    /// The probability of its label.
    let probability: Double
}

extension Results {
    /// The tested reviews whose label is least likely, by the best network: wrong answers, or wrong labels.
    var suspects: [Suspect] {
        guard let probabilities = best?.probabilities else { return [] }
        return probabilities.map { row, good in
            Suspect(row: row, probability: data.reviews[row].label == 1 ? good : 1 - good)
        }.filter { $0.probability < 0.5 }
            .sorted { ($0.probability, $0.row) < ($1.probability, $1.row) }
    }

    /// Of generated reviews it is known whose label is wrong: the share of wrong labels among as many of the suspects as there are
    /// wrong labels.
    var suspectsPrecision: Double? {
        guard let known = data.known, let tested = best?.probabilities.keys else { return nil }
        func isWrong(_ row: Int) -> Bool { known[row].truth != known[row].review.label }
        let count = tested.count(where: isWrong)
        guard count > 0 else { return nil }
        return Double(suspects.prefix(count).count { isWrong($0.row) }) / Double(count)
    }

    /// Wrong answers of the linear network on the first test set, the surest first, and which tokens led it there.
    var linearMistakes: [(row: Int, good: Double, reasons: [(token: String, value: Double)])] {
        guard let classifier = linearClassifier, let fold = data.folds.first else { return [] }
        let wrong = fold.test.compactMap { row in
            linear.probabilities[row].map { (row, $0) }
        }.filter { ($0.1 > 0.5) != (data.reviews[$0.0].label == 1) }
        return wrong.sorted { (abs($1.1 - 0.5), $0.0) < (abs($0.1 - 0.5), $1.0) }.prefix(8).map { row, good in
            let sign = good > 0.5 ? 1.0 : -1.0
            let parts = classifier.contributions(data.units[row]).sorted { $0.value * sign > $1.value * sign }
            return (row, good, parts.prefix(5).filter { $0.value * sign > 0 })
        }
    }

    /// The accuracy by what decides in a generated review, of logistic regression's successors here: linear and best network.
    var accuracyByKind: [(kind: GeneratedReviews.Kind, linear: Double, best: Double)] {
        guard let known = data.known, let best = best?.probabilities else { return [] }
        return GeneratedReviews.Kind.allCases.map { kind in
            func accuracy(_ probabilities: [Int: Double]) -> Double {
                let rows = probabilities.filter { known[$0.key].kind == kind }
                return Double(rows.count { ($0.value > 0.5) == (known[$0.key].truth == 1) })
                    / Double(max(1, rows.count))
            }
            return (kind, accuracy(linear.probabilities), accuracy(best))
        }
    }
}
