import Autograd
import Messages
import NeuralNetworks
import TensorCore

/// A BERT encoder: the vectors of tokens, positions and segments are added and normalized; then layers of self-attention
/// and feed-forward parts, each added to its input and normalized.
///
/// Ids `[N, T]` become states `[N, T, width]`. In training, dropout acts on the first sum, the attention weights and
/// the results of both parts of a layer. Devlin and others: "BERT" (2018). Section 13.2.
///
/// ```swift
/// let encoder = BertEncoder(.miniLM(), dropout: 0.1, using: &generator)
/// let states = encoder(IntArray([101, 7592, 102], shape: [1, 3]))  // [1, 3, 384]
/// ```
public final class BertEncoder: Module {
    /// The sizes.
    public let configuration: BertConfiguration
    /// The vectors of the tokens.
    public let wordEmbeddings: Embedding
    /// The vectors of the positions.
    public let positionEmbeddings: Embedding
    /// The vectors of the segments.
    public let tokenTypeEmbeddings: Embedding
    /// The norm of their sum.
    public let embeddingNorm: LayerNorm
    /// Dropout of their sum.
    public let embeddingDropout: Dropout
    /// The layers.
    public let layers: [BertLayer]

    /// An encoder with weights from N(0, 0.02²) and zero biases, as BERT's training starts.
    ///
    /// Traps when the heads do not divide the width, or the dropout is outside 0..<1.
    public init(
        _ configuration: BertConfiguration, dropout: Float = 0.1, using generator: inout RandomGenerator
    ) {
        self.configuration = configuration
        let width = configuration.width
        wordEmbeddings = Embedding(configuration.vocabularyCount, width, using: &generator)
        positionEmbeddings = Embedding(configuration.positionCount, width, using: &generator)
        tokenTypeEmbeddings = Embedding(configuration.segmentCount, width, using: &generator)
        for table in [wordEmbeddings, positionEmbeddings, tokenTypeEmbeddings] {
            table.weight.value *= BertLayer.deviation
        }
        embeddingNorm = LayerNorm(width, epsilon: configuration.epsilon)
        embeddingDropout = Dropout(dropout, using: &generator)
        layers = (0..<configuration.layerCount).map { _ in
            BertLayer(configuration, dropout: dropout, using: &generator)
        }
    }

    /// The states `[N, T, width]` of ids `[N, T]`.
    ///
    /// - Parameters:
    ///   - mask: `[N, T]`, 1 for each token that is not padding; without one, none is.
    ///   - segments: `[N, T]`, the segment of each token; without them, all are in segment 0.
    ///
    /// Traps when the sequences are longer than the positions, or a shape does not fit.
    public func callAsFunction(
        _ ids: IntArray, mask: NDArray? = nil, segments: IntArray? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        if ids.shape.rank != 2 || ids.shape[1] > configuration.positionCount
            || segments.map({ $0.shape != ids.shape }) ?? false
        {
            explainFailure(
                "BertEncoder", "ids of shape \(ids.shape) for \(configuration.positionCount) positions",
                hint: "ids and segments are [N, T], with no more positions than the model has", file: file,
                line: line)
        }
        let positions = positionEmbeddings.weight[0..<ids.shape[1]]
        let segmentVectors = segments.map { tokenTypeEmbeddings($0) } ?? tokenTypeEmbeddings.weight[0]
        let sum = wordEmbeddings(ids) + (positions + segmentVectors)
        var states = embeddingDropout(embeddingNorm(sum))
        // Without padding there is nothing to be masked.
        let padding = mask.flatMap { $0.min().scalar == 0 ? $0 : nil }
        for layer in layers { states = layer(states, paddingMask: padding) }
        return states
    }

    /// The mean state of each sequence's tokens, `[N, width]`: its vector, not yet of unit length.
    ///
    /// The parameters are those of `callAsFunction`.
    public func meanStates(_ ids: IntArray, mask: NDArray? = nil, segments: IntArray? = nil) -> Tensor {
        let states = self(ids, mask: mask, segments: segments)
        guard let mask else { return states.mean(axes: [1]) }
        let counts = mask.sum(axes: [1], keepingDimensions: true)  // [N, 1]
        return (states * Tensor((mask / counts).expandedDimensions(axis: 2))).sum(axes: [1])
    }
}

/// A layer of BERT: x ← norm(x + attention(x)), x ← norm(x + W₂ gelu(W₁ x)).
public final class BertLayer: Module {
    /// The attention of the sequence to itself.
    public let attention: MultiheadAttention
    /// The norm after it.
    public let attentionNorm: LayerNorm
    /// W₁.
    public let intermediate: Linear
    /// W₂.
    public let output: Linear
    /// The norm at the end.
    public let outputNorm: LayerNorm
    /// Dropout of the attention's result.
    public let attentionDropout: Dropout
    /// Dropout of the feed-forward part's result.
    public let outputDropout: Dropout
    /// What fine-tuning by LoRA adds; nil without.
    public internal(set) var adapters: BertAdapters?

    /// The deviation of BERT's first weights.
    static let deviation: Float = 0.02

    init(_ sizes: BertConfiguration, dropout: Float, using generator: inout RandomGenerator) {
        attention = MultiheadAttention(
            sizes.width, headCount: sizes.headCount, dropout: dropout, using: &generator)
        attentionNorm = LayerNorm(sizes.width, epsilon: sizes.epsilon)
        intermediate = Linear(sizes.width, sizes.feedForwardWidth, using: &generator)
        output = Linear(sizes.feedForwardWidth, sizes.width, using: &generator)
        outputNorm = LayerNorm(sizes.width, epsilon: sizes.epsilon)
        attentionDropout = Dropout(dropout, using: &generator)
        outputDropout = Dropout(dropout, using: &generator)
        super.init()
        for weight in [attention.inProjWeight, attention.outProj.weight, intermediate.weight, output.weight] {
            weight.value = .normal(weight.shape, using: &generator) * BertLayer.deviation
        }
        for bias in [intermediate.bias, output.bias] { bias?.value *= 0 }
    }

    /// The states `[N, T, width]` after this layer; the mask `[N, T]` is 1 for each token that is not padding.
    public func callAsFunction(_ input: Tensor, paddingMask: NDArray? = nil) -> Tensor {
        guard let adapters else {
            let x = attentionNorm(input + attentionDropout(attention(input, paddingMask: paddingMask)))
            return outputNorm(x + outputDropout(output(intermediate(x).gelu())))
        }
        let mixed = adaptedAttention(input, adapters, paddingMask: paddingMask)
        let x = attentionNorm(input + attentionDropout(mixed))
        let inner = (intermediate(x) + adapters.intermediate(x)).gelu()
        return outputNorm(x + outputDropout(output(inner) + adapters.output(inner)))
    }
}
