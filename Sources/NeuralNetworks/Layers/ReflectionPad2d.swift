import Autograd
import TensorCore

/// A border of mirrored pixels around a picture, so that a convolution sees no edge to darkness there.
///
/// Input `[N, C, H, W]`, output `[N, C, H + 2 h, W + 2 w]` for a border of h rows and w columns. Traps when the border is as
/// wide as the picture.
///
/// ```swift
/// let x = Tensor(NDArray(rows: [[1, 2, 3], [4, 5, 6]]).reshaped([1, 1, 2, 3]))
/// let y = ReflectionPad2d(1)(x)  // rows 5 4 5 6 5, 2 1 2 3 2, 5 4 5 6 5 and 2 1 2 3 2
/// ```
public final class ReflectionPad2d: Module, Layer {
    /// The border.
    public let padding: ReflectionPadding2D

    /// A border of this many rows and columns at each side.
    public init(_ size: Size2D) { padding = ReflectionPadding2D(size) }

    /// The pictures with their border.
    public func forward(_ input: Tensor) -> Tensor {
        let (padding, shape) = (padding, input.shape)
        return Tensor.operation("reflectionPadded2D", padding(input.value), inputs: [input]) {
            [padding.inputGradient($0, inputShape: shape)]
        }
    }
}
