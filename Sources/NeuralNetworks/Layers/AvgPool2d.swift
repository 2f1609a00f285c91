import Autograd
import TensorCore

/// The mean of each window of a picture.
///
/// Input `[N, C, H, W]`, output `[N, C, H', W']` with H' = (H + 2 padding − kernel) / stride + 1, rounded down,
/// or up with `ceilMode`. The window moves by its own size when no stride is given. Traps when it is larger than the padded picture.
///
/// ```swift
/// let x = Tensor(NDArray(rows: [[1, 2], [3, 4]]).reshaped([1, 1, 2, 2]))
/// let y = AvgPool2d(2)(x)  // [[[[2.5]]]]
/// ```
public final class AvgPool2d: Module, Layer {
    /// Window, stride and padding.
    public let pooling: Pooling2D
    /// Whether the mean divides by the window's whole size, so that padding counts as zeros, or only by the elements
    /// inside the picture. PyTorch: `count_include_pad`.
    public let countsPadding: Bool

    /// A pooling with a window of this size.
    public init(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, countsPadding: Bool = true,
        ceilMode: Bool = false
    ) {
        pooling = Pooling2D(kernel, stride: stride, padding: padding, ceilMode: ceilMode)
        self.countsPadding = countsPadding
    }

    /// The mean of each window.
    public func forward(_ input: Tensor) -> Tensor {
        input.averagePooled2D(
            pooling.kernel, stride: pooling.stride, padding: pooling.padding, countsPadding: countsPadding,
            ceilMode: pooling.ceilMode)
    }
}
