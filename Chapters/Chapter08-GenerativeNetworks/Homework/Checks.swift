import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let generativeHomework = Homework<any GenerativeHomework>(
    chapter: 8, title: "Generative networks",
    file: "Chapters/Chapter08-GenerativeNetworks/Homework/Starter.swift",
    exercises: [transposing, averaging, discriminating, generating, measuring])

/// The homework of Chapter 8 for the grader.
public let chapter08Homework = AnyHomework(generativeHomework, starter: Starter(), solution: Solution())

private func randomGrid(_ rows: Int, _ columns: Int, _ generator: inout RandomGenerator) -> [[Float]] {
    (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: 0.5...2) } }
}

// MARK: 8.1

private struct Strokes {
    var picture, kernel: [[Float]]
    var stride: Int

    init(size: Int, generator: inout RandomGenerator) {
        picture = randomGrid(size + 1, size + 2, &generator)
        kernel = randomGrid(3, 4, &generator)
        stride = 2
    }

    var right: [[Float]] { scattered(kernel, stride: stride) { $0 + $1 } }
    var overwritten: [[Float]] { scattered(kernel, stride: stride) { $1 } }
    var turned: [[Float]] { scattered(kernel.reversed().map { $0.reversed() }, stride: stride) { $0 + $1 } }
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

private let transposing = Exercise<any GenerativeHomework>(
    "8.1", "A transposed convolution", sizes: 1...4,
    hint: "One pixel adds the kernel, multiplied by its value. What do two pixels add?",
    input: Strokes.init, expected: \.right,
    answer: { try $0.transposed($1.picture, $1.kernel, stride: $1.stride) },
    mistakes: [
        Mistake("A kernel overwrites the one before it: where kernels overlap they add up.", \.overwritten),
        Mistake("The kernel is turned round: it is added as it is.", \.turned),
        Mistake("The stride is missing: each pixel adds its kernel a stride further.", \.withoutStride),
        Mistake(
            "The last rows and columns are missing: the last pixel adds a whole kernel too.",
            \.withoutTheEdge),
    ])

// MARK: 8.2

private struct Sheets {
    var pictures: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        pictures = randomGrid(2 * size + 1, size + 1, &generator)
    }

    var mean: [Float] { byPixel { $0.reduce(0, +) / Float($0.count) } }
    var median: [Float] { byPixel { $0.sorted()[$0.count / 2] } }
    var sum: [Float] { byPixel { $0.reduce(0, +) } }
    var byPicture: [Float] { pictures.map { $0.reduce(0, +) / Float($0.count) } }

    private func byPixel(_ combine: ([Float]) -> Float) -> [Float] {
        pictures[0].indices.map { pixel in combine(pictures.map { $0[pixel] }) }
    }
}

private let averaging = Exercise<any GenerativeHomework>(
    "8.2", "The least mean squared error", hint: "One pixel, two pictures: which number is nearest to both?",
    input: Sheets.init, expected: \.mean, answer: { try $0.leastSquares($1.pictures) },
    mistakes: [
        Mistake("That is the median: it has the least absolute error, not the least square.", \.median),
        Mistake("The sum is not divided by how many pictures there are.", \.sum),
        Mistake("That is a number for each picture: average over the pictures, not the pixels.", \.byPicture),
    ])

// MARK: 8.3 and 8.4

private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

private func mean(_ values: [Float], _ loss: (Double) -> Double) -> Double {
    values.reduce(0) { $0 + loss(Double($1)) } / Double(values.count)
}

private struct Logits {
    var real, generated: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        real = (0..<size).map { _ in generator.uniform(in: 0.5...4) }
        generated = (0..<size + 1).map { _ in generator.uniform(in: -3...(-0.3)) }
    }

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

    var generator: Float { Float(mean(generated) { softplus(-$0) }) }
    var saturating: Float { Float(-mean(generated, softplus)) }
    var discriminatorsSide: Float { Float(mean(generated, softplus)) }
    var generatorSum: Float { Float(mean(generated) { softplus(-$0) } * Double(generated.count)) }
}

private let discriminating = Exercise<any GenerativeHomework>(
    "8.3", "The discriminator's loss",
    hint:
        "A discriminator that is right about everything has a loss near 0; with all logits 0 the loss is ln 2.",
    input: Logits.init, expected: \.discriminator,
    answer: { try $0.discriminatorLoss(real: $1.real, generated: $1.generated) },
    mistakes: [
        Mistake("Twice too much: the mean of both losses, not their sum.", \.sum),
        Mistake("The sides are swapped: a high logit means real.", \.changedSides),
        Mistake("Only the real pictures count: the generated ones count as much.", \.realAlone),
        Mistake(
            "One mean over all pictures: each kind has its own mean, and both count the same.", \.together),
    ])

private let generating = Exercise<any GenerativeHomework>(
    "8.4", "The generator's loss", hint: "The generator succeeds when its pictures get high logits.",
    input: Logits.init, expected: \.generator, answer: { try $0.generatorLoss(generated: $1.generated) },
    mistakes: [
        Mistake(
            "That is the discriminator's loss with its sign changed, whose gradient vanishes where the discriminator is sure: take −ln σ(x).",
            \.saturating),
        Mistake(
            "That is the discriminator's goal: the generator wants its pictures classified as real.",
            \.discriminatorsSide),
        Mistake("The sum is not divided by how many pictures there are.", \.generatorSum),
    ])

// MARK: 8.5

private struct Clouds {
    var first, second: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        first = (0..<size + 2).map { _ in generator.uniform(in: 0...1) }
        second = (0..<size + 3).map { _ in generator.uniform(in: 2...6) }
    }

    var right: Float { distance { ($0 - $2) * ($0 - $2) + ($1 - $3) * ($1 - $3) } }
    var meansAlone: Float { distance { a, _, b, _ in (a - b) * (a - b) } }
    var withVariances: Float {
        distance { ($0 - $2) * ($0 - $2) + ($1 * $1 - $3 * $3) * ($1 * $1 - $3 * $3) }
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

private let measuring = Exercise<any GenerativeHomework>(
    "8.5", "The Fréchet distance on a line",
    hint: "Two clouds with equal means and deviations have distance 0.",
    input: Clouds.init, expected: \.right, answer: { try $0.frechet($1.first, $1.second) },
    mistakes: [
        Mistake("Only the means are compared: how far the points scatter counts too.", \.meansAlone),
        Mistake("Variances are compared: take their roots first.", \.withVariances),
        Mistake("That is the root: the exercise is the squared distance.", \.root),
        Mistake("The squares are divided by the count: divide by n − 1.", \.byCount),
    ])
