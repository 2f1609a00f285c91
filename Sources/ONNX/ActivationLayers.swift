import NeuralNetworks

extension ReLU: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("Relu", [input]) }
}

extension LeakyReLU: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("LeakyRelu", [input], ["alpha": .number(slope)]) }
}

extension Sigmoid: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("Sigmoid", [input]) }
}

extension Tanh: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("Tanh", [input]) }
}

extension Softmax: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("Softmax", [input], ["axis": .integer(axis)]) }
}

extension LogSoftmax: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.node("LogSoftmax", [input], ["axis": .integer(axis)]) }
}
