import ChapterSupport
import NeuralNetworks
import ONNX

/// The chapter's network in ONNX's operations: one number from the features of an hour, or of a row.
private func onnx(_ network: Sequential, inputs: Int) -> ONNXGraph {
    var graph = ONNXGraph("Chapter3")
    let rows = graph.input("inputs", ["batch", .size(inputs)])
    graph.output(graph.add(network, to: rows), named: "outputs", ["batch", 1])
    return graph
}

/// Writes the network of `--model` as the ONNX file of `--onnx`, with the notes of its own file: they say what the inputs are,
/// and how a count follows from the output.
///
/// - Throws: `UsageError` without a model, `FileError` for one that is missing or broken, or a file that cannot be written.
func writeONNX(_ arguments: ParsedArguments, _ console: Console) throws {
    let model = try modelFile(arguments, for: "onnx")
    let network = try TablePredictor(contentsOf: model)?.network ?? HourPredictor(contentsOf: model).network
    let inputs = (network[0] as? Linear)?.inputCount ?? 0
    let (graph, path) = (onnx(network, inputs: inputs), arguments.path("onnx") ?? arguments.text("onnx"))
    try graph.save(to: path, notes: try Checkpoint(contentsOf: model).notes)
    console.output("\(path): \(graph.summary.text)")
}
