import Autograd
import NeuralNetworks
import TensorCore

/// ResNet-18: eight residual blocks of two 3 × 3 convolutions. The book's network of section 6.1.
///
/// Input `[N, 3, H, W]` of 32 pixels and more, output `[N, classes]`. He, Zhang, Ren, Sun: "Deep residual learning for image
/// recognition" (2015).
///
/// ```swift
/// let network = ResNet18(classCount: 2, using: &generator)
/// let logits = network(Tensor(.zeros([2, 3, 64, 64])))  // [2, 2]
/// ```
public final class ResNet18: Module, ImageNetwork {
    /// The first convolution, 7 × 7, and its normalization.
    public let conv1: Conv2d
    /// Batch norm after the first convolution.
    public let bn1: BatchNorm2d
    /// Two blocks of 64 channels.
    public let layer1: Sequential
    /// Two blocks of 128 channels.
    public let layer2: Sequential
    /// Two blocks of 256 channels.
    public let layer3: Sequential
    /// Two blocks of 512 channels.
    public let layer4: Sequential
    /// From the means of the 512 maps to the logits.
    public let fc: Linear

    /// What the body ends in.
    public let mapCount = 512

    /// A network with new weights.
    public init(classCount: Int = 1000, using generator: inout RandomGenerator) {
        conv1 = heConvolution(3, 64, kernel: 7, stride: 2, padding: 3, using: &generator)
        bn1 = BatchNorm2d(64)
        func pair(_ inputChannels: Int, _ channels: Int, stride: Int) -> Sequential {
            Sequential(
                ResidualBlock(inputChannels, channels, stride: stride, using: &generator),
                ResidualBlock(channels, channels, stride: 1, using: &generator))
        }
        layer1 = pair(64, 64, stride: 1)
        layer2 = pair(64, 128, stride: 2)
        layer3 = pair(128, 256, stride: 2)
        layer4 = pair(256, 512, stride: 2)
        fc = Linear(mapCount, classCount, using: &generator)
    }

    /// The convolutions.
    public var body: any Layer {
        Sequential(
            conv1, bn1, ReLU(), MaxPool2d(3, stride: 2, padding: 1), layer1, layer2, layer3, layer4)
    }
    /// The mean of each map, and the linear layer.
    public var head: any Layer { Sequential(AdaptiveAvgPool2d(1), Flatten(), fc) }
}

/// ReLU(x + two convolutions of x); where the size changes, x passes a pointwise convolution.
final class ResidualBlock: Module, FoldableLayer {
    /// Convolution, batch norm, ReLU, convolution, batch norm.
    let convolutions: Sequential
    let downsample: Sequential?

    init(_ inputChannels: Int, _ channels: Int, stride: Int, using generator: inout RandomGenerator) {
        convolutions = Sequential(
            heConvolution(
                inputChannels, channels, kernel: 3, stride: Size2D(stride), padding: 1, using: &generator),
            BatchNorm2d(channels), ReLU(),
            heConvolution(channels, channels, kernel: 3, padding: 1, using: &generator), BatchNorm2d(channels)
        )
        downsample =
            stride == 1
            ? nil
            : Sequential(
                heConvolution(
                    inputChannels, channels, kernel: 1, stride: Size2D(stride), using: &generator),
                BatchNorm2d(channels))
    }

    private init(_ convolutions: Sequential, _ downsample: Sequential?) {
        (self.convolutions, self.downsample) = (convolutions, downsample)
    }

    /// torchvision's names.
    override var storedProperties: [(name: String, value: Any)] {
        guard convolutions.layers.count == 5 else { return super.storedProperties }
        return [
            ("conv1", convolutions[0]), ("bn1", convolutions[1]), ("conv2", convolutions[3]),
            ("bn2", convolutions[4]), ("downsample", downsample as Any),
        ]
    }

    func forward(_ input: Tensor) -> Tensor {
        (convolutions(input) + (downsample?(input) ?? input)).relu()
    }

    func folded() -> any Layer { ResidualBlock(convolutions.folded(), downsample?.folded()) }
}
