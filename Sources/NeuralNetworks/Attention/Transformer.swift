import Autograd
import TensorCore

/// An encoder and a decoder that looks at its output: source `[N, S, E]` and target `[N, T, E]` give `[N, T, E]`.
///
/// Embeddings, positions and the last linear layer are the model's own. PyTorch's names and defaults, but the batch
/// always comes first; every matrix starts by Xavier's rule. Vaswani et al.: "Attention is all you need" (2017).
/// Section 12.3.
public final class Transformer: Module {
    /// The layers that read the source, with a norm at the end.
    public let encoder: TransformerEncoder
    /// The layers that write the target, with a norm at the end.
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
        var readers: [TransformerEncoderLayer] = []
        for _ in 0..<encoderLayerCount {
            readers.append(
                TransformerEncoderLayer(
                    width, headCount: headCount, feedForwardWidth: feedForwardWidth, dropout: dropout,
                    activation: activation, normFirst: normFirst, epsilon: epsilon, using: &generator,
                    file: file, line: line))
        }
        var writers: [TransformerDecoderLayer] = []
        for _ in 0..<decoderLayerCount {
            writers.append(
                TransformerDecoderLayer(
                    width, headCount: headCount, feedForwardWidth: feedForwardWidth, dropout: dropout,
                    activation: activation, normFirst: normFirst, epsilon: epsilon, using: &generator,
                    file: file, line: line))
        }
        encoder = TransformerEncoder(readers, norm: LayerNorm(width, epsilon: epsilon))
        decoder = TransformerDecoder(writers, norm: LayerNorm(width, epsilon: epsilon))
        super.init()
        for parameter in parameters where parameter.rank > 1 {
            parameter.value = .xavierUniform(parameter.shape, using: &generator)
        }
    }

    /// The decoder's output `[N, T, E]` for a source `[N, S, E]` and a target `[N, T, E]`.
    ///
    /// - Parameters:
    ///   - isTargetCausal: whether position t of the target sees only 0...t, as in training with the right answer
    ///     shifted by one.
    ///   - sourceMask, targetMask, memoryMask: 1 where a position may look: `[S, S]`, `[T, T]`, `[T, S]`, or with N
    ///     or N and H in front.
    ///   - sourcePaddingMask, targetPaddingMask: `[N, S]` and `[N, T]`, 1 for each token that is no padding. The
    ///     decoder does not look at the source's padding either.
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
