import Messages
import NeuralNetworks
import TensorCore

/// A layer that can say in ONNX's operations what it does in evaluation.
///
/// The weights get the names that `model.safetensors` has for them.
public protocol ONNXLayer: Layer {
    /// Adds the layer's operations, and returns the value that they end with.
    ///
    /// - Parameter prefix: what stands before the names of its weights, such as `layer1.` or nothing.
    func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value
}

extension ONNXGraph {
    /// Adds a layer's operations, and returns the value that they end with. Traps for a layer that has no description.
    public mutating func add(_ layer: any Layer, to input: Value, _ prefix: String = "") -> Value {
        guard let layer = layer as? any ONNXLayer else {
            explainFailure(
                "ONNXGraph", "\(type(of: layer)) has no description in ONNX's operations",
                hint: "let it conform to ONNXLayer")
        }
        return layer.describe(input, prefix, in: &self)
    }

    /// A weight of a layer, under its name in `model.safetensors`.
    mutating func weight(_ parameter: Parameter, _ prefix: String, _ name: String) -> Value {
        constant(parameter.value, named: prefix + name)
    }
}

extension Sequential: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        var value = input
        for (index, layer) in layers.enumerated() {
            value = graph.add(layer, to: value, "\(prefix)\(index).")
        }
        return value
    }
}

extension Linear: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let matrix = graph.weight(weight, prefix, "weight")
        let bias = bias.map { graph.weight($0, prefix, "bias") }
        if input.rank == 2 {
            return graph.node("Gemm", [input, matrix] + (bias.map { [$0] } ?? []), ["transB": .integer(1)])
        }
        // More axes than two are for MatMul, whose right operand has the inputs down.
        let product = graph.node(
            "MatMul", [input, graph.node("Transpose", [matrix], ["perm": .integers([1, 0])])])
        return bias.map { graph.node("Add", [product, $0]) } ?? product
    }
}

extension Flatten: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        if axis == 1 { return graph.node("Flatten", [input], ["axis": .integer(1)], rank: 2) }
        // A 0 leaves an extent as it is, and −1 is what remains.
        let shape = graph.constant(Array(repeating: 0, count: axis) + [-1])
        return graph.node("Reshape", [input, shape], rank: axis + 1)
    }
}

extension Dropout: ONNXLayer {
    /// In evaluation nothing is dropped.
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { input }
}
