import Files
import Messages
import NeuralNetworks
import ONNX

/// The network of a model's file in ONNX's operations: the logits of all nodes of a graph, from their features and its normalized
/// adjacency matrix; or the logits of windows of motions.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let checkpoint = try Checkpoint(contentsOf: path)
    guard checkpoint.notes["chapter"] == "14" else {
        throw FileError.malformed(
            path: path, reason: Words(en: "not a model of chapter 14", zh: "不是第 14 章的模型").text)
    }
    guard checkpoint.notes["bones"] == nil else {
        let (network, skeleton, actions, _) = try MotionNetwork.read(checkpoint, path: path)
        return ONNXGraph(
            "Chapter14", of: network, ["batch", 6, "frames", .size(skeleton.joints.count)],
            to: ["batch", .size(actions.count)])
    }
    let (network, subjects) = try GraphConvolutionalNetwork.read(checkpoint, path: path)
    var graph = ONNXGraph("Chapter14", weightsOf: network)
    let features = graph.input("features", ["nodes", .size(network.layer1.weight.shape[0])])
    let adjacency = graph.input("adjacency", ["nodes", "nodes"])
    let hidden = network.layer1.describe(features, over: adjacency, in: &graph)
    let logits = network.layer2.describe(graph.add(ReLU(), to: hidden), over: adjacency, in: &graph)
    graph.output(logits, named: "outputs", ["nodes", .size(subjects.count)])
    return graph
}

extension GraphConvolution {
    /// Â (X W) + b, dense: ONNX has no product of sparse matrices.
    fileprivate func describe(
        _ features: ONNXGraph.Value, over adjacency: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let mixed = graph.matrixProduct(features, graph.weight(weight))
        return graph.sum(graph.matrixProduct(adjacency, mixed), graph.weight(bias))
    }
}

extension JointConvolution: ONNXLayer {
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let bones = graph.constant(adjacency, named: "adjacency_\(graph.operationCount)")
        let weights = importance.map { graph.product(graph.weight($0), bones) } ?? bones
        return graph.add(mix, to: graph.matrixProduct(input, weights))
    }
}

extension MotionNetwork: ONNXLayer {
    func describe(_ windows: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(
            joints1, ReLU(), time1, norm1, ReLU(), joints2, ReLU(), time2, norm2, ReLU(),
            AdaptiveAvgPool2d(1), Flatten(), out, to: windows)
    }
}
