import Decoding
import Foundation
import Messages
import TensorCore

/// A sequence that a Llama model reads and continues, with the keys and values of all its positions kept (KV cache), so
/// that a step computes one position.
public struct LlamaSession: LanguageSession {
    private let model: Llama
    private var caches: [PositionCache]

    /// How many positions there are.
    public private(set) var count = 0

    /// The most positions that there may be.
    public var contextLength: Int { model.configuration.contextLength }

    /// The ids that end a text.
    public var endIDs: Set<Int> { model.endIDs }

    /// Longer inputs are read in parts of this many positions, so that no matrix of scores becomes large.
    private static let part = 256

    init(_ model: Llama) {
        self.model = model
        caches = model.layers.map { _ in PositionCache() }
    }

    /// The logits `[words]` of the next token, after these ids were appended.
    ///
    /// Traps for no ids, an id that is not in the vocabulary, or more positions than the context has.
    public mutating func logits(
        after ids: [Int], file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        requireIDs(ids, below: model.configuration.vocabularyCount, file, line)
        let states = states(ids)
        let last = states.sliced(states.shape[0] - 1..<states.shape[0])
        return model.output.multiply(last).flattened()
    }

    /// The logits after each of these ids, `[T, words]`.
    public mutating func allLogits(
        after ids: [Int], file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        requireIDs(ids, below: model.configuration.vocabularyCount, file, line)
        return model.output.multiply(states(ids))
    }

    /// Forgets all positions but the first `count`.
    ///
    /// Traps when there are fewer.
    public mutating func rewind(to count: Int, file: StaticString = #fileID, line: UInt = #line) {
        if !(0...self.count).contains(count) {
            explainFailure(
                "LlamaSession", "rewind to position \(count) of \(self.count)", file: file, line: line)
        }
        self.count = count
    }

    /// The last layer's normalized states of new positions, `[T, width]`.
    private mutating func states(_ ids: [Int]) -> NDArray {
        let parts = stride(from: 0, to: ids.count, by: LlamaSession.part).map { start in
            partStates(Array(ids[start..<min(ids.count, start + LlamaSession.part)]))
        }
        return parts.count == 1 ? parts[0] : .concatenated(parts)
    }

    private mutating func partStates(_ ids: [Int]) -> NDArray {
        let sizes = model.configuration
        let rotation = Rotation(
            positions: count..<count + ids.count, width: sizes.headWidth, base: sizes.rotaryBase,
            neighbours: sizes.rotatesNeighbours)
        let groups = sizes.headCount / sizes.keyHeadCount
        var mask = PositionCache.mask(new: ids.count, old: count)
        if let one = mask, groups > 1 {
            mask = .concatenated(Array(repeating: one, count: groups))
        }
        var x = model.embedding.rows(at: ids)  // [T, width]
        for (index, layer) in model.layers.enumerated() {
            x += attention(
                rootMeanSquareNorm(x, layer.attentionNorm, sizes.epsilon), layer, index, rotation, mask)
            let inner = layer.gateAndUp.multiply(rootMeanSquareNorm(x, layer.feedForwardNorm, sizes.epsilon))
            let gate = inner.sliced(axis: 1, 0..<sizes.feedForwardWidth)
            let up = inner.sliced(axis: 1, sizes.feedForwardWidth..<2 * sizes.feedForwardWidth)
            x += layer.down.multiply(gate * gate.sigmoid() * up)
        }
        count += ids.count
        return rootMeanSquareNorm(x, model.norm, sizes.epsilon)
    }

    /// Attention of new positions `[T, width]` to themselves and all earlier ones.
    private mutating func attention(
        _ x: NDArray, _ layer: LlamaLayer, _ index: Int, _ rotation: Rotation, _ mask: NDArray?
    ) -> NDArray {
        let sizes = model.configuration
        let (steps, heads, keyHeads, depth) = (
            x.shape[0], sizes.headCount, sizes.keyHeadCount, sizes.headWidth
        )
        let adapters = model.adapters?[index]
        var projections = layer.projections.multiply(x)
        if let adapters { projections += adapters.projections(x) }
        let all = projections.reshaped([steps, heads + 2 * keyHeads, depth])
        // Queries and keys are rotated, [H + K, T, d].
        let rotated = rotation.applied(
            to: all.sliced(axis: 1, 0..<heads + keyHeads).permuted([1, 0, 2]).contiguous())
        let values = all.sliced(axis: 1, heads + keyHeads..<heads + 2 * keyHeads).permuted([1, 0, 2])
        caches[index].append(rotated.sliced(heads..<heads + keyHeads), values, at: count)
        // The query heads that share a key head are more queries to it: [K, H / K · T, d].
        let queries = rotated.sliced(0..<heads).reshaped([keyHeads, heads / keyHeads * steps, depth])
        let output = Attention(
            query: queries, key: caches[index].keys(count + steps),
            value: caches[index].values(count + steps), mask: mask
        ).output
        let mixed = output.reshaped([heads, steps, depth]).permuted([1, 0, 2])
            .reshaped([steps, heads * depth])
        let result = layer.mix.multiply(mixed)
        return adapters.map { result + $0.mix(mixed) } ?? result
    }
}

/// x / √(mean(x²) + ε) ∘ w over the last axis. Zhang and Sennrich: "Root mean square layer normalization" (2019).
func rootMeanSquareNorm(_ x: NDArray, _ weight: NDArray, _ epsilon: Float) -> NDArray {
    let meanSquare = x.square().mean(axes: [-1], keepingDimensions: true)
    return x / (meanSquare + epsilon).squareRoot() * weight
}

/// The rotary positions of some places: in a head of width d, pair i of place p is turned by the angle
/// p · base^(−2i / d). Su and others: "RoFormer" (2021).
struct Rotation {
    private let cosines: NDArray
    private let sines: NDArray
    private let pairsNeighbours: Bool

    init(positions: Range<Int>, width: Int, base: Double, neighbours: Bool) {
        let speeds = (0..<width / 2).map { pow(base, -2 * Double($0) / Double(width)) }
        let angles = positions.flatMap { position in speeds.map { Double(position) * $0 } }
        let shape: Shape = neighbours ? [positions.count, width / 2, 1] : [positions.count, 1, width / 2]
        cosines = NDArray(angles.map { Float(cos($0)) }, shape: shape)
        sines = NDArray(angles.map { Float(sin($0)) }, shape: shape)
        pairsNeighbours = neighbours
    }

    private init(cosines: NDArray, sines: NDArray, pairsNeighbours: Bool) {
        (self.cosines, self.sines, self.pairsNeighbours) = (cosines, sines, pairsNeighbours)
    }

    /// The same angles backwards.
    var inverse: Rotation { Rotation(cosines: cosines, sines: -sines, pairsNeighbours: pairsNeighbours) }

    /// Heads `[H, T, d]` turned.
    func applied(to x: NDArray) -> NDArray {
        let (heads, steps, width) = (x.shape[0], x.shape[1], x.shape[2])
        let axis = pairsNeighbours ? 3 : 2
        let pairs = x.reshaped(
            pairsNeighbours ? [heads, steps, width / 2, 2] : [heads, steps, 2, width / 2])
        let (a, b) = (pairs.sliced(axis: axis, 0..<1), pairs.sliced(axis: axis, 1..<2))
        return NDArray.concatenated([a * cosines - b * sines, a * sines + b * cosines], axis: axis)
            .reshaped([heads, steps, width])
    }
}
