import NeuralNetworks
import ONNX
import Text

/// The network of a model's file in ONNX's operations: the logits of bad and good. The linear one takes bags of tokens one after the
/// other, as PyTorch's `EmbeddingBag` does, a recurrent one padded ids. The notes of the file say what an id stands for.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    switch try Classifier.read(from: path).kind {
    case .linear(let network, _):
        var graph = ONNXGraph("Chapter4", weightsOf: network)
        let ids = graph.input("ids", ["tokens"], .integers)
        let offsets = graph.input("offsets", ["batch"], .integers)
        let weights = graph.input("weights", ["tokens"])
        let sums = network.bag.describe(ids, offsets: offsets, weights: weights, in: &graph)
        graph.output(graph.sum(sums, graph.weight(network.bias)), named: "outputs", ["batch", 2])
        return graph
    case .recurrent(_, let network, _):
        return ONNXGraph("Chapter4", of: network, ["batch", "length"], .integers, to: ["batch", 2])
    }
}

extension RecurrentClassifier: ONNXLayer {
    func describe(_ ids: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let count = graph.sum(graph.isToken(ids, padding: Vocabulary.padding), axis: 1)
        let lengths = graph.node("Max", [count, graph.constant(Float(1))])  // [N]
        let (states, _) = core.describe(
            graph.add(embedding, to: ids), lengths: graph.converted(lengths, to: .integers), in: &graph)
        // 1 within a review, 0 behind it: [N, T, 1].
        let places = graph.converted(graph.indices(ids, axis: 1), to: .floats)
        let rows = graph.expanded(lengths, axis: 1)  // [N, 1]
        let isInside = graph.expanded(
            graph.converted(graph.node("Less", [places, rows]), to: .floats), axis: 2)
        let mean = graph.quotient(graph.sum(graph.product(states, isInside), axis: 1), rows)
        let far = graph.product(graph.difference(isInside, graph.constant(Float(1))), 1e4)
        let largest = graph.maximum(graph.sum(states, far), axis: 1)
        return graph.add(out, to: graph.concatenated([mean, largest], axis: 1))
    }
}
