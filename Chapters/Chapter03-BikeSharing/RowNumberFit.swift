import Reporting
import TensorCore

/// Section 3.2: the first fifty counts as a function of nothing but the row number, and what becomes of it.
struct RowNumberFit {
    /// One way of giving the row numbers to the network, at its best learning rate.
    struct Attempt {
        let name: String
        let learningRate: Float
        let lossByStep: [Double]
        let predictions: [Float]
    }

    /// The counts of the first hundred hours: fifty to fit, fifty to be asked about afterwards.
    let counts: [Float]

    /// The row numbers as they are, 0 to 49.
    let raw: Attempt

    /// The row numbers divided by fifty, 0 to 1 (section 3.2.5).
    let normalized: Attempt

    /// The normalised fit's error on the rows it saw, and on the fifty that follow, in bikes.
    var fittedScores: Scores { Scores(Array(normalized.predictions[..<rows]), Array(counts[..<rows])) }
    var nextScores: Scores { Scores(Array(normalized.predictions[rows...]), Array(counts[rows...])) }

    private let rows = 50

    /// Fits both, each with the best of several learning rates, so that neither is held back by a poor choice.
    init(_ data: BikeData, steps: Int, seed: UInt64, shouldStop: () -> Bool) {
        let counts = Array(data.counts.prefix(2 * 50))
        self.counts = counts
        let bar = ProgressBar("fifty hours", total: 2 * RowNumberFit.learningRates.count)
        func best(_ name: String, scale: Float) -> Attempt {
            let attempts = RowNumberFit.learningRates.map { rate in
                defer { bar.advance() }
                return RowNumberFit.attempt(
                    name, counts, scale: scale, steps: steps, learningRate: rate, seed: seed, shouldStop)
            }
            return RowNumberFit.best(of: attempts)
        }
        raw = best("row number 0 … 49", scale: 1)
        normalized = best("row number / 50", scale: 50)
        bar.finish()
    }

    private static let learningRates: [Float] = [0.0001, 0.001, 0.01, 0.1]

    /// The attempt with the smallest loss. A rate that makes the loss overflow ends in NaN, which no comparison prefers.
    private static func best(of attempts: [Attempt]) -> Attempt {
        attempts.reduce(attempts[0]) { best, next in
            guard let bestLoss = best.lossByStep.last, let loss = next.lossByStep.last else { return best }
            return loss < bestLoss || bestLoss.isNaN ? next : best
        }
    }

    private static func attempt(
        _ name: String, _ counts: [Float], scale: Float, steps: Int, learningRate: Float, seed: UInt64,
        _ shouldStop: () -> Bool
    ) -> Attempt {
        let rows = counts.count / 2
        let x = NDArray.range(counts.count).reshaped([counts.count, 1]) / scale  // [100, 1]
        let y = NDArray(counts).reshaped([counts.count, 1])  // [100, 1]
        var generator = RandomGenerator(seed: seed)
        var network = NetworkByHand(inputs: 1, hidden: 10, using: &generator)
        var losses: [Double] = []
        for _ in 0..<steps where !shouldStop() {
            losses.append(Double(network.descend(x[0..<rows], y[0..<rows], learningRate: learningRate)))
        }
        return Attempt(
            name: name, learningRate: learningRate, lossByStep: losses,
            predictions: network.predictions(x).scalars)
    }
}
