import Autograd
import NeuralNetworks
import TensorCore

/// MobileNetV2: inverted residual blocks of a pointwise convolution that makes more channels, a depthwise one, and a pointwise
/// one that makes fewer.
///
/// A 3 × 3 convolution of C channels to C has 9 C² weights; a depthwise and a pointwise one have 9 C + C² and do nearly the
/// same. Input `[N, 3, H, W]` of 32 pixels and more, output `[N, classes]`. Sandler, Howard, Zhu, Zhmoginov, Chen:
/// "MobileNetV2: inverted residuals and linear bottlenecks" (2018).
///
/// ```swift
/// let network = MobileNetV2(classCount: 2, using: &generator)
/// let logits = network(Tensor(.zeros([2, 3, 64, 64])))  // [2, 2]
/// ```
public final class MobileNetV2: Module, ImageNetwork {
    /// The convolutions.
    public let features: Sequential
    /// Dropout and a linear layer.
    public let classifier: Sequential

    /// What the body ends in.
    public let mapCount = 1280

    /// The blocks: how many times more channels inside, channels of the result, how many blocks, stride of the first.
    private static let blocks: [(expansion: Int, channels: Int, count: Int, stride: Int)] = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
        (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ]

    /// A network with new weights.
    public init(classCount: Int = 1000, using generator: inout RandomGenerator) {
        var layers: [any Layer] = [normalized(3, 32, kernel: 3, stride: 2, using: &generator)]
        var channels = 32
        for block in MobileNetV2.blocks {
            for index in 0..<block.count {
                layers.append(
                    InvertedResidual(
                        channels, block.channels, expansion: block.expansion,
                        stride: index == 0 ? block.stride : 1, using: &generator))
                channels = block.channels
            }
        }
        layers.append(normalized(channels, mapCount, kernel: 1, using: &generator))
        features = Sequential(layers)
        classifier = Sequential(
            Dropout(0.2, using: &generator), smallLinear(mapCount, classCount, using: &generator))
    }

    /// The convolutions.
    public var body: any Layer { features }
    /// The mean of each map, and the classifier.
    public var head: any Layer { Sequential(AdaptiveAvgPool2d(1), Flatten(), classifier) }
}

/// x + project(filter(expand(x))), without x where the number of channels or the size changes.
final class InvertedResidual: Module, FoldableLayer {
    let conv: Sequential
    let hasShortcut: Bool

    init(
        _ inputChannels: Int, _ outputChannels: Int, expansion: Int, stride: Int,
        using generator: inout RandomGenerator
    ) {
        let inner = inputChannels * expansion
        var layers: [any Layer] = []
        if expansion != 1 { layers.append(normalized(inputChannels, inner, kernel: 1, using: &generator)) }
        layers += [
            normalized(inner, inner, kernel: 3, stride: stride, groups: inner, using: &generator),
            heConvolution(inner, outputChannels, kernel: 1, using: &generator), BatchNorm2d(outputChannels),
        ]
        conv = Sequential(layers)
        hasShortcut = stride == 1 && inputChannels == outputChannels
    }

    init(_ conv: Sequential, hasShortcut: Bool) { (self.conv, self.hasShortcut) = (conv, hasShortcut) }

    func forward(_ input: Tensor) -> Tensor { hasShortcut ? input + conv(input) : conv(input) }

    func folded() -> any Layer { InvertedResidual(conv.folded(), hasShortcut: hasShortcut) }
}

/// Convolution, batch norm and ReLU6, padded so that a stride of 1 keeps the size.
private func normalized(
    _ inputChannels: Int, _ outputChannels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    using generator: inout RandomGenerator
) -> Sequential {
    Sequential(
        heConvolution(
            inputChannels, outputChannels, kernel: Size2D(kernel), stride: Size2D(stride),
            padding: Size2D(kernel / 2), groups: groups, using: &generator),
        BatchNorm2d(outputChannels), ReLU6())
}
