import Foundation
import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let generativeHomework = Homework<any GenerativeHomework>(
    chapter: 8, title: Words(en: "Generative networks", zh: "生成网络"),
    file: "Chapters/Chapter08-GenerativeNetworks/Homework/Starter.swift",
    exercises: [
        transposing, averaging, discriminating, generating, measuring, playing, conditioning, comparingAxes,
        comparingClouds, drawingDigits, mendingCondition,
    ])

/// The homework of Chapter 8 for the grader.
public let chapter08Homework = AnyHomework(generativeHomework, starter: Starter(), solution: Solution())

// MARK: 8.1

private struct Strokes {
    var picture, kernel: [[Float]]
    var stride: Int

    var right: [[Float]] { scattered(kernel, stride: stride) { $0 + $1 } }
    var overwritten: [[Float]] { scattered(kernel, stride: stride) { $1 } }
    var turned: [[Float]] { scattered(kernel.reversed().map { $0.reversed() }, stride: stride) { $0 + $1 } }
    var strideTwo: [[Float]] { scattered(kernel, stride: 2) { $0 + $1 } }
    var withoutStride: [[Float]] { scattered(kernel, stride: 1) { $0 + $1 } }
    var withoutTheEdge: [[Float]] {
        right.prefix(picture.count * stride).map { Array($0.prefix(picture[0].count * stride)) }
    }

    private func scattered(
        _ kernel: [[Float]], stride: Int, _ combine: (_ old: Double, _ new: Double) -> Double
    ) -> [[Float]] {
        let height = (picture.count - 1) * stride + kernel.count
        let width = (picture[0].count - 1) * stride + kernel[0].count
        var result = [[Double]](repeating: [Double](repeating: 0, count: width), count: height)
        for (y, row) in picture.enumerated() {
            for (x, pixel) in row.enumerated() {
                for (j, weights) in kernel.enumerated() {
                    for (i, weight) in weights.enumerated() {
                        let old = result[y * stride + j][x * stride + i]
                        result[y * stride + j][x * stride + i] = combine(old, Double(pixel) * Double(weight))
                    }
                }
            }
        }
        return result.map { $0.map(Float.init) }
    }
}

extension Strokes {
    init(size: Int, generator: inout RandomGenerator) {
        picture = generator.rows(
            1 + generator.integer(below: size), 1 + generator.integer(below: size + 1), size: size)
        kernel = generator.rows(
            1 + generator.integer(below: size + 1), 1 + generator.integer(below: size + 1), size: size)
        stride = 1 + generator.integer(below: 4)
    }

    static let examples = [
        Strokes(picture: [[1, 2]], kernel: [[1, 1, 1]], stride: 2),
        Strokes(picture: [[1, 1]], kernel: [[1]], stride: 3),
    ]
    static let edges = [
        Strokes(picture: [[-1]], kernel: [[2, 12], [0, -3]], stride: 2),
        Strokes(picture: [[1, 0], [-10, 0.5], [2, 1]], kernel: [[1, -2], [0, 3], [1, 1]], stride: 1),
        Strokes(
            picture: [[1, 2], [3, -1]], kernel: [[1, -1, 2, 0], [0, 3, 1, 1], [1, 1, -2, 0.5]], stride: 3),
        Strokes(picture: [[1, 2, -1], [3, -1, 2]], kernel: [[1], [2], [-1]], stride: 2),
        Strokes(
            picture: [[2]],
            kernel: [[1, 0, 2, -1, 3], [0, 1, 1, 2, -2], [1, 1, 0, 0, 1], [-1, 2, 0, 1, 4]], stride: 1),
    ]
}

private let transposing = Exercise<any GenerativeHomework>(
    "8.1", Words(en: "A transposed convolution", zh: "转置卷积"), sizes: 1...4,
    hint: Words(
        en: "One pixel adds the kernel, multiplied by its value. What do two pixels add?",
        zh: "一个像素加上去的，是卷积核乘以它的值。两个像素加上去的是什么？"),
    input: Strokes.init, examples: Strokes.examples, edges: Strokes.edges, expected: \.right,
    answer: { try $0.transposed($1.picture, $1.kernel, stride: $1.stride) },
    mistakes: [
        Mistake(
            en: "A kernel overwrites the one before it: where kernels overlap they add up.",
            zh: "后一个卷积核盖掉了前一个：重叠的地方要相加。", \.overwritten),
        Mistake(en: "The kernel is turned round: it is added as it is.", zh: "卷积核转了 180°：要原样加上去。", \.turned),
        Mistake(
            en: "The stride is missing: each pixel adds its kernel a stride further.",
            zh: "缺了步长：每个像素的卷积核都比前一个远一个步长。", \.withoutStride),
        Mistake(
            en: "The last rows and columns are missing: the last pixel adds a whole kernel too.",
            zh: "缺了最后的几行几列：最后一个像素也加上一整个卷积核。",
            \.withoutTheEdge),
        Mistake(
            en: "The stride is always 2: `stride` says how far the kernels are apart.",
            zh: "步长总是 2：卷积核相隔多远由 `stride` 决定。", \.strideTwo),
    ],
    cases: [
        Case(en: "stride 1", zh: "步长为 1") { $0.stride == 1 && $0.picture.count > 1 },
        Case(en: "a stride wider than the kernel", zh: "步长比卷积核宽") {
            $0.stride > $0.kernel[0].count && $0.picture[0].count > 1
        },
        Case(en: "kernels that overlap", zh: "卷积核有重叠") {
            $0.stride < $0.kernel.count && $0.picture.count > 1
        },
        Case(en: "one pixel", zh: "只有一个像素") {
            $0.picture.count * $0.picture[0].count == 1 && $0.kernel.count > 1
        },
        Case(en: "a kernel of one pixel", zh: "一个像素的卷积核") { $0.kernel.count * $0.kernel[0].count == 1 },
    ],
    meant: [Meant("stride", lack: .negative, .zero, .large, because: "a stride of some pixels")],
    forbids: [".transposedConvolution2D"])

// MARK: 8.2

private struct Sheets {
    var pictures: [[Float]]

    var mean: [Float] { byPixel { $0.reduce(0, +) / Float($0.count) } }
    var median: [Float] { byPixel { $0.sorted()[$0.count / 2] } }
    var sum: [Float] { byPixel { $0.reduce(0, +) } }
    var byPicture: [Float] { pictures.map { $0.reduce(0, +) / Float($0.count) } }

    private func byPixel(_ combine: ([Float]) -> Float) -> [Float] {
        pictures[0].indices.map { pixel in combine(pictures.map { $0[pixel] }) }
    }
}

extension Sheets {
    init(size: Int, generator: inout RandomGenerator) {
        pictures = generator.rows(
            1 + generator.integer(below: 2 * size), 1 + generator.integer(below: size + 1), size: size)
    }

    static let examples = [Sheets(pictures: [[0, 1], [1, 1]])]
    static let edges = [
        Sheets(pictures: [[-1, 12, 0]]), Sheets(pictures: [[1], [-2], [10]]),
        Sheets(pictures: [[1, 2, 3], [3, 0, -1], [2, -2, 10], [-2, 0, 1]]),
        Sheets(pictures: [[1, 0], [-3, 0], [-4, 6]]),
    ]
}

private let averaging = Exercise<any GenerativeHomework>(
    "8.2", Words(en: "The least mean squared error", zh: "最小的均方误差"),
    hint: Words(en: "One pixel, two pictures: which number is nearest to both?", zh: "一个像素，两张图：哪个数离两者都最近？"),
    input: Sheets.init, examples: Sheets.examples, edges: Sheets.edges, expected: \.mean,
    answer: { try $0.leastSquares($1.pictures) },
    mistakes: [
        Mistake(
            en: "That is the median: it has the least absolute error, not the least square.",
            zh: "这是中位数：它使绝对误差最小，不是使平方误差最小。", \.median),
        Mistake(en: "The sum is not divided by how many pictures there are.", zh: "求和之后没有除以图片数。", \.sum),
        Mistake(
            en: "That is a number for each picture: average over the pictures, not the pixels.",
            zh: "这是每张图一个数：要对各张图取平均，不是对像素。", \.byPicture),
    ],
    cases: [
        Case(en: "one picture", zh: "只有一张图") { $0.pictures.count == 1 },
        Case(en: "an even number of pictures", zh: "图片数为偶数") { $0.pictures.count == 4 },
        Case(en: "an odd number of pictures", zh: "图片数为奇数") { $0.pictures.count == 3 },
        Case(en: "one pixel", zh: "只有一个像素") { $0.pictures[0].count == 1 },
    ])

// MARK: 8.3 and 8.4

private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

private func mean(_ values: [Float], _ loss: (Double) -> Double) -> Double {
    values.reduce(0) { $0 + loss(Double($1)) } / Double(values.count)
}

private struct Logits {
    var real, generated: [Float]

    var discriminator: Float { Float((mean(real) { softplus(-$0) } + mean(generated, softplus)) / 2) }
    var sum: Float { Float(mean(real) { softplus(-$0) } + mean(generated, softplus)) }
    var changedSides: Float { Float((mean(real, softplus) + mean(generated) { softplus(-$0) }) / 2) }
    var realAlone: Float { Float(mean(real) { softplus(-$0) }) }
    var together: Float {
        let all =
            mean(real) { softplus(-$0) } * Double(real.count) + mean(generated, softplus)
            * Double(generated.count)
        return Float(all / Double(real.count + generated.count))
    }

    /// softplus without its max(x, 0), and with the absolute value in its place.
    var withoutMaximum: Float {
        let small = { (x: Double) in log1p(exp(-abs(x))) }
        return Float((mean(real, small) + mean(generated, small)) / 2)
    }
    var withMagnitude: Float {
        let large = { (x: Double) in abs(x) + log1p(exp(-abs(x))) }
        return Float((mean(real, large) + mean(generated, large)) / 2)
    }
    var clamped: Float {
        let limit = { (x: Double) in min(softplus(x), -log(0.01)) }
        return Float((mean(real) { limit(-$0) } + mean(generated, limit)) / 2)
    }
    var generatorWithoutMaximum: Float { Float(mean(generated) { log1p(exp(-abs($0))) }) }
    var generatorWithMagnitude: Float { Float(mean(generated) { abs($0) + log1p(exp(-abs($0))) }) }

    var generator: Float { Float(mean(generated) { softplus(-$0) }) }
    var saturating: Float { Float(-mean(generated, softplus)) }
    var discriminatorsSide: Float { Float(mean(generated, softplus)) }
    var generatorSum: Float { Float(mean(generated) { softplus(-$0) } * Double(generated.count)) }
}

extension Logits {
    init(size: Int, generator: inout RandomGenerator) {
        func logits() -> [Float] {
            (0..<1 + generator.integer(below: size + 1)).map { _ in
                size == 1 ? generator.half() : generator.eighth(from: -8, to: 8)
            }
        }
        real = logits()
        generated = logits()
    }

    static let examples = [Logits(real: [0], generated: [0, 0])]
    static let edges = [
        Logits(real: [-2], generated: [2]), Logits(real: [2, -1, 0], generated: [-3]),
        Logits(real: [6], generated: [-6, -8]),
        Logits(real: [-8, 1], generated: [8, 7, -1]), Logits(real: [1], generated: [3]),
    ]
    static let cases = [
        Case<Logits>(en: "a discriminator that is right", zh: "判别器全对") {
            $0.real.allSatisfy { $0 > 0 } && $0.generated.allSatisfy { $0 < 0 }
        },
        Case(en: "a discriminator that is wrong", zh: "判别器全错") {
            $0.real.allSatisfy { $0 < 0 } && $0.generated.allSatisfy { $0 > 0 }
        },
        Case(en: "one picture", zh: "只有一张图") { $0.generated.count == 1 },
    ]
    static let lacks = [
        Meant("real[]", "generated[]", lack: .large, because: "1 − σ(x) has no digits left in a Float")
    ]
}

private let discriminating = Exercise<any GenerativeHomework>(
    "8.3", Words(en: "The discriminator's loss", zh: "判别器的损失"),
    hint:
        Words(
            en:
                "A discriminator that is right about everything has a loss near 0; with all logits 0 the loss is ln 2.",
            zh: "判别器全都判对时，损失接近 0；所有 logits 都是 0 时，损失是 ln 2。"),
    input: Logits.init, examples: Logits.examples, edges: Logits.edges, expected: \.discriminator,
    answer: { try $0.discriminatorLoss(real: $1.real, generated: $1.generated) },
    mistakes: [
        Mistake(
            en: "Twice too much: the mean of both losses, not their sum.", zh: "多了一倍：两部分损失要取平均，不是求和。", \.sum),
        Mistake(
            en: "The sides are swapped: a high logit means real.", zh: "两边弄反了：logit 高，意思是真实。", \.changedSides),
        Mistake(
            en: "Only the real pictures count: the generated ones count as much.", zh: "只算了真实的图：生成的图同样重要。",
            \.realAlone),
        Mistake(
            en: "One mean over all pictures: each kind has its own mean, and both count the same.",
            zh: "这是所有图合起来的平均：两种图各取各的平均，两个平均同样重要。", \.together),
        Mistake(
            en: "ln(1 + e^x) is max(x, 0) + ln(1 + e^−|x|): the max is missing.",
            zh: "ln(1 + e^x) 是 max(x, 0) + ln(1 + e^−|x|)：缺了 max。", \.withoutMaximum),
        Mistake(
            en: "ln(1 + e^x) is max(x, 0) + ln(1 + e^−|x|): max(x, 0), not |x|.",
            zh: "ln(1 + e^x) 是 max(x, 0) + ln(1 + e^−|x|)：是 max(x, 0)，不是 |x|。", \.withMagnitude),
        Mistake(
            en:
                "The probabilities are cut off at 0.01 and 0.99: a wrong and sure discriminator has a loss without limit.",
            zh: "概率截到了 0.01 和 0.99 之间：判别器判错了又很有把握时，损失没有上限。",
            \.clamped),
    ],
    cases: Logits.cases,
    meant: Logits.lacks)

private let generating = Exercise<any GenerativeHomework>(
    "8.4", Words(en: "The generator's loss", zh: "生成器的损失"),
    hint: Words(
        en: "The generator succeeds when its pictures get high logits.", zh: "生成器的图得到高的 logits，它就成功了。"),
    input: Logits.init, examples: Logits.examples, edges: Logits.edges, expected: \.generator,
    answer: { try $0.generatorLoss(generated: $1.generated) },
    mistakes: [
        Mistake(
            en:
                "That is the discriminator's loss with its sign changed, whose gradient vanishes where the discriminator is sure: take −ln σ(x).",
            zh: "这是把判别器的损失变号：判别器很有把握时，它的梯度消失。要用 −ln σ(x)。",
            \.saturating),
        Mistake(
            en: "That is the discriminator's goal: the generator wants its pictures classified as real.",
            zh: "这是判别器的目标：生成器要的是，它的图被判为真实。",
            \.discriminatorsSide),
        Mistake(
            en: "The sum is not divided by how many pictures there are.", zh: "求和之后没有除以图片数。", \.generatorSum),
        Mistake(
            en: "ln(1 + e^−x) is max(−x, 0) + ln(1 + e^−|x|): the max is missing.",
            zh: "ln(1 + e^−x) 是 max(−x, 0) + ln(1 + e^−|x|)：缺了 max。", \.generatorWithoutMaximum),
        Mistake(
            en: "ln(1 + e^−x) is max(−x, 0) + ln(1 + e^−|x|): max(−x, 0), not |x|.",
            zh: "ln(1 + e^−x) 是 max(−x, 0) + ln(1 + e^−|x|)：是 max(−x, 0)，不是 |x|。", \.generatorWithMagnitude),
    ],
    cases: Logits.cases,
    meant: Logits.lacks)

// MARK: 8.5

private struct Clouds {
    var first, second: [Float]

    var right: Float { distance { ($0 - $2) * ($0 - $2) + ($1 - $3) * ($1 - $3) } }
    var meansAlone: Float { distance { a, _, b, _ in (a - b) * (a - b) } }
    var withVariances: Float {
        distance { ($0 - $2) * ($0 - $2) + ($1 * $1 - $3 * $3) * ($1 * $1 - $3 * $3) }
    }
    var secondHigher: Float {
        distance { max(0, $2 - $0) * max(0, $2 - $0) + ($1 - $3) * ($1 - $3) }
    }
    var firstHigher: Float {
        distance { max(0, $0 - $2) * max(0, $0 - $2) + ($1 - $3) * ($1 - $3) }
    }
    var root: Float { right.squareRoot() }
    var byCount: Float {
        distance(less: 0) { ($0 - $2) * ($0 - $2) + ($1 - $3) * ($1 - $3) }
    }

    private func distance(less: Double = 1, _ combine: (Double, Double, Double, Double) -> Double) -> Float {
        func spread(_ points: [Float]) -> (Double, Double) {
            let mean = points.reduce(0) { $0 + Double($1) } / Double(points.count)
            let squares = points.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            return (mean, (squares / (Double(points.count) - less)).squareRoot())
        }
        let (a, b) = (spread(first), spread(second))
        return Float(combine(a.0, a.1, b.0, b.1))
    }
}

extension Clouds {
    init(size: Int, generator: inout RandomGenerator) {
        first = generator.numbers(2 + generator.integer(below: size + 1), size: size)
        second = generator.numbers(2 + generator.integer(below: size + 1), size: size)
    }

    static let examples = [Clouds(first: [0, 2], second: [3, 7])]
    static let edges = [
        Clouds(first: [3, 7], second: [0, 2, 4]), Clouds(first: [-10, -12, 1], second: [1, 2]),
        Clouds(first: [1, 1], second: [-1, 12]), Clouds(first: [2, 4, 0], second: [4, 0, 2]),
        Clouds(first: [0, 6], second: [2, 4]),
    ]
}

private let measuring = Exercise<any GenerativeHomework>(
    "8.5", Words(en: "The Fréchet distance on a line", zh: "直线上的弗雷歇距离"),
    tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: Words(
        en: "Two clouds with equal means and deviations have distance 0.", zh: "两团点的平均值和标准差都相等时，距离为 0。"),
    input: Clouds.init, examples: Clouds.examples, edges: Clouds.edges, expected: \.right,
    answer: { try $0.frechet($1.first, $1.second) },
    mistakes: [
        Mistake(
            en: "Only the means are compared: how far the points scatter counts too.",
            zh: "只比较了平均值：点散得多开也要算。", \.meansAlone),
        Mistake(en: "Variances are compared: take their roots first.", zh: "比较的是方差：要先开方。", \.withVariances),
        Mistake(
            en: "That is the root: the exercise is the squared distance.", zh: "这是开方之后的：题目要的是距离的平方。", \.root),
        Mistake(
            en: "The squares are divided by the count: divide by n − 1.", zh: "平方和除以了点数：要除以 n − 1。", \.byCount
        ),
        Mistake(
            en: "The square counts whichever mean is higher; the second need not be.",
            zh: "不论哪个平均值更大，平方都要算；不一定是第二个更大。", \.secondHigher),
        Mistake(
            en: "The square counts whichever mean is higher; the first need not be.",
            zh: "不论哪个平均值更大，平方都要算；不一定是第一个更大。", \.firstHigher),
    ],
    cases: [
        Case(en: "two clouds alike", zh: "两团点一样") { $0.right == 0 },
        Case(en: "equal means", zh: "平均值相等") { $0.meansAlone == 0 && $0.right > 0 },
        Case(en: "the first higher", zh: "第一个更大") { $0.firstHigher == $0.right && $0.meansAlone > 0 },
        Case(en: "the second higher", zh: "第二个更大") { $0.secondHigher == $0.right && $0.meansAlone > 0 },
    ],
    meant: [Meant("first.count", "second.count", lack: .one, because: "one point has no deviation")])
