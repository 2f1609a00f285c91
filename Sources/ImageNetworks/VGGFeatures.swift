import Autograd
import Files
import Messages
import NeuralNetworks
import TensorCore

/// The convolutions of VGG16 or VGG19 up to a layer, to look at pictures with: style transfer compares what they see.
///
/// The weights are frozen, so that gradients flow to the picture alone. The classifier that follows in the published files,
/// nine tenths of their bytes, is left out. Input `[N, 3, H, W]`, normalized as `ImageNet` says. Simonyan and Zisserman: "Very
/// deep convolutional networks for large-scale image recognition" (2014).
///
/// ```swift
/// let vgg = VGGFeatures(.vgg16, through: "relu2_1", using: &generator)
/// let picture = Tensor(.uniform([1, 3, 32, 32], using: &generator), requiresGradient: true)
/// let maps = vgg(ImageNet.normalized(picture), at: ["relu1_1", "relu2_1"])  // [1, 64, 32, 32] and [1, 128, 16, 16]
/// maps[1].square().sum().backward()  // picture.grad has the shape of the picture
/// ```
public final class VGGFeatures: Module {
    /// How many convolutions there are.
    public enum Variant: String, CaseIterable, Sendable {
        /// Thirteen convolutions.
        case vgg16
        /// Sixteen convolutions.
        case vgg19

        /// How many convolutions each of the five blocks has.
        var counts: [Int] { self == .vgg16 ? [2, 2, 3, 3, 3] : [2, 2, 4, 4, 4] }

        /// The layers in their order: `conv1_1`, `relu1_1`, `conv1_2`, `relu1_2`, `pool1`, `conv2_1`, …
        public var layerNames: [String] {
            counts.enumerated().flatMap { block, count in
                (1...count).flatMap { ["conv\(block + 1)_\($0)", "relu\(block + 1)_\($0)"] }
                    + ["pool\(block + 1)"]
            }
        }
    }

    /// How a block's maps become smaller.
    public enum Pooling: Sendable {
        /// By the largest number of four, as VGG was trained.
        case maximum
        /// By the mean of four, which Gatys and others found to give smoother pictures.
        case average
    }

    /// Which of the two networks it is.
    public let variant: Variant
    /// The layers, under torchvision's names: `features.0.weight`, ….
    public let features: Sequential

    /// A network with new weights (He's), up to the layer of this name; by default all.
    ///
    /// Traps when there is no layer of this name.
    public init(
        _ variant: Variant = .vgg16, through last: String? = nil, pooling: Pooling = .maximum,
        using generator: inout RandomGenerator
    ) {
        self.variant = variant
        let end = last.map { VGGFeatures.index(of: $0, variant) } ?? variant.layerNames.count - 1
        var (layers, channels) = ([any Layer](), 3)
        for name in variant.layerNames[...end] {
            if name.hasPrefix("conv") {
                let block = Int(name.dropFirst(4).prefix(1)) ?? 1
                let width = min(64 << (block - 1), 512)
                layers.append(
                    heConvolution(channels, width, kernel: 3, padding: 1, bias: true, using: &generator))
                channels = width
            } else if name.hasPrefix("relu") {
                layers.append(ReLU())
            } else {
                layers.append(pooling == .maximum ? MaxPool2d(2) : AvgPool2d(2))
            }
        }
        features = Sequential(layers)
        super.init()
        freeze()
        evaluate()
    }

    /// The network whose weights are in a file of torchvision's names, `.pth` or safetensors; which of the two it is, the
    /// file says.
    ///
    /// - Throws: `FileError`.
    public convenience init(
        contentsOf path: String, through last: String? = nil, pooling: Pooling = .maximum
    ) throws {
        let tensors = try PublishedTensors(contentsOf: path)
        guard tensors["features.0.weight"] != nil else {
            throw FileError.malformed(
                path: path,
                reason: Words(
                    en: "it has no tensor \"features.0.weight\": not the weights of VGG16 or VGG19",
                    zh: "它没有张量 \"features.0.weight\"：不是 VGG16 或 VGG19 的权重"
                ).text)
        }
        // The last convolution is layer 28 of one and 34 of the other.
        let variant: Variant = tensors["features.34.weight"] == nil ? .vgg16 : .vgg19
        var generator = RandomGenerator(seed: 0)
        self.init(variant, through: last, pooling: pooling, using: &generator)
        try tensors.load(into: self) { name in
            name.hasPrefix("features.") || name.hasPrefix("classifier.")
        }
    }

    /// What the layers of these names give for pictures `[N, 3, H, W]`, in the order of the names; nothing beyond the last of
    /// them is computed.
    ///
    /// Traps when there is no layer of a name, or the network ends before it.
    public func callAsFunction(_ pictures: Tensor, at names: [String]) -> [Tensor] {
        let indices = names.map { VGGFeatures.index(of: $0, variant) }
        guard let last = indices.max() else { return [] }
        if last >= features.layers.count {
            explainFailure(
                "VGGFeatures",
                "the layer \(variant.layerNames[last]) of a network through \(variant.layerNames[features.layers.count - 1])",
                hint: "build it through the last layer that is asked for")
        }
        var (found, x) = ([Int: Tensor](), pictures)
        for (index, layer) in features.layers[...last].enumerated() {
            x = layer(x)
            if indices.contains(index) { found[index] = x }
        }
        return indices.compactMap { found[$0] }
    }

    private static func index(of name: String, _ variant: Variant) -> Int {
        guard let index = variant.layerNames.firstIndex(of: name) else {
            explainFailure(
                "VGGFeatures", "no layer is called '\(name)'",
                hint: "they are \(variant.layerNames.joined(separator: ", "))")
        }
        return index
    }
}
