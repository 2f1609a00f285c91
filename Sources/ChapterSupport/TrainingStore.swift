import Files
import Messages
import NeuralNetworks
import TensorCore

/// The checkpoint file of one training of a run.
struct TrainingStore {
    /// The file, which messages name.
    let path: String
    private let name: String
    private let run: RunCheckpoints

    /// That of the training of this name. Traps when two trainings of a run have the same name.
    init(_ name: String, in run: RunCheckpoints) {
        (self.name, self.run) = (name, run)
        path = run.path(registering: name)
    }

    private static let progressNote = "progress"
    private static let resultNote = "result"
    private static let generatorName = "training"

    /// See `Training.resume`.
    func resume<State: Codable>(
        _ state: inout State, _ model: Module?, _ optimizers: [String: any Optimizer],
        using generator: inout RandomGenerator, where isPossible: (State) -> Bool
    ) throws {
        guard let checkpoint = try earlier() else { return }
        let earlier = try checkpoint.note(Self.progressNote, as: State.self, path: path)
        guard let generatorState = checkpoint.generators[Self.generatorName] else {
            throw FileError.malformed(
                path: path, reason: Words(en: "it has no generator's state", zh: "其中没有随机数生成器的状态").text)
        }
        guard isPossible(earlier) else { throw impossible }
        if let model { try checkpoint.restore(model, optimizers: optimizers, path: path) }
        state = earlier
        generator.state = generatorState
    }

    /// See `Training.keep(state:)`.
    func keep(
        _ state: some Codable, _ model: Module?, _ optimizers: [String: any Optimizer],
        _ generator: RandomGenerator
    ) {
        let checkpoint = Checkpoint(
            model: model, optimizers: optimizers, generators: [Self.generatorName: generator.state])
        run.keep(checkpoint, as: name) { $0.setNote(Self.progressNote, to: state) }
    }

    /// Keeps the losses so far for `curves.json` and the page.
    func keep(losses: [Double], title: String?) {
        run.curves.keep(losses, of: name)
        run.livePage?.keep(losses, of: name, title: title ?? name)
    }

    /// See `Training.show(validation:)`.
    func show(validation figures: [Double]) throws { try run.show(validation: figures) }

    /// The result that an earlier run kept; nil where there is none.
    func result<Result: CachedResult>(as type: Result.Type) throws -> Result? {
        guard let checkpoint = try earlier(), checkpoint.notes[Self.resultNote] != nil else { return nil }
        let result = try checkpoint.note(Self.resultNote, as: type, path: path)
        guard result.isPossible else { throw impossible }
        return result
    }

    /// Keeps a result in place of the training.
    func keep(result: some CachedResult) {
        run.keep(Checkpoint(model: nil, optimizers: [:]), as: name) {
            $0.setNote(Self.resultNote, to: result)
        }
    }

    /// The checkpoint at which the training was stopped; nil where it begins.
    func earlier() throws -> Checkpoint? { try run.earlier(path) }

    /// The error for a state that this training cannot have reached.
    var impossible: FileError {
        .malformed(
            path: path, reason: Words(en: "what it says is not of this training", zh: "它的内容不属于这次训练").text)
    }

    /// Whether a checkpoint that is kept now is written at once, for one that takes long to put together.
    var isDue: Bool { run.isDue }

    /// Keeps a checkpoint in place of the one before.
    func keep(_ checkpoint: Checkpoint) { run.keep(checkpoint, as: name) }
}

// For a training that makes its checkpoint itself

extension Training {
    /// The checkpoint at which the training was stopped; nil where it begins.
    ///
    /// - Throws: `FileError` for a broken file.
    public func earlierCheckpoint() throws -> Checkpoint? { try store?.earlier() }

    /// The file of the checkpoint, which messages name.
    public var checkpointPath: String { store?.path ?? "" }

    /// The error for a state that this training cannot have reached.
    public var impossibleCheckpoint: FileError {
        store?.impossible
            ?? .malformed(
                path: "", reason: Words(en: "what it says is not of this training", zh: "它的内容不属于这次训练").text)
    }

    /// Whether a checkpoint that is kept now is written at once, for one that takes long to put together.
    public var isCheckpointDue: Bool { store?.isDue ?? false }

    /// Keeps a checkpoint in place of the one before.
    public func keep(_ checkpoint: Checkpoint) { store?.keep(checkpoint) }
}
