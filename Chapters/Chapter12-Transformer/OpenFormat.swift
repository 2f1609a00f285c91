import NeuralNetworks
import ONNX
import TensorCore
import Text

/// The translator of a model's file in ONNX's operations: logits of the next token after each token of a translation so far. Whoever
/// uses it begins with the start alone and appends the likeliest token until it is the end; the notes of the file list the tokens.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let translator = try Translator.read(from: path)
    var graph = ONNXGraph("Chapter12", weightsOf: translator)
    let source = graph.input("source", ["batch", "source_length"], .integers)
    let target = graph.input("decoder_input", ["batch", "length"], .integers)
    let logits = translator.describe(source, target, in: &graph)
    let count = translator.targetEmbedding.weight.shape[0]
    graph.output(logits, named: "outputs", ["batch", "length", .size(count)])
    return graph
}

extension Translator {
    /// The logits `[N, T, words]` from sentences `[N, S]` and the translations so far `[N, T]`, ids; 0 is padding.
    fileprivate func describe(
        _ source: ONNXGraph.Value, _ target: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let positions = graph.constant(
            positionalEncoding(length: Translator.longest + 1, width: shape.width), named: "positions")
        let embedded = [(source, sourceEmbedding), (target, targetEmbedding)].map { ids, table in
            let vectors = graph.product(graph.add(table, to: ids), Float(shape.width).squareRoot())
            return graph.sum(
                vectors, graph.prefix(positions, axis: 0, count: graph.extent(ids, axis: 1)))
        }
        let hiding = graph.paddingMask(graph.isToken(source, padding: Vocabulary.padding))
        let memory = transformer.encoder.describe(embedded[0], mask: hiding, in: &graph)
        let output = transformer.decoder.describe(
            embedded[1], memory: memory, mask: graph.causalMask(target), memoryMask: hiding, in: &graph)
        let table = graph.transposed(graph.weight(targetEmbedding.weight), [1, 0])
        return graph.matrixProduct(output, table)
    }
}
