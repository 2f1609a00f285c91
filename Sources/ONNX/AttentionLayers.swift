import NeuralNetworks
import TensorCore

// Sequences are `[N, T, E]`, the batch first, and of any length. A mask is added to the scores: 0 where a query may see a key, −10⁹
// where it may not, so that the softmax makes a weight of 0 of it.

extension ONNXGraph {
    /// Scaled dot-product attention of several heads, from projected queries `[N, T, E]`, keys and values `[N, S, E]`: `[N, T, E]`.
    ///
    /// - Parameter mask: of `[N, heads, T, S]` or what can be repeated to it.
    public mutating func attention(
        _ query: Value, _ key: Value, _ value: Value, headCount: Int, width: Int, mask: Value?
    ) -> Value {
        let parts = [query, key, value].map { part in
            // [N, T, E] to [N, heads, T, E / heads].
            transposed(reshaped(part, [0, 0, headCount, width / headCount]), [0, 2, 1, 3])
        }
        let scale = 1 / Float(width / headCount).squareRoot()
        var scores = product(matrixProduct(parts[0], transposed(parts[1], [0, 1, 3, 2])), scale)
        if let mask { scores = sum(scores, mask) }
        let weights = node("Softmax", [scores], ["axis": .integer(-1)])
        return reshaped(transposed(matrixProduct(weights, parts[2]), [0, 2, 1, 3]), [0, 0, width])
    }

    /// Lets place t of a sequence, `[N, T]` or `[N, T, ...]`, see only the places 0...t: `[T, T]`.
    public mutating func causalMask(_ sequence: Value) -> Value {
        let places = indices(sequence, axis: 1)
        let isSeen = node("LessOrEqual", [places, expanded(places, axis: 1)])
        return mask(converted(isSeen, to: .floats))
    }

    /// Hides keys that are padding: `[N, 1, 1, S]` from `[N, S]`, 1 for a token and 0 for padding.
    public mutating func paddingMask(_ isToken: Value) -> Value {
        expanded(expanded(mask(isToken), axis: 1), axis: 1)
    }

    /// 0 where a number is 1, and −10⁹ where it is 0.
    private mutating func mask(_ isSeen: Value) -> Value {
        product(difference(isSeen, constant(Float(1))), 1e9)
    }

    /// Where ids `[N, T]` are not those of padding: 1, else 0, `[N, T]`, floats.
    public mutating func isToken(_ ids: Value, padding: Int = 0) -> Value {
        let isPadding = node("Equal", [converted(ids, to: .longIntegers), constant(padding)])
        return converted(node("Not", [isPadding]), to: .floats)
    }
}

extension MultiheadAttention {
    /// The attention of queries `[N, T, E]` to keys, which are the values too, `[N, S, E]`: `[N, T, E]`.
    public func describe(
        _ query: ONNXGraph.Value, keys: ONNXGraph.Value, mask: ONNXGraph.Value?, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let width = inProjWeight.shape[1]
        let (matrix, bias) = (graph.weight(inProjWeight), inProjBias.map { graph.weight($0) })
        let projected = [query, keys, keys].enumerated().map { part, input in
            let rows = part * width..<(part + 1) * width
            let weights = graph.transposed(graph.sliced(matrix, axis: 0, rows), [1, 0])
            let product = graph.matrixProduct(input, weights)
            return bias.map { graph.sum(product, graph.sliced($0, axis: 0, rows)) } ?? product
        }
        let mixed = graph.attention(
            projected[0], projected[1], projected[2], headCount: headCount, width: width, mask: mask)
        return graph.add(outProj, to: mixed)
    }
}

extension TransformerEncoder {
    /// The sequence `[N, T, E]` after all layers and the last norm.
    public func describe(
        _ input: ONNXGraph.Value, mask: ONNXGraph.Value?, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let output = layers.reduce(input) { $1.describe($0, mask: mask, in: &graph) }
        return norm.map { graph.add($0, to: output) } ?? output
    }
}

extension TransformerEncoderLayer {
    /// The sequence `[N, T, E]` after this layer.
    public func describe(
        _ input: ONNXGraph.Value, mask: ONNXGraph.Value?, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let attended = graph.residual(input, norm1, normFirst) { x, graph in
            selfAttn.describe(x, keys: x, mask: mask, in: &graph)
        }
        return graph.residual(attended, norm2, normFirst) { x, graph in
            graph.add(linear1, activation.layer, linear2, to: x)
        }
    }
}

extension TransformerDecoder {
    /// The sequence `[N, T, E]` after all layers, which look at the memory `[N, S, E]`, and the last norm.
    public func describe(
        _ input: ONNXGraph.Value, memory: ONNXGraph.Value, mask: ONNXGraph.Value?,
        memoryMask: ONNXGraph.Value?, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let output = layers.reduce(input) {
            $1.describe($0, memory: memory, mask: mask, memoryMask: memoryMask, in: &graph)
        }
        return norm.map { graph.add($0, to: output) } ?? output
    }
}

extension TransformerDecoderLayer {
    /// The sequence `[N, T, E]` after this layer, which also looks at the memory `[N, S, E]`.
    public func describe(
        _ input: ONNXGraph.Value, memory: ONNXGraph.Value, mask: ONNXGraph.Value?,
        memoryMask: ONNXGraph.Value?, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let attended = graph.residual(input, norm1, normFirst) { x, graph in
            selfAttn.describe(x, keys: x, mask: mask, in: &graph)
        }
        let looked = graph.residual(attended, norm2, normFirst) { x, graph in
            multiheadAttn.describe(x, keys: memory, mask: memoryMask, in: &graph)
        }
        return graph.residual(looked, norm3, normFirst) { x, graph in
            graph.add(linear1, activation.layer, linear2, to: x)
        }
    }
}

extension ONNXGraph {
    /// x + f(norm(x)) with the norm first, else norm(x + f(x)).
    fileprivate mutating func residual(
        _ input: Value, _ norm: LayerNorm, _ normFirst: Bool, _ part: (Value, inout ONNXGraph) -> Value
    ) -> Value {
        if normFirst { return sum(input, part(add(norm, to: input), &self)) }
        return add(norm, to: sum(input, part(input, &self)))
    }
}

extension TransformerActivation {
    fileprivate var layer: Module {
        switch self {
        case .relu: ReLU()
        case .gelu: GELU()
        }
    }
}
