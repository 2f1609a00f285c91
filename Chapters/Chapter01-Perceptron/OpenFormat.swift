import ONNX
import TensorCore

/// The network of a model's file in ONNX's operations: its outputs from the inputs of rows, encoded as the table's note says.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let network = try TableClassifier(contentsOf: path).network
    var graph = ONNXGraph("Chapter1")
    var value = graph.input("inputs", ["batch", .size(network.hidden.inputCount)])
    for (name, layer) in [("hidden", network.hidden), ("output", network.output)] {
        let shape: Shape = [layer.biases.count, layer.inputCount]
        let weights = graph.constant(NDArray(layer.weights, shape: shape), named: "\(name).weight")
        let biases = graph.constant(NDArray(layer.biases), named: "\(name).bias")
        let sums = graph.node("Gemm", [value, weights, biases], ["transB": .integer(1)])  // x Wᵀ + b
        value = graph.node("Sigmoid", [sums])
    }
    graph.output(value, named: "outputs", ["batch", .size(network.output.biases.count)])
    return graph
}
