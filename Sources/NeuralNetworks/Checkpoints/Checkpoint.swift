import Files
import TensorCore

/// A moment of a training, in one safetensors file: the model, its optimizer, the random generators, and how far it
/// had come. A training that goes on from it computes the same bits as one that never stopped.
///
///     try Checkpoint(model: model, optimizer: optimizer, generators: ["batches": generator.state],
///                    epoch: epoch + 1).save(to: path)
///     ...
///     let checkpoint = try Checkpoint.load(from: path, into: model, optimizer: optimizer)
///     for epoch in checkpoint.epoch..<epochs { ... }
///
/// The model's arrays have their plain names, so PyTorch reads the file as the model's own:
/// `model.load_state_dict(safetensors.torch.load_file(path), strict=False)`, strictly where no optimizer was saved.
/// An optimizer's arrays are named `optimizer.state.0.exp_avg`; all else is text in the header.
public struct Checkpoint: Sendable {
    /// The parameters and buffers of the model.
    public var model: [(name: String, value: NDArray)]

    /// The states of the optimizers: of the only one under `optimizer`, of others under names of one's choice.
    public var optimizers: [String: OptimizerState] = [:]

    /// The states of the generators that belong to modules, as dropout's, by the module's name.
    public var moduleGenerators: [(name: String, state: RandomGenerator.State)]

    /// The states of other generators, as that which shuffles the batches, by names of one's choice.
    public var generators: [String: RandomGenerator.State]

    /// The epoch to go on with: how many are done.
    public var epoch: Int

    /// How many updates have been made.
    public var step: Int

    /// Other arrays that are to be kept, by names of one's choice.
    public var arrays: [String: NDArray] = [:]

    /// Other arrays of whole numbers.
    public var integers: [String: IntArray] = [:]

    /// What else is to be kept, as text.
    public var notes: [String: String]

    /// The name of the only optimizer.
    static let optimizerName = "optimizer"

    /// The present moment of a training with one optimizer, or none.
    public init(
        model: Module, optimizer: (any Optimizer)? = nil,
        generators: [String: RandomGenerator.State] = [:], epoch: Int = 0, step: Int = 0,
        notes: [String: String] = [:]
    ) {
        self.init(
            model: model, optimizers: optimizer.map { [Checkpoint.optimizerName: $0] } ?? [:],
            generators: generators, epoch: epoch, step: step, notes: notes)
    }

    /// The present moment of a training with several optimizers, by names of one's choice; or of work without a model,
    /// which is all in its notes.
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

    /// Whether all numbers of the model and its optimizers are numbers: a training does not go on from others.
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

    /// Reads a file and makes the model, the generators in it and the optimizer go on from there.
    ///
    /// - Parameters:
    ///   - strictly: whether the model's names must be exactly those of the file.
    /// - Returns: the checkpoint, for the epoch, the other generators and the notes.
    /// - Throws: `FileError`, also where the file does not fit the model or the optimizer; nothing is changed then.
    @discardableResult
    public static func load(
        from path: String, into model: Module, optimizer: (any Optimizer)? = nil, strictly: Bool = true
    ) throws -> Checkpoint {
        let checkpoint = try Checkpoint(contentsOf: path)
        try checkpoint.restore(model, optimizer: optimizer, strictly: strictly, path: path)
        return checkpoint
    }

    /// Makes a model, the generators in it and an optimizer go on from here; `path` is for messages.
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

    /// Makes a model, the generators in it and several optimizers go on from here.
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
                    throw OptimizerStateError(reason: "the file has none")
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
