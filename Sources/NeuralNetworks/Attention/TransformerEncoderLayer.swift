import Autograd
import TensorCore

/// Self-attention, then two linear layers at each position, each added to its input and normalized.
///
/// Norm last, as in the first Transformer: x ← norm1(x + attention(x)), x ← norm2(x + feedForward(x)). Norm first, which
/// trains more easily when deep: x ← x + attention(norm1(x)), x ← x + feedForward(norm2(x)). Input and output
/// `[N, T, E]`, the batch always first; otherwise PyTorch's names and defaults. Vaswani et al.: "Attention is all you
/// need" (2017); Xiong et al.: "On layer normalization in the Transformer architecture" (2020). Section 12.3.
///
/// ```swift
/// let layer = TransformerEncoderLayer(16, headCount: 4, feedForwardWidth: 32, using: &generator)
/// let y = layer(Tensor(.normal([2, 5, 16], using: &generator)))  // [2, 5, 16]
/// ```
public final class TransformerEncoderLayer: Module {
    /// The attention of the sequence to itself.
    public let selfAttn: MultiheadAttention
    /// The first linear layer, E to the feed-forward width.
    public let linear1: Linear
    /// Dropout between the linear layers.
    public let dropout: Dropout
    /// The second linear layer, back to E.
    public let linear2: Linear
    /// The norm of the attention.
    public let norm1: LayerNorm
    /// The norm of the linear layers.
    public let norm2: LayerNorm
    /// Dropout after the attention.
    public let dropout1: Dropout
    /// Dropout after the linear layers.
    public let dropout2: Dropout
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
        linear1 = Linear(width, feedForwardWidth, using: &generator)
        self.dropout = Dropout(dropout, using: &generator)
        linear2 = Linear(feedForwardWidth, width, using: &generator)
        norm1 = LayerNorm(width, epsilon: epsilon)
        norm2 = LayerNorm(width, epsilon: epsilon)
        dropout1 = Dropout(dropout, using: &generator)
        dropout2 = Dropout(dropout, using: &generator)
        self.activation = activation
        self.normFirst = normFirst
    }

    /// The sequence `[N, T, E]` after this layer.
    ///
    /// - Parameters:
    ///   - mask: 1 where a position may attend to another: `[T, T]`, `[N, T, T]` or `[N, H, T, T]`.
    ///   - paddingMask: `[N, T]`, 1 for each token that is not padding.
    ///   - isCausal: whether position t attends only to 0...t.
    public func callAsFunction(
        _ input: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil, isCausal: Bool = false,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let attend = { [self] (x: Tensor) in
            dropout1(
                selfAttn(
                    x, mask: mask, paddingMask: paddingMask, isCausal: isCausal, file: file, line: line))
        }
        let feedForward = { [self] (x: Tensor) in
            dropout2(linear2(dropout(activation(linear1(x)))))
        }
        let x = residual(input, norm1, normFirst: normFirst, attend)
        return recordingShape(residual(x, norm2, normFirst: normFirst, feedForward))
    }
}

/// x + f(norm(x)) with the norm first, else norm(x + f(x)).
func residual(
    _ input: Tensor, _ norm: LayerNorm, normFirst: Bool, _ part: (Tensor) -> Tensor
) -> Tensor {
    normFirst ? input + part(norm(input)) : norm(input + part(input))
}
