import Autograd
import NeuralNetworks
import TensorCore

/// The book's network (section 5.2): two convolutions of 4 and 8 kernels of 5 × 5, each followed by ReLU and max pooling
/// by 2, then 512 units with dropout, then one output for each class.
public final class BookNetwork: Module, Layer {
    /// 4 kernels of 5 × 5.
    public let conv1: Conv2d
    /// 8 kernels of 5 × 5.
    public let conv2: Conv2d
    /// From the features to 512 units.
    public let fc1: Linear
    /// From the units to the classes.
    public let fc2: Linear
    /// Between the two.
    public let dropout: Dropout

    /// A network for pictures of `side` × `side` pixels.
    public init(
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
    public func forward(_ input: Tensor) -> Tensor {
        fc2(dropout(hidden(features(input))))
    }

    /// The features that the convolutions extract from pictures, `[N, 8 · (side / 4)²]`.
    public func features(_ input: Tensor) -> Tensor {
        secondMaps(firstMaps(input).maxPooled2D(2)).maxPooled2D(2).flattened()
    }

    /// The hidden units before the output layer, `[N, 512]`, from the features.
    public func hidden(_ features: Tensor) -> Tensor { fc1(features).relu() }

    /// The feature maps of the first layer, `[N, 4, side, side]`.
    public func firstMaps(_ input: Tensor) -> Tensor { conv1(input).relu() }

    /// The feature maps of the second layer, `[N, 8, side / 2, side / 2]`, from the pooled maps of the first.
    public func secondMaps(_ pooled: Tensor) -> Tensor { conv2(pooled).relu() }
}
