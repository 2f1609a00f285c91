import Autograd
import NeuralNetworks
import TensorCore

/// Recurrent networks: a composer of tunes, and a translator with attention.
let recurrentCases: [Benchmark] = [
    .training("ch10_lstm_b32_t30_step", Composer.work(batch: 32, steps: 30)) { generator in
        let x = Tensor(NDArray.normal([32, 30, 89], using: &generator))
        let next = randomLabels(32 * 30, below: 89, using: &generator)
        let model = Composer(using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
            crossEntropy(model(x).reshaped([32 * 30, 89]), next)
        }
    },
    .training("ch11_gru_attention_b32_t10_step", AttentiveTranslator.work(batch: 32, words: 10)) {
        generator in
        let source = randomLabels(320, below: 4000, using: &generator).reshaped([32, 10])
        // A word of each sentence at a time: ten of [32, 1].
        let target = (0..<10).map { _ in
            randomLabels(32, below: 4000, using: &generator).reshaped([32, 1])
        }
        let next = randomLabels(320, below: 4000, using: &generator)
        let model = AttentiveTranslator(using: &generator)
        return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
            crossEntropy(model(source, target).reshaped([320, 4000]), next)
        }
    },
]

/// Two layers of LSTM over tunes of 89 possible notes. Chapter 10.
final class Composer: Module {
    let rnn: LSTM
    let out: Linear

    init(using generator: inout RandomGenerator) {
        rnn = LSTM(89, 128, layerCount: 2, batchFirst: true, using: &generator)
        out = Linear(128, 89, using: &generator)
    }

    /// The logits of the next note, `[N, T, 89]`, from the notes `[N, T, 89]`.
    func callAsFunction(_ notes: Tensor) -> Tensor { out(rnn(notes).output) }

    /// Four gates from the input and from the state, in each layer.
    static func work(batch: Int, steps: Int) -> Benchmark.Work {
        let places = batch * steps
        let inner = 3 * productWork(places, 128, 4 * 128) + productWork(places, 128, 89)
        return .update(onData: productWork(places, 89, 4 * 128), within: inner)
    }
}

/// An encoder and a decoder of gated units; the decoder weighs the encoder's states anew for each word (Bahdanau,
/// Cho, Bengio, 2014). Chapter 11.
final class AttentiveTranslator: Module {
    let es: Embedding
    let et: Embedding
    let enc: GRU
    let dec: GRU
    let wq: Linear
    let wk: Linear
    let v: Linear
    let out: Linear

    init(using generator: inout RandomGenerator) {
        es = Embedding(4000, 256, using: &generator)
        et = Embedding(4000, 256, using: &generator)
        enc = GRU(256, 256, batchFirst: true, using: &generator)
        dec = GRU(2 * 256, 256, batchFirst: true, using: &generator)
        wq = Linear(256, 256, using: &generator)
        wk = Linear(256, 256, using: &generator)
        v = Linear(256, 1, using: &generator)
        out = Linear(256, 4000, using: &generator)
    }

    /// The logits of the next words, `[N, T, 4000]`, from the source's ids `[N, S]` and the target's, `[N, 1]` for
    /// each of T words.
    func callAsFunction(_ source: IntArray, _ target: [IntArray]) -> Tensor {
        var (keys, hidden) = enc(es(source))  // [N, S, 256] and [1, N, 256]
        let projectedKeys = wk(keys)
        var outputs: [Tensor] = []
        for word in target {
            let query = hidden[0].expandedDimensions(axis: 1)  // [N, 1, 256]
            let weights = v((wq(query) + projectedKeys).tanh()).softmax(axis: 1)  // [N, S, 1]
            let context = (weights * keys).sum(axes: [1], keepingDimensions: true)
            let output: Tensor
            (output, hidden) = dec(Tensor.concatenated([et(word), context], axis: -1), hidden: hidden)
            outputs.append(output)
        }
        return out(Tensor.concatenated(outputs, axis: 1))
    }

    /// Three gates from the input and from the state; the attention's products, and the words.
    static func work(batch: Int, words: Int) -> Benchmark.Work {
        let places = batch * words
        let encoder = 2 * productWork(places, 256, 3 * 256)
        let decoder = productWork(places, 2 * 256, 3 * 256) + productWork(places, 256, 3 * 256)
        let attention = 2 * productWork(places, 256, 256) + productWork(places * words, 256, 1)
        return .update(
            onData: 0, within: encoder + decoder + attention + productWork(places, 256, 4000))
    }
}
