import Messages

/// Section 3.2: the first fifty counts as a function of nothing but the row number, and what becomes of it.
struct RowNumberFit {
    /// One way of giving the row numbers to the network, at its best learning rate.
    struct Attempt {
        let name: Words
        let learningRate: Float
        let lossByStep: [Double]
        let predictions: [Float]
    }

    /// The counts of the first hundred hours: fifty to fit, fifty to predict afterwards.
    let counts: [Float]

    /// The row numbers as they are, 0 to 49.
    let raw: Attempt

    /// The row numbers divided by fifty, 0 to 1 (section 3.2.5).
    let normalized: Attempt

    /// The normalized fit's error on the rows it was fitted to, and on the fifty that follow, in bikes.
    var fittedScores: Scores { Scores(Array(normalized.predictions[..<rows]), Array(counts[..<rows])) }
    var nextScores: Scores { Scores(Array(normalized.predictions[rows...]), Array(counts[rows...])) }

    private let rows = 50
}

extension RowNumberFit.Attempt {
    /// The attempt with the smallest loss. A rate that makes the loss overflow ends in NaN, which no comparison prefers.
    static func best(of attempts: [Self]) -> Self {
        attempts.reduce(attempts[0]) { best, next in
            guard let bestLoss = best.lossByStep.last, let loss = next.lossByStep.last else { return best }
            return loss < bestLoss || bestLoss.isNaN ? next : best
        }
    }
}
