import Autograd
import ChapterSupport
import Datasets
import NeuralNetworks
import Reporting
import TensorCore

/// A network that looks at a town by day: two convolutions, 32 units, and an answer.
final class TownNetwork: Module {
    let conv1: Conv2d
    let conv2: Conv2d
    let fc: Linear
    let answer: Linear

    init(answers: Int, using generator: inout RandomGenerator) {
        conv1 = Conv2d(3, 8, kernel: 3, padding: 1, using: &generator)
        conv2 = Conv2d(8, 16, kernel: 3, padding: 1, using: &generator)
        fc = Linear(16 * 6 * 6, 32, using: &generator)
        answer = Linear(32, answers, using: &generator)
    }

    /// What it sees, `[N, 32]`, in pictures `[N, 3, 24, 24]`.
    func features(_ day: NDArray) -> Tensor {
        let maps = conv2(conv1(Tensor(day)).relu().maxPooled2D(2)).relu().maxPooled2D(2)
        return fc(maps.flattened()).relu()
    }

    /// Takes over all but the answer.
    func takeOver(_ other: TownNetwork) {
        for (mine, theirs) in [(conv1, other.conv1), (conv2, other.conv2)] {
            mine.weight.value = theirs.weight.value
            mine.bias?.value = theirs.bias?.value ?? .zeros([mine.weight.shape[0]])
        }
        fc.weight.value = other.fc.weight.value
        fc.bias?.value = other.fc.bias?.value ?? .zeros([32])
    }
}

/// From night lights to poverty (sections 6.2.2 and 6.2.3), small: light is known of every town and teaches a network
/// what to look for by day; what people spend is known of few towns.
///
/// After Jean and others: "Combining satellite imagery and machine learning to predict poverty" (2016).
struct TownStory {
    /// How many towns were asked what they spend.
    let surveyed: [Int]

    /// The share of the variance of spending in unseen towns that each way explains, by number surveyed and repetition.
    private(set) var explained: [Transfer: [[Double]]] = [:]

    /// The same for a straight line through light alone.
    private(set) var byLight: [[Double]] = []

    /// How often the network tells dark, middling and bright towns apart by day, on unseen towns.
    private(set) var lightAccuracy = Double.nan

    /// Some towns for the page.
    let shown: Towns

    private(set) var seconds = 0.0

    init(_ run: ChapterRun) throws {
        let watch = Stopwatch()
        surveyed = run.isQuick ? [20, 60] : [20, 40, 80, 160, 320]
        let known = Towns(count: run.isQuick ? 300 : 3000, seed: run.seed)
        let unseen = Towns(count: run.isQuick ? 200 : 1000, seed: run.seed &+ 500)
        shown = unseen.rows(0..<8)
        var generator = RandomGenerator(seed: run.seed)
        let watcher = TownNetwork(answers: 3, using: &generator)
        lightAccuracy = try watcher.learnLight(
            of: known, test: unseen, epochs: run.isQuick ? 2 : 8, checkpoint: run.checkpoint("night-lights"),
            shouldStop: { run.shouldStop }, using: &generator)
        let repetitions = run.integer("repetitions")
        for transfer in Transfer.allCases { explained[transfer] = surveyed.map { _ in [] } }
        byLight = surveyed.map { _ in [] }
        let bar = ProgressBar("towns", total: surveyed.count * repetitions)
        for (place, count) in surveyed.enumerated() {
            for repetition in 0..<repetitions where !run.shouldStop {
                let survey = Towns(count: count, seed: run.seed &+ 900 &+ UInt64(repetition))
                for transfer in Transfer.allCases {
                    let checkpoint = run.checkpoint("spending-\(place)-\(repetition)-\(transfer)")
                    let share: Double? = try checkpoint.once(where: { $0 <= 1 }) { _ in
                        var generator = RandomGenerator(seed: run.seed &+ UInt64(repetition))
                        let network = TownNetwork(answers: 1, using: &generator)
                        if transfer != .scratch { network.takeOver(watcher) }
                        try network.learnSpending(
                            of: survey, isFrozen: transfer == .frozen, epochs: run.isQuick ? 10 : 60,
                            shouldStop: { run.shouldStop }, using: &generator)
                        if run.shouldStop { return nil }
                        return explainedVariance(of: unseen.spending, by: network.spending(of: unseen))
                    }
                    guard let share else { break }
                    explained[transfer]?[place].append(share)
                }
                byLight[place].append(
                    explainedVariance(of: unseen.spending, by: lineThroughLight(survey, asked: unseen)))
                bar.advance(message: "\(count) towns surveyed")
            }
        }
        bar.finish()
        seconds = watch.seconds
    }

    /// Mean and deviation over the repetitions; nil where there is none.
    func spread(_ transfer: Transfer, _ place: Int) -> Spread? { Spread(explained[transfer]?[place] ?? []) }
}

extension TownNetwork {
    /// Learns to tell dark, middling and bright towns apart; the share of the test towns it gets right.
    fileprivate func learnLight(
        of towns: Towns, test: Towns, epochs: Int, checkpoint: TrainingCheckpoint, shouldStop: () -> Bool,
        using generator: inout RandomGenerator
    ) throws -> Double {
        let sorted = towns.light.sorted()
        let borders = [sorted[sorted.count / 3], sorted[2 * sorted.count / 3]]
        func level(_ light: Float) -> Int { borders.count { light >= $0 } }
        let labels = IntArray(towns.light.map(level))
        let optimizer = Adam(parameters, learningRate: 2e-3)
        var done = 0
        try checkpoint.resume(&done, self, optimizer, using: &generator) { (0...epochs).contains($0) }
        for epoch in done..<epochs {
            for places in shuffledBatches(of: 32, count: towns.count, using: &generator) where !shouldStop() {
                optimizer.zeroGradients()
                let logits = answer(features(towns.day.rows(at: places)))
                let loss = crossEntropy(logits, labels.rows(at: places))
                try requireFinite(loss, of: self, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
            }
            if shouldStop() { break }
            checkpoint.keep(epoch + 1, self, optimizer, generator)
        }
        let answers = withoutGradient { answer(features(test.day)) }.value.argMax(axis: 1).scalars
        return Double(zip(answers, test.light).count { $0 == level($1) }) / Double(test.count)
    }

    /// Learns what households spend, from few towns. Frozen, only the answer learns.
    fileprivate func learnSpending(
        of towns: Towns, isFrozen: Bool, epochs: Int, shouldStop: () -> Bool,
        using generator: inout RandomGenerator
    ) throws {
        let optimizer = AdamW(
            isFrozen ? answer.parameters : parameters, learningRate: isFrozen ? 1e-2 : 1e-3,
            weightDecay: 1e-2)
        let spending = NDArray(towns.spending, shape: [towns.count, 1])
        for epoch in 0..<epochs {
            for places in shuffledBatches(of: 16, count: towns.count, using: &generator) where !shouldStop() {
                let day = towns.day.rows(at: places)
                let seen = isFrozen ? withoutGradient { features(day) } : features(day)
                optimizer.zeroGradients()
                let loss = meanSquaredError(answer(seen), Tensor(spending.rows(at: places)))
                try requireFinite(loss, of: self, epoch: epoch + 1)
                loss.backward()
                optimizer.step()
            }
        }
    }

    /// What it believes households of these towns spend.
    fileprivate func spending(of towns: Towns) -> [Float] {
        withoutGradient { answer(features(towns.day)) }.value.scalars
    }
}

/// 1 − Σ (y − ŷ)² / Σ (y − ȳ)²: 1 is all, 0 no better than the mean, below 0 worse.
func explainedVariance(of values: [Float], by guesses: [Float]) -> Double {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    let left = zip(values, guesses).reduce(0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
    let all = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return all > 0 ? 1 - left / all : 0
}

/// Spending from light by the straight line of least squares through the surveyed towns.
private func lineThroughLight(_ survey: Towns, asked: Towns) -> [Float] {
    let (x, y) = (survey.light, survey.spending)
    let (meanX, meanY) = (x.reduce(0, +) / Float(x.count), y.reduce(0, +) / Float(y.count))
    let above = zip(x, y).reduce(Float(0)) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let below = x.reduce(Float(0)) { $0 + ($1 - meanX) * ($1 - meanX) }
    let slope = below > 0 ? above / below : 0
    return asked.light.map { meanY + slope * ($0 - meanX) }
}
