import Messages
import NeuralNetworks

/// A layer, or a whole network, that can say in ONNX's operations what it does in evaluation.
///
/// ```swift
/// extension ResidualBlock: ONNXLayer {
///     public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
///         let change = graph.add(conv1, bn1, ReLU(), conv2, bn2, to: input)
///         return graph.node("Relu", [graph.sum(change, graph.add(shortcut, to: input))])
///     }
/// }
/// ```
public protocol ONNXLayer: Module {
    /// Adds the layer's operations, and returns the value that they end with.
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value
}

extension ONNXGraph {
    /// A network that turns one array, `inputs`, into another, `outputs`.
    ///
    /// ```swift
    /// let network = Sequential(Linear(4, 8, using: &generator), Tanh(), Linear(8, 3, using: &generator))
    /// try ONNXGraph("flowers", of: network, ["batch", 4], to: ["batch", 3]).save(to: "flowers.onnx")
    /// ```
    ///
    /// Traps for a network with a layer that has no description.
    public init(
        _ name: String, of network: Module, _ inputs: [Dimension], _ elements: Elements = .floats,
        to outputs: [Dimension]
    ) {
        self.init(name, weightsOf: network)
        let value = input("inputs", inputs, elements)
        output(add(network, to: value), named: "outputs", outputs)
    }

    /// Adds the operations of layers, one after the other, and returns the value that they end with. Traps for a layer that has no
    /// description.
    public mutating func add(_ layers: Module..., to input: Value) -> Value { add(layers, to: input) }

    /// The same for an array of layers.
    public mutating func add(_ layers: [Module], to input: Value) -> Value {
        var value = input
        for layer in layers {
            guard let layer = layer as? any ONNXLayer else {
                explainFailure(
                    "ONNXGraph", "\(type(of: layer)) has no description in ONNX's operations",
                    hint: "let it conform to ONNXLayer")
            }
            value = layer.describe(value, in: &self)
        }
        return value
    }
}
