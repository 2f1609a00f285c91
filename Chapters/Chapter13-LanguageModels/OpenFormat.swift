import NeuralNetworks
import ONNX
import TensorCore

/// The GPT or BERT of a model's file in ONNX's operations: logits of all tokens at each place of sequences. The notes of the file say
/// what a token is. Of BERT's ids 0 is padding.
///
/// - Throws: `FileError` where the file is missing, broken or not of this chapter.
func onnxGraph(ofModel path: String) throws -> ONNXGraph {
    let model = try SavedModel(contentsOf: path).model
    return ONNXGraph(
        "Chapter13", of: model, ["batch", "length"], .integers,
        to: ["batch", "length", .size(model.shape.vocabulary)])
}

extension LanguageModel: ONNXLayer {
    func describe(_ ids: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let positions = graph.prefix(
            graph.weight(positionEmbedding.weight), axis: 0, count: graph.extent(ids, axis: 1))
        let mask = shape.isCausal ? graph.causalMask(ids) : graph.paddingMask(graph.isToken(ids))
        let start = graph.sum(graph.add(tokenEmbedding, to: ids), positions)
        let end = blocks.reduce(start) { $1.describe($0, mask: mask, in: &graph) }
        let table = graph.transposed(graph.weight(tokenEmbedding.weight), [1, 0])
        return graph.matrixProduct(graph.add(norm, to: end), table)
    }
}

extension Block {
    /// `[N, T, E]` to `[N, T, E]`; a mask as in `ONNXGraph.attention`.
    fileprivate func describe(
        _ input: ONNXGraph.Value, mask: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let attended = attention.describe(graph.add(norm1, to: input), mask: mask, in: &graph)
        let x = graph.sum(input, attended)
        guard let norm2, let linear1, let linear2 else { return x }
        return graph.sum(x, graph.add(norm2, linear1, GELU(), linear2, to: x))
    }
}

extension SelfAttention {
    fileprivate func describe(
        _ input: ONNXGraph.Value, mask: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let width = output.weight.shape[0]
        let projections = graph.add(queryKeyValue, to: input)  // [N, T, 3 E]
        let parts = (0..<3).map { graph.sliced(projections, axis: 2, $0 * width..<($0 + 1) * width) }
        let mixed = graph.attention(
            parts[0], parts[1], parts[2], headCount: headCount, width: width, mask: mask)
        return graph.add(output, to: mixed)
    }
}

extension Projection: ONNXLayer {
    /// x Wᵀ + b; an adapter is merged into W before a model is saved.
    func describe(_ input: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        let matrix = graph.transposed(graph.weight(weight), [1, 0])
        return graph.sum(graph.matrixProduct(input, matrix), graph.weight(bias))
    }
}
