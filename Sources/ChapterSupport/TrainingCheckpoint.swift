import Files
import NeuralNetworks
import TensorCore

/// Where one training of a run is kept, so that `--resume` goes on with it to the same bits.
///
/// The training loop takes up what there is before its first epoch and keeps every epoch that is done:
///
/// ```swift
/// var history = TrainingHistory()
/// try checkpoint.resume(&history, network, optimizer, using: &generator) { $0.losses.count <= epochs }
/// for epoch in history.losses.count..<epochs where !shouldStop() {
///     ...
///     checkpoint.keep(history, network, optimizer, generator)
/// }
/// ```
/// What the loop depends on must all be there: the modules with their buffers and generators, the optimizers, the
/// generator that shuffles, and in the history whatever else it remembers from epoch to epoch. A learning rate that
/// follows a schedule comes by itself, from the epoch.
public struct TrainingCheckpoint {
    private let name: String
    private let path: String
    private let run: RunCheckpoints?

    /// That of the training of this name in a run.
    init(_ name: String, of run: RunCheckpoints) {
        (self.name, self.run) = (name, run)
        path = run.path(registering: name)
    }

    /// For a training that is not kept, as in a test.
    public static var none: TrainingCheckpoint { TrainingCheckpoint() }

    private init() { (name, path, run) = ("", "", nil) }

    private static let progressNote = "progress"
    private static let resultNote = "result"
    private static let optimizerName = "optimizer"
    private static let generatorName = "training"
}

extension TrainingCheckpoint {
    /// Takes up the training where it was stopped; where it was not, leaves everything as it is.
    ///
    /// - Parameters:
    ///   - progress: what it has found out so far.
    ///   - model: its network, with the same parts as when it was stopped.
    ///   - generator: what shuffles and draws.
    ///   - isPossible: whether this training can have found out what a file says: as many epochs at most, lists of one
    ///     length, arrays of the right shape. The loop relies on it, and a file may say anything.
    /// - Throws: `FileError` for a file that is broken or of another training; everything is left as it is then.
    public func resume<Progress: Codable>(
        _ progress: inout Progress, _ model: Module, _ optimizer: any Optimizer,
        using generator: inout RandomGenerator, where isPossible: (Progress) -> Bool
    ) throws {
        try resume(
            &progress, model, [Self.optimizerName: optimizer], using: &generator, where: isPossible)
    }

    /// The same with several optimizers, by name; or without a model, for work that is all in its progress.
    public func resume<Progress: Codable>(
        _ progress: inout Progress, _ model: Module?, _ optimizers: [String: any Optimizer],
        using generator: inout RandomGenerator, where isPossible: (Progress) -> Bool
    ) throws {
        guard let moment = try earlier() else { return }
        let earlier = try moment.note(Self.progressNote, as: Progress.self, path: path)
        guard let state = moment.generators[Self.generatorName] else {
            throw FileError.malformed(path: path, reason: "it has no generator's state")
        }
        guard isPossible(earlier) else { throw impossible }
        if let model { try moment.restore(model, optimizers: optimizers, path: path) }
        progress = earlier
        generator.state = state
    }

    /// Keeps the training as it is now.
    public func keep(
        _ progress: some Codable, _ model: Module, _ optimizer: any Optimizer, _ generator: RandomGenerator
    ) {
        keep(progress, model, [Self.optimizerName: optimizer], generator)
    }

    /// The same with several optimizers, by name; or without a model, for work that is all in its progress.
    public func keep(
        _ progress: some Codable, _ model: Module?, _ optimizers: [String: any Optimizer],
        _ generator: RandomGenerator
    ) {
        guard let run else { return }
        let moment = Checkpoint(
            model: model, optimizers: optimizers, generators: [Self.generatorName: generator.state])
        run.keep(moment, as: name) { $0.setNote(Self.progressNote, to: progress) }
    }

    /// Does work of which only the result is of use later, and keeps that in place of the training; work that an earlier
    /// run has done is not done again.
    ///
    /// - Parameters:
    ///   - isPossible: whether this work can have had such a result; a file may say anything.
    ///   - work: gives nil where it was interrupted. It may keep its training here meanwhile.
    /// - Throws: what `work` throws, and `FileError` for a file that is broken or of other work.
    public func once<Result: Codable>(
        where isPossible: (Result) -> Bool, _ work: (TrainingCheckpoint) throws -> Result?
    ) throws -> Result? {
        if let moment = try earlier(), moment.notes[Self.resultNote] != nil {
            let result = try moment.note(Self.resultNote, as: Result.self, path: path)
            guard isPossible(result) else { throw impossible }
            return result
        }
        guard let result = try work(self) else { return nil }
        run?.keep(Checkpoint(model: nil, optimizers: [:]), as: name) {
            $0.setNote(Self.resultNote, to: result)
        }
        return result
    }
}

// For a training that puts its checkpoint together by itself.

extension TrainingCheckpoint {
    /// The moment at which the training was stopped; nil where it begins.
    ///
    /// - Throws: `FileError` for a broken file.
    public func earlier() throws -> Checkpoint? { try run?.earlier(path) }

    /// What messages name: the file.
    public var file: String { path }

    /// The error for what this training cannot have found out.
    public var impossible: FileError {
        .malformed(path: path, reason: "what it says is not of this training")
    }

    /// Whether a moment that is kept now is written at once, for one that takes long to put together.
    public var isDue: Bool { run?.isDue ?? false }

    /// Keeps a moment in place of the one before.
    public func keep(_ moment: Checkpoint) { run?.keep(moment, as: name) }
}
