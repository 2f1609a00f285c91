import Autograd
import NeuralNetworks
import TensorCore

/// SqueezeNet 1.1: convolutions of few channels whose results meet 1 × 1 and 3 × 3 kernels side by side. As accurate as
/// AlexNet with a fiftieth of its weights.
///
/// Input `[N, 3, H, W]` of 17 pixels and more, output `[N, classes]`. Iandola et al.: "SqueezeNet: AlexNet-level accuracy with
/// 50x fewer parameters" (2016).
///
/// ```swift
/// let network = SqueezeNet(classCount: 2, using: &generator)
/// let logits = network(Tensor(.zeros([2, 3, 64, 64])))  // [2, 2]
/// ```
public final class SqueezeNet: Module, ImageNetwork {
    /// The convolutions.
    public let features: Sequential
    /// Dropout and a pointwise convolution, a map for each class; the mean of a map is its logit.
    public let classifier: Sequential

    /// What the body ends in.
    public let mapCount = 512

    /// A network with new weights.
    public init(classCount: Int = 1000, using generator: inout RandomGenerator) {
        func fire(_ inputChannels: Int, _ squeezed: Int, _ expanded: Int) -> Fire {
            Fire(inputChannels, squeezed: squeezed, expanded: expanded, using: &generator)
        }
        func pool() -> MaxPool2d { MaxPool2d(3, stride: 2, ceilMode: true) }
        let first = heConvolution(3, 64, kernel: 3, stride: 2, bias: true, using: &generator)
        features = Sequential(
            first, ReLU(), pool(), fire(64, 16, 64), fire(128, 16, 64), pool(), fire(128, 32, 128),
            fire(256, 32, 128), pool(), fire(256, 48, 192), fire(384, 48, 192), fire(384, 64, 256),
            fire(512, 64, 256))
        let last = Conv2d(
            weight: .normal([classCount, mapCount, 1, 1], standardDeviation: 0.01, using: &generator),
            bias: .zeros([classCount]), Convolution2D())
        classifier = Sequential(Dropout(0.5, using: &generator), last, ReLU(), AdaptiveAvgPool2d(1))
    }

    /// The convolutions.
    public var body: any Layer { features }
    /// The classifier.
    public var head: any Layer { Sequential(classifier, Flatten()) }
}

/// Few channels, then 1 × 1 and 3 × 3 kernels on them side by side.
final class Fire: Module, FoldableLayer {
    let squeeze: any Layer
    let expand1x1: any Layer
    let expand3x3: any Layer

    init(_ inputChannels: Int, squeezed: Int, expanded: Int, using generator: inout RandomGenerator) {
        squeeze = heConvolution(inputChannels, squeezed, kernel: 1, bias: true, using: &generator)
        expand1x1 = heConvolution(squeezed, expanded, kernel: 1, bias: true, using: &generator)
        expand3x3 = heConvolution(squeezed, expanded, kernel: 3, padding: 1, bias: true, using: &generator)
    }

    private init(_ squeeze: any Layer, _ expand1x1: any Layer, _ expand3x3: any Layer) {
        (self.squeeze, self.expand1x1, self.expand3x3) = (squeeze, expand1x1, expand3x3)
    }

    func forward(_ input: Tensor) -> Tensor {
        let squeezed = squeeze(input).relu()
        return .concatenated([expand1x1(squeezed).relu(), expand3x3(squeezed).relu()], axis: 1)
    }

    func folded() -> any Layer {
        Fire(
            foldedForInference(squeeze), foldedForInference(expand1x1), foldedForInference(expand3x3))
    }
}
