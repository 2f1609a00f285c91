import NeuralNetworks

// Tables whose rows are looked up by ids, whole numbers of 32 bits.

extension Embedding: ONNXLayer {
    /// The row of the table for each id: ids `[...]` become `[..., width]`.
    public func describe(_ ids: ONNXGraph.Value, in graph: inout ONNXGraph) -> ONNXGraph.Value {
        graph.node("Gather", [graph.weight(weight), ids], ["axis": .integer(0)], rank: ids.rank + 1)
    }
}

extension EmbeddingBag {
    /// The weighted sums of bags one after the other, bag b from place `offsets[b]` on, `[bags, width]`: the product of a matrix
    /// that says which place is in which bag, and the weighted rows.
    ///
    /// - Parameters:
    ///   - ids: `[places]`.
    ///   - offsets: `[bags]`.
    ///   - weights: `[places]`.
    public func describe(
        _ ids: ONNXGraph.Value, offsets: ONNXGraph.Value, weights: ONNXGraph.Value, in graph: inout ONNXGraph
    ) -> ONNXGraph.Value {
        let rows = graph.node("Gather", [graph.weight(weight), ids], ["axis": .integer(0)], rank: 2)
        let weighted = graph.product(rows, graph.expanded(weights, axis: 1))  // [places, width]
        // A bag has begun at a place, and the next one has not: [bags, places].
        let starts = graph.expanded(graph.converted(offsets, to: .longIntegers), axis: 1)
        let comparison = graph.node("GreaterOrEqual", [graph.indices(ids, axis: 0), starts])
        let begun = graph.converted(comparison, to: .floats)
        let padded = graph.node("Pad", [begun, graph.constant([0, 0, 1, 0])], rank: 2)
        let isInside = graph.difference(begun, graph.sliced(padded, axis: 0, 1...))
        return graph.matrixProduct(isInside, weighted)
    }
}
