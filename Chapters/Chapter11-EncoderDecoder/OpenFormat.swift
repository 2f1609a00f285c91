import NeuralNetworks
import ONNX
import TensorCore
import Text

/// The translator of a model's file in ONNX's operations: logits of the next word after each word of a translation so far. Whoever
/// uses it begins with the start alone and appends the likeliest word until it is the end; the notes of the file list the words.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let network = try EncoderDecoder.read(from: path)
    var graph = ONNXGraph("Chapter11", weightsOf: network)
    let source = graph.input("source", ["batch", "source_length"], .integers)
    let words = graph.input("decoder_input", ["batch", "length"], .integers)
    let logits = network.describe(source, words, in: &graph)
    let count = network.targetEmbedding.weight.shape[0]
    graph.output(logits, named: "outputs", ["batch", "length", .size(count)])
    return graph
}

extension EncoderDecoder {
    /// The logits `[N, T, words]` from sentences `[N, S]` and the translations so far `[N, T]`, ids; 0 is padding.
    fileprivate func describe(
        _ source: ONNXGraph.Value, _ words: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let scale = Float(shape.width).squareRoot()
        let isToken = graph.isToken(source, padding: Vocabulary.padding)
        let lengths = graph.converted(graph.sum(isToken, axis: 1), to: .integers)
        let sentence = graph.product(graph.add(sourceEmbedding, to: source), scale)
        let (states, last) = encoder.describe(sentence, lengths: lengths, in: &graph)
        // The last states of both directions, [2, N, H] to [N, 2 H].
        let bothWays = graph.reshaped(graph.transposed(last, [1, 0, 2]), [0, -1])
        let start = graph.expanded(graph.add(bridge, Tanh(), to: bothWays), axis: 0)

        let vectors = graph.product(graph.add(targetEmbedding, to: words), scale)
        let (hidden, _) = decoder.describe(vectors, initial: start, in: &graph)
        let context: ONNXGraph.Value
        if let attention {
            let hiding = graph.squeezed(graph.paddingMask(isToken), axis: 1)  // [N, 1, S]
            let scores = attention.describeScores(hidden, vectors, states, in: &graph)
            let weights = graph.add(Softmax(), to: graph.sum(scores, hiding))
            context = graph.matrixProduct(weights, states)
        } else {
            // The sentence as one vector, at each place of the translation: [N, T, 2 H].
            let ones = graph.converted(
                graph.node("Equal", [words, words]), to: .floats)
            context = graph.product(graph.expanded(ones, axis: 2), graph.expanded(bothWays, axis: 1))
        }
        let combined = graph.add(combine, Tanh(), to: graph.concatenated([hidden, context], axis: 2))
        let table = graph.transposed(graph.weight(targetEmbedding.weight), [1, 0])
        return graph.matrixProduct(combined, table)
    }
}

extension AttentionLayer {
    /// The score of each word of the sentence for each word of the translation, `[N, T, S]`.
    fileprivate func describeScores(
        _ hidden: ONNXGraph.Value, _ words: ONNXGraph.Value, _ states: ONNXGraph.Value,
        in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        if let position {
            let scores = graph.add(position, to: graph.concatenated([words, hidden], axis: 2))
            return graph.prefix(scores, axis: 2, count: graph.extent(states, axis: 1))
        }
        let keys = key.map { graph.add($0, to: states) } ?? states
        guard let query, let score else {
            return graph.matrixProduct(hidden, graph.transposed(keys, [0, 2, 1]))
        }
        let queries = graph.expanded(graph.add(query, to: hidden), axis: 2)
        let sums = graph.sum(queries, graph.expanded(keys, axis: 1))  // [N, T, S, H]
        return graph.squeezed(graph.add(Tanh(), score, to: sums), axis: 3)
    }
}
