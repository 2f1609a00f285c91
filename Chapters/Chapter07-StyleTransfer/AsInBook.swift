import Autograd
import ChapterSupport
import ImageNetworks
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// What the book does, beside the same with its defects removed: seconds a step, and what the weight comes to.
///
/// - The weight of a layer stands inside of the square, so it counts squared.
/// - Features are taken before the rectifier, and pictures are not normalized as VGG's were in training.
/// - All sixteen convolutions are run, although the last loss needs the fifth.
/// - Each of the six losses has a backward pass of its own; their sum would need one.
/// - L-BFGS takes one step after the other without a line search, and the picture is cut to 0…1 behind its back.
struct AsInBook {
    /// Whether the weights come from a file; else they are random, which the seconds do not depend on.
    let isTrained: Bool
    let steps: Int
    /// Seconds a step as in the book, and with the same losses from one truncated pass.
    let bookSeconds, ownSeconds: Double
    /// The largest difference of the two gradients of the picture, relative to the largest gradient.
    let gradientDifference: Float
    /// The losses before the first and after the last step.
    let startStyle, endStyle, startContent, endContent: Double
    let picture: NDArray

    private static let styleLayers = ["conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1"]
    private static let contentLayer = "conv2_2"
    private static let styleWeight: Float = 1000

    /// Nil where it was interrupted.
    ///
    /// - Throws: `FileError` for weights that are broken.
    init?(_ data: PictureData, steps: Int, _ run: ChapterRun) throws {
        var generator = RandomGenerator(seed: run.seed)
        let path = run.text("weights")
        isTrained = path != nil
        let vgg = try path.map { try VGGFeatures(contentsOf: $0) } ?? VGGFeatures(.vgg19, using: &generator)
        let targets = Targets(vgg, data)

        let noise = NDArray.uniform(data.content.shape, using: &generator)
        let painting = Painting(from: noise, steps: steps)
        let optimizer = LBFGS([painting.picture], iterations: 1, searches: false)
        var (book, own) = (0.0, 0.0)
        var (styles, contents): ([Double], [Double]) = ([], [])
        var difference: Float = 0
        for step in 0...steps {
            if run.shouldStop { return nil }
            painting.clamp()
            let watch = Stopwatch()
            painting.picture.grad = nil
            let losses = targets.losses(of: painting.picture, at: vgg.variant.layerNames)
            for loss in losses.all { loss.backward(keepingGraph: true) }
            book += step < steps ? watch.seconds : 0
            styles.append(losses.style)
            contents.append(losses.content)
            guard step < steps else { break }
            let bookGradient = painting.picture.grad ?? .zeros([1])

            let again = Stopwatch()
            painting.picture.grad = nil
            let sum = targets.losses(of: painting.picture, at: []).all.reduce(Tensor(NDArray(0))) { $0 + $1 }
            sum.backward()
            own += again.seconds
            let scale = max(1e-12, bookGradient.magnitude().max().scalar)
            difference = max(difference, largestDifference(bookGradient, painting.picture.grad) / scale)

            // The closure computes nothing, as the book's: the gradient is there.
            optimizer.step { sum }
        }
        self.steps = steps
        (bookSeconds, ownSeconds) = (book / Double(steps), own / Double(steps))
        gradientDifference = difference
        (startStyle, endStyle) = (styles[0], styles[steps])
        (startContent, endContent) = (contents[0], contents[steps])
        picture = painting.result
    }

    /// The book's losses.
    private struct Targets {
        let vgg: VGGFeatures
        let grams: [NDArray]
        let content: NDArray

        init(_ vgg: VGGFeatures, _ data: PictureData) {
            self.vgg = vgg
            grams = withoutGradient {
                vgg(Tensor(data.styles[0]), at: AsInBook.styleLayers).map { AsInBook.weighedGram($0).value }
            }
            content = withoutGradient { vgg(Tensor(data.content), at: [AsInBook.contentLayer])[0].value }
        }

        /// - Parameter more: further layers that are run although nothing is asked of them.
        func losses(of picture: Tensor, at more: [String]) -> (all: [Tensor], style: Double, content: Double)
        {
            let names = AsInBook.styleLayers + [AsInBook.contentLayer]
            let answers = vgg(picture, at: names + more.suffix(1))
            let style = zip(answers, grams).map { meanSquaredError(AsInBook.weighedGram($0), Tensor($1)) }
            let distance = meanSquaredError(answers[AsInBook.styleLayers.count], Tensor(content))
            return (
                style + [distance], style.reduce(0) { $0 + Double($1.scalar) }, Double(distance.scalar)
            )
        }
    }

    /// The book's Gram matrix, divided by the number of all features, with the weight inside: the square of a difference then has
    /// it squared.
    private static func weighedGram(_ features: Tensor) -> Tensor {
        let channels = features.shape[1]
        let rows = features.reshaped([channels, features.elementCount / channels])
        return styleWeight * (rows.matmul(rows.transposed()) / Float(features.elementCount))
    }
}

extension AsInBook {
    var summary: Words {
        func short(_ value: Double) -> String { formatNumber(value, significantDigits: 3) }
        let ratio = short(bookSeconds / max(1e-9, ownSeconds))
        let difference = formatNumber(Double(gradientDifference), significantDigits: 2)
        return Words(
            en: """
                As in the book: VGG19\(isTrained ? "" : " (random weights)"), \(short(bookSeconds)) seconds a step with all sixteen \
                convolutions and six backward passes. The network up to the last loss and one pass take \(short(ownSeconds)) \
                seconds, \(ratio) times as fast; the gradients differ by \(difference) of the largest. In \(steps) steps from noise the style \
                loss goes from \(short(startStyle)) to \(short(endStyle)), the content loss from \(short(startContent)) to \
                \(short(endContent)). A weight of 1,000 inside of the square is one of 1,000,000.
                """,
            zh: """
                按书中的做法：VGG19\(isTrained ? "" : "（随机权重）")，运行全部十六个卷积层、反向传播六次，每步 \(short(bookSeconds)) 秒。\
                只算到最后一个损失、反向传播一次，每步 \(short(ownSeconds)) 秒，快 \(ratio) 倍；梯度最多相差最大值的 \(difference)。\
                从噪声开始 \(steps) 步，风格损失从 \(short(startStyle)) 变为 \(short(endStyle))，内容损失从 \(short(startContent)) 变为 \
                \(short(endContent))。平方里的权重 1000 相当于 1,000,000。
                """)
    }

    func fill(_ metrics: inout Metrics) {
        metrics.set("as_in_book_seconds_a_step", bookSeconds)
        metrics.set("as_in_book_repaired_seconds_a_step", ownSeconds)
        metrics.set("as_in_book_gradient_difference", Double(gradientDifference))
        metrics.set("as_in_book_style_loss_start", startStyle)
        metrics.set("as_in_book_style_loss_end", endStyle)
        metrics.set("as_in_book_content_loss_start", startContent)
        metrics.set("as_in_book_content_loss_end", endContent)
    }
}
