import NeuralNetworks
import ONNX

// The networks of digits in ONNX's operations: what each `forward` does, layer by layer.

extension BookNetwork: ONNXLayer {
    /// Pictures `[N, channels, side, side]` to logits `[N, classes]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(
            conv1, ReLU(), MaxPool2d(2), conv2, ReLU(), MaxPool2d(2), Flatten(), fc1, ReLU(), fc2,
            to: pictures)
    }
}

extension DigitTower: ONNXLayer {
    /// Pictures `[N, 1, 28, 28]` to features `[N, 392]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(conv1, ReLU(), MaxPool2d(2), conv2, ReLU(), MaxPool2d(2), Flatten(), to: pictures)
    }
}

extension ResidualBlock: ONNXLayer {
    /// `[N, inputs, H, W]` to `[N, outputs, H / stride, W / stride]`.
    public func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let change = graph.add(conv1, bn1, ReLU(), conv2, bn2, to: input)
        return graph.node("Relu", [graph.sum(change, graph.add(shortcut, to: input))])
    }
}

extension ResidualNetwork: ONNXLayer {
    /// Pictures `[N, channels, H, W]` to logits `[N, classes]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(
            conv1, bn1, ReLU(), layer1, layer2, layer3, AdaptiveAvgPool2d(1), Flatten(), fc, to: pictures)
    }
}

extension Generator: ONNXLayer {
    /// Latent codes `[N, inputs]` to pictures `[N, channels, 28, 28]` from −1 to 1.
    public func describe(_ codes: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let start = graph.reshaped(codes, [0, -1, 1, 1])
        return graph.add(deconv1, bn1, ReLU(), deconv2, bn2, ReLU(), deconv3, Tanh(), to: start)
    }
}
