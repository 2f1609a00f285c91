import Autograd
import TensorCore

/// Means of windows that cover a picture of any extent and give a result of a fixed one.
///
/// Input `[N, C, H, W]`, output `[N, C, h, w]`: window i of h covers the rows ⌊i H / h⌋ ..< ⌈(i + 1) H / h⌉. With
/// 1, the mean of each plane: global average pooling.
public final class AdaptiveAvgPool2d: Module, Layer {
    /// h and w.
    public let outputSize: Size2D

    /// A pooling to these extents.
    public init(_ outputSize: Size2D) { self.outputSize = outputSize }

    /// The mean of each window.
    public func forward(_ input: Tensor) -> Tensor { input.adaptiveAveragePooled2D(outputSize) }
}
