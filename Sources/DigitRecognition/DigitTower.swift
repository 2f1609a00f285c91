import Autograd
import NeuralNetworks
import TensorCore

/// The convolutions of the book's network without its fully connected layers: a picture becomes 392 features.
public final class DigitTower: Module {
    /// 4 kernels of 5 × 5.
    public let conv1: Conv2d
    /// 8 kernels of 5 × 5.
    public let conv2: Conv2d

    /// How many features it extracts from a picture of 28 × 28.
    public static let featureCount = 8 * 7 * 7

    /// A tower with random weights.
    public init(using generator: inout RandomGenerator) {
        conv1 = Conv2d(1, 4, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
    }

    /// Copies the convolutions of a pretrained network. That is all that transfer is.
    public func copyConvolutions(of network: BookNetwork) {
        for (mine, theirs) in [(conv1, network.conv1), (conv2, network.conv2)] {
            mine.weight.value = theirs.weight.value
            mine.bias?.value = theirs.bias?.value ?? .zeros([mine.weight.shape[0]])
        }
    }

    /// The features `[N, 392]` of pictures `[N, 1, 28, 28]`.
    public func callAsFunction(_ pictures: Tensor) -> Tensor {
        conv2(conv1(pictures).relu().maxPooled2D(2)).relu().maxPooled2D(2).flattened()
    }
}
