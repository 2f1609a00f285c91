import Autograd
import TensorCore

/// The rectifier cut off at 6: min(max(x, 0), 6).
///
/// Its gradient passes between 0 and 6 and nowhere else. Sandler et al.: "MobileNetV2: inverted residuals and linear
/// bottlenecks" (2018).
///
/// ```swift
/// let y = ReLU6()(Tensor(NDArray([-1, 2, 8])))  // [0, 2, 6]
/// ```
public final class ReLU6: Module, Layer {
    /// min(max(x, 0), 6).
    public func forward(_ input: Tensor) -> Tensor {
        let y = input.value.clamped(to: 0...6)
        // y is kept by what comes next; x need not be.
        return Tensor.operation("relu6", y, inputs: [input]) { [y.clampGradient($0, to: 0...6)] }
    }
}
