import Autograd
import ImageNetworks
import NeuralNetworks
import Pictures
import TensorCore

/// The body of a network of ImageNet and a new head: the mean of each of its maps, all brought to one length, and a linear
/// layer to the new classes.
///
/// The length says how much there is to see in a picture, not what; without it few examples teach more.
final class PhotographNetwork: Module, Layer {
    let body: any Layer
    let head: Linear

    /// A body, with weights or without, and a head that says nothing yet: all its weights are 0.
    init(_ network: any ImageNetwork, classCount: Int, using generator: inout RandomGenerator) {
        body = network.body
        head = Linear(network.mapCount, classCount, using: &generator)
        head.weight.value = .zeros(head.weight.shape)
        head.bias?.value = .zeros([classCount])
    }

    /// Pictures `[N, 3, H, W]` to logits `[N, classes]`.
    func forward(_ pictures: Tensor) -> Tensor { head(ofOneLength(body(pictures).mean(axes: [2, 3]))) }
}

/// The network on photographs that a `model.safetensors` of this chapter holds, in evaluation, and how many classes it tells apart;
/// nil where the file holds another network.
///
/// - Throws: `FileError` where the file is missing or broken.
func savedPhotographNetwork(_ path: String) throws -> (network: PhotographNetwork, classCount: Int)? {
    let checkpoint = try Checkpoint(contentsOf: path)
    guard checkpoint.notes["chapter"] == "6",
        let kind = ImageNetworkKind(rawValue: checkpoint.notes["network"] ?? ""),
        let bias = checkpoint.model.first(where: { $0.name == "head.bias" })?.value
    else { return nil }
    // The weights drawn here are replaced.
    var generator = RandomGenerator(seed: 0)
    let network = PhotographNetwork(
        kind.make(using: &generator), classCount: bias.elementCount, using: &generator)
    try checkpoint.restore(network, path: path)
    network.evaluate()
    return (network, bias.elementCount)
}

/// Features `[N, C]` with the length √C each: f √C / |f|.
func ofOneLength(_ features: Tensor) -> Tensor {
    let meanSquare = features.square().mean(axes: [1], keepingDimensions: true)
    return features / (meanSquare + 1e-6).squareRoot()
}

/// A network as a feature extractor: nothing in it changes, so its steps are folded into fewer.
struct FeatureExtractor {
    private let body: any Layer

    /// The body of a network in evaluation.
    init(_ body: any Layer) { self.body = foldedForInference(body) }

    /// The last maps `[maps, h, w]` of a picture of the network's size.
    func maps(_ picture: Picture) -> NDArray {
        let maps = body(Tensor(ImageNet.input([picture]))).value
        return maps.reshaped(Shape(maps.shape.dropFirst()))
    }

    /// The last maps of the middles of photographs, or of their mirror images. Each photograph is one thread's, and its maps then
    /// stay in the processor's cache.
    func maps(of photographs: [Photograph], side: Int, mirrored: Bool = false) -> [NDArray] {
        Parallel.map(photographs) { photograph in
            let middle = ImageNet.prepared(photograph.picture, side: side)
            return maps(mirrored ? middle.mirrored : middle)
        }
    }

    /// The features `[N, maps]` of photographs.
    func features(of photographs: [Photograph], side: Int, mirrored: Bool = false) -> NDArray {
        .concatenated(
            maps(of: photographs, side: side, mirrored: mirrored).map(FeatureExtractor.features(ofMaps:)),
            axis: 0)
    }

    /// The features `[1, maps]` of a picture from its last maps `[maps, h, w]`.
    static func features(ofMaps maps: NDArray) -> NDArray {
        ofOneLength(Tensor(maps.mean(axes: [1, 2]).reshaped([1, maps.shape[0]]))).value
    }
}
