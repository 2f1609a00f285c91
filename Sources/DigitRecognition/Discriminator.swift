import Autograd
import NeuralNetworks
import TensorCore

/// A discriminator of digits: is the picture real or generated? Two convolutions of stride 2, and one over all that is
/// left.
public final class Discriminator: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let bn2: BatchNorm2d
    let conv3: Conv2d

    /// A discriminator of pictures with this many channels; its inner layers have width and 2 · width feature maps.
    public init(channels: Int, width: Int, using random: inout RandomGenerator) {
        conv1 = Conv2d(channels, width, kernel: 4, stride: 2, padding: 1, using: &random)
        conv2 = Conv2d(
            width, 2 * width, kernel: 4, stride: 2, padding: 1, bias: false, using: &random)
        bn2 = BatchNorm2d(2 * width)
        conv3 = Conv2d(2 * width, 1, kernel: 7, using: &random)
    }

    /// The logits `[N, 1]` of pictures `[N, channels, 28, 28]`: above 0, more likely real than generated.
    public func forward(_ pictures: Tensor) -> Tensor {
        let half = conv1(pictures).relu(slope: 0.2)
        return conv3(bn2(conv2(half)).relu(slope: 0.2)).flattened()
    }
}
