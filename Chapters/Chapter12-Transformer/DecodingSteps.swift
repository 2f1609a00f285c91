import Autograd
import NeuralNetworks
import TensorCore
import Text

/// A decoder that writes all its lines on by one token at a time.
protocol DecodingSteps {
    /// The logits `[R, words]` of the next tokens, after these were written: one for each of R lines.
    mutating func next(after ids: [Int]) -> NDArray

    /// Goes on with these lines alone, in this order; a line may be there several times.
    mutating func select(_ lines: [Int])
}

/// Everything that was computed for earlier tokens is kept: their keys and values in each layer. A step then computes one
/// place, not all of them.
struct CachedSteps: DecodingSteps {
    /// Keys and values of one layer, `[R, H, T, d]`: of what is written, and of the encoded sentences.
    private struct Layer {
        var keys: NDArray?
        var values: NDArray?
        var memoryKeys: NDArray
        var memoryValues: NDArray
    }

    private let translator: Translator
    private var layers: [Layer]
    private var mask: NDArray
    private var place = 0
    /// The sentence that each line translates.
    private var sentences: [Int]

    /// Begins to translate sentences, one line each.
    init(_ translator: Translator, _ source: PaddedLines) {
        self.translator = translator
        sentences = Array(0..<source.mask.shape[0])
        let memory = withoutGradient { translator.memory(source) }
        mask = source.mask.reshaped([source.mask.shape[0], 1, 1, source.mask.shape[1]])
        layers = translator.t.decoder.layers.map { layer in
            let parts = CachedSteps.projected(memory, 1..<3, layer.multiheadAttn)
            return Layer(memoryKeys: parts[0], memoryValues: parts[1])
        }
    }

    mutating func next(after ids: [Int]) -> NDArray {
        defer { place += 1 }
        return withoutGradient {
            var x = translator.embedded(IntArray(ids, shape: [ids.count, 1]), translator.et, from: place)
            for (number, layer) in translator.t.decoder.layers.enumerated() {
                x = x + attendToWritten(layer.norm1(x), layer.selfAttn, number)
                x = x + attendToMemory(layer.norm2(x), layer.multiheadAttn, number)
                x = residualNorm(x, layer.norm3) { feedForward($0, layer.linear1, layer.linear2) }
            }
            if let norm = translator.t.decoder.norm { x = norm(x) }
            return translator.logits(x).value.reshaped([ids.count, translator.et.weight.shape[0]])
        }
    }

    mutating func select(_ lines: [Int]) {
        for number in layers.indices {
            layers[number].keys = layers[number].keys?.rows(at: lines)
            layers[number].values = layers[number].values?.rows(at: lines)
        }
        // The lines of one sentence share what is known of it, so it need not move where they only change places.
        let chosen = lines.map { sentences[$0] }
        if chosen == sentences { return }
        sentences = chosen
        mask = mask.rows(at: lines)
        for number in layers.indices {
            layers[number].memoryKeys = layers[number].memoryKeys.rows(at: lines)
            layers[number].memoryValues = layers[number].memoryValues.rows(at: lines)
        }
    }

    private mutating func attendToWritten(
        _ input: Tensor, _ weights: MultiheadAttention, _ number: Int
    ) -> Tensor {
        let parts = CachedSteps.projected(input, 0..<3, weights)
        func joined(_ old: NDArray?, _ new: NDArray) -> NDArray {
            old.map { .concatenated([$0, new], axis: 2) } ?? new
        }
        let keys = joined(layers[number].keys, parts[1])
        let values = joined(layers[number].values, parts[2])
        (layers[number].keys, layers[number].values) = (keys, values)
        return CachedSteps.found(Attention(query: parts[0], key: keys, value: values), weights)
    }

    private func attendToMemory(_ input: Tensor, _ weights: MultiheadAttention, _ number: Int) -> Tensor {
        let query = CachedSteps.projected(input, 0..<1, weights)[0]
        return CachedSteps.found(
            Attention(
                query: query, key: layers[number].memoryKeys, value: layers[number].memoryValues, mask: mask),
            weights)
    }

    /// Queries, keys or values, `[R, H, T, d]`, whichever parts are asked for.
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

    /// What the heads found, side by side again and mixed, `[R, T, E]`.
    private static func found(_ attention: Attention, _ weights: MultiheadAttention) -> Tensor {
        let heads = attention.output.permuted([0, 2, 1, 3])
        let shape = heads.shape
        return weights.outProj(Tensor(heads.reshaped([shape[0], shape[1], shape[2] * shape[3]])))
    }
}

/// The same without keeping anything: each step computes all that is written anew.
struct PlainSteps: DecodingSteps {
    private let translator: Translator
    private var memory: NDArray
    private var mask: NDArray
    private var written: [[Int]]

    /// Begins to translate sentences, one line each.
    init(_ translator: Translator, _ source: PaddedLines) {
        self.translator = translator
        memory = withoutGradient { translator.memory(source) }.value
        mask = source.mask
        written = [[Int]](repeating: [], count: source.mask.shape[0])
    }

    mutating func next(after ids: [Int]) -> NDArray {
        for (line, id) in ids.enumerated() { written[line].append(id) }
        return withoutGradient {
            let output = translator.t.decoder(
                translator.embedded(PaddedLines(written).ids, translator.et), memory: Tensor(memory),
                isCausal: true, memoryPaddingMask: mask)
            let last = output.shape[1] - 1
            let logits = translator.logits(output.sliced(axis: 1, last..<last + 1)).value
            return logits.reshaped([ids.count, translator.et.weight.shape[0]])
        }
    }

    mutating func select(_ lines: [Int]) {
        memory = memory.rows(at: lines)
        mask = mask.rows(at: lines)
        written = lines.map { written[$0] }
    }
}
