import NeuralNetworks
import ONNX

// The networks of photographs in ONNX's operations: body and head, and the blocks that the bodies are made of.

extension MobileNetV2: ONNXLayer {
    /// Pictures `[N, 3, H, W]` to logits `[N, classes]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(body, head, to: pictures)
    }
}

extension InvertedResidual: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let change = graph.add(conv, to: input)
        return hasShortcut ? graph.sum(input, change) : change
    }
}

extension ResNet18: ONNXLayer {
    /// Pictures `[N, 3, H, W]` to logits `[N, classes]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(body, head, to: pictures)
    }
}

extension ResidualBlock: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let change = graph.add(convolutions, to: input)
        let shortcut = downsample.map { graph.add($0, to: input) } ?? input
        return graph.node("Relu", [graph.sum(change, shortcut)])
    }
}

extension SqueezeNet: ONNXLayer {
    /// Pictures `[N, 3, H, W]` to logits `[N, classes]`.
    public func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(body, head, to: pictures)
    }
}

extension Fire: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let squeezed = graph.add(squeeze, ReLU(), to: input)
        let expanded = [expand1x1, expand3x3].map { graph.add($0, ReLU(), to: squeezed) }
        return graph.concatenated(expanded, axis: 1)
    }
}
