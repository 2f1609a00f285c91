import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Fits the row numbers as they are and divided by fifty, each with the best of four learning rates, so that neither is
/// held back by a poor choice.
///
/// - Parameter counts: a hundred numbers; fifty are fitted, and fifty predicted afterwards.
func fitRowNumbers(
    _ counts: [Float], rates: [Float] = [0.0001, 0.001, 0.01, 0.1], steps: Int, seed: UInt64,
    shouldStop: () -> Bool
) -> RowNumberFit {
    let bar = ProgressBar(Words(en: "fifty hours", zh: "五十个小时"), total: 2 * rates.count)
    func best(_ name: Words, scale: Float) -> RowNumberFit.Attempt {
        let attempts = rates.map { rate in
            defer { bar.advance() }
            return fitRowNumbers(
                name, counts, scale: scale, steps: steps, learningRate: rate, seed: seed, shouldStop)
        }
        return .best(of: attempts)
    }
    let raw = best(Words(en: "row number 0 … 49", zh: "行号 0 … 49"), scale: 1)
    let normalized = best(Words(en: "row number / 50", zh: "行号 / 50"), scale: 50)
    bar.finish()
    return RowNumberFit(counts: counts, raw: raw, normalized: normalized)
}

/// Fits the network by hand to the first half of the counts; it predicts all of them.
///
/// - Parameter scale: what the row numbers are divided by.
func fitRowNumbers(
    _ name: Words, _ counts: [Float], scale: Float, steps: Int, learningRate: Float, seed: UInt64,
    _ shouldStop: () -> Bool
) -> RowNumberFit.Attempt {
    let rows = counts.count / 2
    let x = NDArray.range(counts.count).reshaped([counts.count, 1]) / scale  // [100, 1]
    let y = NDArray(counts).reshaped([counts.count, 1])  // [100, 1]
    var generator = RandomGenerator(seed: seed)
    var network = NetworkByHand(inputs: 1, hidden: 10, using: &generator)
    var losses: [Double] = []
    for _ in 0..<steps where !shouldStop() {
        losses.append(Double(network.descend(x[0..<rows], y[0..<rows], learningRate: learningRate)))
    }
    return RowNumberFit.Attempt(
        name: name, learningRate: learningRate, lossByStep: losses,
        predictions: network.predictions(x).scalars)
}

/// Trains the network by hand, a step on each batch; the losses before the steps.
func trainByHand(_ start: NetworkByHand, on batches: [Batch], learningRate: Double) -> [Double] {
    var network = start
    return batches.map { Double(network.descend($0.x, $0.y, learningRate: Float(learningRate))) }
}

/// Trains a network of layers, a step on each batch; the losses before the steps.
func trainByLayers(_ network: any Layer, on batches: [Batch], learningRate: Double) -> [Double] {
    let optimizer = SGD(network.parameters, learningRate: learningRate)
    return batches.map { batch in
        let loss = meanSquaredError(network(Tensor(batch.x)), Tensor(batch.y))  // [N, 1] each
        optimizer.zeroGradients()
        loss.backward()
        optimizer.step()
        return Double(loss.scalar)
    }
}

/// Trains both on the same batches, in the order of time.
func trainByHandAndByLayers(
    _ data: BikeData, steps: Int, hidden: Int, learningRate: Double, seed: UInt64
) -> HandAndLayers {
    var generator = RandomGenerator(seed: seed)
    let features = BikeFeatures.book(data.hours, fittedOn: data.beforeTest)
    let targets = CountScale(fittedOn: data.counts[data.beforeTest]).encode(data.counts)
    let network = NetworkByHand(inputs: features.names.count, hidden: hidden, using: &generator)
    let batches = (0..<steps).map { step in
        let start = step % (data.training.count / 128) * 128
        return Batch(x: features.matrix[start..<start + 128], y: targets[start..<start + 128])
    }
    return HandAndLayers(
        lossesByHand: trainByHand(network, on: batches, learningRate: learningRate),
        lossesByLayers: trainByLayers(network.layers(), on: batches, learningRate: learningRate))
}

/// What the training of a network has found out, epoch by epoch.
struct BikeHistory: TrainingHistory {
    /// The loss of the first batch, before anything was learned: about the variance of the targets, which is 1.
    var startLoss = Double.nan
    var losses: [Double] = []

    /// The error on the validation set after each epoch, in the target's unit; nil where there is none.
    var validationRMSE: [Double]?
    var seconds = 0.0

    func isPossible(from start: BikeHistory) -> Bool {
        validationRMSE?.count == start.validationRMSE.map { _ in losses.count }
    }
}

/// Trains a network on some rows with the mean squared error, in mini-batches drawn anew each epoch.
///
/// - Parameters:
///   - rows: the hours to learn from.
///   - validation: the hours to evaluate it on after each epoch, if any.
///   - schedule: the learning rate of each epoch.
/// - Throws: `TrainingDiverged` when the loss is NaN or infinite; `FileError` for a checkpoint that is broken.
func train(
    _ model: BikeModel, _ data: BikeData, on rows: Range<Int>, validation: Range<Int>? = nil,
    optimizer: any Optimizer, schedule: some Schedule = ConstantRate(), batch: Int = 128, epochs: Int,
    _ training: Training, using generator: inout RandomGenerator
) throws -> BikeHistory {
    let inputs = model.features.matrix[rows]  // [N, columns]
    let targets = model.scale.encode(Array(data.counts[rows]))  // [N, 1]
    return try train(
        model.network, inputs, targets, optimizer: optimizer, schedule: schedule, batch: batch,
        epochs: epochs, training, using: &generator, unit: Words(en: " bikes", zh: " 辆"),
        validationError: validation.map { rows in
            { Scores(model.predictions(rows), Array(data.counts[rows])).rmse }
        })
}

/// Trains a network on inputs `[N, columns]` and targets `[N, 1]`.
///
/// - Parameters:
///   - unit: what follows an error in the progress line.
///   - validationError: the error to be noted after each epoch, if any.
func train(
    _ network: Sequential, _ inputs: NDArray, _ targets: NDArray, optimizer: any Optimizer,
    schedule: some Schedule = ConstantRate(), batch size: Int = 128, epochs: Int, _ training: Training,
    using generator: inout RandomGenerator, unit: Words = Words(en: "", zh: ""),
    validationError: (() -> Double)? = nil
) throws -> BikeHistory {
    var history = BikeHistory(validationRMSE: validationError == nil ? nil : [])
    for epoch in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        network.train()
        optimizer.follow(schedule, at: epoch)
        for batch in training.batches(shuffledBatches(of: size, count: inputs.shape[0], using: &generator)) {
            let x = Tensor(inputs.rows(at: batch))  // [size, columns]
            let y = Tensor(targets.rows(at: batch))  // [size, 1]

            let loss = meanSquaredError(network(x), y)
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        if let validationError { history.validationRMSE?.append(validationError()) }
        try training.show(validation: history.validationRMSE ?? [])
        let rmse = history.validationRMSE?.last.map { formatNumber($0, significantDigits: 3) }
        training.keep(
            history, generator,
            rmse.map { Words(en: "validation \($0)\(unit.en)", zh: "验证集 \($0)\(unit.zh)") })
    }
    return history
}

/// Trains the book's network on everything before the test weeks by plain gradient descent (section 3.5).
func trainBookNetwork(_ data: BikeData, _ run: ChapterRun) throws -> TrainedNetwork {
    try trainBookNetwork(
        data, fittedOn: data.beforeTest,
        run.training("book", title: Words(en: "the book's network", zh: "书中的网络")), run)
}

/// The same with mean and standard deviation taken over all rows, the test set included, as the book does.
func trainAsInBook(_ data: BikeData, _ run: ChapterRun) throws -> TrainedNetwork {
    try trainBookNetwork(
        data, fittedOn: 0..<data.hours.count,
        run.training("as-in-book", title: Words(en: "scaled as in the book", zh: "按书中的方法标准化")), run)
}

/// Trains the book's network.
///
/// - Parameter fitted: the rows that give mean and standard deviation.
func trainBookNetwork(
    _ data: BikeData, fittedOn fitted: Range<Int>, _ training: Training, _ run: ChapterRun
) throws -> TrainedNetwork {
    var generator = RandomGenerator(seed: run.seed)
    let model = BikeModel.book(data, hidden: run.integer("hidden"), fittedOn: fitted, using: &generator)
    let optimizer = SGD(model.network.parameters, learningRate: run.number("learning-rate"))
    let history = try train(
        model, data, on: data.beforeTest, optimizer: optimizer, epochs: run.epochs, training,
        using: &generator)
    return TrainedNetwork(model, history, data)
}

/// Trains the larger network twice with the same hyperparameters: first with three weeks held out as a validation set, to
/// see that it does not overfit; then with those weeks, because the latest data is the best there is.
func trainCarefulNetwork(_ data: BikeData, _ run: ChapterRun) throws -> CarefulTraining {
    let (settings, epochs) = (CarefulSettings(run), max(1, run.epochs / 5))
    let (_, validated) = try trainCarefulNetwork(
        data, settings, on: data.training, validation: data.validation, epochs: epochs, seed: run.seed,
        run.training("validation", title: Words(en: "careful network with validation", zh: "改进的网络，留出验证集")))
    let (model, history) = try trainCarefulNetwork(
        data, settings, on: data.beforeTest, epochs: epochs, seed: run.seed,
        run.training("careful", title: Words(en: "careful network", zh: "改进的网络")))
    return CarefulTraining(final: TrainedNetwork(model, history, data), validated: validated)
}

/// Trains the careful network on some rows.
func trainCarefulNetwork(
    _ data: BikeData, _ settings: CarefulSettings, on rows: Range<Int>, validation: Range<Int>? = nil,
    epochs: Int, seed: UInt64, _ training: Training
) throws -> (BikeModel, BikeHistory) {
    var generator = RandomGenerator(seed: seed)
    let model = BikeModel.careful(data, settings, fittedOn: rows, using: &generator)
    let optimizer = AdamW(
        model.network.parameters, learningRate: settings.rate, weightDecay: settings.weightDecay)
    let history = try train(
        model, data, on: rows, validation: validation, optimizer: optimizer,
        schedule: CosineAnnealing(steps: epochs), batch: settings.batch, epochs: epochs, training,
        using: &generator)
    return (model, history)
}

/// Trains the careful network once, with the validation weeks held out, for `Search`.
func trainTrial(_ data: BikeData, _ run: ChapterRun) throws -> Trial {
    let (model, history) = try trainCarefulNetwork(
        data, CarefulSettings(run), on: data.training, validation: data.validation, epochs: run.epochs,
        seed: run.seed, run.training("trial", title: Words(en: "trial", zh: "试验")))
    return Trial(data: data, trained: TrainedNetwork(model, history, data))
}

/// Trains a network with two outputs by cross-entropy to say whether an hour is busy (section 3.6).
func trainTwoClasses(_ data: BikeData, _ run: ChapterRun) throws -> TwoClasses {
    var generator = RandomGenerator(seed: run.seed)
    let features = BikeFeatures.book(data.hours, fittedOn: data.beforeTest)
    let labels = BusyHours(data).labels
    let network = Sequential(
        Linear(features.names.count, run.integer("hidden"), using: &generator), Sigmoid(),
        Linear(run.integer("hidden"), 2, using: &generator))
    let optimizer = SGD(network.parameters, learningRate: run.number("learning-rate"))
    let training = run.training("two-classes", title: Words(en: "two classes", zh: "二分类"))
    var history = LossHistory()
    let epochs = max(1, run.epochs / 5)
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        let batches = shuffledBatches(of: 128, count: data.beforeTest.count, using: &generator)
        for batch in training.batches(batches) {
            let logits = network(Tensor(features.matrix.rows(at: batch)))  // [128, 2]
            let loss = crossEntropy(logits, labels.rows(at: batch))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return TwoClasses(history, predicted: predictions(of: network, features.matrix[data.test]), data)
}
