import ChapterSupport
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// From night lights to poverty (sections 6.2.2 and 6.2.3), small: light is known for every town and pretrains a network
/// on pictures by day; what households spend is known for few towns.
///
/// After Jean and others: "Combining satellite imagery and machine learning to predict poverty" (2016).
struct TownTransfer {
    /// How many towns were surveyed.
    let surveyed: [Int]

    /// The accuracy of the pretrained network on the three classes of light, in unseen towns.
    let lightAccuracy: Double

    /// The explained variance of spending in unseen towns, by number of surveyed towns and repetition.
    fileprivate(set) var explained: [Transfer: [[Double]]]

    /// The same for linear regression on light.
    fileprivate(set) var byLight: [[Double]]

    /// Some towns for the page.
    let shown: Towns

    fileprivate(set) var seconds = 0.0

    /// Mean and standard deviation over the repetitions; nil where there are none.
    func spread(_ transfer: Transfer, _ index: Int) -> Spread? { Spread(explained[transfer]?[index] ?? []) }
}

/// An explained variance, kept so that a resumed run does not train for it again.
private struct ExplainedVariance: CachedResult {
    let value: Double

    var isPossible: Bool { value <= 1 }
}

/// Pretrains a network on light; then trains networks on surveys of several sizes with each kind of transfer.
func transferBetweenTowns(_ run: ChapterRun) throws -> TownTransfer {
    let watch = Stopwatch()
    let surveyed = run.isQuick ? [20, 60] : [20, 40, 80, 160, 320]
    let unseen = Towns(count: run.isQuick ? 200 : 1000, seed: run.seed &+ 500)
    let (pretrained, lightAccuracy) = try trainOnNightLights(testedOn: unseen, run)
    let noOutcomes = surveyed.map { _ in [Double]() }
    var result = TownTransfer(
        surveyed: surveyed, lightAccuracy: lightAccuracy,
        explained: Dictionary(uniqueKeysWithValues: Transfer.allCases.map { ($0, noOutcomes) }),
        byLight: noOutcomes, shown: unseen.rows(0..<8))
    let repetitions = run.integer("repetitions")
    let bar = ProgressBar(Words(en: "surveys", zh: "调查"), total: surveyed.count * repetitions)
    for (index, count) in surveyed.enumerated() {
        for repetition in 0..<repetitions where !run.shouldStop {
            let survey = Towns(count: count, seed: run.seed &+ 900 &+ UInt64(repetition))
            for transfer in Transfer.allCases {
                let training = run.training("spending-\(index)-\(repetition)-\(transfer)")
                let outcome: ExplainedVariance? = try training.cached { training in
                    // Every kind of transfer gets the same initial weights and the same order.
                    var generator = RandomGenerator(seed: run.seed &+ UInt64(repetition))
                    let network = TownNetwork(outputs: 1, using: &generator)
                    if transfer != .scratch { network.copyFeatures(of: pretrained) }
                    try trainOnSurvey(
                        network, survey, isFrozen: transfer == .frozen, epochs: run.isQuick ? 10 : 60,
                        training, using: &generator)
                    return training.shouldStop
                        ? nil
                        : ExplainedVariance(
                            value: explainedVariance(
                                of: unseen.spending, by: network.predictions(unseen.day).scalars))
                }
                guard let outcome else { break }
                result.explained[transfer]?[index].append(outcome.value)
            }
            if run.shouldStop { break }
            result.byLight[index].append(
                explainedVariance(of: unseen.spending, by: regressionOnLight(survey, unseen: unseen)))
            bar.advance(message: Words(en: "\(count) towns surveyed", zh: "调查了 \(count) 个城镇"))
        }
    }
    bar.finish()
    result.seconds = watch.seconds
    return result
}

/// A network pretrained on light, and its accuracy in other towns.
private func trainOnNightLights(
    testedOn test: Towns, _ run: ChapterRun
) throws -> (network: TownNetwork, accuracy: Double) {
    let towns = Towns(count: run.isQuick ? 300 : 3000, seed: run.seed)
    let sorted = towns.light.sorted()
    let borders = [sorted[sorted.count / 3], sorted[2 * sorted.count / 3]]
    /// 0 for dark, 1 for medium, 2 for bright.
    func level(_ light: Float) -> Int { borders.count { light >= $0 } }
    var generator = RandomGenerator(seed: run.seed)
    let network = TownNetwork(outputs: 3, using: &generator)
    try pretrain(
        network, on: towns, levels: IntArray(towns.light.map(level)), epochs: run.isQuick ? 2 : 8,
        run.training("night-lights", title: Words(en: "night lights", zh: "夜间灯光")), using: &generator)
    let predictions = network.predictions(test.day).argMax(axis: 1).scalars
    return (network, accuracy(predictions, test.light.map(level)))
}

/// The explained variance R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: 1 is perfect, 0 no better than the mean, negative worse.
func explainedVariance(of values: [Float], by predictions: [Float]) -> Double {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    let left = zip(values, predictions).reduce(0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    let all = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return all > 0 ? 1 - left / all : 0
}

/// The baseline: linear regression of spending on light, fitted to the surveyed towns.
private func regressionOnLight(_ survey: Towns, unseen: Towns) -> [Float] {
    let (x, y) = (survey.light, survey.spending)
    let (meanX, meanY) = (x.reduce(0, +) / Float(x.count), y.reduce(0, +) / Float(y.count))
    let above = zip(x, y).reduce(Float(0)) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let below = x.reduce(Float(0)) { $0 + ($1 - meanX) * ($1 - meanX) }
    let slope = below > 0 ? above / below : 0
    return unseen.light.map { meanY + slope * ($0 - meanX) }
}
