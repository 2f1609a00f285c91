import Autograd
import Messages
import NeuralNetworks
import TensorCore

/// A network as ONNX says it: inputs, weights, operations between named values, and outputs.
///
/// ```swift
/// var graph = ONNXGraph("doubled")
/// let x = graph.input("x", ["batch", 3])
/// let two = graph.constant(NDArray(2), named: "two")
/// graph.output(graph.node("Mul", [x, two]), named: "y", ["batch", 3])
/// try graph.save(to: "doubled.onnx")
/// ```
///
/// Layers add their operations themselves, see `ONNXLayer`. The operations are those of ONNX's operator set 17, in the words of
/// its specification: https://onnx.ai/onnx/operators
public struct ONNXGraph {
    /// Something that is computed with: an input, a weight, or the result of an operation.
    public struct Value: Hashable, Sendable {
        /// What the file calls it.
        public let name: String
        /// How many axes it has.
        public let rank: Int
    }

    /// An extent: a number, or the name of one that is known only when the network is used, such as "batch".
    public enum Dimension: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
        CustomStringConvertible
    {
        /// This many.
        case size(Int)
        /// Any number; where a name occurs twice it is the same one.
        case named(String)

        /// This many.
        public init(integerLiteral value: Int) { self = .size(value) }
        /// Any number, of this name.
        public init(stringLiteral value: String) { self = .named(value) }

        /// The number or the name.
        public var description: String {
            switch self {
            case .size(let size): "\(size)"
            case .named(let name): name
            }
        }
    }

    /// What an operation is told beside its inputs.
    public enum Attribute: Hashable, Sendable {
        /// A whole number.
        case integer(Int)
        /// Whole numbers.
        case integers([Int])
        /// A number of single precision.
        case number(Float)
        /// A text.
        case text(String)
        /// Texts.
        case texts([String])
    }

    /// What the elements of an array are.
    public enum Elements: Sendable {
        /// Numbers of single precision.
        case floats
        /// Whole numbers of 32 bits, such as ids of tokens.
        case integers
        /// Whole numbers of 64 bits, as ONNX counts shapes and places.
        case longIntegers

        /// What the specification calls it, in `TensorProto.DataType`.
        var dataType: Int {
            switch self {
            case .floats: 1
            case .integers: 6
            case .longIntegers: 7
            }
        }
    }

    /// The version of ONNX's operator set, and of the format of the file that came with it.
    public static let operatorSet = 17
    static let formatVersion = 8

    /// An input or output, as others see it.
    struct Port {
        let name: String
        let elements: Elements
        let shape: [Dimension]
    }

    struct Node {
        let operation: String
        let inputs: [String]
        let outputs: [String]
        let attributes: [(name: String, value: Attribute)]
    }

    /// A weight, whole numbers such as a shape, or one alone.
    enum Constant {
        case floats(NDArray)
        case integers([Int])
        case integer(Int)
    }

    let name: String
    private(set) var inputs: [Port] = []
    private(set) var outputs: [Port] = []
    private(set) var nodes: [Node] = []
    private(set) var constants: [(name: String, content: Constant)] = []
    private var names: Set<String> = []
    /// Kept, so that no other object gets the identity of one of its weights.
    private let model: Module?
    private let weightNames: [ObjectIdentifier: String]
    private var weights: [ObjectIdentifier: Value] = [:]

    /// A network of this name, without anything yet.
    ///
    /// - Parameter model: the module whose weights it will have, under the names that `model.safetensors` has for them.
    public init(_ name: String, weightsOf model: Module? = nil) {
        (self.name, self.model) = (name, model)
        let parameters = model?.namedParameters.map { (ObjectIdentifier($0.parameter), $0.name) } ?? []
        let buffers = model?.namedBuffers.map { (ObjectIdentifier($0.buffer), $0.name) } ?? []
        weightNames = Dictionary(parameters + buffers) { first, _ in first }
    }

    /// What it takes and gives, in a line: "inputs [batch, 3] to outputs [batch, 1], 2 operations of ONNX's set 17".
    public var summary: Words {
        func list(_ ports: [Port]) -> String {
            ports.map { "\($0.name) [\($0.shape.map(\.description).joined(separator: ", "))]" }.joined(
                separator: ", ")
        }
        let (from, to, set) = (list(inputs), list(outputs), ONNXGraph.operatorSet)
        let count = nodes.count { $0.operation != "Identity" }
        return Words(
            en: "\(from) to \(to), \(count) operation\(count == 1 ? "" : "s") of ONNX's set \(set)",
            zh: "\(from) 到 \(to)，\(count) 个运算，ONNX 算子集 \(set)")
    }

    /// What the network is given. Traps when the name is taken.
    public mutating func input(_ name: String, _ shape: [Dimension], _ elements: Elements = .floats) -> Value
    {
        inputs.append(Port(name: claim(name), elements: elements, shape: shape))
        return Value(name: name, rank: shape.count)
    }

    /// A weight, or another array that does not change. Traps when the name is taken.
    public mutating func constant(_ array: NDArray, named name: String) -> Value {
        constants.append((claim(name), .floats(array)))
        return Value(name: name, rank: array.rank)
    }

    /// A number that does not change.
    public mutating func constant(_ number: Float) -> Value {
        constant(NDArray(number), named: "number_\(constants.count)")
    }

    /// Whole numbers, such as a shape or axes, `[count]`.
    public mutating func constant(_ integers: [Int]) -> Value { constant(.integers(integers), rank: 1) }

    /// One whole number, without an axis.
    public mutating func constant(_ integer: Int) -> Value { constant(.integer(integer), rank: 0) }

    private mutating func constant(_ content: Constant, rank: Int) -> Value {
        let name = claim("integers_\(constants.count)")
        constants.append((name, content))
        return Value(name: name, rank: rank)
    }

    /// A weight of the model, under its name; the same value again where it is used twice. Traps when the model has no such weight.
    public mutating func weight(_ parameter: Tensor) -> Value {
        weight(ObjectIdentifier(parameter), parameter.value)
    }

    /// A buffer of the model, such as the running mean of batch normalization, likewise.
    public mutating func weight(_ buffer: Buffer) -> Value {
        weight(ObjectIdentifier(buffer), buffer.value)
    }

    private mutating func weight(_ identity: ObjectIdentifier, _ array: NDArray) -> Value {
        if let known = weights[identity] { return known }
        let value = constant(array, named: weightName(identity, array.shape))
        weights[identity] = value
        return value
    }

    /// The name that the model has for a weight. Traps when it has none.
    func name(of parameter: Tensor) -> String { weightName(ObjectIdentifier(parameter), parameter.shape) }

    private func weightName(_ identity: ObjectIdentifier, _ shape: Shape) -> String {
        guard let name = weightNames[identity] else {
            explainFailure(
                "ONNXGraph", "a weight of shape \(shape) is none of the model's",
                hint: "ONNXGraph(name, weightsOf: model) takes the module that all layers are in")
        }
        return name
    }

    /// How many operations it has so far: a number for the name of a constant that belongs to the next one.
    public var operationCount: Int { nodes.count }

    /// The result of an operation, in the words of ONNX's specification.
    ///
    /// - Parameter rank: how many axes it has, where these are not as many as the largest input's.
    public mutating func node(
        _ operation: String, _ inputs: [Value], _ attributes: KeyValuePairs<String, Attribute> = [:],
        rank: Int? = nil
    ) -> Value {
        node(operation, inputs.map(Optional.some), attributes, rank: rank)
    }

    /// The result of an operation some of whose inputs are left out.
    public mutating func node(
        _ operation: String, _ inputs: [Value?], _ attributes: KeyValuePairs<String, Attribute> = [:],
        rank: Int? = nil
    ) -> Value {
        let rank = rank ?? inputs.compactMap { $0?.rank }.max() ?? 0
        return node(operation, inputs, attributes, ranks: [rank])[0]
    }

    /// The results of an operation that has several, of these numbers of axes.
    public mutating func node(
        _ operation: String, _ inputs: [Value?], _ attributes: KeyValuePairs<String, Attribute> = [:],
        ranks: [Int]
    ) -> [Value] {
        let name = "\(operation.lowercased())_\(nodes.count)"
        let outputs = ranks.indices.map { claim($0 == 0 ? name : "\(name)_\($0)") }
        nodes.append(
            Node(
                operation: operation, inputs: inputs.map { $0?.name ?? "" }, outputs: outputs,
                attributes: attributes.map { (name: $0.key, value: $0.value) }))
        return zip(outputs, ranks).map { Value(name: $0, rank: $1) }
    }

    /// Gives a value to whoever uses the network. Traps when the name is taken, or the value has not as many axes.
    public mutating func output(_ value: Value, named name: String, _ shape: [Dimension]) {
        if value.rank != shape.count {
            explainFailure(
                "ONNXGraph", "the output \(name) is said to be \(shape), and has \(value.rank) axes")
        }
        nodes.append(
            Node(operation: "Identity", inputs: [value.name], outputs: [claim(name)], attributes: []))
        outputs.append(Port(name: name, elements: .floats, shape: shape))
    }

    /// Takes a name. Traps when another value has it.
    private mutating func claim(_ name: String) -> String {
        if !names.insert(name).inserted {
            explainFailure("ONNXGraph", "two values are called \(name)", hint: "each has a name of its own")
        }
        return name
    }
}
