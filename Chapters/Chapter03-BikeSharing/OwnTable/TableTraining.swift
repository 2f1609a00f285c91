import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore

/// A network for the reader's table, and how it does on rows it has not seen.
struct TableNetwork {
    let network: Sequential
    let history: BikeHistory
    /// Its predictions for those rows, in the target's unit.
    let predictions: [Float]
    let scores: Scores

    var isTrained: Bool { !history.losses.isEmpty }
}

extension TimeTable {
    /// The book's network: some sigmoid units.
    func smallNetwork(hidden: Int, using generator: inout RandomGenerator) -> Sequential {
        Sequential(
            Linear(inputs.shape[1], hidden, using: &generator), Sigmoid(),
            Linear(hidden, 1, using: &generator))
    }

    /// A network large enough to learn the training rows by heart.
    static func largeNetwork(inputs: Int, using generator: inout RandomGenerator) -> Sequential {
        Sequential(
            Linear(inputs, 256, using: &generator), ReLU(), Linear(256, 256, using: &generator), ReLU(),
            Linear(256, 1, using: &generator))
    }

    /// The predictions of a network for some rows.
    func predictions(of network: Sequential, _ rows: [Int]) -> [Float] {
        network.evaluate()
        return withoutGradient { decode(network(Tensor(inputs.rows(at: rows))).value) }
    }

    /// Trains a network on some rows.
    ///
    /// - Parameters:
    ///   - validation: rows to evaluate it on after each epoch, none for not at all.
    ///   - test: rows to evaluate it on in the end.
    func trained(
        _ network: Sequential, on rows: [Int], validation: [Int] = [], test: [Int],
        optimizer: any Optimizer, epochs: Int, _ training: Training, using generator: inout RandomGenerator
    ) throws -> TableNetwork {
        let truths = validation.map { targets[$0] }
        let evaluation = { Scores(predictions(of: network, validation), truths).rmse }
        let history = try train(
            network, inputs.rows(at: rows), standardizedTargets.rows(at: rows),
            optimizer: optimizer, epochs: epochs, training, using: &generator,
            validationError: validation.isEmpty ? nil : evaluation)
        let answers = predictions(of: network, test)
        return TableNetwork(
            network: network, history: history, predictions: answers,
            scores: Scores(answers, test.map { targets[$0] }))
    }
}

/// Trains all networks on the reader's table.
func trainOnTable(_ data: TimeTable, _ run: ChapterRun) throws -> TableResults {
    let hundred = Array(data.standardizedTargets.scalars.prefix(100))
    let rowNumberFit = fitRowNumbers(
        hundred, rates: [0.003, 0.03, 0.1, 0.3], steps: run.isQuick ? 2000 : 20000, seed: run.seed,
        shouldStop: { run.shouldStop })

    var generator = RandomGenerator(seed: run.seed)
    let small = data.smallNetwork(hidden: run.integer("hidden"), using: &generator)
    // Inputs that are no one-hot columns want a smaller rate than the hours do.
    let rate = run.wasGiven("learning-rate") ? run.number("learning-rate") : 0.05
    let smallTrained = try data.trained(
        small, on: Array(data.training), validation: Array(data.validation), test: Array(data.test),
        optimizer: SGD(small.parameters, learningRate: rate), epochs: run.epochs,
        run.training("table-small", title: Words(en: "the small network", zh: "小网络")), using: &generator)

    /// The large network, trained anew from the same weights.
    func large(
        _ name: String, _ title: Words, on rows: [Int], validation: [Int] = [], test: [Int], epochs: Int
    ) throws -> TableNetwork {
        var generator = RandomGenerator(seed: run.seed)
        let network = TimeTable.largeNetwork(inputs: data.inputs.shape[1], using: &generator)
        return try data.trained(
            network, on: rows, validation: validation, test: test,
            optimizer: Adam(network.parameters, learningRate: 1e-3), epochs: epochs,
            run.training(name, title: title), using: &generator)
    }
    let overfitted = try large(
        "table-large", Words(en: "the large network", zh: "大网络"), on: Array(data.training),
        validation: Array(data.validation), test: Array(data.test), epochs: max(1, run.epochs / 2))
    // The validation rows say when to stop; then they are trained on as well, because the latest data is the best there is.
    let errors = overfitted.history.validationRMSE ?? []
    let epochs = 1 + (errors.indices.min { errors[$0] < errors[$1] } ?? 0)
    let stopped = try large(
        "table-stopped", Words(en: "the large network, stopped early", zh: "大网络，早停"),
        on: Array(data.beforeTest), test: Array(data.test), epochs: epochs)
    let order = generator.permutation(data.targets.count)
    let shuffled = try large(
        "table-random", Words(en: "the same, split at random", zh: "同上，随机划分"),
        on: Array(order[data.beforeTest]), test: Array(order[data.test]), epochs: epochs)
    return TableResults(
        data: data, rowNumberFit: rowNumberFit, small: smallTrained, overfitted: overfitted, stopped: stopped,
        epochs: epochs, random: shuffled)
}
