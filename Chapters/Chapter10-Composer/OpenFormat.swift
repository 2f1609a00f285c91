import NeuralNetworks
import ONNX

/// The composer of a model's file in ONNX's operations: after each symbol the logits of the next one, from the beginning of a piece.
///
/// - Throws: `FileError` where the file is missing, broken or of a network that does not compose.
func onnxGraph(ofModel path: String) throws -> ONNXGraph { try SavedComposer(contentsOf: path).model.onnx }

extension RecurrentLanguageModel: ONNXLayer {
    /// Sequences of any number and length.
    var onnx: ONNXGraph {
        ONNXGraph(
            "Chapter10", of: self, ["batch", "length"], .integers,
            to: ["batch", "length", .size(out.outputCount)])
    }

    func describe(_ symbols: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(embedding, core, out, to: symbols)
    }
}
