import NeuralNetworks
import ONNX

extension BookNetwork: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let first = graph.maximumPool(
            graph.node("Relu", [graph.add(conv1, to: input, prefix + "conv1.")]), .init(2))
        let second = graph.maximumPool(
            graph.node("Relu", [graph.add(conv2, to: first, prefix + "conv2.")]), .init(2))
        let features = graph.add(Flatten(), to: second)
        let hidden = graph.node("Relu", [graph.add(fc1, to: features, prefix + "fc1.")])
        return graph.add(fc2, to: hidden, prefix + "fc2.")
    }
}

extension ResidualBlock: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let convolved = graph.add(conv1, to: input, prefix + "conv1.")
        let rectified = graph.node("Relu", [graph.add(bn1, to: convolved, prefix + "bn1.")])
        let again = graph.add(conv2, to: rectified, prefix + "conv2.")
        let change = graph.add(bn2, to: again, prefix + "bn2.")
        let shortcut = graph.add(shortcut, to: input, prefix + "shortcut.")
        return graph.node("Relu", [graph.node("Add", [change, shortcut])])
    }
}

extension ResidualNetwork: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let convolved = graph.add(conv1, to: input, prefix + "conv1.")
        var maps = graph.node("Relu", [graph.add(bn1, to: convolved, prefix + "bn1.")])
        maps = graph.add(layer1, to: maps, prefix + "layer1.")
        maps = graph.add(layer2, to: maps, prefix + "layer2.")
        maps = graph.add(layer3, to: maps, prefix + "layer3.")
        let means = graph.add(Flatten(), to: graph.node("GlobalAveragePool", [maps]))
        return graph.add(fc, to: means, prefix + "fc.")
    }
}
