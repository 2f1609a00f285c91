import ChapterSupport
import ONNX

extension SavedNetwork {
    /// The network in ONNX's operations: logits from pictures.
    var onnx: ONNXGraph {
        var graph = ONNXGraph("Chapter5")
        let pictures = graph.input("inputs", ["batch", .size(channels), .size(side), .size(side)])
        graph.output(
            graph.add(network, to: pictures), named: "outputs", ["batch", .size(classNames.count)])
        return graph
    }
}

/// Writes the network of `--model` as the ONNX file of `--onnx`, with the notes of its own file.
///
/// - Throws: `UsageError` without a model, `FileError` for one that is missing or broken, or a file that cannot be written.
func writeONNX(_ arguments: ParsedArguments, _ console: Console) throws {
    let saved = try SavedNetwork(contentsOf: modelFile(arguments, for: "onnx"))
    let (graph, path) = (saved.onnx, arguments.path("onnx") ?? arguments.text("onnx"))
    try graph.save(to: path, notes: saved.notes)
    console.output("\(path): \(graph.summary.text)")
}
