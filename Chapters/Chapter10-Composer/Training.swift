import Autograd
import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import Reporting
import TensorCore
import Text

// Composing

/// How a network learned to compose.
struct ComposerHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The mean of −ln P on the validation tunes after each epoch.
    var validation: [Double] = []
    /// How many events it was trained on.
    var events = 0

    var eventsPerSecond: Double { Double(events) / max(1e-9, seconds) }

    func isPossible(from start: ComposerHistory) -> Bool {
        validation.count == losses.count && isPossibleCount(events)
    }
}

/// Trains the networks that `--network` names, each from the same seed.
func trainComposers(on data: TuneData, _ run: ChapterRun) throws -> Composers {
    let kinds = RecurrentKind(rawValue: run.choice("network")).map { [$0] } ?? RecurrentKind.allCases
    let hidden = run.integer("hidden")
    var networks: [Composer] = []
    for kind in kinds where !run.shouldStop {
        var generator = RandomGenerator(seed: run.seed)
        let model = RecurrentLanguageModel(
            kind, symbols: BeatEncoding.count, width: max(8, hidden / 2), hidden: hidden, layers: 2,
            dropout: run.isQuick ? 0 : 0.2, using: &generator)
        let history = try trainComposer(
            model, on: data, epochs: run.epochs, minutes: run.number("minutes"),
            run.training(kind.rawValue, title: kind.title), using: &generator)
        if history.losses.isEmpty { continue }
        networks.append(
            Composer(kind: kind, model: model, history: history, score: score(model, data.testEvents)))
    }
    return Composers(networks, data)
}

/// Trains on whole tunes by truncated backpropagation through time: the hidden state passes from a segment of 64 events to
/// the next, the gradient does not. About sixteen tunes of similar length are a batch.
///
/// - Parameter minutes: no epoch begins after this much training; 0 for no limit.
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainComposer(
    _ model: RecurrentLanguageModel, on data: TuneData, epochs: Int, minutes: Double, _ training: Training,
    using generator: inout RandomGenerator
) throws -> ComposerHistory {
    let optimizer = Adam(model.parameters, learningRate: 2e-3)
    let schedule = CosineAnnealing(steps: epochs)
    let lengths = data.trainingEvents.map(\.count)
    let tokens = 16 * lengths.reduce(0, +) / max(1, lengths.count)
    let limit = minutes > 0 ? 60 * minutes : .infinity
    var history = ComposerHistory()
    for epoch in try training.epochs(epochs, &history, model, optimizer, using: &generator)
    where history.seconds < limit {
        optimizer.follow(schedule, at: epoch)
        model.train()
        var events = 0
        let batches = tokenBatches(lengths: lengths, tokens: tokens, jitter: 100, using: &generator)
        for indices in training.batches(batches) {
            let tunes = data.transposedTrainingEvents(at: indices, using: &generator)
            var state: RecurrentLanguageModel.State?
            for segment in training.batches(SequenceBatch.segments(of: tunes, length: 64)) {
                let (logits, next) = model(segment.inputs, state: state)  // [N, 64, symbols]
                let loss = nextSymbolLoss(logits, segment)
                try training.record(loss, weight: segment.count)
                optimizer.zeroGradients()
                loss.backward()
                optimizer.clipGradients(norm: 1)
                optimizer.step()
                state = next.map { $0.detached() }  // the gradient ends here
                events += segment.count
            }
        }
        guard training.endEpoch(&history) else { break }
        history.events += events
        let validation = score(model, data.validationEvents).negativeLogLikelihood
        history.validation.append(validation)
        let shown = formatNumber(validation, significantDigits: 3)
        training.keep(history, generator, Words(en: "validation \(shown)", zh: "验证 \(shown)"))
    }
    return history
}

// Counting

/// How a network learned to count. An epoch is 500 updates; each update sees every length once.
struct CountingHistory: TrainingHistory {
    var startLoss = Double.nan
    var losses: [Double] = []
    var seconds = 0.0
    /// The loss of the last update.
    var lastLoss = Double.nan

    func isPossible(from start: CountingHistory) -> Bool { true }
}

/// Trains each kind of network from five seeds, one with `--quick`.
func trainCounters(_ run: ChapterRun) throws -> Counters {
    let watch = Stopwatch()
    let bar = ProgressBar(Words(en: "counting", zh: "计数"), total: RecurrentKind.allCases.count)
    var counters: [Counter] = []
    for kind in RecurrentKind.allCases where !run.shouldStop {
        var trained: [(model: RecurrentLanguageModel, history: CountingHistory)] = []
        for seed in 0..<(run.isQuick ? UInt64(1) : 5) where !run.shouldStop {
            var generator = RandomGenerator(seed: run.seed &+ seed)
            // Two units are enough to count, and leave little room for anything else.
            let model = RecurrentLanguageModel(
                kind, symbols: CountingTask.symbolCount, width: 3, hidden: 2, using: &generator)
            let history = try trainCounter(
                model, updates: run.integer("counting-steps"), run.training("counting-\(kind)-\(seed)"),
                using: &generator)
            trained.append((model, history))
        }
        guard let counter = Counter(kind, trained) else { break }
        counters.append(counter)
        let longest = counter.longest.map(String.init).joined(separator: ", ")
        bar.advance(
            message: Words(en: "\(kind.title) counts to \(longest)", zh: "\(kind.title) 数到 \(longest)"))
    }
    bar.finish()
    return Counters(all: counters, seconds: watch.seconds)
}

/// Trains on all lengths at once; the learning rate falls from 0.01 to 0 along half a cosine wave.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainCounter(
    _ model: RecurrentLanguageModel, updates: Int, _ training: Training,
    using generator: inout RandomGenerator
) throws -> CountingHistory {
    let batch = CountingTask.batch
    let optimizer = Adam(model.parameters, learningRate: 0.01)
    let schedule = CosineAnnealing(steps: updates)
    var history = CountingHistory()
    for epoch in try training.epochs((updates + 499) / 500, &history, model, optimizer, using: &generator) {
        for update in training.batches(500 * epoch..<min(500 * (epoch + 1), updates)) {
            optimizer.follow(schedule, at: update)
            let loss = nextSymbolLoss(model(batch.inputs, lengths: batch.lengths).logits, batch)
            try training.record(loss)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.clipGradients(norm: 1)
            optimizer.step()
            history.lastLoss = Double(loss.scalar)
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
    return history
}

// The book's windows

/// Trains the book's network on some windows: the loss is the sum of three cross-entropies, of key,
/// velocity and time.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainMessageNetwork(
    _ network: MessageNetwork, on windows: MessageWindows, at starts: [Int], epochs: Int,
    _ training: Training,
    using generator: inout RandomGenerator
) throws {
    let optimizer = Adam(network.parameters, learningRate: 1e-3)
    var history = LossHistory()
    for _ in try training.epochs(epochs, &history, network, optimizer, using: &generator) {
        for batch in training.batches(shuffledBatches(of: 30, count: starts.count, using: &generator)) {
            let batchStarts = batch.map { starts[$0] }
            let logits = network(windows.inputs(at: batchStarts))  // [30, 128], [30, 128], [30, 12]
            let losses = zip(logits, windows.targets(at: batchStarts)).map { crossEntropy($0, $1) }
            let loss = losses[0] + losses[1] + losses[2]
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, generator)
    }
}
