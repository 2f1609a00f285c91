import Autograd
import Files
import NeuralNetworks
import TensorCore
import Text

/// The sizes of a translator.
struct TranslatorShape: Equatable {
    /// Features of a token.
    var width: Int
    var heads: Int
    /// Layers of the encoder, and of the decoder.
    var layers: Int
    /// Features inside the feed-forward parts.
    var innerWidth: Int
}

/// The Transformer with its embeddings: ids of one language to logits of the next words in the other.
///
/// The decoder's embeddings are its last layer too: a word's logit is the product of its vector with what was computed.
final class Translator: Module {
    let es: Embedding
    let et: Embedding
    let t: Transformer
    let drop: Dropout
    let language: LanguagePair
    let shape: TranslatorShape
    /// The longest sentence that is read or written, in tokens.
    static let longest = 256

    private let positions = Positions()

    /// The waves, once for all; they are no parameter.
    private final class Positions {
        var table: NDArray?
    }

    init(
        _ language: LanguagePair, _ shape: TranslatorShape, dropout: Float = 0.1,
        using generator: inout RandomGenerator
    ) {
        self.language = language
        self.shape = shape
        es = Embedding(language.sourceVocabulary.count, shape.width, using: &generator)
        et = Embedding(language.targetVocabulary.count, shape.width, using: &generator)
        for table in [es, et] {
            table.weight.value = table.weight.value / Float(shape.width).squareRoot()
        }
        t = Transformer(
            shape.width, headCount: shape.heads, encoderLayerCount: shape.layers,
            decoderLayerCount: shape.layers, feedForwardWidth: shape.innerWidth, dropout: dropout,
            normFirst: true,
            using: &generator)
        drop = Dropout(dropout, using: &generator)
    }

    /// The vectors of ids `[N, T]` with their positions, `[N, T, E]`, the first of them at place `start`.
    func embedded(_ ids: IntArray, _ table: Embedding, from start: Int = 0) -> Tensor {
        let waves = positions.table ?? positionEncoding(length: Translator.longest + 1, width: shape.width)
        positions.table = waves
        let here = waves[start..<start + ids.shape[1]]
        return drop(table(ids) * Float(shape.width).squareRoot() + Tensor(here))
    }

    /// What the encoder makes of sentences, `[N, S, E]`.
    func memory(_ source: PaddedLines) -> Tensor {
        t.encoder(embedded(source.ids, es), paddingMask: source.mask)
    }

    /// The logits of the next words, `[N, T, words]`, from the sentences and what is written of their translations.
    func callAsFunction(_ source: PaddedLines, _ written: IntArray) -> Tensor {
        logits(
            t.decoder(
                embedded(written, et), memory: memory(source), isCausal: true,
                memoryPaddingMask: source.mask))
    }

    /// Products with each word's vector.
    func logits(_ output: Tensor) -> Tensor { output.matmul(et.weight.transposed()) }
}
