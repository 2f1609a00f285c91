import Autograd
import Files
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// One training of a run, in everything but what it learns: the epochs still to do, when to stop, the progress bar, the mean
/// of the losses, a loss that is NaN, and the checkpoint from which `--resume` continues.
///
/// What is learned stays written out in the chapter:
///
/// ```swift
/// var history = LossHistory()
/// for epoch in try training.epochs(20, &history, network, optimizer, using: &generator) {
///     for batch in training.batches(shuffledBatches(of: 64, count: data.count, using: &generator)) {
///         let loss = crossEntropy(network(data.inputs(at: batch)), data.labels(at: batch))
///         try training.record(loss, weight: batch.count)
///         optimizer.zeroGradients()
///         loss.backward()
///         optimizer.step()
///     }
///     guard training.endEpoch(&history) else { break }
///     training.keep(history, generator)
/// }
/// ```
/// A resumed training ends with the same bits as one that was never stopped, if everything the loop depends on is
/// given here: the modules with their buffers and generators, the optimizers, the generator that shuffles, and in the
/// history whatever else is remembered from epoch to epoch. A learning rate that follows a schedule comes from the epoch.
public final class Training {
    let store: TrainingStore?
    private let title: (any Readable)?
    private let terminal: Terminal
    private let isInterrupted: () -> Bool

    private var model: Module?
    private var optimizers: [String: any Optimizer] = [:]
    /// Owned by the loop over the epochs, so that it disappears with it, also after `break` and an error.
    private weak var bar: ProgressBar?
    private var unit: any Readable = Training.epochUnit
    private var (epochCount, epoch) = (0, 0)
    private var watch = Stopwatch()
    /// The losses of the present epoch, and the first of the whole training, by name.
    private var means: [String: (total: Double, weight: Double)] = [:]
    private var firsts: [String: Double] = [:]

    /// A training of a run; with a title it shows a progress bar.
    init(
        _ store: TrainingStore?, title: (any Readable)?, terminal: Terminal,
        isInterrupted: @escaping () -> Bool
    ) {
        (self.store, self.title, self.terminal) = (store, title, terminal)
        self.isInterrupted = isInterrupted
    }

    /// A training that belongs to no run, as in a test: it shows nothing and keeps nothing.
    ///
    /// - Parameter stop: asked after each batch whether to stop.
    public convenience init(stop: @escaping () -> Bool = { false }) {
        self.init(nil, title: nil, terminal: .standard, isInterrupted: stop)
    }

    /// True after Ctrl-C or SIGTERM: the loop over the batches ends.
    public var shouldStop: Bool { isInterrupted() }
}

// Epoch after epoch

extension Training {
    /// The epochs still to do, from the one at which the training was stopped; none after Ctrl-C.
    ///
    /// - Parameters:
    ///   - count: how many epochs there are in all, those before the stop included.
    ///   - history: the history so far; taken from the checkpoint where there is one.
    ///   - unit: what the printed lines call an epoch, where it is a step, say.
    /// - Throws: `FileError` for a checkpoint that is broken or of another training; nothing has changed then.
    public func epochs<History: TrainingHistory>(
        _ count: Int, _ history: inout History, _ model: Module, _ optimizer: any Optimizer,
        using generator: inout RandomGenerator, unit: any Readable = Training.epochUnit
    ) throws -> Epochs {
        try epochs(count, &history, model, [Self.optimizerName: optimizer], using: &generator, unit: unit)
    }

    /// The same with several optimizers, by name.
    public func epochs<History: TrainingHistory>(
        _ count: Int, _ history: inout History, _ model: Module, _ optimizers: [String: any Optimizer],
        using generator: inout RandomGenerator, unit: any Readable = Training.epochUnit
    ) throws -> Epochs {
        try resume(&history, model, optimizers, using: &generator) { $0.losses.count <= count }
        (epochCount, self.unit) = (count, unit)
        store?.keep(losses: history.losses, title: title?.text)
        firsts = history.startLoss.isNaN ? [:] : [Self.lossName: history.startLoss]
        let bar = title.map { ProgressBar($0, total: count, done: history.losses.count, terminal: terminal) }
        self.bar = bar
        return Epochs(training: self, bar: bar, upcoming: history.losses.count)
    }

    /// The epochs of a training, counted from 0.
    public struct Epochs: Sequence, IteratorProtocol {
        fileprivate let training: Training
        fileprivate let bar: ProgressBar?
        fileprivate var upcoming: Int

        /// The next epoch; nil after the last, and after Ctrl-C.
        public mutating func next() -> Int? {
            guard upcoming < training.epochCount, !training.shouldStop else {
                bar?.finish()
                return nil
            }
            defer { upcoming += 1 }
            training.begin(upcoming)
            return upcoming
        }
    }

    /// The batches of an epoch, one after the other, until the run is to stop.
    public func batches<Batches: Sequence>(_ batches: Batches) -> LazyPrefixWhileSequence<Batches> {
        batches.lazy.prefix { [self] _ in !shouldStop }
    }

    private func begin(_ epoch: Int) {
        self.epoch = epoch
        means = [:]
        watch = Stopwatch()
    }

    /// Records the loss of a batch, before `backward()`.
    ///
    /// - Parameters:
    ///   - loss: a single number.
    ///   - name: which loss, where there are several.
    ///   - weight: its weight in the mean of the epoch, usually the size of the batch.
    /// - Throws: `TrainingDiverged` where it is NaN or infinite, with the operation that made it so under `--anomaly`;
    ///   nothing for work that `resume` was given no model for.
    public func record(_ loss: Tensor, as name: String = Training.lossName, weight: Int = 1) throws {
        if let model { try requireFinite(loss, of: model, epoch: epoch + 1) }
        let value = Double(loss.scalar)
        if firsts[name] == nil { firsts[name] = value }
        means[name, default: (0, 0)].total += value * Double(weight)
        means[name, default: (0, 0)].weight += Double(weight)
    }

    /// The mean of the losses recorded under a name in this epoch; NaN where there is none.
    public func mean(_ name: String = Training.lossName) -> Double {
        means[name].map { $0.total / $0.weight } ?? .nan
    }

    /// The first loss recorded under a name, before anything was learned; NaN where there is none. A resumed training
    /// knows only the one in its history: any others must be stored there by the chapter.
    public func first(_ name: String = Training.lossName) -> Double { firsts[name] ?? .nan }

    /// The seconds since the present epoch began, for a training that has a time limit.
    public var secondsInEpoch: Double { watch.seconds }

    /// Ends the batches of an epoch: appends the mean of its losses to the history, and adds its seconds.
    ///
    /// - Returns: false where the epoch was interrupted: it does not count then, and the training is over.
    public func endEpoch(_ history: inout some TrainingHistory) -> Bool {
        history.startLoss = first()
        if shouldStop { return false }
        history.seconds += watch.seconds
        history.losses.append(mean())
        store?.keep(losses: history.losses, title: title?.text)
        return true
    }

    /// Keeps the training as it is after an epoch as its checkpoint, and shows the progress.
    ///
    /// - Parameter message: what to show beside the loss, "test 97.1 %" for instance.
    public func keep(
        _ history: some TrainingHistory, _ generator: RandomGenerator, _ message: (any Readable)? = nil
    ) {
        keep(state: history, generator)
        guard let bar else { return }
        let loss = formatNumber(history.losses.last ?? .nan, significantDigits: 3)
        let line = Words(
            en: "loss \(loss)" + (message.map { ", \($0.text(in: .english))" } ?? ""),
            zh: "损失 \(loss)" + (message.map { "，\($0.text(in: .chinese))" } ?? ""))
        bar.advance(message: line)
        guard isWorthALine, let title else { return }
        bar.line(
            Words(
                en: "\(title.text(in: .english)), \(unit.text(in: .english)) \(epoch + 1): \(line.en)",
                zh: "\(title.text(in: .chinese))，第 \(epoch + 1) \(unit.text(in: .chinese))：\(line.zh)"))
    }

    /// Shows the figures on validation data, one for each epoch so far. Under `--trial` they are in a file by which `Search` ends
    /// trials that are worse than others; else nothing happens.
    ///
    /// - Throws: `FileError` where the file cannot be written.
    public func show(validation figures: [Double]) throws { try store?.show(validation: figures) }

    /// Whether this epoch gets a line of its own: about ten do, and the last.
    private var isWorthALine: Bool {
        (epoch + 1) % Swift.max(1, epochCount / 10) == 0 || epoch + 1 == epochCount
    }

    /// What an epoch is called in progress lines.
    public static var epochUnit: Words { Words(en: "epoch", zh: "轮") }

    /// What a loss is called where there is only one.
    public static var lossName: String { "loss" }

    private static var optimizerName: String { "optimizer" }
}

// Other work that can be stopped and resumed

extension Training {
    /// Continues from where the work was stopped; where it was not, leaves everything as it is.
    ///
    /// - Parameters:
    ///   - state: the state of the work so far.
    ///   - model: its network, with the same parts as when it was stopped; nil where everything is in the state.
    /// - Throws: `FileError` for a checkpoint that is broken or of another training; nothing has changed then.
    public func resume<State: ResumableState>(
        _ state: inout State, _ model: Module? = nil, _ optimizers: [String: any Optimizer] = [:],
        using generator: inout RandomGenerator
    ) throws {
        try resume(&state, model, optimizers, using: &generator) { _ in true }
    }

    private func resume<State: ResumableState>(
        _ state: inout State, _ model: Module?, _ optimizers: [String: any Optimizer],
        using generator: inout RandomGenerator, where isShortEnough: (State) -> Bool
    ) throws {
        (self.model, self.optimizers) = (model, optimizers)
        let start = state
        try store?.resume(&state, model, optimizers, using: &generator) {
            isShortEnough($0) && $0.isPossible(from: start)
        }
    }

    /// Keeps the state as it is now, with the model and the optimizers that `resume` was given.
    public func keep(state: some ResumableState, _ generator: RandomGenerator) {
        store?.keep(state, model, optimizers, generator)
    }

    /// Does work of which only the result is needed later, or takes the result from the checkpoint of an earlier run.
    ///
    /// - Parameter work: returns nil where it was interrupted. While it runs, it may keep the state of its training here.
    /// - Throws: what `work` throws, and `FileError` for a checkpoint that is broken or of other work.
    public func cached<Result: CachedResult>(_ work: (Training) throws -> Result?) throws -> Result? {
        guard let store else { return try work(self) }
        if let result = try store.result(as: Result.self) { return result }
        guard let result = try work(self) else { return nil }
        store.keep(result: result)
        return result
    }
}
