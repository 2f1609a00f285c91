import ChapterSupport
import Datasets
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// The book's adder trained on a hundredth of the digits up to all, with each kind of transfer, several times.
struct FractionSweep {
    /// Fractions of the training digits.
    let fractions: [Double]

    /// The accuracy of always predicting the most frequent sum.
    let majority: Double

    /// The mean squared error of always predicting 0.
    let zeroLoss: Double

    /// The accuracies with each kind of transfer, by fraction and repetition.
    fileprivate(set) var accuracies: [Transfer: [[Double]]]

    /// The loss of the very first batch from scratch: near E[s²], since the first outputs are about 0.
    fileprivate(set) var startLoss = Double.nan

    /// The losses of each kind of transfer on all digits, first repetition.
    fileprivate(set) var losses: [Transfer: [Double]] = [:]

    /// The fine-tuned adder on all digits, first repetition.
    fileprivate(set) var fineTuned: RegressionAdder?

    fileprivate(set) var seconds = 0.0

    /// Mean and standard deviation over the repetitions at a fraction; nil where there are none.
    func spread(_ transfer: Transfer, _ index: Int) -> Spread? { Spread(accuracies[transfer]?[index] ?? []) }
}

/// The accuracy of one adder and the history of its training.
private struct Outcome: CachedResult {
    let accuracy: Double
    let history: LossHistory

    var isPossible: Bool { true }
}

/// Trains the book's adder on each fraction of the digits, with each kind of transfer.
func sweepFractions(_ recognizer: Recognizer, _ data: PictureData, _ run: ChapterRun) throws -> FractionSweep
{
    let fractions = run.isQuick ? [0.25, 1] : [0.01, 0.03, 0.1, 0.3, 1]
    let test = testPairs(data, run)
    var sweep = FractionSweep(
        fractions: fractions, majority: test.majorityFraction,
        zeroLoss: Double(test.sums.reduce(0) { $0 + $1 * $1 }) / Double(max(1, test.count)),
        accuracies: Dictionary(
            uniqueKeysWithValues: Transfer.allCases.map { ($0, fractions.map { _ in [] }) }))
    let repetitions = run.integer("repetitions")
    let bar = ProgressBar(
        Words(en: "adders", zh: "加法器"), total: fractions.count * repetitions * Transfer.allCases.count)
    for (index, fraction) in fractions.enumerated() {
        let count = max(1, Int((fraction * Double(data.training.count)).rounded()))
        for repetition in 0..<repetitions {
            for transfer in Transfer.allCases where !run.shouldStop {
                // Every kind of transfer gets the same digits and the same order.
                var generator = RandomGenerator(seed: run.seed &+ UInt64(repetition) &* 1009)
                let chosen = generator.permutation(data.training.count).prefix(count)
                let adder = RegressionAdder(transfer, from: recognizer.network, using: &generator)
                func learn(_ training: Training) throws -> Outcome? {
                    let history = try train(
                        adder, on: data.training.rows(Array(chosen)),
                        SGD(adder.trainable, learningRate: 1e-4, momentum: 0.9), epochs: run.epochs,
                        training, using: &generator)
                    return training.shouldStop
                        ? nil : Outcome(accuracy: test.accuracy(of: adder), history: history)
                }
                let isFirst = fraction == 1 && repetition == 0
                let training = run.training("adder-\(index)-\(repetition)-\(transfer)")
                // One adder is needed later, of the others only the outcome.
                let isNeeded = isFirst && transfer == .fineTuned
                guard let outcome = try isNeeded ? learn(training) : training.cached(learn) else { break }
                sweep.accuracies[transfer]?[index].append(outcome.accuracy)
                sweep.seconds += outcome.history.seconds
                if isFirst {
                    sweep.losses[transfer] = outcome.history.losses
                    if transfer == .scratch { sweep.startLoss = outcome.history.startLoss }
                    if isNeeded { sweep.fineTuned = adder }
                }
                let (digits, share) = (formatNumber(Double(count)), formatPercent(outcome.accuracy))
                bar.advance(
                    message: Words(
                        en: "\(digits) digits, \(transfer.title): \(share)",
                        zh: "\(digits) 个数字，\(transfer.title)：\(share)"))
            }
        }
    }
    bar.finish()
    return sweep
}

/// The pairs of test digits of a run.
func testPairs(_ data: PictureData, _ run: ChapterRun) -> Pairs {
    var generator = RandomGenerator(seed: run.seed &+ 77)
    return Pairs(of: data.test, using: &generator)
}
