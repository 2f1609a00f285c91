import ChapterSupport
import Datasets
import DigitRecognition
import NeuralNetworks
import Reporting
import TensorCore

/// The book's adding machine on a hundredth of the digits up to all, with and without transfer, several times each.
struct FractionSweep {
    /// Shares of the training digits.
    let fractions: [Double]

    /// The share of exact sums for each way, by fraction and repetition.
    private(set) var exact: [Transfer: [[Double]]] = [:]

    /// The loss of the very first batch from scratch: near E[s²], the machine saying about 0.
    private(set) var startLoss = Double.nan

    /// What the mean-square error is when 0 is always said.
    let zeroLoss: Double

    /// The share of the most frequent sum.
    let majority: Double

    /// The losses of each way on all digits, first repetition.
    private(set) var losses: [Transfer: [Double]] = [:]

    /// The machine tuned on all digits in the first repetition.
    private(set) var tuned: BookAddingMachine?

    private(set) var seconds = 0.0

    /// What came of one machine.
    private struct Outcome: Codable {
        let exact: Double
        let history: AdderHistory
    }

    init(_ recognizer: Recognizer, _ digits: DigitSets, _ run: ChapterRun) throws {
        fractions = run.isQuick ? [0.25, 1] : [0.01, 0.03, 0.1, 0.3, 1]
        var generator = RandomGenerator(seed: run.seed &+ 77)
        let test = Pairs(of: digits.test, using: &generator)
        majority = test.majorityShare
        zeroLoss = Double(test.sums.reduce(0) { $0 + $1 * $1 }) / Double(max(1, test.count))
        let repetitions = run.integer("repetitions")
        let bar = ProgressBar(
            "adding machines", total: fractions.count * repetitions * Transfer.allCases.count)
        for transfer in Transfer.allCases { exact[transfer] = fractions.map { _ in [] } }
        for (place, fraction) in fractions.enumerated() {
            for repetition in 0..<repetitions {
                for transfer in Transfer.allCases where !run.shouldStop {
                    // Each way gets the same digits and the same order.
                    var generator = RandomGenerator(seed: run.seed &+ UInt64(repetition) &* 1009)
                    let count = max(1, Int((fraction * Double(digits.training.count)).rounded()))
                    let some = digits.training.rows(
                        Array(generator.permutation(digits.training.count).prefix(count)))
                    let machine = BookAddingMachine(transfer, from: recognizer.network, using: &generator)
                    func learn(_ checkpoint: TrainingCheckpoint) throws -> Outcome? {
                        let history = try train(
                            machine, on: some,
                            optimizer: SGD(machine.trained, learningRate: 1e-4, momentum: 0.9),
                            epochs: run.epochs, checkpoint: checkpoint, shouldStop: { run.shouldStop },
                            using: &generator)
                        return run.shouldStop
                            ? nil : Outcome(exact: test.exactShare(machine), history: history)
                    }
                    func isPossible(_ outcome: Outcome) -> Bool {
                        outcome.history.isPossible(epochs: run.epochs)
                    }
                    // One machine is of use later, of the others what came of them.
                    let isShown = fraction == 1 && repetition == 0 && transfer == .tuned
                    let checkpoint = run.checkpoint("adder-\(place)-\(repetition)-\(transfer)")
                    guard
                        let outcome = try isShown
                            ? learn(checkpoint) : checkpoint.once(where: isPossible, learn)
                    else {
                        break
                    }
                    exact[transfer]?[place].append(outcome.exact)
                    seconds += outcome.history.seconds
                    if fraction == 1, repetition == 0 {
                        losses[transfer] = outcome.history.losses
                        if transfer == .scratch { startLoss = outcome.history.startLoss }
                        if transfer == .tuned { tuned = machine }
                    }
                    bar.advance(
                        message: "\(formatNumber(Double(count))) digits, \(transfer.title): "
                            + formatPercent(outcome.exact))
                }
            }
        }
        bar.finish()
    }

    /// Mean and deviation over the repetitions at a fraction; nil where there is none.
    func spread(_ transfer: Transfer, _ place: Int) -> Spread? { Spread(exact[transfer]?[place] ?? []) }
}

/// The mean of some numbers and their deviation from it.
struct Spread {
    let mean: Double
    let deviation: Double

    /// Of these; nil of none.
    init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        self.mean = mean
        deviation =
            (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
    }
}
