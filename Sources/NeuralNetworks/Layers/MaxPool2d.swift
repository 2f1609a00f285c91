import Autograd
import TensorCore

/// The largest number of each window of a picture.
///
/// Input `[N, C, H, W]`, output `[N, C, H', W']` with H' = (H + 2 padding − kernel) / stride + 1, rounded down. The
/// window moves by its own extents when no stride is given. Traps when it is larger than the padded picture.
public final class MaxPool2d: Module, Layer {
    /// Window, stride and padding.
    public let pooling: Pooling2D

    /// A pooling with a window of these extents.
    public init(_ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0) {
        pooling = Pooling2D(kernel, stride: stride, padding: padding)
    }

    /// The largest number of each window.
    public func forward(_ input: Tensor) -> Tensor {
        input.maxPooled2D(pooling.kernel, stride: pooling.stride, padding: pooling.padding)
    }
}
