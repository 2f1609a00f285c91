import Autograd
import NeuralNetworks
import TensorCore

/// The KV cache of an attention layer: keys and values of earlier positions are kept, so that a step of decoding computes
/// one position, not all of them.
///
/// Nothing here is recorded for a backward pass.
public struct KVCache {
    private let weights: MultiheadAttention
    /// `[R, H, T, d]`, nil where nothing is cached yet.
    private var keys: NDArray?
    private var values: NDArray?

    /// An empty cache, for self-attention.
    public init(_ weights: MultiheadAttention) { self.weights = weights }

    /// The keys and values of the encoder's output `[R, S, E]`, for cross-attention.
    public init(_ weights: MultiheadAttention, memory: Tensor) {
        self.weights = weights
        let projections = projected(memory, 1..<3)
        (keys, values) = (projections[0], projections[1])
    }

    /// Attention of new positions `[R, T, E]` to themselves and to all earlier ones, `[R, T, E]`; their keys and values join
    /// the cache. There is no causal mask: all positions but the last of several would see their future.
    public mutating func selfAttention(_ input: Tensor) -> Tensor {
        let projections = projected(input, 0..<3)
        func appended(_ cached: NDArray?, _ new: NDArray) -> NDArray {
            cached.map { .concatenated([$0, new], axis: 2) } ?? new
        }
        let (keys, values) = (appended(keys, projections[1]), appended(values, projections[2]))
        (self.keys, self.values) = (keys, values)
        return mixed(Attention(query: projections[0], key: keys, value: values))
    }

    /// Attention of positions `[R, T, E]` to what is cached, `[R, T, E]`; zeros for an empty cache. The mask `[R, 1, 1, S]`
    /// is 1 where a key may be looked at.
    public func crossAttention(_ input: Tensor, mask: NDArray? = nil) -> Tensor {
        guard let keys, let values else { return Tensor(.zeros(input.shape)) }
        return mixed(Attention(query: projected(input, 0..<1)[0], key: keys, value: values, mask: mask))
    }

    /// Keeps these sequences only, in this order; one may be taken several times.
    public mutating func select(_ sequences: [Int]) {
        keys = keys?.rows(at: sequences)
        values = values?.rows(at: sequences)
    }

    /// Queries, keys or values `[R, H, T, d]`: those of the three that `parts` names.
    private func projected(_ input: Tensor, _ parts: Range<Int>) -> [NDArray] {
        let (width, heads) = (input.shape[2], weights.headCount)
        return parts.map { part in
            let rows = part * width..<(part + 1) * width
            return withoutGradient {
                linear(input, weight: weights.inProjWeight[rows], bias: weights.inProjBias.map { $0[rows] })
            }.value.reshaped([input.shape[0], input.shape[1], heads, width / heads]).permuted([0, 2, 1, 3])
        }
    }

    /// The outputs of the heads, concatenated and mixed by W_O, `[R, T, E]`.
    private func mixed(_ attention: Attention) -> Tensor {
        let heads = attention.output.permuted([0, 2, 1, 3])
        let shape = heads.shape
        return withoutGradient {
            weights.outProj(Tensor(heads.reshaped([shape[0], shape[1], shape[2] * shape[3]])))
        }
    }
}
