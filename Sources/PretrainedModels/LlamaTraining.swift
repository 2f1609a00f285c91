import Autograd
import Decoding
import NeuralNetworks
import TensorCore

// A Llama model on tensors: the logits of a whole text at once, with a gradient for the adapters beside its packed weights.
// What a session computes step by step, in `LlamaSession`, is the same.

extension Llama {
    /// The logits `[T, words]` after each of T ids of one text, with adapters that a gradient reaches.
    ///
    /// Traps for no ids, an id outside the vocabulary, or more ids than the context has positions.
    public func logits(
        _ ids: [Int], _ adapter: LlamaAdapter, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        session().requireIDs(ids, below: configuration.vocabularyCount, file, line)
        let (sizes, epsilon) = (configuration, configuration.epsilon)
        let rotation = Rotation(
            positions: 0..<ids.count, width: sizes.headWidth, base: sizes.rotaryBase,
            neighbours: sizes.rotatesNeighbours)
        var x = Tensor(embedding.rows(at: ids))  // [T, width]
        for (layer, adapters) in zip(layers, adapter.layers) {
            let mixed = attention(
                rootMeanSquareNorm(x, layer.attentionNorm, epsilon), layer, adapters, rotation)
            x = x + mixed
            let inner = layer.gateAndUp.multiply(rootMeanSquareNorm(x, layer.feedForwardNorm, epsilon))
            let gate = inner.sliced(axis: 1, 0..<sizes.feedForwardWidth)
            let up = inner.sliced(axis: 1, sizes.feedForwardWidth..<2 * sizes.feedForwardWidth)
            x = x + packedLinear(gate * gate.sigmoid() * up, layer.down)
        }
        return packedLinear(rootMeanSquareNorm(x, norm, epsilon), output)
    }

    /// Causal attention within `[T, width]`.
    private func attention(
        _ x: Tensor, _ layer: LlamaLayer, _ adapters: LlamaAdapter.Layer, _ rotation: Rotation
    ) -> Tensor {
        let (steps, heads, keyHeads) = (x.shape[0], configuration.headCount, configuration.keyHeadCount)
        let (depth, groups) = (configuration.headWidth, configuration.headCount / configuration.keyHeadCount)
        let all = (layer.projections.multiply(x) + adapters.projections(x))
            .reshaped([steps, heads + 2 * keyHeads, depth]).permuted([1, 0, 2])  // [H + 2 K, T, d]
        let rotated = rotate(all[0..<heads + keyHeads], rotation)
        // The query heads that share a key head are more queries to it: [K, H / K · T, d].
        let queries = rotated[0..<heads].reshaped([keyHeads, groups * steps, depth])
        let causal = PositionCache.mask(new: steps, old: 0)
        let mask = causal.map { NDArray.concatenated(Array(repeating: $0, count: groups)) }
        let mixed = scaledDotProductAttention(
            queries, rotated[heads..<heads + keyHeads], all[heads + keyHeads..<heads + 2 * keyHeads],
            mask: mask
        ).output.reshaped([heads, steps, depth]).permuted([1, 0, 2]).reshaped([steps, heads * depth])
        return packedLinear(mixed, layer.mix) + adapters.mix(mixed)
    }
}

extension JoinedWeights {
    /// The results for `[T, columns]`, side by side, `[T, rows]`, with a gradient for x.
    func multiply(_ x: Tensor) -> Tensor {
        parts.count == 1
            ? packedLinear(x, parts[0]) : .concatenated(parts.map { packedLinear(x, $0) }, axis: 1)
    }
}

/// Heads `[H, T, d]` turned; the gradient is turned back, since the inverse of a rotation is its transpose.
func rotate(_ heads: Tensor, _ rotation: Rotation) -> Tensor {
    Tensor.operation("rotate", rotation.applied(to: heads.value.contiguous()), inputs: [heads]) {
        [rotation.inverse.applied(to: $0.contiguous())]
    }
}

/// x / √(mean(x²) + ε) ∘ w over the last axis, where w is not trained.
///
/// With r = 1 / √(mean(x²) + ε) and the upstream gradient U: ∂x = r (w ∘ U) − x r³ mean(x ∘ w ∘ U).
/// Zhang and Sennrich: "Root mean square layer normalization" (2019).
func rootMeanSquareNorm(_ x: Tensor, _ weight: NDArray, _ epsilon: Float) -> Tensor {
    let value = x.value
    let meanSquare = value.square().mean(axes: [-1], keepingDimensions: true)
    let scale = 1 / (meanSquare + epsilon).squareRoot()
    return Tensor.operation("rootMeanSquareNorm", value * scale * weight, inputs: [x]) { upstream in
        let weighted = weight * upstream
        let along = (value * weighted).mean(axes: [-1], keepingDimensions: true)
        return [scale * weighted - value * (scale * scale * scale * along)]
    }
}
