import DigitRecognition
import ImageNetworks
import Messages
import NeuralNetworks
import ONNX
import TensorCore

/// The network of a model's file in ONNX's operations: an adder, from two pictures of digits to their sum or the probabilities of all
/// sums; or the logits of photographs.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    if let (network, classCount) = try savedPhotographNetwork(path) {
        return ONNXGraph(
            "Chapter6", of: network, ["batch", 3, "height", "width"], to: ["batch", .size(classCount)])
    }
    return try savedAdder(path).onnx(side: 28)
}

extension Adder {
    /// The adder for pictures of `side` × `side` pixels.
    func onnx(side: Int) -> ONNXGraph {
        var graph = ONNXGraph("Chapter6", weightsOf: self)
        let pictures = ["left", "right"].map {
            graph.input($0, ["batch", 1, .size(side), .size(side)])
        }
        let (answers, count) = describe(pictures[0], pictures[1], in: &graph)
        graph.output(answers, named: "outputs", ["batch", .size(count)])
        return graph
    }
}

extension RegressionAdder {
    func describe(_ left: ONNXGraph.Value, _ right: ONNXGraph.Value, in graph: inout ONNXGraph) -> (
        answers: ONNXGraph.Value, count: Int
    ) {
        let features = [graph.add(towers[0], to: left), graph.add(towers[towers.count - 1], to: right)]
        let both = graph.concatenated(features, axis: 1)
        return (graph.add(fc1, ReLU(), fc2, ReLU(), fc3, ReLU(), fc4, to: both), 1)
    }
}

extension ClassificationAdder {
    func describe(_ left: ONNXGraph.Value, _ right: ONNXGraph.Value, in graph: inout ONNXGraph) -> (
        answers: ONNXGraph.Value, count: Int
    ) {
        let first = graph.add(readers[0], Softmax(axis: 1), to: left)
        let second = graph.add(readers[readers.count - 1], Softmax(axis: 1), to: right)
        let pairs = graph.product(graph.expanded(first, axis: 2), graph.expanded(second, axis: 1))
        let sums = graph.constant(pairSums, named: "pair_sums")
        return (graph.matrixProduct(graph.add(Flatten(), to: pairs), sums), pairSums.shape[1])
    }
}

extension PhotographNetwork: ONNXLayer {
    func describe(_ pictures: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let features = graph.add(body, AdaptiveAvgPool2d(1), Flatten(), to: pictures)
        // Of one length.
        let meanSquare = graph.mean(graph.product(features, features), axes: [1], keepingDimensions: true)
        let length = graph.node("Sqrt", [graph.sum(meanSquare, graph.constant(Float(1e-6)))])
        return graph.add(head, to: graph.quotient(features, length))
    }
}
