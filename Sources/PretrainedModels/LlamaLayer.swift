import TensorCore

/// The weights of a layer.
struct LlamaLayer: Sendable {
    let attentionNorm: NDArray
    /// W_Q, W_K and W_V.
    let projections: JoinedWeights
    let mix: PackedWeights
    let feedForwardNorm: NDArray
    /// W_gate and W_up.
    let gateAndUp: JoinedWeights
    let down: PackedWeights

    var matrices: [PackedWeights] { projections.parts + [mix] + gateAndUp.parts + [down] }

    init(_ sizes: LlamaConfiguration, _ source: some WeightSource, _ names: LlamaNames, layer: Int) throws {
        let width = sizes.width
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> PackedWeights {
            try source.matrix(names.path(name, layer), rows, columns)
        }
        let (queries, keys) = (sizes.headCount * sizes.headWidth, sizes.keyHeadCount * sizes.headWidth)
        attentionNorm = try source.array(names.path(names.attentionNorm, layer), [width])
        projections = JoinedWeights([
            try matrix(names.query, queries, width), try matrix(names.key, keys, width),
            try matrix(names.value, keys, width),
        ])
        mix = try matrix(names.mix, width, queries)
        feedForwardNorm = try source.array(names.path(names.feedForwardNorm, layer), [width])
        let inner = sizes.feedForwardWidth
        gateAndUp = JoinedWeights([
            try matrix(names.gate, inner, width), try matrix(names.up, inner, width),
        ])
        down = try matrix(names.down, width, inner)
    }
}

/// Matrices for the same input: one product where they are packed alike.
struct JoinedWeights: Sendable {
    let parts: [PackedWeights]

    init(_ matrices: [PackedWeights]) {
        parts = PackedWeights.stacked(matrices).map { [$0] } ?? matrices
    }

    /// The results for `[T, columns]`, side by side, `[T, rows]`.
    func multiply(_ x: NDArray) -> NDArray {
        parts.count == 1 ? parts[0].multiply(x) : .concatenated(parts.map { $0.multiply(x) }, axis: 1)
    }
}
