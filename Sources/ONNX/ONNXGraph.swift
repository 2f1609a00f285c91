import Foundation
import Messages
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
/// The operations are those of ONNX's operator set 17, in the words of its specification: https://onnx.ai/onnx/operators
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
        case size(Int)
        case named(String)

        public init(integerLiteral value: Int) { self = .size(value) }
        public init(stringLiteral value: String) { self = .named(value) }

        public var description: String {
            switch self {
            case .size(let size): "\(size)"
            case .named(let name): name
            }
        }
    }

    /// What an operation is told beside its inputs.
    public enum Attribute: Hashable, Sendable {
        case integer(Int)
        case integers([Int])
        case number(Float)
        case text(String)
    }

    /// What the elements of an array are.
    public enum Elements: Sendable {
        /// Numbers of single precision.
        case floats
        /// Whole numbers of 32 bits, such as ids of tokens.
        case integers
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
        let output: String
        let attributes: [(name: String, value: Attribute)]
    }

    /// A weight, or whole numbers such as a shape.
    enum Constant {
        case floats(NDArray)
        case integers([Int])
    }

    let name: String
    private(set) var inputs: [Port] = []
    private(set) var outputs: [Port] = []
    private(set) var nodes: [Node] = []
    private(set) var constants: [(name: String, content: Constant)] = []
    private var names: Set<String> = []

    /// A network of this name, without anything yet.
    public init(_ name: String) { self.name = name }

    /// What it takes and gives, in a line: "inputs [batch, 3] to outputs [batch, 1], 2 operations of ONNX's set 17".
    public var summary: Words {
        func list(_ ports: [Port]) -> String {
            ports.map { "\($0.name) [\($0.shape.map(\.description).joined(separator: ", "))]" }.joined(
                separator: ", ")
        }
        let (from, to, set) = (list(inputs), list(outputs), ONNXGraph.operatorSet)
        let count = nodes.count { $0.operation != "Identity" }
        return Words(
            en: "\(from) to \(to), \(count) operations of ONNX's set \(set)",
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

    /// Whole numbers, such as a shape or axes.
    public mutating func constant(_ integers: [Int]) -> Value {
        let name = claim("integers_\(constants.count)")
        constants.append((name, .integers(integers)))
        return Value(name: name, rank: 1)
    }

    /// The result of an operation.
    ///
    /// - Parameter rank: how many axes it has, where these are not as many as the first input's.
    public mutating func node(
        _ operation: String, _ inputs: [Value], _ attributes: KeyValuePairs<String, Attribute> = [:],
        rank: Int? = nil
    ) -> Value {
        let output = claim("\(operation.lowercased())_\(nodes.count)")
        nodes.append(
            Node(
                operation: operation, inputs: inputs.map(\.name), output: output,
                attributes: attributes.map { (name: $0.key, value: $0.value) }))
        return Value(name: output, rank: rank ?? inputs.first?.rank ?? 0)
    }

    /// Gives a value to whoever uses the network. Traps when the name is taken, or the value has not as many axes.
    public mutating func output(_ value: Value, named name: String, _ shape: [Dimension]) {
        if value.rank != shape.count {
            explainFailure(
                "ONNXGraph", "the output \(name) is said to be \(shape), and has \(value.rank) axes")
        }
        nodes.append(
            Node(operation: "Identity", inputs: [value.name], output: claim(name), attributes: []))
        outputs.append(Port(name: name, elements: .floats, shape: shape))
    }

    private mutating func claim(_ name: String) -> String {
        if !names.insert(name).inserted {
            explainFailure("ONNXGraph", "two values are called \(name)", hint: "each has a name of its own")
        }
        return name
    }
}
