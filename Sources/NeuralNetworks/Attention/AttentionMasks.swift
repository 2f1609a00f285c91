import Messages
import TensorCore

// A mask is 1 where a query may attend to a key, 0 where not. PyTorch's boolean masks of a layer say the opposite,
// true where it may not.

extension NDArray {
    /// A mask `[T, T]` in which position t attends only to 0...t: 1 on the diagonal and below. PyTorch:
    /// `generate_square_subsequent_mask`.
    public static func causalMask(_ count: Int) -> NDArray {
        var mask = [Float](repeating: 0, count: count * count)
        for row in 0..<count {
            for column in 0...row { mask[row * count + column] = 1 }
        }
        return NDArray(mask, shape: [count, count])
    }

    /// A mask `[N, T]` of sequences that were padded at their end: 1 for the first `lengths[n]` positions of row n.
    ///
    /// T is the longest length when no count is given. Traps when a length is outside 0...T.
    public static func paddingMask(
        lengths: [Int], count: Int? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let count = count ?? lengths.max() ?? 0
        if let wrong = lengths.first(where: { !(0...count).contains($0) }) {
            explainFailure(
                "paddingMask", "a length of \(wrong) in sequences of \(count)", file: file, line: line)
        }
        let mask = lengths.flatMap { length in (0..<count).map { $0 < length ? Float(1) : 0 } }
        return NDArray(mask, shape: [lengths.count, count])
    }

    /// A mask and a padding mask as one that broadcasts to the weights `[N, H, T, S]`.
    ///
    /// The mask is `[T, S]`, `[N, T, S]` or `[N, H, T, S]`, the padding `[N, S]`. Traps for other shapes.
    static func attentionMask(
        _ mask: NDArray?, padding: NDArray?, weights: Shape, file: StaticString, line: UInt
    ) -> NDArray? {
        var result = mask
        if let mask {
            if mask.rank == 3 { result = mask.expandedDimensions(axis: 1) }
            if !(2...4).contains(mask.rank) || result?.shape.broadcast(with: weights) != weights {
                explainFailure(
                    "MultiheadAttention", "a mask of shape \(mask.shape) for weights of shape \(weights)",
                    hint: "it is [T, S], [N, T, S] or [N, H, T, S]", file: file, line: line)
            }
        }
        guard let padding else { return result }
        if padding.shape != [weights[0], weights[3]] {
            explainFailure(
                "MultiheadAttention",
                "a padding mask of shape \(padding.shape) for weights of shape \(weights)",
                hint: "it is [N, S], with 1 for each key that is not padding", file: file, line: line)
        }
        let keys = padding.reshaped([weights[0], 1, 1, weights[3]])
        return result.map { $0 * keys } ?? keys
    }
}
