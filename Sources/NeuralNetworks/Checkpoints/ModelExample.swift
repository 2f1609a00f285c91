import Autograd
import Files
import TensorCore

/// A few inputs of a network and what it answers to them, in a file beside its model: who builds the network elsewhere,
/// in PyTorch for instance, sees at once whether it computes the same.
///
///     try ModelExample(of: network, pictures, targets: .integers(labels)) { crossEntropy($0, labels) }
///         .save(to: run.outputPath("example.safetensors"))
///
/// The file holds `inputs`, of a network with several an array `inputs.NAME` for each; `outputs`, as in use; and where
/// there is a loss, `targets` and `loss`, a single number. See `Docs/PyTorch.md`.
public struct ModelExample: Sendable {
    /// An array of either kind: measurements, or ids and classes.
    public enum Numbers: Sendable {
        case floats(NDArray)
        case integers(IntArray)
    }

    /// The arrays of floats, by their names in the file.
    public private(set) var arrays: [String: NDArray] = [:]
    /// The arrays of whole numbers.
    public private(set) var integers: [String: IntArray] = [:]

    private static let inputName = "inputs"
    private static let outputName = "outputs"
    private static let targetName = "targets"
    private static let lossName = "loss"

    /// An example of these numbers. The name of a single input is empty.
    public init(
        inputs: [String: Numbers], outputs: NDArray, targets: Numbers? = nil, loss: Float? = nil
    ) {
        for (name, numbers) in inputs {
            set(name.isEmpty ? Self.inputName : "\(Self.inputName).\(name)", numbers)
        }
        arrays[Self.outputName] = outputs
        if let targets { set(Self.targetName, targets) }
        arrays[Self.lossName] = loss.map { NDArray($0) }
    }

    /// The answers of a network with several inputs, in use and without a graph; it is then left as it was.
    ///
    /// - Parameters:
    ///   - inputs: the arrays by name.
    ///   - targets: what it should have answered.
    ///   - answer: runs the network on the inputs.
    ///   - loss: how wrong its answers are.
    public init(
        of model: Module, inputs: [String: Numbers], targets: Numbers? = nil, answer: () -> Tensor,
        loss: ((Tensor) -> Tensor)? = nil
    ) {
        let modules = model.namedModules.map(\.module)
        let modes = modules.map(\.isTraining)
        model.evaluate()
        let (outputs, error) = withoutGradient {
            let outputs = answer()
            return (outputs.value, loss.map { $0(outputs).scalar })
        }
        for (module, mode) in zip(modules, modes) { module.isTraining = mode }
        self.init(inputs: inputs, outputs: outputs, targets: targets, loss: error)
    }

    /// The answers of a layer to the rows of one array.
    public init(
        of layer: any Layer, _ inputs: NDArray, targets: Numbers? = nil, loss: ((Tensor) -> Tensor)? = nil
    ) {
        self.init(
            of: layer, inputs: ["": .floats(inputs)], targets: targets, answer: { layer(Tensor(inputs)) },
            loss: loss)
    }

    private mutating func set(_ name: String, _ numbers: Numbers) {
        switch numbers {
        case .floats(let array): arrays[name] = array
        case .integers(let array): integers[name] = array
        }
    }
}

extension ModelExample {
    /// Writes the file, whole or not at all.
    ///
    /// - Throws: `FileError.unwritable`.
    public func save(to path: String) throws {
        try Safetensors(arrays: arrays, integers: integers, metadata: ["format": "pt"]).write(to: path)
    }

    /// Reads a file, of ours or of PyTorch's.
    ///
    /// - Throws: `FileError`, also where it has no `outputs`.
    public init(contentsOf path: String) throws {
        let file = try Safetensors(contentsOf: path)
        guard file.arrays[Self.outputName] != nil else {
            throw FileError.malformed(path: path, reason: "it has no array \"\(Self.outputName)\"")
        }
        (arrays, integers) = (file.arrays, file.integers)
    }

    /// The loss, where there is one.
    public var loss: Float? { arrays[Self.lossName].flatMap { $0.elementCount == 1 ? $0.scalar : nil } }

    /// How far other answers are from these: the largest |a − b| / max(1, |b|), infinite where the shapes differ or a
    /// difference is NaN.
    public func largestDifference(from answers: NDArray) -> Float {
        TensorCore.largestDifference(answers, arrays[Self.outputName], relativeTo: 1)
    }
}
