import Autograd
import Messages
import TensorCore

/// Batch normalization of pictures `[N, C, H, W]`: see `BatchNorm`.
///
/// ```swift
/// let block = Sequential(Conv2d(1, 8, kernel: 3, bias: false, using: &generator), BatchNorm2d(8), ReLU())
/// let y = block(Tensor(.normal([4, 1, 28, 28], using: &generator)))  // [4, 8, 26, 26]
/// ```
public final class BatchNorm2d: BatchNorm {
    /// Traps when the input does not have four axes.
    override func checkInput(_ shape: Shape) {
        if shape.rank != 4 {
            explainFailure(
                "BatchNorm2d", "an input of shape \(shape)", hint: "it takes pictures [N, C, H, W]")
        }
    }
}
