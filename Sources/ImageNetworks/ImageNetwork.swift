import Autograd
import NeuralNetworks
import TensorCore

/// A network that classifies photographs: a body of convolutions, whose last maps a head turns into logits.
///
/// Its parameters have the names of torchvision, so that it loads the weights that are published for ImageNet:
///
/// ```swift
/// let network = MobileNetV2(using: &generator)
/// try PublishedTensors(contentsOf: "mobilenet_v2-b0353104.pth").load(into: network)
/// network.evaluate()
/// let logits = network(Tensor(.zeros([1, 3, 224, 224])))  // [1, 1000]
/// ```
public protocol ImageNetwork: Layer {
    /// From pictures `[N, 3, H, W]`, normalized as `ImageNet` says, to the last maps `[N, channels, h, w]`.
    var body: any Layer { get }
    /// From the last maps to the logits `[N, classes]`.
    var head: any Layer { get }
    /// How many maps the body gives.
    var mapCount: Int { get }
}

extension ImageNetwork {
    /// The logits `[N, classes]` of pictures `[N, 3, H, W]`.
    public func forward(_ pictures: Tensor) -> Tensor { head(body(pictures)) }
}

/// The networks that Chapter 6 knows by name; the names are torchvision's.
public enum ImageNetworkKind: String, CaseIterable, Sendable {
    /// MobileNetV2, 3.5 million parameters.
    case mobileNetV2 = "mobilenet_v2"
    /// ResNet-18, 11.7 million parameters: the book's.
    case resNet18 = "resnet18"
    /// SqueezeNet 1.1, 1.2 million parameters.
    case squeezeNet = "squeezenet1_1"

    /// A network with new weights.
    public func make(classCount: Int = 1000, using generator: inout RandomGenerator) -> any ImageNetwork {
        switch self {
        case .mobileNetV2: MobileNetV2(classCount: classCount, using: &generator)
        case .resNet18: ResNet18(classCount: classCount, using: &generator)
        case .squeezeNet: SqueezeNet(classCount: classCount, using: &generator)
        }
    }

    /// A network with the weights of a file, `.pth` or safetensors, as torchvision has them: 1,000 classes, in evaluation.
    ///
    /// - Throws: `FileError`.
    public func load(_ path: String) throws -> any ImageNetwork {
        var generator = RandomGenerator(seed: 0)
        let network = make(using: &generator)
        try PublishedTensors(contentsOf: path).load(into: network)
        network.evaluate()
        return network
    }
}

/// A convolution with weights for a rectifier after it, as torchvision draws them: He's, by the fan-out; biases 0.
func heConvolution(
    _ inputChannels: Int, _ outputChannels: Int, kernel: Size2D, stride: Size2D = 1, padding: Size2D = 0,
    groups: Int = 1, bias: Bool = false, using generator: inout RandomGenerator
) -> Conv2d {
    let shape: Shape = [outputChannels, inputChannels / groups, kernel.height, kernel.width]
    return Conv2d(
        weight: .heNormal(shape, mode: .fanOut, using: &generator),
        bias: bias ? .zeros([outputChannels]) : nil,
        Convolution2D(stride: stride, padding: padding, groups: groups))
}

/// A linear layer with small weights and biases of 0, as torchvision draws the last one of MobileNetV2.
func smallLinear(_ inputCount: Int, _ outputCount: Int, using generator: inout RandomGenerator) -> Linear {
    let layer = Linear(inputCount, outputCount, using: &generator)
    layer.weight.value = .normal([outputCount, inputCount], standardDeviation: 0.01, using: &generator)
    layer.bias?.value = .zeros([outputCount])
    return layer
}
