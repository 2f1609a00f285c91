import Autograd
import NeuralNetworks
import TensorCore

/// The book's network (section 5.2): two convolutions of 4 and 8 kernels of 5 × 5, each with a rectifier and a pooling
/// by 2, then 512 units with dropout, then one output for each class.
final class BookNetwork: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let fc1: Linear
    let fc2: Linear
    let dropout: Dropout

    /// A network for pictures of `side` × `side` pixels.
    init(
        channels: Int = 1, side: Int = 28, classes: Int = 10, dropout probability: Float = 0.5,
        using generator: inout RandomGenerator
    ) {
        let quarter = side / 2 / 2
        conv1 = Conv2d(channels, 4, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
        fc1 = Linear(8 * quarter * quarter, 512, using: &generator)
        fc2 = Linear(512, classes, using: &generator)
        dropout = Dropout(probability, using: &generator)
    }

    /// The logits `[N, classes]` of pictures `[N, channels, side, side]`.
    func forward(_ input: Tensor) -> Tensor {
        let features = secondMaps(firstMaps(input).maxPooled2D(2)).maxPooled2D(2).flattened()
        return fc2(dropout(fc1(features).rectified()))
    }

    /// What the first layer sees, `[N, 4, side, side]`.
    func firstMaps(_ input: Tensor) -> Tensor { conv1(input).rectified() }

    /// What the second layer sees in the pooled maps of the first, `[N, 8, side / 2, side / 2]`.
    func secondMaps(_ pooled: Tensor) -> Tensor { conv2(pooled).rectified() }
}
