import Foundation
import TensorCore

/// A snapshot of the graph behind a tensor, to be printed or drawn (section 2.2.3).
///
/// ```swift
/// let x = Tensor(NDArray(2), requiresGradient: true, name: "x")
/// print(ComputationGraph(of: x * x + 1))
/// ```
///
/// Take it before `backward()` frees the graph, or after `backward(keepingGraph: true)` to see the gradients too;
/// intermediate tensors show theirs when their `retainsGradient` was set.
public struct ComputationGraph: CustomStringConvertible {
    /// A tensor of the graph.
    public struct Node: Sendable {
        /// Its name; one that has none is numbered.
        public let label: String
        /// How it was made, `+` for instance; nil for a leaf.
        public let operation: String?
        /// Its extents.
        public let shape: Shape
        /// Whether the backward pass computes a gradient for it.
        public let requiresGradient: Bool
        /// Its value, where it is a scalar.
        public let value: Float?
        /// Its gradient, where it is a scalar that kept it.
        public let gradient: Float?
        /// The places of its inputs among the nodes.
        public let inputs: [Int]
    }

    /// Inputs before what is made from them; the result is the last.
    public let nodes: [Node]

    /// The graph of everything that `result` was computed from.
    public init(of result: Tensor) {
        let order = ComputationGraph.inputsFirst(result)
        var numbers: [ObjectIdentifier: Int] = [:]
        var unnamed = 0
        nodes = order.enumerated().map { index, tensor in
            numbers[ObjectIdentifier(tensor)] = index
            if tensor.name == nil { unnamed += 1 }
            return Node(
                label: tensor.name ?? "t\(unnamed)", operation: tensor.node?.operation, shape: tensor.shape,
                requiresGradient: tensor.requiresGradient,
                value: tensor.elementCount == 1 ? tensor.scalar : nil,
                gradient: tensor.grad.flatMap { $0.elementCount == 1 ? $0.scalar : nil },
                inputs: (tensor.node?.inputs ?? []).compactMap { numbers[ObjectIdentifier($0)] })
        }
    }

    /// One line a tensor, inputs first: name, operation and operands, shape, and the value and gradient of scalars.
    public var description: String {
        nodes.map { node in
            var line = node.label
            if let operation = node.operation {
                line += " = \(operation)(\(node.inputs.map { nodes[$0].label }.joined(separator: ", ")))"
            }
            line += "  \(node.shape)"
            if let value = node.value { line += "  value \(ComputationGraph.format(value))" }
            if let gradient = node.gradient { line += "  gradient \(ComputationGraph.format(gradient))" }
            if node.operation == nil && node.requiresGradient { line += "  requires gradient" }
            return line
        }.joined(separator: "\n")
    }

    static func format(_ value: Float) -> String { String(format: "%.4g", value) }

    /// Every tensor behind `result`, each once and after its inputs. A loop with its own stack: graphs are deep.
    private static func inputsFirst(_ result: Tensor) -> [Tensor] {
        var order: [Tensor] = []
        var seen: Set<ObjectIdentifier> = []
        var stack: [(tensor: Tensor, isExpanded: Bool)] = [(result, false)]
        while let (tensor, isExpanded) = stack.popLast() {
            if isExpanded {
                order.append(tensor)
            } else if seen.insert(ObjectIdentifier(tensor)).inserted {
                stack.append((tensor, true))
                for input in (tensor.node?.inputs ?? []).reversed() { stack.append((input, false)) }
            }
        }
        return order
    }
}
