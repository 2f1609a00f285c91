import Autograd
import Decoding
import NeuralNetworks
import TensorCore

/// A model that writes token by token with a KV cache: keys and values of earlier tokens are kept, so that a step computes
/// one position, not all of them. Section 13.1.
struct CachedModel {
    private let model: LanguageModel
    private var caches: [PositionCache]
    /// How many tokens are cached.
    private(set) var count = 0

    /// Nothing is cached yet.
    init(_ model: LanguageModel) {
        self.model = model
        caches = model.blocks.map { _ in PositionCache() }
    }

    /// The logits `[vocabulary]` of the next token after these, which follow those of earlier calls.
    mutating func logits(after ids: [Int]) -> NDArray {
        withoutGradient {
            var x = model.embedded(IntArray(ids, shape: [1, ids.count]), from: count)
            for (index, block) in model.blocks.enumerated() {
                x = block.feedForward(x + attention(block.attention, block.norm1(x), index))
            }
            count += ids.count
            let last = model.norm(x).value[0][ids.count - 1]
            return model.logits(Tensor(last.reshaped([1, model.shape.width]))).value[0]
        }
    }

    /// Attention of new positions to themselves and to all that is cached; their keys and values join the cache.
    private mutating func attention(_ layer: SelfAttention, _ input: Tensor, _ index: Int) -> Tensor {
        let (steps, width) = (input.shape[1], input.shape[2])
        let parts = layer.queryKeyValue(input).value
            .reshaped([steps, 3, layer.headCount, width / layer.headCount]).permuted([1, 2, 0, 3])
        caches[index].append(parts[1], parts[2], at: count)  // [H, steps, d]
        let attention = Attention(
            query: parts[0], key: caches[index].keys(count + steps),
            value: caches[index].values(count + steps),
            mask: PositionCache.mask(new: steps, old: count))
        return layer.output(Tensor(attention.output.permuted([1, 0, 2]).reshaped([1, steps, width])))
    }
}
