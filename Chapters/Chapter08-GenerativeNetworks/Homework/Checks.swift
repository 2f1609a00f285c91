import Foundation
import Grading
import TensorCore

/// The exercises and how they are checked.
public let generativeHomework = Homework<any GenerativeHomework>(
    chapter: 8, title: "Generative networks",
    file: "Chapters/Chapter08-GenerativeNetworks/Homework/Starter.swift",
    exercises: [transposing, averaging, judging, painting, measuring])

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

    var right: [[Float]] { painted(kernel, stride: stride) { $0 + $1 } }
    var overwritten: [[Float]] { painted(kernel, stride: stride) { $1 } }
    var turned: [[Float]] { painted(kernel.reversed().map { $0.reversed() }, stride: stride) { $0 + $1 } }
    var withoutStride: [[Float]] { painted(kernel, stride: 1) { $0 + $1 } }
    var withoutTheEdge: [[Float]] {
        right.prefix(picture.count * stride).map { Array($0.prefix(picture[0].count * stride)) }
    }

    private func painted(
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
    hint: "A picture of one pixel paints the kernel, times its number. What do two pixels paint?",
    input: Strokes.init, expected: \.right,
    answer: { try $0.transposed($1.picture, $1.kernel, stride: $1.stride) },
    mistakes: [
        Mistake("A stroke overwrites the one below it: overlapping strokes add up.", \.overwritten),
        Mistake("The kernel is turned round: it is painted as it is.", \.turned),
        Mistake("The stride is missing: each pixel paints a stride further.", \.withoutStride),
        Mistake(
            "The last rows and columns are missing: the last pixel paints a whole kernel too.",
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
    "8.2", "The least mean-square error", hint: "One pixel, two pictures: which number is nearest to both?",
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
    var real, painted: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        real = (0..<size).map { _ in generator.uniform(in: 0.5...4) }
        painted = (0..<size + 1).map { _ in generator.uniform(in: -3...(-0.3)) }
    }

    var judge: Float { Float((mean(real) { softplus(-$0) } + mean(painted, softplus)) / 2) }
    var sum: Float { Float(mean(real) { softplus(-$0) } + mean(painted, softplus)) }
    var changedSides: Float { Float((mean(real, softplus) + mean(painted) { softplus(-$0) }) / 2) }
    var realAlone: Float { Float(mean(real) { softplus(-$0) }) }
    var together: Float {
        let all =
            mean(real) { softplus(-$0) } * Double(real.count) + mean(painted, softplus)
            * Double(painted.count)
        return Float(all / Double(real.count + painted.count))
    }

    var painter: Float { Float(mean(painted) { softplus(-$0) }) }
    var saturating: Float { Float(-mean(painted, softplus)) }
    var judgesSide: Float { Float(mean(painted, softplus)) }
    var painterSum: Float { Float(mean(painted) { softplus(-$0) } * Double(painted.count)) }
}

private let judging = Exercise<any GenerativeHomework>(
    "8.3", "The judge's loss",
    hint: "A judge that is right about all has a loss near 0; one that says 0 to all, ln 2.",
    input: Logits.init, expected: \.judge, answer: { try $0.judgeLoss(real: $1.real, painted: $1.painted) },
    mistakes: [
        Mistake("Twice too much: the mean of both questions, not their sum.", \.sum),
        Mistake("The sides are changed: a high logit means real.", \.changedSides),
        Mistake("Only the real pictures are asked about: the painted ones count as much.", \.realAlone),
        Mistake(
            "One mean over all pictures: each side has its own mean, and both count the same.", \.together),
    ])

private let painting = Exercise<any GenerativeHomework>(
    "8.4", "The painter's loss", hint: "The painter is content when its pictures get high logits.",
    input: Logits.init, expected: \.painter, answer: { try $0.painterLoss(painted: $1.painted) },
    mistakes: [
        Mistake(
            "That is the judge's loss with its sign changed, which is flat where the judge is sure: take −ln σ(x).",
            \.saturating),
        Mistake("That is what the judge wants: the painter wants the pictures taken for real.", \.judgesSide),
        Mistake("The sum is not divided by how many pictures there are.", \.painterSum),
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
    "8.5", "The Fréchet distance on a line", hint: "Two clouds of one mean and one deviation are 0 apart.",
    input: Clouds.init, expected: \.right, answer: { try $0.frechet($1.first, $1.second) },
    mistakes: [
        Mistake("Only the means are compared: how far the points scatter counts too.", \.meansAlone),
        Mistake("Variances are compared: take their roots first.", \.withVariances),
        Mistake("That is the root: the distance is asked for squared.", \.root),
        Mistake("The squares are divided by the count: divide by the count less one.", \.byCount),
    ])
