import NeuralNetworks
import ONNX

/// The network of a model's file in ONNX's operations: one number from the features of an hour, or of a row of the reader's own
/// table. The notes of the file say what the inputs are, and how a count follows from the output.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let network = try TablePredictor(contentsOf: path)?.network ?? HourPredictor(contentsOf: path).network
    let inputs = (network[0] as? Linear)?.inputCount ?? 0
    return ONNXGraph("Chapter3", of: network, ["batch", .size(inputs)], to: ["batch", 1])
}
