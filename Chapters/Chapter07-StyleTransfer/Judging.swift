import Autograd
import Foundation
import TensorCore

/// What is said of a result by numbers.
///
/// Two distances do not suffice: half photograph and half painting, laid over each other, is near to both. So a third number
/// says how much of the painting's own layout was copied.
struct Scores {
    /// The texture distance to the style, divided by that of the content: 0 is the style's texture, 1 is none of it.
    let texture: Double
    /// The correlation of the luminance with the content's, both at an eighth of the size.
    let structure: Double
    /// The same as `texture` by Gram matrices of a network that no method has optimized for.
    let heldOut: Double
    /// How alike that network's features are to the painting's at the same place, as a cosine.
    let layout: Double
}

/// Judges results for one content and one or more styles.
struct Judging {
    private let content: NDArray
    private let styles: [NDArray]
    private let network: RandomNetwork
    private let seed: UInt64
    private let (contentTexture, contentHeldOut): (Double, Double)

    /// - Parameter seed: the directions and the network follow from it, not from that of the run's methods.
    init(content: NDArray, styles: [NDArray], seed: UInt64) {
        (self.content, self.styles) = (content, styles)
        self.seed = seed ^ 0x6A75_6467_65
        var generator = RandomGenerator(seed: self.seed)
        network = RandomNetwork(width: 24, using: &generator)
        contentTexture = textureDistance(content, styles, seed: self.seed)
        contentHeldOut = gramDistance(content, styles, network)
    }

    func scores(of picture: NDArray) -> Scores {
        Scores(
            texture: textureDistance(picture, styles, seed: seed) / max(1e-9, contentTexture),
            structure: structure(of: picture),
            heldOut: gramDistance(picture, styles, network) / max(1e-9, contentHeldOut),
            layout: layout(of: picture, styles[0]))
    }

    /// What the layout of a picture that knows the painting's textures, but not where they are, comes to: the painting
    /// mirrored.
    var layoutFloor: Double { layout(of: mirrored(styles[0]), styles[0]) }

    /// The correlation of the luminance with the content's, both at an eighth of the size.
    private func structure(of picture: NDArray) -> Double {
        let size = content.size.divided(by: 8)
        return correlation(
            content.luminance.resized(to: size).flattened(),
            picture.luminance.resized(to: size).flattened())
    }

    private func layout(of picture: NDArray, _ style: NDArray) -> Double {
        func features(_ picture: NDArray) -> NDArray {
            let answers = withoutGradient {
                network.features(of: Tensor(picture.resized(to: content.size)))["conv4"]?.value
                    ?? .zeros([1, 1, 1, 1])
            }
            return answers - answers.mean(axes: [2, 3], keepingDimensions: true)
        }
        let (a, b) = (features(picture), features(style))
        let lengths = Double(a.square().sum().scalar) * Double(b.square().sum().scalar)
        return Double((a * b).sum().scalar) / max(1e-12, lengths.squareRoot())
    }
}

/// How far the textures of two pictures are apart: the sliced Wasserstein distance of their patches of 5 × 5 pixels without each
/// patch's mean colour, at three sizes of the pictures.
///
/// With the mean colours, exchanging colours alone would win.
func textureDistance(_ picture: NDArray, _ styles: [NDArray], seed: UInt64) -> Double {
    var generator = RandomGenerator(seed: seed)
    return [1, 2, 4].reduce(0) { sum, factor in
        let directions = randomDirections(96, side: 5, withoutMean: true, using: &generator)
        func smaller(_ picture: NDArray) -> NDArray { picture.resized(to: picture.size.divided(by: factor)) }
        let distance = withoutGradient {
            slicedWasserstein(Tensor(smaller(picture)), styles.map(smaller), along: directions)
        }
        return sum + Double(distance.scalar)
    }
}

/// The square root of the style loss of a network's Gram matrices.
private func gramDistance(_ picture: NDArray, _ styles: [NDArray], _ network: RandomNetwork) -> Double {
    var generator = RandomGenerator(seed: 0)
    let objective = GramObjective(network, content: nil, styles: styles)
    return withoutGradient { objective.loss(of: Tensor(picture), using: &generator).style.squareRoot() }
}

/// A picture with left and right exchanged.
func mirrored(_ picture: NDArray) -> NDArray {
    picture.indexSelected(IntArray(Array((0..<picture.shape[3]).reversed())), axis: 3)
}

/// Pearson's correlation of two lists of numbers.
func correlation(_ a: NDArray, _ b: NDArray) -> Double {
    let (x, y) = (a - a.mean(), b - b.mean())
    let lengths = Double(x.square().sum().scalar) * Double(y.square().sum().scalar)
    return Double((x * y).sum().scalar) / max(1e-12, lengths.squareRoot())
}
