import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore

/// A network that is only looked at: what it answers to a picture, layer by layer, and which layers say what.
protocol FeatureNetwork {
    /// What tables call it.
    var title: Words { get }

    /// The features of the layers that are used, from the shallowest on, each `[1, C, H, W]`, of a picture `[1, 3, H, W]`.
    func features(of picture: Tensor) -> [String: Tensor]

    /// The layers whose Gram matrices are the style, with their weights, from the shallowest on.
    var styleLayers: [(name: String, weight: Double)] { get }

    /// The layer whose features are the content.
    var contentLayer: String { get }

    /// The weight of the content beside the style, and of the total variation.
    var weights: (content: Double, smoothness: Double) { get }
}

/// A network of random weights: five convolutions, shaped like the beginning of VGG.
///
/// No file is needed. Random filters answer to edges and spots too, only not to those that matter to people; how far one
/// comes with them is a question that the chapter answers with numbers. They are orthogonal, so that no direction of a patch
/// is forgotten, and each has a mean of 0, so that they answer to differences and not to lightness. Means instead of maxima
/// when the picture is made smaller keep gradients smooth. Ustyuzhaninov and others: "Texture synthesis using shallow
/// convolutional networks with random filters" (2016); He, Wang, Hopcroft: "A powerful generative model using random weights
/// for the deep image representation" (2016).
final class RandomNetwork: Module, FeatureNetwork {
    var title: Words { Method.random.title }

    let conv1, conv2, conv3, conv4, conv5: Conv2d

    /// A network whose first layer has `width` channels.
    init(width: Int = 32, using generator: inout RandomGenerator) {
        func layer(_ into: Int, _ out: Int) -> Conv2d {
            let layer = Conv2d(into, out, kernel: 3, padding: 1, bias: false, using: &generator)
            let filters = NDArray.orthogonal([out, into, 3, 3], gain: 2, using: &generator)
            layer.weight.value = filters - filters.mean(axes: [1, 2, 3], keepingDimensions: true)
            return layer
        }
        conv1 = layer(3, width)
        conv2 = layer(width, width)
        conv3 = layer(width, 2 * width)
        conv4 = layer(2 * width, 2 * width)
        conv5 = layer(2 * width, 4 * width)
        super.init()
        freeze()
    }

    func features(of picture: Tensor) -> [String: Tensor] {
        let one = conv1((picture - 0.45) / 0.25).relu()
        let two = conv2(one).relu()
        let three = conv3(two.averagePooled2D(2)).relu()
        let four = conv4(three).relu()
        let five = conv5(four.averagePooled2D(2)).relu()
        return ["conv1": one, "conv2": two, "conv3": three, "conv4": four, "conv5": five]
    }

    let styleLayers = [("conv1", 1.0), ("conv2", 1.0), ("conv3", 1.0), ("conv4", 1.0), ("conv5", 1.0)].map {
        (name: $0.0, weight: $0.1)
    }
    let contentLayer = "conv4"
    let weights = (content: 0.05, smoothness: 0.3)
}

extension RandomNetwork {
    /// All Gram matrices of a picture's features, one behind the other, `[Σ C²]`: what the style loss compares.
    func style(of picture: Tensor) -> Tensor {
        let features = features(of: picture)
        return Tensor.concatenated(
            styleLayers.compactMap { features[$0.name] }.map { features in
                let matrix = gram(features)
                return matrix.reshaped([matrix.elementCount])
            }, axis: 0)
    }

    /// Writes the network, and what it answers to a piece of the content, with the style's Gram matrices as targets and the
    /// mean squared difference as the loss.
    ///
    /// - Throws: `FileError.unwritable`.
    func save(_ run: ChapterRun, content: NDArray, style picture: NDArray) throws {
        try Checkpoint(model: self, epoch: 0, notes: ["chapter": "7", "width": "\(conv1.weight.shape[0])"])
            .save(to: run.outputPath("model.safetensors"))
        let piece = content.resized(to: Size2D(32))
        let target = withoutGradient { style(of: Tensor(picture.resized(to: Size2D(32)))).value }
        try ModelExample(
            of: self, inputs: ["": .floats(piece)], targets: .floats(target),
            answer: { style(of: Tensor(piece)) },
            loss: { meanSquaredError($0, Tensor(target)) }
        ).save(to: run.outputPath("example.safetensors"))
    }
}
