import Autograd
import Files
import Messages
import TensorCore

/// A few inputs of a network with its outputs, in a file beside its model: a reimplementation, in PyTorch for instance,
/// can be checked against it at once.
///
/// ```swift
/// let network = Sequential(Linear(4, 3, using: &generator))
/// let labels = IntArray([0, 2])
/// let example = ModelExample(of: network, .normal([2, 4], using: &generator), targets: .integers(labels)) {
///     crossEntropy($0, labels)
/// }
/// try example.save(to: "example.safetensors")
/// ```
///
/// The file holds `inputs`, or for a network with several an array `inputs.NAME` for each; `outputs`, computed in
/// evaluation; and with a loss, `targets` and `loss`, a single number. See `Docs/PyTorch.md`.
public struct ModelExample: Sendable {
    /// An array of floats, such as pictures, or of integers, such as ids and labels.
    public enum Values: Sendable {
        case floats(NDArray)
        case integers(IntArray)
    }

    /// The arrays of floats, by their names in the file.
    public private(set) var arrays: [String: NDArray] = [:]
    /// The arrays of integers, by their names in the file.
    public private(set) var integers: [String: IntArray] = [:]

    private static let inputName = "inputs"
    private static let outputName = "outputs"
    private static let targetName = "targets"
    private static let lossName = "loss"

    /// An example of these arrays. The name of a single input is empty.
    public init(
        inputs: [String: Values], outputs: NDArray, targets: Values? = nil, loss: Float? = nil
    ) {
        for (name, values) in inputs {
            set(name.isEmpty ? Self.inputName : "\(Self.inputName).\(name)", values)
        }
        arrays[Self.outputName] = outputs
        if let targets { set(Self.targetName, targets) }
        arrays[Self.lossName] = loss.map { NDArray($0) }
    }

    /// The outputs of a network with several inputs, in evaluation and without a graph; its mode is then restored.
    ///
    /// - Parameters:
    ///   - inputs: the arrays by name.
    ///   - targets: the targets of its outputs.
    ///   - answer: runs the network on the inputs.
    ///   - loss: the loss of its outputs.
    public init(
        of model: Module, inputs: [String: Values], targets: Values? = nil, answer: () -> Tensor,
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

    /// The outputs of a layer for the rows of one array.
    public init(
        of layer: any Layer, _ inputs: NDArray, targets: Values? = nil, loss: ((Tensor) -> Tensor)? = nil
    ) {
        self.init(
            of: layer, inputs: ["": .floats(inputs)], targets: targets, answer: { layer(Tensor(inputs)) },
            loss: loss)
    }

    private mutating func set(_ name: String, _ values: Values) {
        switch values {
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

    /// Reads a file, written by `save` or by PyTorch.
    ///
    /// - Throws: `FileError`, also where it has no `outputs`.
    public init(contentsOf path: String) throws {
        let file = try Safetensors(contentsOf: path)
        guard file.arrays[Self.outputName] != nil else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "it has no array \"\(Self.outputName)\"", zh: "它没有数组 \"\(Self.outputName)\""
                ).text)
        }
        (arrays, integers) = (file.arrays, file.integers)
    }

    /// The loss, if the file has one.
    public var loss: Float? { arrays[Self.lossName].flatMap { $0.elementCount == 1 ? $0.scalar : nil } }

    /// How far other outputs are from these: the largest |a − b| / max(1, |b|), infinite where the shapes differ or a
    /// difference is NaN.
    public func largestDifference(from answers: NDArray) -> Float {
        TensorCore.largestDifference(answers, arrays[Self.outputName], relativeTo: 1)
    }
}
