import Files
import Messages
import TensorCore

/// The state of a training, in one safetensors file: the model, its optimizer, the random generators, and the epoch.
/// A training resumed from it computes the same bits as one that never stopped.
///
/// ```swift
/// let model = Linear(4, 3, using: &generator)
/// let optimizer = Adam(model.parameters)
/// try Checkpoint(model: model, optimizer: optimizer, generators: ["batches": generator.state], epoch: 3)
///     .save(to: "checkpoint.safetensors")
///
/// let checkpoint = try Checkpoint.load(from: "checkpoint.safetensors", into: model, optimizer: optimizer)
/// for epoch in checkpoint.epoch..<10 { print("epoch \(epoch)") }
/// ```
///
/// The model's arrays have their plain names, so PyTorch reads the file as the model's own:
/// `model.load_state_dict(safetensors.torch.load_file(path), strict=False)`, strictly where no optimizer was saved.
/// An optimizer's arrays are named `optimizer.state.0.exp_avg`; all else is text in the header.
public struct Checkpoint: Sendable {
    /// The parameters and buffers of the model.
    public var model: [(name: String, value: NDArray)]

    /// The states of the optimizers: of the only one under `optimizer`, of several under names of the caller's choice.
    public var optimizers: [String: OptimizerState] = [:]

    /// The states of the generators that belong to modules, as dropout's, by the module's name.
    public var moduleGenerators: [(name: String, state: RandomGenerator.State)]

    /// The states of other generators, such as the one that shuffles the batches, by names of the caller's choice.
    public var generators: [String: RandomGenerator.State]

    /// The epoch to resume with: how many are done.
    public var epoch: Int

    /// How many updates have been made.
    public var step: Int

    /// Other arrays to keep, by names of the caller's choice.
    public var arrays: [String: NDArray] = [:]

    /// Other arrays of integers.
    public var integers: [String: IntArray] = [:]

    /// Other values to keep, as text.
    public var notes: [String: String]

    /// The name of the only optimizer.
    static let optimizerName = "optimizer"

    /// The present state of a training with one optimizer, or without one.
    public init(
        model: Module, optimizer: (any Optimizer)? = nil,
        generators: [String: RandomGenerator.State] = [:], epoch: Int = 0, step: Int = 0,
        notes: [String: String] = [:]
    ) {
        self.init(
            model: model, optimizers: optimizer.map { [Checkpoint.optimizerName: $0] } ?? [:],
            generators: generators, epoch: epoch, step: step, notes: notes)
    }

    /// The present state of a training with several optimizers, by names of the caller's choice; or of a computation without
    /// a model, whose state is in the notes.
    public init(
        model: Module?, optimizers: [String: any Optimizer],
        generators: [String: RandomGenerator.State] = [:], epoch: Int = 0, step: Int = 0,
        notes: [String: String] = [:]
    ) {
        self.model = model?.stateDictionary ?? []
        self.moduleGenerators = model?.generatorStates ?? []
        self.optimizers = optimizers.mapValues(\.stateDictionary)
        self.generators = generators
        self.epoch = epoch
        self.step = step
        self.notes = notes
    }

    /// Whether all values of the model and its optimizers are finite: from NaN or infinity no training can be resumed.
    public var isFinite: Bool {
        model.allSatisfy(\.value.isFinite)
            && optimizers.values.allSatisfy { $0.arrays.values.allSatisfy(\.isFinite) }
    }

    /// Writes the file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func save(to path: String) throws { try safetensors().write(to: path) }

    /// Reads a file: a checkpoint, or any safetensors file, whose arrays are then the model.
    ///
    /// - Throws: `FileError`: missing, unreadable, or malformed with the reason.
    public init(contentsOf path: String) throws {
        self = try Checkpoint(try Safetensors(contentsOf: path), path: path)
    }

    /// Reads a file and restores the model, the generators in it and the optimizer.
    ///
    /// - Parameters:
    ///   - strictly: whether the model's names must be exactly those of the file.
    /// - Returns: the checkpoint, for the epoch, the other generators and the notes.
    /// - Throws: `FileError`, also when the file does not fit the model or the optimizer; then nothing is changed.
    @discardableResult
    public static func load(
        from path: String, into model: Module, optimizer: (any Optimizer)? = nil, strictly: Bool = true
    ) throws -> Checkpoint {
        let checkpoint = try Checkpoint(contentsOf: path)
        try checkpoint.restore(model, optimizer: optimizer, strictly: strictly, path: path)
        return checkpoint
    }

    /// Restores a model, the generators in it and an optimizer; `path` is for messages.
    ///
    /// - Throws: `FileError.malformed` where the checkpoint does not fit the model or the optimizer; nothing is changed
    ///   then.
    public func restore(
        _ model: Module, optimizer: (any Optimizer)? = nil, strictly: Bool = true, path: String
    ) throws {
        try restore(
            model, optimizers: optimizer.map { [Checkpoint.optimizerName: $0] } ?? [:], strictly: strictly,
            path: path)
    }

    /// Restores a model, the generators in it and several optimizers.
    ///
    /// - Throws: `FileError.malformed` where the checkpoint does not fit the model or an optimizer; nothing is changed
    ///   then.
    public func restore(
        _ model: Module, optimizers wanted: [String: any Optimizer], strictly: Bool = true, path: String
    ) throws {
        do {
            var pairs: [(optimizer: any Optimizer, state: OptimizerState)] = []
            for (name, optimizer) in wanted {
                guard let state = optimizers[name] else {
                    throw OptimizerStateError(reason: Words(en: "the file has none", zh: "文件中没有").text)
                }
                try optimizer.check(stateDictionary: state)
                pairs.append((optimizer, state))
            }
            try model.load(stateDictionary: self.model, strictly: strictly)
            model.restore(generatorStates: moduleGenerators)
            for (optimizer, state) in pairs { try optimizer.load(stateDictionary: state) }
        } catch let error as StateError {
            throw FileError.malformed(path: path, reason: error.description)
        } catch let error as OptimizerStateError {
            throw FileError.malformed(path: path, reason: error.description)
        }
    }
}
