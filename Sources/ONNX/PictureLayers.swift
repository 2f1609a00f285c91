import NeuralNetworks
import TensorCore

extension Conv2d: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let weights =
            [graph.weight(weight, prefix, "weight")] + (bias.map { [graph.weight($0, prefix, "bias")] } ?? [])
        return graph.node(
            "Conv", [input] + weights,
            [
                "kernel_shape": .integers([weight.shape[2], weight.shape[3]]),
                "strides": .integers(convolution.stride.extents),
                "pads": .integers(convolution.padding.allAround),
                "dilations": .integers(convolution.dilation.extents), "group": .integer(convolution.groups),
            ])
    }
}

extension ConvTranspose2d: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let weights =
            [graph.weight(weight, prefix, "weight")] + (bias.map { [graph.weight($0, prefix, "bias")] } ?? [])
        return graph.node(
            "ConvTranspose", [input] + weights,
            [
                "kernel_shape": .integers([weight.shape[2], weight.shape[3]]),
                "strides": .integers(convolution.stride.extents),
                "pads": .integers(convolution.padding.allAround),
                "dilations": .integers(convolution.dilation.extents), "group": .integer(convolution.groups),
                "output_padding": .integers(outputPadding.extents),
            ])
    }
}

extension MaxPool2d: ONNXLayer {
    public func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value { graph.maximumPool(input, pooling) }
}

extension ONNXGraph {
    /// The largest numbers of windows.
    public mutating func maximumPool(_ input: Value, _ pooling: Pooling2D) -> Value {
        node(
            "MaxPool", [input],
            [
                "kernel_shape": .integers(pooling.kernel.extents),
                "strides": .integers(pooling.stride.extents),
                "pads": .integers(pooling.padding.allAround), "ceil_mode": .integer(pooling.ceilMode ? 1 : 0),
            ])
    }
}

extension BatchNorm: ONNXLayer {
    /// By the running statistics, as in evaluation.
    public final func describe(
        _ input: ONNXGraph.Value, _ prefix: String, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let statistics = [
            graph.weight(weight, prefix, "weight"), graph.weight(bias, prefix, "bias"),
            graph.constant(runningMean.value, named: prefix + "running_mean"),
            graph.constant(runningVar.value, named: prefix + "running_var"),
        ]
        return graph.node("BatchNormalization", [input] + statistics, ["epsilon": .number(epsilon)])
    }
}

extension Size2D {
    /// Rows and columns.
    fileprivate var extents: [Int] { [height, width] }

    /// As padding: above, on the left, below, and on the right.
    fileprivate var allAround: [Int] { [height, width, height, width] }
}
