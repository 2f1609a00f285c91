import Autograd
import NeuralNetworks
import TensorCore
import Text

/// The sizes of a translator.
struct TranslatorShape: Equatable {
    /// Features of a token.
    var width: Int
    /// Heads of each attention.
    var heads: Int
    /// Layers of the encoder, and of the decoder.
    var layers: Int
    /// Features between the two linear layers of a feed-forward network.
    var feedForwardWidth: Int
}

/// The Transformer with its embeddings: ids of one language to logits of the next token in the other.
///
/// The decoder's embedding is its output layer too (weight tying): the logit of a token is the product of its vector with
/// the decoder's output.
final class Translator: Module {
    let sourceEmbedding: Embedding
    let targetEmbedding: Embedding
    let transformer: Transformer
    let dropout: Dropout
    let language: LanguagePair
    let shape: TranslatorShape
    /// The longest source sentence or translation, in tokens.
    static let longest = 256

    private let positions: NDArray

    init(
        _ language: LanguagePair, _ shape: TranslatorShape, dropout probability: Float = 0.1,
        using generator: inout RandomGenerator
    ) {
        self.language = language
        self.shape = shape
        sourceEmbedding = Embedding(language.sourceVocabulary.count, shape.width, using: &generator)
        targetEmbedding = Embedding(language.targetVocabulary.count, shape.width, using: &generator)
        for table in [sourceEmbedding, targetEmbedding] {
            table.weight.value = table.weight.value / Float(shape.width).squareRoot()
        }
        transformer = Transformer(
            shape.width, headCount: shape.heads, encoderLayerCount: shape.layers,
            decoderLayerCount: shape.layers, feedForwardWidth: shape.feedForwardWidth, dropout: probability,
            normFirst: true, using: &generator)
        dropout = Dropout(probability, using: &generator)
        positions = positionalEncoding(length: Translator.longest + 1, width: shape.width)
    }

    /// The embeddings of ids `[N, T]` plus the positional encoding from position `start` on, `[N, T, E]`.
    func embedded(_ ids: IntArray, _ table: Embedding, from start: Int = 0) -> Tensor {
        let encoding = positions[start..<start + ids.shape[1]]
        return dropout(table(ids) * Float(shape.width).squareRoot() + Tensor(encoding))
    }

    /// The encoder's output for sentences, `[N, S, E]`.
    func memory(_ source: PaddedSequences) -> Tensor {
        transformer.encoder(embedded(source.ids, sourceEmbedding), paddingMask: source.mask)
    }

    /// The logits of the next tokens, `[N, T, words]`, from the sentences and the translations so far, `[N, T]`.
    func callAsFunction(_ source: PaddedSequences, _ decoderInput: IntArray) -> Tensor {
        logits(
            transformer.decoder(
                embedded(decoderInput, targetEmbedding), memory: memory(source), isCausal: true,
                memoryPaddingMask: source.mask))
    }

    /// The decoder's output times the vector of each token.
    func logits(_ output: Tensor) -> Tensor { output.matmul(targetEmbedding.weight.transposed()) }
}
