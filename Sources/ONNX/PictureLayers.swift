import Messages
import NeuralNetworks
import TensorCore

// Pictures are `[N, C, H, W]` here as in ONNX, and any height and width may come.

extension Conv2d: ONNXLayer {
    /// `[N, in, H, W]` to `[N, out, H', W']`: `Conv`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let weights = [graph.weight(weight)] + (bias.map { [graph.weight($0)] } ?? [])
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
    /// `[N, in, H, W]` to `[N, out, H', W']`: `ConvTranspose`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let weights = [graph.weight(weight)] + (bias.map { [graph.weight($0)] } ?? [])
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
    /// The largest number of each window, `[N, C, H, W]` to `[N, C, H', W']`: `MaxPool`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node(
            "MaxPool", [input],
            [
                "kernel_shape": .integers(pooling.kernel.extents),
                "strides": .integers(pooling.stride.extents),
                "pads": .integers(pooling.padding.allAround), "ceil_mode": .integer(pooling.ceilMode ? 1 : 0),
            ])
    }
}

extension AdaptiveAvgPool2d: ONNXLayer {
    /// The mean of each map, `[N, C, 1, 1]`. Traps for another size, for which ONNX has no operation.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        if outputSize != Size2D(1) {
            explainFailure(
                "ONNXGraph", "means of \(outputSize) parts have no operation in ONNX", hint: "a size of 1 has"
            )
        }
        return graph.node("GlobalAveragePool", [input])
    }
}

extension BatchNorm: ONNXLayer {
    /// `[N, C, ...]` by the running statistics, as in evaluation: `BatchNormalization`.
    public final func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let statistics = [
            graph.weight(weight), graph.weight(bias), graph.weight(runningMean), graph.weight(runningVar),
        ]
        return graph.node("BatchNormalization", [input] + statistics, ["epsilon": .number(epsilon)])
    }
}

extension InstanceNorm2d: ONNXLayer {
    /// `[N, C, H, W]`, each map of each picture by its own mean and variance: `InstanceNormalization`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let number = graph.operationCount
        let scale =
            weight.map { graph.weight($0) } ?? graph.constant(.ones([channelCount]), named: "ones_\(number)")
        let shift =
            bias.map { graph.weight($0) } ?? graph.constant(.zeros([channelCount]), named: "zeros_\(number)")
        return graph.node("InstanceNormalization", [input, scale, shift], ["epsilon": .number(epsilon)])
    }
}

extension ReflectionPad2d: ONNXLayer {
    /// `[N, C, H, W]` to `[N, C, H', W']` with mirrored borders: `Pad`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let sides = [0, 0, padding.top, padding.left, 0, 0, padding.bottom, padding.right]
        return graph.node("Pad", [input, graph.constant(sides)], ["mode": .text("reflect")])
    }
}

extension Upsample: ONNXLayer {
    /// `[N, C, H, W]` to `[N, C, scale H, scale W]`: each pixel as several, or what is between pixels from both: `Resize`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let scale = upsampling.scale.extents.map(Float.init)
        let scales = graph.constant(NDArray([1, 1] + scale), named: "scales_\(graph.operationCount)")
        let isNearest = upsampling.mode == .nearest
        return graph.node(
            "Resize", [input, nil, scales],
            [
                "mode": .text(isNearest ? "nearest" : "linear"),
                "coordinate_transformation_mode": .text(isNearest ? "asymmetric" : "half_pixel"),
                "nearest_mode": .text("floor"),
            ], rank: 4)
    }
}

extension Size2D {
    /// Rows and columns.
    fileprivate var extents: [Int] { [height, width] }

    /// As padding: above, on the left, below, and on the right.
    fileprivate var allAround: [Int] { [height, width, height, width] }
}
