import Autograd
import TensorCore

/// The means of windows over a picture of any size, as many as the output of a fixed size needs.
///
/// Input `[N, C, H, W]`, output `[N, C, h, w]`: window i of h covers the rows ⌊i H / h⌋ ..< ⌈(i + 1) H / h⌉. With
/// 1, the mean of each plane: global average pooling.
///
/// ```swift
/// let pool = AdaptiveAvgPool2d(1)
/// let y = pool(Tensor(.ones([2, 8, 5, 7])))  // [2, 8, 1, 1], the mean of each plane
/// ```
public final class AdaptiveAvgPool2d: Module, Layer {
    /// h and w.
    public let outputSize: Size2D

    /// A pooling to this size.
    public init(_ outputSize: Size2D) { self.outputSize = outputSize }

    /// The mean of each window.
    public func forward(_ input: Tensor) -> Tensor { input.adaptiveAveragePooled2D(outputSize) }
}
