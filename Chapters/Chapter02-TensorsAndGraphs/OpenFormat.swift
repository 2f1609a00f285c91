import ONNX
import TensorCore

/// The regression of a model's file in ONNX's operations: prices, or what a table's target is, from measurements as they are in
/// the table; or the line, prices from months.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let model = try LinearPredictor(contentsOf: path)
    let count = model.weights.elementCount
    var graph = ONNXGraph("Chapter2")
    var x = graph.input(model.isLine ? "months" : "measurements", ["batch", .size(count)])
    func constant(_ array: NDArray, _ name: String) -> ONNXGraph.Value {
        graph.constant(array, named: "\(model.name).\(name)")
    }
    if !model.isLine {
        let centered = graph.difference(x, constant(NDArray(model.standardizer.means), "means"))
        x = graph.quotient(centered, constant(NDArray(model.standardizer.deviations), "deviations"))
    }
    let weights = [
        constant(model.weights.reshaped([1, count]), "weight"), constant(model.bias, "bias"),
    ]
    graph.output(
        graph.node("Gemm", [x] + weights, ["transB": .integer(1)]), named: "outputs", ["batch", 1])
    return graph
}
