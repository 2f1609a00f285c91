import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// How a training went, with a mistake or without.
struct MistakeOutcome: CachedResult {
    /// The first loss, before anything is learned.
    var startLoss = Double.nan
    /// The mean loss of each epoch, until one is not finite.
    var losses: [Double] = []
    /// The RMSE in the test weeks after each epoch, in bikes.
    var testErrors: [Double] = []
    /// Whether the loss became NaN or infinite.
    var hasDiverged = false
    var seconds = 0.0
    /// How many weights the network has.
    var parameters = 0

    var isPossible: Bool { losses.count == testErrors.count }
}

/// Trains the book's network on everything before the test weeks, with one mistake or none.
///
/// - Returns: nil where the run was stopped meanwhile.
func train(
    _ mistake: Mistake?, on data: BikeData, hidden: Int, learningRate: Double, epochs: Int, seed: UInt64,
    _ training: Training
) -> MistakeOutcome? {
    var generator = RandomGenerator(seed: seed)
    let model = BikeModel.book(data, hidden: hidden, fittedOn: data.beforeTest, using: &generator)
    let network = model.network
    let rate =
        switch mistake {
        case .rateTooHigh: learningRate * 100
        case .rateTooLow: learningRate / 1000
        default: learningRate
        }
    let optimizer = SGD(network.parameters, learningRate: rate)
    let matrix = mistake == .notNormalized ? model.features.inOwnUnits(data.hours) : model.features.matrix
    let inputs = matrix[data.beforeTest]  // [N, columns]
    let targets = model.scale.encode(Array(data.counts[data.beforeTest]))  // [N, 1]
    let truths = Array(data.counts[data.test])

    let watch = Stopwatch()
    var outcome = MistakeOutcome()
    outcome.parameters = network.parameterCount.total
    epochs: for _ in 0..<epochs {
        var total = 0.0
        for batch in training.batches(
            shuffledBatches(of: 128, count: data.beforeTest.count, using: &generator))
        {
            let loss = meanSquaredError(
                network(Tensor(inputs.rows(at: batch))), Tensor(targets.rows(at: batch)))
            let value = Double(loss.scalar)
            if outcome.startLoss.isNaN { outcome.startLoss = value }
            guard value.isFinite else {
                outcome.hasDiverged = true
                break epochs
            }
            total += value * Double(batch.count)
            if mistake != .gradientsKept { optimizer.zeroGradients() }
            loss.backward()
            optimizer.step()
        }
        if training.shouldStop { return nil }
        outcome.losses.append(total / Double(data.beforeTest.count))
        let outputs = withoutGradient { network(Tensor(matrix[data.test])).value }
        outcome.testErrors.append(Scores(model.scale.decode(outputs), truths).rmse)
    }
    outcome.seconds = watch.seconds
    return outcome
}

extension BikeFeatures {
    /// The matrix with year, temperature, humidity and wind as people write them, not standardized.
    fileprivate func inOwnUnits(_ hours: [BikeHour]) -> NDArray {
        let units: [String: (BikeHour) -> Float] = [
            "year": { Float($0.date.year) }, "temperature": { 41 * $0.temperature },
            "humidity": { 100 * $0.humidity }, "wind": { 67 * $0.windSpeed },
        ]
        var elements = matrix.scalars
        for (column, name) in names.enumerated() {
            guard let value = units[name] else { continue }
            for (row, hour) in hours.enumerated() { elements[row * names.count + column] = value(hour) }
        }
        return NDArray(elements, shape: matrix.shape)
    }
}

/// Trains without a mistake, then with each of those that `--mistake` names.
func makeMistakes(_ data: BikeData, _ run: ChapterRun) throws -> MistakeResults {
    let epochs = run.wasGiven("epochs") || run.isQuick ? run.epochs : 40
    let chosen = Mistake(rawValue: run.choice("mistake")).map { [$0] } ?? Mistake.allCases
    var trainings: [(Mistake?, MistakeOutcome)] = []
    for mistake in [nil] + chosen where !run.shouldStop {
        let title = mistake?.title ?? MistakeResults.rightName
        let outcome = try run.training("mistake-\(mistake?.rawValue ?? "none")", title: title).cached {
            train(
                mistake, on: data, hidden: run.integer("hidden"), learningRate: run.number("learning-rate"),
                epochs: epochs, seed: run.seed, $0)
        }
        if let outcome { trainings.append((mistake, outcome)) }
    }
    return MistakeResults(data: data, trainings: trainings)
}
