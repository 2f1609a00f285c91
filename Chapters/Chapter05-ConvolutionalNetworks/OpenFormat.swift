import ONNX

/// The network of a model's file in ONNX's operations: logits of the classes from pictures.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let saved = try SavedNetwork(contentsOf: path)
    return ONNXGraph(
        "Chapter5", of: saved.network,
        ["batch", .size(saved.channels), .size(saved.side), .size(saved.side)],
        to: ["batch", .size(saved.classNames.count)])
}
