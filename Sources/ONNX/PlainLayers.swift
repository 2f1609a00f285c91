import NeuralNetworks
import TensorCore

extension Sequential: ONNXLayer {
    /// The layers one after the other.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(layers, to: input)
    }
}

extension Linear: ONNXLayer {
    /// x Wᵀ + b: `Gemm` for rows `[N, in]`, `MatMul` and `Add` for arrays of more axes `[..., in]`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let matrix = graph.weight(weight)
        let bias = bias.map { graph.weight($0) }
        if input.rank == 2 {
            return graph.node("Gemm", [input, matrix] + (bias.map { [$0] } ?? []), ["transB": .integer(1)])
        }
        // More axes than two are for MatMul, whose right operand has the inputs down.
        let product = graph.matrixProduct(input, graph.transposed(matrix, [1, 0]))
        return bias.map { graph.sum(product, $0) } ?? product
    }
}

extension Flatten: ONNXLayer {
    /// `[N, ...]` to `[N, features]`: `Flatten`, or `Reshape` where more than one axis stays.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        if axis == 1 { return graph.node("Flatten", [input], ["axis": .integer(1)], rank: 2) }
        return graph.reshaped(input, Array(repeating: 0, count: axis) + [-1])
    }
}

extension Dropout: ONNXLayer {
    /// Its input: in evaluation nothing is dropped.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value { input }
}

extension LayerNorm: ONNXLayer {
    /// The last axes by their mean and variance, of any shape: `LayerNormalization`, new in operator set 17.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let scale =
            weight.map { graph.weight($0) }
            ?? graph.constant(.ones(normalizedShape), named: "ones_\(graph.operationCount)")
        return graph.node(
            "LayerNormalization", [input, scale] + (bias.map { [graph.weight($0)] } ?? []),
            ["axis": .integer(-normalizedShape.rank), "epsilon": .number(epsilon)])
    }
}
