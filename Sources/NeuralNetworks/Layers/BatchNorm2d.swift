import Autograd
import Messages
import TensorCore

/// Batch normalization of pictures `[N, C, H, W]`: see `BatchNorm`.
public final class BatchNorm2d: BatchNorm {
    /// Traps when the input does not have four axes.
    override func checkInput(_ shape: Shape) {
        if shape.rank != 4 {
            explainFailure(
                "BatchNorm2d", "an input of shape \(shape)", hint: "it takes pictures [N, C, H, W]")
        }
    }
}
