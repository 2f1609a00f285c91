import Autograd
import TensorCore

/// Self-attention, then attention to the encoder's output, then two linear layers at each position, each added to its
/// input and normalized, before or after as in `TransformerEncoderLayer`.
///
/// Input and output `[N, T, E]`, memory `[N, S, E]`, the batch always first; otherwise PyTorch's names and defaults.
/// Vaswani et al.: "Attention is all you need" (2017). Section 12.3.
///
/// ```swift
/// let layer = TransformerDecoderLayer(16, headCount: 4, feedForwardWidth: 32, using: &generator)
/// let memory = Tensor(.normal([2, 7, 16], using: &generator))
/// let y = layer(Tensor(.normal([2, 5, 16], using: &generator)), memory: memory, isCausal: true)  // [2, 5, 16]
/// ```
public final class TransformerDecoderLayer: Module {
    /// The attention of the sequence to itself.
    public let selfAttn: MultiheadAttention
    /// The attention of the sequence to the memory.
    public let multiheadAttn: MultiheadAttention
    /// The first linear layer, E to the feed-forward width.
    public let linear1: Linear
    /// Dropout between the linear layers.
    public let dropout: Dropout
    /// The second linear layer, back to E.
    public let linear2: Linear
    /// The norm of the self-attention.
    public let norm1: LayerNorm
    /// The norm of the attention to the memory.
    public let norm2: LayerNorm
    /// The norm of the linear layers.
    public let norm3: LayerNorm
    /// Dropout after the self-attention.
    public let dropout1: Dropout
    /// Dropout after the attention to the memory.
    public let dropout2: Dropout
    /// Dropout after the linear layers.
    public let dropout3: Dropout
    /// The activation between the linear layers.
    public let activation: TransformerActivation
    /// Whether each part normalizes its input, not its sum.
    public let normFirst: Bool

    /// A layer over `width` features.
    ///
    /// - Parameters:
    ///   - feedForwardWidth: the features between the linear layers.
    ///   - epsilon: of the norms.
    ///
    /// Traps when the heads do not divide the width.
    public init(
        _ width: Int, headCount: Int, feedForwardWidth: Int = 2048, dropout: Float = 0.1,
        activation: TransformerActivation = .relu, normFirst: Bool = false, epsilon: Float = 1e-5,
        using generator: inout RandomGenerator, file: StaticString = #fileID, line: UInt = #line
    ) {
        selfAttn = MultiheadAttention(
            width, headCount: headCount, dropout: dropout, using: &generator, file: file, line: line)
        multiheadAttn = MultiheadAttention(
            width, headCount: headCount, dropout: dropout, using: &generator, file: file, line: line)
        linear1 = Linear(width, feedForwardWidth, using: &generator)
        self.dropout = Dropout(dropout, using: &generator)
        linear2 = Linear(feedForwardWidth, width, using: &generator)
        norm1 = LayerNorm(width, epsilon: epsilon)
        norm2 = LayerNorm(width, epsilon: epsilon)
        norm3 = LayerNorm(width, epsilon: epsilon)
        dropout1 = Dropout(dropout, using: &generator)
        dropout2 = Dropout(dropout, using: &generator)
        dropout3 = Dropout(dropout, using: &generator)
        self.activation = activation
        self.normFirst = normFirst
    }

    /// The sequence `[N, T, E]` after this layer, which also looks at the memory `[N, S, E]`.
    ///
    /// The masks are those of `MultiheadAttention`: of the sequence to itself, and of the sequence to the memory.
    public func callAsFunction(
        _ input: Tensor, memory: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil,
        isCausal: Bool = false, memoryMask: NDArray? = nil, memoryPaddingMask: NDArray? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let attend = { [self] (x: Tensor) in
            dropout1(
                selfAttn(
                    x, mask: mask, paddingMask: paddingMask, isCausal: isCausal, file: file, line: line))
        }
        let look = { [self] (x: Tensor) in
            dropout2(
                multiheadAttn(
                    x, key: memory, value: memory, mask: memoryMask, paddingMask: memoryPaddingMask,
                    file: file, line: line))
        }
        let feedForward = { [self] (x: Tensor) in
            dropout3(linear2(dropout(activation(linear1(x)))))
        }
        var x = residual(input, norm1, normFirst: normFirst, attend)
        x = residual(x, norm2, normFirst: normFirst, look)
        return recordingShape(residual(x, norm3, normFirst: normFirst, feedForward))
    }
}
