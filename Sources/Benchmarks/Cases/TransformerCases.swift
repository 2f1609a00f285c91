import Autograd
import NeuralNetworks
import PretrainedModels
import TensorCore

/// Transformers: a translator with encoder and decoder, a decoder by itself that writes letters, and an encoder by itself
/// that reads sentences.
let transformerCases: [Benchmark] = [
    .training("ch12_transformer_b32_t24_step", Translator.work(batch: 32, words: 24)) { generator in
        let source = randomLabels(768, below: 8000, using: &generator).reshaped([32, 24])
        let target = randomLabels(768, below: 8000, using: &generator).reshaped([32, 24])
        let next = randomLabels(768, below: 8000, using: &generator)
        let model = Translator(using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
            crossEntropy(model(source, target).reshaped([768, 8000]), next, labelSmoothing: 0.1)
        }
    },
    .training("ch13_gpt_b12_t64_step", LetterWriter.work(batch: 12, letters: 64)) { generator in
        let x = randomLabels(768, below: 65, using: &generator).reshaped([12, 64])
        let next = randomLabels(768, below: 65, using: &generator)
        let model = LetterWriter(using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
            crossEntropy(model(x).reshaped([768, 65]), next)
        }
    },
    // A context four times as long.
    .training("ch13_gpt_b4_t256_step", LetterWriter.work(batch: 4, letters: 256)) { generator in
        let x = randomLabels(1024, below: 65, using: &generator).reshaped([4, 256])
        let next = randomLabels(1024, below: 65, using: &generator)
        let model = LetterWriter(context: 256, using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
            crossEntropy(model(x).reshaped([1024, 65]), next)
        }
    },
    // Fine-tuning: an encoder of MiniLM's sizes, the mean of its states, and a class for each of sixteen sentences.
    .training("ch13_minilm_b16_t32_step", SentenceClassifier.work(batch: 16, words: 32)) { generator in
        let x = randomLabels(512, below: 30522, using: &generator).reshaped([16, 32])
        let labels = randomLabels(16, below: 3, using: &generator)
        let model = SentenceClassifier(classes: 3, using: &generator)
        return updateStep(AdamW(model.parameters, learningRate: 5e-5)) { crossEntropy(model(x), labels) }
    },
]

/// An encoder of all-MiniLM-L6-v2's sizes with a classifier behind it. Chapter 13.
final class SentenceClassifier: Module {
    let encoder: BertEncoder
    let out: Linear

    init(classes: Int, using generator: inout RandomGenerator) {
        encoder = BertEncoder(.miniLM(), dropout: 0.1, using: &generator)
        out = Linear(384, classes, using: &generator)
    }

    /// The logits of the classes, `[N, classes]`, from the ids `[N, T]`.
    func callAsFunction(_ words: IntArray) -> Tensor { out(encoder.meanStates(words)) }

    static func work(batch: Int, words: Int) -> Benchmark.Work {
        let layer =
            attentionWork(batch: batch, words, width: 384) + 2 * productWork(batch * words, 384, 1536)
        return .update(onData: 0, within: 6 * layer)
    }
}

/// A Transformer of three layers on each side, 256 features, 8 heads, 8000 words. Chapter 12.
final class Translator: Module {
    let es: Embedding
    let et: Embedding
    let t: Transformer
    let out: Linear
    /// The positions' vectors, `[1, 64, 256]`, which are not learned.
    private let positions: Tensor

    init(using generator: inout RandomGenerator) {
        es = Embedding(8000, 256, using: &generator)
        et = Embedding(8000, 256, using: &generator)
        positions = Tensor(NDArray.normal([1, 64, 256], using: &generator) * 0.02)
        t = Transformer(
            256, headCount: 8, encoderLayerCount: 3, decoderLayerCount: 3, feedForwardWidth: 1024,
            dropout: 0.1, using: &generator)
        out = Linear(256, 8000, using: &generator)
    }

    /// The logits of the next words, `[N, T, 8000]`, from the ids `[N, S]` and `[N, T]`.
    func callAsFunction(_ source: IntArray, _ target: IntArray) -> Tensor {
        let root: Float = 16  // √256
        return out(
            t(
                source: es(source) * root + positions.sliced(axis: 1, 0..<source.shape[1]),
                target: et(target) * root + positions.sliced(axis: 1, 0..<target.shape[1]),
                isTargetCausal: true))
    }

    static func work(batch: Int, words: Int) -> Benchmark.Work {
        let attention = attentionWork(batch: batch, words, width: 256)
        let feedForward = 2 * productWork(batch * words, 256, 1024)
        return .update(
            onData: 0,
            within: 3 * (attention + feedForward) + 3 * (2 * attention + feedForward)
                + productWork(batch * words, 256, 8000))
    }
}

/// A Transformer that writes letter by letter: four blocks, norm first, 128 features, 4 heads. Chapter 13.
final class LetterWriter: Module {
    let e: Embedding
    let p: Embedding
    let blocks: Sequential
    let ln: LayerNorm
    let out: Linear

    init(context: Int = 64, using generator: inout RandomGenerator) {
        e = Embedding(65, 128, using: &generator)
        p = Embedding(context, 128, using: &generator)
        blocks = Sequential((0..<4).map { _ in CausalBlock(128, headCount: 4, using: &generator) })
        ln = LayerNorm(128)
        out = Linear(128, 65, bias: false, using: &generator)
    }

    /// The logits of the next letters, `[N, T, 65]`, from the ids `[N, T]`.
    func callAsFunction(_ letters: IntArray) -> Tensor {
        out(ln(blocks(e(letters) + p(IntArray(0..<letters.shape[1])))))
    }

    static func work(batch: Int, letters: Int) -> Benchmark.Work {
        let block =
            attentionWork(batch: batch, letters, width: 128) + 2 * productWork(batch * letters, 128, 4 * 128)
        return .update(onData: 0, within: 4 * block + productWork(batch * letters, 128, 65))
    }
}

/// Attention to what came before, then two layers at each position, each on the norm of its input and added to it.
final class CausalBlock: Module, Layer {
    let ln1: LayerNorm
    let attention: MultiheadAttention
    let ln2: LayerNorm
    let fc: Linear
    let fo: Linear

    init(_ width: Int, headCount: Int, using generator: inout RandomGenerator) {
        ln1 = LayerNorm(width)
        attention = MultiheadAttention(width, headCount: headCount, using: &generator)
        ln2 = LayerNorm(width)
        fc = Linear(width, 4 * width, using: &generator)
        fo = Linear(4 * width, width, using: &generator)
    }

    /// `[N, T, width]` to the same shape.
    func forward(_ input: Tensor) -> Tensor {
        let x = input + attention(ln1(input), isCausal: true)
        return x + fo(fc(ln2(x)).gelu())
    }
}

/// The operations of an attention forward: four products with weights, the scores and the mixing, which are counted
/// whole though half of a causal one may be left out.
func attentionWork(batch: Int, _ words: Int, width: Int) -> Int {
    4 * productWork(batch * words, width, width) + 2 * batch * productWork(words, width, words)
}
