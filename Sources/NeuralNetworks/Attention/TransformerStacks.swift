import Autograd
import TensorCore

/// Encoder layers one after the other, and a norm at the end: `[N, T, E]` to `[N, T, E]`.
///
/// PyTorch's names: `layers.0`, …, `norm`. PyTorch initializes all layers as copies of one; here each is drawn.
///
/// ```swift
/// let encoder = TransformerEncoder(
///     [TransformerEncoderLayer(16, headCount: 4, feedForwardWidth: 32, using: &generator)], norm: LayerNorm(16))
/// let y = encoder(Tensor(.normal([2, 5, 16], using: &generator)))  // [2, 5, 16]
/// ```
public final class TransformerEncoder: Module {
    /// The layers, in order.
    public let layers: [TransformerEncoderLayer]
    /// The norm of the last layer's output; nil for none.
    public let norm: LayerNorm?

    /// These layers, with a norm at the end or without.
    public init(_ layers: [TransformerEncoderLayer], norm: LayerNorm? = nil) {
        self.layers = layers
        self.norm = norm
    }

    /// The sequence `[N, T, E]` after all layers, with the masks of `TransformerEncoderLayer`.
    public func callAsFunction(
        _ input: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil, isCausal: Bool = false,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let output = layers.reduce(input) { x, layer in
            layer(x, mask: mask, paddingMask: paddingMask, isCausal: isCausal, file: file, line: line)
        }
        return recordingShape(norm.map { $0(output) } ?? output)
    }
}

/// Decoder layers one after the other, and a norm at the end: `[N, T, E]` and a memory `[N, S, E]` to `[N, T, E]`.
///
/// PyTorch's names: `layers.0`, …, `norm`. PyTorch initializes all layers as copies of one; here each is drawn.
///
/// ```swift
/// let decoder = TransformerDecoder(
///     [TransformerDecoderLayer(16, headCount: 4, feedForwardWidth: 32, using: &generator)], norm: LayerNorm(16))
/// let memory = Tensor(.normal([2, 7, 16], using: &generator))
/// let y = decoder(Tensor(.normal([2, 5, 16], using: &generator)), memory: memory, isCausal: true)  // [2, 5, 16]
/// ```
public final class TransformerDecoder: Module {
    /// The layers, in order.
    public let layers: [TransformerDecoderLayer]
    /// The norm of the last layer's output; nil for none.
    public let norm: LayerNorm?

    /// These layers, with a norm at the end or without.
    public init(_ layers: [TransformerDecoderLayer], norm: LayerNorm? = nil) {
        self.layers = layers
        self.norm = norm
    }

    /// The sequence `[N, T, E]` after all layers, each of which attends to the memory `[N, S, E]`, with the masks of
    /// `TransformerDecoderLayer`.
    public func callAsFunction(
        _ input: Tensor, memory: Tensor, mask: NDArray? = nil, paddingMask: NDArray? = nil,
        isCausal: Bool = false, memoryMask: NDArray? = nil, memoryPaddingMask: NDArray? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let output = layers.reduce(input) { x, layer in
            layer(
                x, memory: memory, mask: mask, paddingMask: paddingMask, isCausal: isCausal,
                memoryMask: memoryMask, memoryPaddingMask: memoryPaddingMask, file: file, line: line)
        }
        return recordingShape(norm.map { $0(output) } ?? output)
    }
}
