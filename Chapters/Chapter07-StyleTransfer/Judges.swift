import Autograd
import ChapterSupport
import Messages
import NeuralNetworks
import TensorCore

/// A small convolutional network that looks at 32 × 32 pixels: which scene is it, by the lightness of the whole picture; or
/// which pattern, by a piece of it without its mean colour?
final class JudgeNetwork: Module, Layer {
    static let side = 32

    private let conv1, conv2, conv3: Conv2d
    private let head: Linear
    private let isForPatterns: Bool

    /// A network for scenes, which must know where something is; or one for patterns, which are everywhere: that takes the mean over
    /// all places.
    init(classes: Int, isForPatterns: Bool, using generator: inout RandomGenerator) {
        conv1 = Conv2d(isForPatterns ? 3 : 1, 16, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(16, 32, kernel: 3, padding: 1, using: &generator)
        conv3 = Conv2d(32, 32, kernel: 3, padding: 1, using: &generator)
        head = Linear(isForPatterns ? 32 : 32 * 16, classes, using: &generator)
        self.isForPatterns = isForPatterns
    }

    /// Logits `[N, classes]` of `[N, 1, 32, 32]`, for patterns `[N, 3, 32, 32]`.
    func forward(_ input: Tensor) -> Tensor {
        let one = conv1(input).relu().maxPooled2D(2)
        let two = conv2(one).relu().maxPooled2D(2)
        let three = conv3(two).relu()
        return head(isForPatterns ? three.mean(axes: [2, 3]) : three.maxPooled2D(2).flattened())
    }
}

/// What a judge learns from: pictures drawn by rule, a scene under strokes or strokes over a scene, so that it must look at shapes
/// or at strokes.
struct JudgeExamples {
    /// Pictures `[1, 3, side, side]` of each class.
    let drawn: [[NDArray]]
    /// Whether the judge sees the whole picture, made small, or a piece of it as it is.
    let seesWhole: Bool
    /// What is laid over a scene as strokes over a picture; or what a pattern is laid over.
    let others: [NDArray]

    /// Examples of the scenes, `count` drawings of each.
    static func scenes(_ count: Int, side: Int, using generator: inout RandomGenerator) -> JudgeExamples {
        JudgeExamples(
            drawn: drawings(of: Scene.allCases, count, side: side, using: &generator) {
                $0.drawing(using: &$1)
            },
            seesWhole: true,
            others: drawings(of: Pattern.allCases, 1, side: side, using: &generator) {
                $0.drawing(using: &$1)
            }.flatMap { $0 })
    }

    /// Examples of the patterns.
    static func patterns(_ count: Int, side: Int, using generator: inout RandomGenerator) -> JudgeExamples {
        JudgeExamples(
            drawn: drawings(of: Pattern.allCases, count, side: side, using: &generator) {
                $0.drawing(using: &$1)
            },
            seesWhole: false,
            others: drawings(of: Scene.allCases, 2, side: side, using: &generator) { $0.drawing(using: &$1) }
                .flatMap { $0 })
    }

    private static func drawings<Kind>(
        of kinds: [Kind], _ count: Int, side: Int, using generator: inout RandomGenerator,
        _ draw: (Kind, inout RandomGenerator) -> Drawing
    ) -> [[NDArray]] {
        kinds.map { kind in (0..<count).map { _ in draw(kind, &generator).array(side: side) } }
    }

    /// What the judge sees of pictures, with their classes.
    func batch(of size: Int, using generator: inout RandomGenerator) -> (pictures: NDArray, labels: IntArray)
    {
        var pictures: [NDArray] = []
        var labels: [Int] = []
        for _ in 0..<size {
            let label = generator.integer(below: drawn.count)
            let picture = drawn[label][generator.integer(below: drawn[label].count)]
            let other = others[generator.integer(below: others.count)]
            // Between a half and all of it: strokes over a scene, or a scene under strokes.
            let share = generator.uniform(in: 0...(seesWhole ? 0.5 : 0.45))
            if seesWhole {
                pictures.append(whole((1 - share) * picture + share * other))
            } else {
                let isTorn = generator.bernoulli(0.7)
                let pattern =
                    isTorn ? torn(picture, &generator) : cutAtRandom(picture, JudgeNetwork.side, &generator)
                let under = cutAtRandom(other, JudgeNetwork.side, &generator)
                pictures.append(blurred((1 - share) * pattern + share * under, using: &generator))
            }
            labels.append(label)
        }
        return (NDArray.concatenated(pictures, axis: 0), IntArray(labels))
    }

    /// The class that the judge sees in a picture `[1, 3, H, W]`; of a pattern, by the sum of what it says of nine pieces.
    func answer(of judge: JudgeNetwork, to picture: NDArray) -> Int {
        let pieces =
            seesWhole
            ? [whole(picture)] : places(in: picture).map { fine(cut(picture, JudgeNetwork.side, $0.0, $0.1)) }
        let logits = withoutGradient { judge(Tensor(NDArray.concatenated(pieces, axis: 0))) }.value
        return logits.logSoftmax().sum(axes: [0]).argMax(axis: 0)[0]
    }

    private func whole(_ picture: NDArray) -> NDArray {
        standardized(picture.luminance.resized(to: Size2D(JudgeNetwork.side)))
    }

    /// A piece in which the pattern does not go on for longer than eight pixels: squares cut out anywhere. A painted picture has the
    /// strokes of a pattern, but not its lines and rows.
    private func torn(_ picture: NDArray, _ generator: inout RandomGenerator) -> NDArray {
        let (square, count) = (8, JudgeNetwork.side / 8)
        return NDArray.concatenated(
            (0..<count).map { _ in
                NDArray.concatenated(
                    (0..<count).map { _ in cutAtRandom(picture, square, &generator) }, axis: 3)
            }, axis: 2)
    }

    /// A piece less sharp and with some noise.
    private func blurred(_ piece: NDArray, using generator: inout RandomGenerator) -> NDArray {
        let small = Size2D(20 + generator.integer(below: JudgeNetwork.side - 19))
        let noise = NDArray.normal(
            piece.shape, standardDeviation: generator.uniform(in: 0...0.4), using: &generator)
        return noise + fine(piece.resized(to: small).resized(to: piece.size))
    }

    private func cutAtRandom(_ picture: NDArray, _ side: Int, _ generator: inout RandomGenerator) -> NDArray {
        cut(
            picture, side, generator.integer(below: picture.size.height - side + 1),
            generator.integer(below: picture.size.width - side + 1))
    }

    private func places(in picture: NDArray) -> [(Int, Int)] {
        let (down, across) = (picture.size.height - JudgeNetwork.side, picture.size.width - JudgeNetwork.side)
        return (0..<9).map { (down * ($0 / 3) / 2, across * ($0 % 3) / 2) }
    }

    private func cut(_ picture: NDArray, _ side: Int, _ top: Int, _ left: Int) -> NDArray {
        picture.sliced(axis: 2, top..<top + side).sliced(axis: 3, left..<left + side)
    }

    /// A piece without what is coarser than a quarter of it: strokes without the scene under them.
    private func fine(_ piece: NDArray) -> NDArray {
        standardized(piece - piece.resized(to: Size2D(5)).resized(to: piece.size))
    }

    /// With a mean of 0 and a deviation of 1.
    private func standardized(_ picture: NDArray) -> NDArray {
        let centered = picture - picture.mean()
        return centered / max(1e-4, centered.square().mean().scalar.squareRoot())
    }
}
