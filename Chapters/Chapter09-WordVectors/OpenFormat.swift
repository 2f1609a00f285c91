import Files
import Messages
import NeuralNetworks
import ONNX
import TensorCore
import WordVectors

/// The network of a model's file in ONNX's operations: the language model, logits of the next word from the words before it; or
/// word2vec's two tables, the score of a pair of words. The note `words` of the file lists them by number.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let checkpoint = try Checkpoint(contentsOf: path)
    let arrays = Dictionary(checkpoint.model.map { ($0.name, $0.value) }) { first, _ in first }
    func matrix(_ name: String) -> NDArray? { arrays[name].flatMap { $0.rank == 2 ? $0 : nil } }
    let malformed = FileError.malformed(
        path: path, reason: Words(en: "it holds no network of Chapter 9", zh: "其中没有第 9 章的网络").text)
    guard checkpoint.notes["chapter"] == "9" else { throw malformed }
    if let input = matrix("input"), let output = matrix("output"), input.shape[1] == output.shape[1] {
        return pairGraph(input, output)
    }
    guard let table = matrix("embedding.weight"), let hidden = matrix("hidden.weight"),
        table.shape[1] > 0, hidden.shape[1] % table.shape[1] == 0
    else { throw malformed }
    let context = hidden.shape[1] / table.shape[1]
    // The weights drawn here are replaced.
    var generator = RandomGenerator(seed: 0)
    let model = LanguageModel(
        words: table.shape[0], context: context, width: table.shape[1], hidden: hidden.shape[0],
        using: &generator)
    try checkpoint.restore(model, path: path)
    return ONNXGraph(
        "Chapter9", of: model, ["batch", .size(context)], .integers, to: ["batch", .size(table.shape[0])])
}

/// The score u · v of each pair of an input and an output word, `[N]`.
private func pairGraph(_ input: NDArray, _ output: NDArray) -> ONNXGraph {
    var graph = ONNXGraph("Chapter9")
    let vectors = [("center", "input", input), ("context", "output", output)].map { word, name, table in
        let (table, ids) = (
            graph.constant(table, named: name), graph.input(word, ["batch"], .integers)
        )
        return graph.node("Gather", [table, ids], ["axis": .integer(0)], rank: 2)
    }
    let scores = graph.sum(graph.product(vectors[0], vectors[1]), axis: 1)
    graph.output(scores, named: "outputs", ["batch"])
    return graph
}

extension LanguageModel: ONNXLayer {
    func describe(_ contexts: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.add(embedding, Flatten(), hidden, Tanh(), output, to: contexts)
    }
}
