import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let generativeHomework = Homework<any GenerativeHomework>(
    chapter: 8, title: "Generative networks",
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
    "8.1", "A transposed convolution", sizes: 1...4,
    hint: "One pixel adds the kernel, multiplied by its value. What do two pixels add?",
    input: Strokes.init, examples: Strokes.examples, edges: Strokes.edges, expected: \.right,
    answer: { try $0.transposed($1.picture, $1.kernel, stride: $1.stride) },
    mistakes: [
        Mistake("A kernel overwrites the one before it: where kernels overlap they add up.", \.overwritten),
        Mistake("The kernel is turned round: it is added as it is.", \.turned),
        Mistake("The stride is missing: each pixel adds its kernel a stride further.", \.withoutStride),
        Mistake(
            "The last rows and columns are missing: the last pixel adds a whole kernel too.",
            \.withoutTheEdge),
        Mistake("The stride is always 2: `stride` says how far the kernels are apart.", \.strideTwo),
    ],
    cases: [
        Case("stride 1") { $0.stride == 1 && $0.picture.count > 1 },
        Case("a stride wider than the kernel") { $0.stride > $0.kernel[0].count && $0.picture[0].count > 1 },
        Case("kernels that overlap") { $0.stride < $0.kernel.count && $0.picture.count > 1 },
        Case("one pixel") { $0.picture.count * $0.picture[0].count == 1 && $0.kernel.count > 1 },
        Case("a kernel of one pixel") { $0.kernel.count * $0.kernel[0].count == 1 },
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
    "8.2", "The least mean squared error", hint: "One pixel, two pictures: which number is nearest to both?",
    input: Sheets.init, examples: Sheets.examples, edges: Sheets.edges, expected: \.mean,
    answer: { try $0.leastSquares($1.pictures) },
    mistakes: [
        Mistake("That is the median: it has the least absolute error, not the least square.", \.median),
        Mistake("The sum is not divided by how many pictures there are.", \.sum),
        Mistake("That is a number for each picture: average over the pictures, not the pixels.", \.byPicture),
    ],
    cases: [
        Case("one picture") { $0.pictures.count == 1 },
        Case("an even number of pictures") { $0.pictures.count == 4 },
        Case("an odd number of pictures") { $0.pictures.count == 3 },
        Case("one pixel") { $0.pictures[0].count == 1 },
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
        Case<Logits>("a discriminator that is right") {
            $0.real.allSatisfy { $0 > 0 } && $0.generated.allSatisfy { $0 < 0 }
        },
        Case("a discriminator that is wrong") {
            $0.real.allSatisfy { $0 < 0 } && $0.generated.allSatisfy { $0 > 0 }
        },
        Case("one picture") { $0.generated.count == 1 },
    ]
    static let lacks = [
        Meant("real[]", "generated[]", lack: .large, because: "1 − σ(x) has no digits left in a Float")
    ]
}

private let discriminating = Exercise<any GenerativeHomework>(
    "8.3", "The discriminator's loss",
    hint:
        "A discriminator that is right about everything has a loss near 0; with all logits 0 the loss is ln 2.",
    input: Logits.init, examples: Logits.examples, edges: Logits.edges, expected: \.discriminator,
    answer: { try $0.discriminatorLoss(real: $1.real, generated: $1.generated) },
    mistakes: [
        Mistake("Twice too much: the mean of both losses, not their sum.", \.sum),
        Mistake("The sides are swapped: a high logit means real.", \.changedSides),
        Mistake("Only the real pictures count: the generated ones count as much.", \.realAlone),
        Mistake(
            "One mean over all pictures: each kind has its own mean, and both count the same.", \.together),
        Mistake("ln(1 + e^x) is max(x, 0) + ln(1 + e^−|x|): the max is missing.", \.withoutMaximum),
        Mistake("ln(1 + e^x) is max(x, 0) + ln(1 + e^−|x|): max(x, 0), not |x|.", \.withMagnitude),
        Mistake(
            "The probabilities are cut off at 0.01 and 0.99: a wrong and sure discriminator has a loss without limit.",
            \.clamped),
    ],
    cases: Logits.cases,
    meant: Logits.lacks)

private let generating = Exercise<any GenerativeHomework>(
    "8.4", "The generator's loss", hint: "The generator succeeds when its pictures get high logits.",
    input: Logits.init, examples: Logits.examples, edges: Logits.edges, expected: \.generator,
    answer: { try $0.generatorLoss(generated: $1.generated) },
    mistakes: [
        Mistake(
            "That is the discriminator's loss with its sign changed, whose gradient vanishes where the discriminator is sure: take −ln σ(x).",
            \.saturating),
        Mistake(
            "That is the discriminator's goal: the generator wants its pictures classified as real.",
            \.discriminatorsSide),
        Mistake("The sum is not divided by how many pictures there are.", \.generatorSum),
        Mistake(
            "ln(1 + e^−x) is max(−x, 0) + ln(1 + e^−|x|): the max is missing.", \.generatorWithoutMaximum),
        Mistake(
            "ln(1 + e^−x) is max(−x, 0) + ln(1 + e^−|x|): max(−x, 0), not |x|.", \.generatorWithMagnitude),
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
    "8.5", "The Fréchet distance on a line", tolerance: Tolerance(absolute: 1e-4, relative: 1e-4),
    hint: "Two clouds with equal means and deviations have distance 0.",
    input: Clouds.init, examples: Clouds.examples, edges: Clouds.edges, expected: \.right,
    answer: { try $0.frechet($1.first, $1.second) },
    mistakes: [
        Mistake("Only the means are compared: how far the points scatter counts too.", \.meansAlone),
        Mistake("Variances are compared: take their roots first.", \.withVariances),
        Mistake("That is the root: the exercise is the squared distance.", \.root),
        Mistake("The squares are divided by the count: divide by n − 1.", \.byCount),
        Mistake("The square counts whichever mean is higher; the second need not be.", \.secondHigher),
        Mistake("The square counts whichever mean is higher; the first need not be.", \.firstHigher),
    ],
    cases: [
        Case("two clouds alike") { $0.right == 0 },
        Case("equal means") { $0.meansAlone == 0 && $0.right > 0 },
        Case("the first higher") { $0.firstHigher == $0.right && $0.meansAlone > 0 },
        Case("the second higher") { $0.secondHigher == $0.right && $0.meansAlone > 0 },
    ],
    meant: [Meant("first.count", "second.count", lack: .one, because: "one point has no deviation")])
