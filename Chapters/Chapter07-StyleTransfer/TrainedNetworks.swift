import Autograd
import Files
import ImageNetworks
import Messages
import NeuralNetworks
import TensorCore

/// VGG16 or VGG19 with the weights of ImageNet, up to the first layer of the fourth block: Gatys' network. The
/// weight of the total variation keeps grain out of the picture.
struct VGGNetwork: FeatureNetwork {
    let vgg: VGGFeatures

    var title: Words {
        Words(
            en: "\(vgg.variant.rawValue.uppercased()), trained on ImageNet",
            zh: "\(vgg.variant.rawValue.uppercased())（ImageNet 权重）")
    }
    let styleLayers = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"].map { (name: $0, weight: 1.0) }
    let contentLayer = "relu3_3"
    let weights = (content: 1.0, smoothness: 1.0)
    private var names: [String] { styleLayers.map(\.name) + [contentLayer] }

    init(_ vgg: VGGFeatures) { self.vgg = vgg }

    /// - Throws: `FileError`.
    init(contentsOf path: String) throws {
        vgg = try VGGFeatures(contentsOf: path, through: "relu4_1")
    }

    func features(of picture: Tensor) -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: zip(names, vgg(ImageNet.normalized(picture), at: names)))
    }
}

/// The first blocks of MobileNetV2 with the weights of ImageNet: a network for telephones, a fortieth of VGG16's weights.
///
/// Its first layer looks at every second place only, and lets checkerboards through; hence the weight of the total variation.
struct MobileNetwork: FeatureNetwork {
    private let blocks: [any Layer]

    let title = Words(en: "MobileNetV2, trained on ImageNet", zh: "MobileNetV2（ImageNet 权重）")
    let styleLayers = ["block0", "block1", "block2", "block3"].map { (name: $0, weight: 1.0) }
    let contentLayer = "block3"
    let weights = (content: 0.2, smoothness: 1.0)

    /// - Throws: `FileError`.
    init(contentsOf path: String) throws {
        var generator = RandomGenerator(seed: 0)
        let network = MobileNetV2(using: &generator)
        try PublishedTensors(contentsOf: path).load(into: network)
        network.freeze()
        network.evaluate()
        blocks = Array(network.features.layers.prefix(4))
    }

    func features(of picture: Tensor) -> [String: Tensor] {
        var (x, answers) = (ImageNet.normalized(picture), [String: Tensor]())
        for (index, block) in blocks.enumerated() {
            x = block(x)
            answers["block\(index)"] = x
        }
        return answers
    }
}

/// The network whose weights a file has: which one it is, the names of its tensors say.
///
/// - Throws: `FileError`.
func trainedNetwork(contentsOf path: String) throws -> any FeatureNetwork {
    let tensors = try PublishedTensors(contentsOf: path)
    if tensors["features.0.weight"] != nil { return try VGGNetwork(contentsOf: path) }
    if tensors["features.0.0.weight"] != nil { return try MobileNetwork(contentsOf: path) }
    throw FileError.malformed(
        path: path,
        reason:
            "it has neither \"features.0.weight\" (VGG16, VGG19) nor \"features.0.0.weight\" (MobileNetV2)")
}
