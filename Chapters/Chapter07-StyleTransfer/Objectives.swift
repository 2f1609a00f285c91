import Autograd
import Foundation
import TensorCore

/// A loss of a picture with its parts.
struct PaintingLoss {
    /// What is minimized, a single number.
    let total: Tensor
    /// Its parts, without their weights.
    let style, content: Double
}

/// What is asked of a picture of one size: how far it is from the style, and how far from the content.
protocol Objective {
    /// - Parameter generator: for what is drawn at random at each step.
    func loss(of picture: Tensor, using generator: inout RandomGenerator) -> PaintingLoss
}

/// Gatys' objective: Gram matrices of some layers as in the style, features of one layer as in the content, and a smooth
/// picture. Of several styles the means of their Gram matrices are the aim.
struct GramObjective: Objective {
    let network: any FeatureNetwork
    /// The Gram matrices of the style by layer.
    let grams: [String: NDArray]
    /// The features of the content; nil where only a texture is asked for.
    let content: NDArray?
    let contentWeight, smoothness: Double

    /// - Parameters:
    ///   - contentWeight: nil for what suits the network.
    ///   - smoothness: the weight of the total variation, likewise.
    init(
        _ network: any FeatureNetwork, content: NDArray?, styles: [NDArray], contentWeight: Double? = nil,
        smoothness: Double? = nil
    ) {
        self.network = network
        self.contentWeight = contentWeight ?? network.weights.content
        self.smoothness = smoothness ?? network.weights.smoothness
        self.content = content.map { picture in
            withoutGradient {
                network.features(of: Tensor(picture))[network.contentLayer]?.value ?? .zeros([1])
            }
        }
        var sums: [String: NDArray] = [:]
        for style in styles {
            let features = withoutGradient { network.features(of: Tensor(style)) }
            for (name, _) in network.styleLayers {
                guard let answer = features[name] else { continue }
                let gram = withoutGradient { Chapter7.gram(answer).value } / Float(styles.count)
                sums[name] = sums[name].map { $0 + gram } ?? gram
            }
        }
        grams = sums
    }

    func loss(of picture: Tensor, using generator: inout RandomGenerator) -> PaintingLoss {
        let features = network.features(of: picture)
        var style = Tensor(NDArray(0))
        for (name, weight) in network.styleLayers {
            guard let answer = features[name], let target = grams[name] else { continue }
            style = style + Float(weight) * styleLoss(answer, target)
        }
        var total = style + Float(smoothness) * totalVariation(picture)
        var contentValue = 0.0
        if let content, let answer = features[network.contentLayer] {
            let distance = contentLoss(answer, content)
            total = total + Float(contentWeight) * distance
            contentValue = Double(distance.scalar)
        }
        return PaintingLoss(total: total, style: Double(style.scalar), content: contentValue)
    }
}

/// The patches of the style by sliced Wasserstein distance, along new directions at each step, and the content's luminance.
/// No network. Of several styles the means of their sorted projections are the aim, as for a barycenter.
struct PatchObjective: Objective {
    let styles: [NDArray]
    /// What the picture shall keep, `[1, 3, H, W]`; nil where only a texture is asked for.
    let content: NDArray?
    let contentWeight: Double
    /// How many directions a step looks along in the space of large patches.
    var directions = 64
    /// Whether the picture's right edge continues at its left, and its lower at its upper, as that of a tile.
    var isTile = false

    /// The sides of the patches, with the share of the directions that each gets. Large ones see strokes, and the smallest, single
    /// pixels, see which colours there are: with large ones alone a drawing in black and white gets coloured specks.
    static let sides = [(side: 8, share: 1.0), (side: 3, share: 0.25), (side: 1, share: 0.25)]

    func loss(of picture: Tensor, using generator: inout RandomGenerator) -> PaintingLoss {
        let tile = isTile ? continued(picture, by: Self.sides[0].side - 1) : picture
        // Beyond 160² pixels every second patch is enough, each way, from a random corner on.
        let stride = picture.value.size.count > 160 * 160 ? 2 : 1
        let (top, left) = (generator.integer(below: stride), generator.integer(below: stride))
        let seen =
            stride == 1
            ? tile : tile.sliced(axis: 2, top..<tile.shape[2]).sliced(axis: 3, left..<tile.shape[3])
        var style = Tensor(NDArray(0))
        for (side, share) in Self.sides {
            let count = max(1, Int(Double(directions) * share))
            let filters = randomDirections(count, side: side, using: &generator)
            style = style + slicedWasserstein(seen, styles, along: filters, stride: stride)
        }
        var (total, contentValue) = (style, 0.0)
        if let content {
            let distance = (picture - Tensor(content)).square().mean()
            total = total + Float(contentWeight) * distance
            contentValue = Double(distance.scalar)
        }
        return PaintingLoss(total: total, style: Double(style.scalar), content: contentValue)
    }
}

/// A picture with its first columns once more at its right, and its first rows below.
private func continued(_ picture: Tensor, by count: Int) -> Tensor {
    let wide = Tensor.concatenated([picture, picture.sliced(axis: 3, 0..<count)], axis: 3)
    return Tensor.concatenated([wide, wide.sliced(axis: 2, 0..<count)], axis: 2)
}
