import Autograd
import Decoding
import NeuralNetworks
import TensorCore
import Text

/// The decoder with a KV cache in each layer: a step computes one position.
struct CachedDecoder: IncrementalDecoder {
    private let translator: Translator
    /// Of each layer: of the tokens so far, and of the encoder's output.
    private var selfAttention: [KVCache]
    private var crossAttention: [KVCache]
    private var mask: NDArray
    private var position = 0
    /// The index of the sentence that each sequence translates.
    private var sentences: [Int]

    /// Starts a translation of each sentence.
    init(_ translator: Translator, _ source: PaddedSequences) {
        self.translator = translator
        let (count, length) = (source.mask.shape[0], source.mask.shape[1])
        sentences = Array(0..<count)
        mask = source.mask.reshaped([count, 1, 1, length])
        let memory = withoutGradient { translator.memory(source) }
        let layers = translator.transformer.decoder.layers
        selfAttention = layers.map { KVCache($0.selfAttn) }
        crossAttention = layers.map { KVCache($0.multiheadAttn, memory: memory) }
    }

    mutating func logits(after ids: [Int]) -> NDArray {
        defer { position += 1 }
        return withoutGradient {
            let table = translator.targetEmbedding
            var x = translator.embedded(IntArray(ids, shape: [ids.count, 1]), table, from: position)
            let decoder = translator.transformer.decoder
            for (index, layer) in decoder.layers.enumerated() {
                x = residual(x, layer.norm1) { selfAttention[index].selfAttention($0) }
                x = residual(x, layer.norm2) { crossAttention[index].crossAttention($0, mask: mask) }
                x = residual(x, layer.norm3) { feedForward($0, layer.linear1, layer.linear2) }
            }
            if let norm = decoder.norm { x = norm(x) }
            return translator.logits(x).value.reshaped([ids.count, table.weight.shape[0]])
        }
    }

    mutating func select(_ sequences: [Int]) {
        for index in selfAttention.indices { selfAttention[index].select(sequences) }
        // Sequences of one sentence share its memory, which need not be reordered with them.
        let selected = sequences.map { sentences[$0] }
        if selected == sentences { return }
        sentences = selected
        mask = mask.rows(at: sequences)
        for index in crossAttention.indices { crossAttention[index].select(sequences) }
    }
}

/// The decoder without a cache, to compare with: each step computes all positions again.
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
