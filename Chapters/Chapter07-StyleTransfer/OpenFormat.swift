import NeuralNetworks
import ONNX
import TensorCore

/// The network of a `fast.safetensors` in ONNX's operations: paints pictures of any height and width that are multiples of 4. Its input
/// are the three colours, which are the style's already, and three channels of noise.
///
/// - Throws: `FileError` where the file is missing, broken or of another network.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let size: [ONNXGraph.Dimension] = ["height", "width"]
    return ONNXGraph(
        "Chapter7", of: try FastStyleNetwork.read(from: path), ["batch", 6] + size, to: ["batch", 3] + size)
}

extension FastStyleNetwork: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let small = graph.add(begin, ReLU(), down1, ReLU(), down2, ReLU(), to: input)
        let painted = graph.add(blocks, to: small)
        let change = graph.add(
            Upsample(2), up2, ReLU(), Upsample(2), up1, ReLU(), ReflectionPad2d(2), end, to: painted)
        return graph.sum(graph.sliced(input, axis: 1, 0..<3), change)
    }
}

extension FastLayer: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(ReflectionPad2d(Size2D(conv.weight.shape[2] / 2)), conv, norm, to: input)
    }
}

extension FastBlock: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.sum(input, graph.add(first, ReLU(), second, to: input))
    }
}
