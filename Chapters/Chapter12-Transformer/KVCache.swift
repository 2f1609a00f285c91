import Autograd
import NeuralNetworks
import TensorCore
import Text

/// A decoder that extends all its sequences by one token at a time.
protocol IncrementalDecoder {
    /// The logits `[R, words]` of the next token of each of R sequences, after these tokens were appended to them.
    mutating func logits(after ids: [Int]) -> NDArray

    /// Continues with these sequences only, in this order; one may be taken several times.
    mutating func select(_ sequences: [Int])
}

/// A decoder with a KV cache: keys and values of earlier positions are kept in each layer, so that a step computes one
/// position.
struct CachedDecoder: IncrementalDecoder {
    /// Keys and values of one layer, `[R, H, T, d]`: of the tokens so far (self-attention), and of the encoder's output
    /// (cross-attention).
    private struct LayerCache {
        var keys: NDArray?
        var values: NDArray?
        var memoryKeys: NDArray
        var memoryValues: NDArray
    }

    private let translator: Translator
    private var cache: [LayerCache]
    private var mask: NDArray
    private var position = 0
    /// The index of the sentence that each sequence translates.
    private var sentences: [Int]

    /// Starts a translation of each sentence.
    init(_ translator: Translator, _ source: PaddedSequences) {
        self.translator = translator
        sentences = Array(0..<source.mask.shape[0])
        let memory = withoutGradient { translator.memory(source) }
        mask = source.mask.reshaped([source.mask.shape[0], 1, 1, source.mask.shape[1]])
        cache = translator.transformer.decoder.layers.map { layer in
            let projections = CachedDecoder.projected(memory, 1..<3, layer.multiheadAttn)
            return LayerCache(memoryKeys: projections[0], memoryValues: projections[1])
        }
    }

    mutating func logits(after ids: [Int]) -> NDArray {
        defer { position += 1 }
        return withoutGradient {
            let table = translator.targetEmbedding
            var x = translator.embedded(IntArray(ids, shape: [ids.count, 1]), table, from: position)
            let decoder = translator.transformer.decoder
            for (index, layer) in decoder.layers.enumerated() {
                x = x + selfAttention(layer.norm1(x), layer.selfAttn, index)
                x = x + crossAttention(layer.norm2(x), layer.multiheadAttn, index)
                x = residual(x, layer.norm3) { feedForward($0, layer.linear1, layer.linear2) }
            }
            if let norm = decoder.norm { x = norm(x) }
            return translator.logits(x).value.reshaped([ids.count, table.weight.shape[0]])
        }
    }

    mutating func select(_ sequences: [Int]) {
        for index in cache.indices {
            cache[index].keys = cache[index].keys?.rows(at: sequences)
            cache[index].values = cache[index].values?.rows(at: sequences)
        }
        // Sequences of one sentence share its memory, which need not move where they only change places.
        let selected = sequences.map { sentences[$0] }
        if selected == sentences { return }
        sentences = selected
        mask = mask.rows(at: sequences)
        for index in cache.indices {
            cache[index].memoryKeys = cache[index].memoryKeys.rows(at: sequences)
            cache[index].memoryValues = cache[index].memoryValues.rows(at: sequences)
        }
    }

    /// Attention of the new position to itself and all earlier ones; its key and value join the cache.
    private mutating func selfAttention(
        _ input: Tensor, _ weights: MultiheadAttention, _ index: Int
    ) -> Tensor {
        let projections = CachedDecoder.projected(input, 0..<3, weights)
        func appended(_ cached: NDArray?, _ new: NDArray) -> NDArray {
            cached.map { .concatenated([$0, new], axis: 2) } ?? new
        }
        let keys = appended(cache[index].keys, projections[1])
        let values = appended(cache[index].values, projections[2])
        (cache[index].keys, cache[index].values) = (keys, values)
        return CachedDecoder.mixed(Attention(query: projections[0], key: keys, value: values), weights)
    }

    private func crossAttention(_ input: Tensor, _ weights: MultiheadAttention, _ index: Int) -> Tensor {
        let query = CachedDecoder.projected(input, 0..<1, weights)[0]
        return CachedDecoder.mixed(
            Attention(
                query: query, key: cache[index].memoryKeys, value: cache[index].memoryValues, mask: mask),
            weights)
    }

    /// Queries, keys or values `[R, H, T, d]`: those of the three that `parts` names.
    private static func projected(_ input: Tensor, _ parts: Range<Int>, _ weights: MultiheadAttention)
        -> [NDArray]
    {
        let (width, heads) = (input.shape[2], weights.headCount)
        return parts.map { part in
            let rows = part * width..<(part + 1) * width
            return withoutGradient {
                linear(input, weight: weights.inProjWeight[rows], bias: weights.inProjBias.map { $0[rows] })
            }.value.reshaped([input.shape[0], input.shape[1], heads, width / heads]).permuted([0, 2, 1, 3])
        }
    }

    /// The outputs of the heads, concatenated and mixed by W_O, `[R, T, E]`.
    private static func mixed(_ attention: Attention, _ weights: MultiheadAttention) -> Tensor {
        let heads = attention.output.permuted([0, 2, 1, 3])
        let shape = heads.shape
        return weights.outProj(Tensor(heads.reshaped([shape[0], shape[1], shape[2] * shape[3]])))
    }
}

/// A decoder without a cache, to compare with: each step computes all positions again.
struct UncachedDecoder: IncrementalDecoder {
    private let translator: Translator
    private var memory: NDArray
    private var mask: NDArray
    private var tokens: [[Int]]

    /// Starts a translation of each sentence.
    init(_ translator: Translator, _ source: PaddedSequences) {
        self.translator = translator
        memory = withoutGradient { translator.memory(source) }.value
        mask = source.mask
        tokens = [[Int]](repeating: [], count: source.mask.shape[0])
    }

    mutating func logits(after ids: [Int]) -> NDArray {
        for (sequence, id) in ids.enumerated() { tokens[sequence].append(id) }
        return withoutGradient {
            let table = translator.targetEmbedding
            let output = translator.transformer.decoder(
                translator.embedded(PaddedSequences(tokens).ids, table), memory: Tensor(memory),
                isCausal: true, memoryPaddingMask: mask)
            let last = output.shape[1] - 1
            let logits = translator.logits(output.sliced(axis: 1, last..<last + 1)).value
            return logits.reshaped([ids.count, table.weight.shape[0]])
        }
    }

    mutating func select(_ sequences: [Int]) {
        memory = memory.rows(at: sequences)
        mask = mask.rows(at: sequences)
        tokens = sequences.map { tokens[$0] }
    }
}
