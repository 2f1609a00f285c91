import Autograd
import TensorCore

/// An encoder and a decoder that attends to its output: source `[N, S, E]` and target `[N, T, E]` give `[N, T, E]`.
///
/// Embeddings, positions and the last linear layer are not part of it. PyTorch's names and defaults, but the batch
/// always comes first; every matrix starts by Xavier's rule. Vaswani et al.: "Attention is all you need" (2017).
/// Section 12.3.
///
/// ```swift
/// let transformer = Transformer(
///     16, headCount: 4, encoderLayerCount: 2, decoderLayerCount: 2, feedForwardWidth: 32, using: &generator)
/// let source = Tensor(.normal([2, 7, 16], using: &generator))
/// let target = Tensor(.normal([2, 5, 16], using: &generator))
/// let output = transformer(source: source, target: target, isTargetCausal: true)  // [2, 5, 16]
/// ```
public final class Transformer: Module {
    /// The layers that encode the source, with a norm at the end.
    public let encoder: TransformerEncoder
    /// The layers that decode the target, with a norm at the end.
    public let decoder: TransformerDecoder

    /// An encoder and a decoder over `width` features.
    ///
    /// - Parameters:
    ///   - feedForwardWidth: the features between the two linear layers of each layer.
    ///   - epsilon: of the norms.
    ///
    /// Traps when the heads do not divide the width.
    public init(
        _ width: Int = 512, headCount: Int = 8, encoderLayerCount: Int = 6, decoderLayerCount: Int = 6,
        feedForwardWidth: Int = 2048, dropout: Float = 0.1, activation: TransformerActivation = .relu,
        normFirst: Bool = false, epsilon: Float = 1e-5, using generator: inout RandomGenerator,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        var encoderLayers: [TransformerEncoderLayer] = []
        for _ in 0..<encoderLayerCount {
            encoderLayers.append(
                TransformerEncoderLayer(
                    width, headCount: headCount, feedForwardWidth: feedForwardWidth, dropout: dropout,
                    activation: activation, normFirst: normFirst, epsilon: epsilon, using: &generator,
                    file: file, line: line))
        }
        var decoderLayers: [TransformerDecoderLayer] = []
        for _ in 0..<decoderLayerCount {
            decoderLayers.append(
                TransformerDecoderLayer(
                    width, headCount: headCount, feedForwardWidth: feedForwardWidth, dropout: dropout,
                    activation: activation, normFirst: normFirst, epsilon: epsilon, using: &generator,
                    file: file, line: line))
        }
        encoder = TransformerEncoder(encoderLayers, norm: LayerNorm(width, epsilon: epsilon))
        decoder = TransformerDecoder(decoderLayers, norm: LayerNorm(width, epsilon: epsilon))
        super.init()
        for parameter in parameters where parameter.rank > 1 {
            parameter.value = .xavierUniform(parameter.shape, using: &generator)
        }
    }

    /// The decoder's output `[N, T, E]` for a source `[N, S, E]` and a target `[N, T, E]`.
    ///
    /// - Parameters:
    ///   - isTargetCausal: whether position t of the target attends only to 0...t, as in training with teacher forcing.
    ///   - sourceMask, targetMask, memoryMask: 1 where a position may attend: `[S, S]`, `[T, T]`, `[T, S]`, or with N
    ///     or N and H in front.
    ///   - sourcePaddingMask, targetPaddingMask: `[N, S]` and `[N, T]`, 1 for each token that is not padding.
    ///     The decoder does not attend to the source's padding either.
    public func callAsFunction(
        source: Tensor, target: Tensor, isTargetCausal: Bool = false, sourceMask: NDArray? = nil,
        targetMask: NDArray? = nil, memoryMask: NDArray? = nil, sourcePaddingMask: NDArray? = nil,
        targetPaddingMask: NDArray? = nil, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let memory = encoder(
            source, mask: sourceMask, paddingMask: sourcePaddingMask, file: file, line: line)
        return recordingShape(
            decoder(
                target, memory: memory, mask: targetMask, paddingMask: targetPaddingMask,
                isCausal: isTargetCausal, memoryMask: memoryMask, memoryPaddingMask: sourcePaddingMask,
                file: file, line: line))
    }
}
