import Autograd
import TensorCore

/// The mean of each window of a picture.
///
/// Input `[N, C, H, W]`, output `[N, C, H', W']` with H' = (H + 2 padding − kernel) / stride + 1, rounded down. The
/// window moves by its own extents when no stride is given. Traps when it is larger than the padded picture.
public final class AvgPool2d: Module, Layer {
    /// Window, stride and padding.
    public let pooling: Pooling2D
    /// Whether the zeros of the padding count as numbers. PyTorch: `count_include_pad`.
    public let countsPadding: Bool

    /// A pooling with a window of these extents.
    public init(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, countsPadding: Bool = true
    ) {
        pooling = Pooling2D(kernel, stride: stride, padding: padding)
        self.countsPadding = countsPadding
    }

    /// The mean of each window.
    public func forward(_ input: Tensor) -> Tensor {
        input.averagePooled2D(
            pooling.kernel, stride: pooling.stride, padding: pooling.padding, countsPadding: countsPadding)
    }
}
