import Files
import Foundation
import ImageNetworks
import NeuralNetworks
import Pictures
import TensorCore

/// The classes of ImageNet by the names in a file beside the weights, `imagenet_classes.txt`; without it, by their numbers.
struct ClassNames {
    private let names: [String]

    /// - Throws: `FileError` for a file that has not 1,000 lines.
    init(beside weights: String) throws {
        let path = URL(fileURLWithPath: weights).deletingLastPathComponent()
            .appendingPathComponent("imagenet_classes.txt").relativePath
        do {
            names = try ImageNet.classNames(contentsOf: path)
        } catch FileError.missing {
            // The two that the book's photographs show.
            names = (0..<1000).map { [309: "bee", 310: "ant"][$0] ?? "class \($0)" }
        }
    }

    subscript(index: Int) -> String { names[index] }

    /// The class of this name, also of its plural: `ants` is the class `ant`.
    func index(of name: String) -> Int? {
        let name = name.lowercased()
        return names.firstIndex { $0.lowercased() == name }
            ?? names.firstIndex { $0.lowercased() + "s" == name }
    }
}

/// What a network makes of photographs without having learned anything of them: its 1,000 classes, as it was published.
struct UntouchedHead {
    /// The share of validation photographs where the logit of the own class is the largest of those of the folder's classes.
    let accuracy: Double
    /// Of each class of the folder: how many of its photographs have it as the largest of the 1,000.
    let firsts: [Int]
    /// How many photographs of each class there are.
    let counts: [Int]

    /// Nil where ImageNet does not have all classes of the folder.
    init?(_ network: any ImageNetwork, _ maps: [NDArray], _ folder: PhotographFolder, _ names: ClassNames) {
        let indices = folder.classNames.compactMap { names.index(of: $0) }
        guard indices.count == folder.classNames.count else { return nil }
        let labels = folder.validation.map(\.label)
        let logits = maps.map { network.logits(ofMaps: $0) }
        accuracy = NeuralNetworks.accuracy(
            logits.map { logits in
                let own = indices.map { logits[$0] }
                return own.indices.max { own[$0] < own[$1] } ?? 0
            }, labels)
        firsts = indices.enumerated().map { label, index in
            zip(logits, labels).count { $1 == label && $0.max() == $0[index] }
        }
        counts = indices.indices.map { label in labels.count { $0 == label } }
    }
}

extension ImageNetwork {
    /// The logits of a picture from its last maps `[maps, h, w]`.
    func logits(ofMaps maps: NDArray) -> [Float] {
        head(.init(maps.reshaped(Shape([1] + Array(maps.shape))))).value.scalars
    }
}

/// The five classes of ImageNet that a network holds most likely for a picture, a line.
func mostLikely(_ picture: Picture, _ network: any ImageNetwork, _ names: ClassNames) -> [(String, Float)] {
    let maps = FeatureExtractor(network.body).maps(ImageNet.prepared(picture))
    let logits = NDArray(network.logits(ofMaps: maps))
    let probabilities = logits.softmax(axis: 0).scalars
    return probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }.prefix(5).map {
        (names[$0], probabilities[$0])
    }
}
