import Foundation
import Grading
import Messages
import TensorCore

/// The exercises of Chapter 7.
public let styleHomework = Homework<any StyleHomework>(
    chapter: 7, title: Words(en: "Style transfer", zh: "图像风格迁移"),
    file: "Chapters/Chapter07-StyleTransfer/Homework/Starter.swift",
    exercises: [
        grams, styleLosses, variations, slicing, coloring, painting, movingColors, mendingLoss,
    ])

/// The homework of Chapter 7 for the grader.
public let chapter07Homework = AnyHomework(styleHomework, starter: Starter(), solution: Solution())

private func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// The Gram matrix, each entry as a sum.
private func matrix(_ features: [[Float]], divisor: Double) -> [[Double]] {
    features.map { a in features.map { b in dot(a, b) / divisor } }
}

private func gramMatrix(_ features: [[Float]]) -> [[Double]] {
    matrix(features, divisor: Double(features[0].count))
}

private func transposed(_ rows: [[Float]]) -> [[Float]] {
    rows[0].indices.map { column in rows.map { $0[column] } }
}

private func floats(_ rows: [[Double]]) -> [[Float]] { rows.map { $0.map { Float($0) } } }

// MARK: 7.1

private struct Features {
    var features: [[Float]]

    var right: [[Float]] { floats(gramMatrix(features)) }
    var byChannels: [[Float]] { floats(matrix(features, divisor: Double(features.count))) }
    var byBoth: [[Float]] { floats(matrix(features, divisor: Double(features.count * features[0].count))) }
    var sums: [[Float]] { floats(matrix(features, divisor: 1)) }
    var places: [[Float]] { floats(gramMatrix(transposed(features))) }
    var placesByPlaces: [[Float]] {
        floats(matrix(transposed(features), divisor: Double(features[0].count)))
    }
    var centered: [[Float]] {
        floats(
            gramMatrix(
                features.map { row in
                    let mean = row.reduce(0, +) / Float(row.count)
                    return row.map { $0 - mean }
                }))
    }
    var roots: [[Float]] { right.map { $0.map { $0 < 0 ? -(-$0).squareRoot() : $0.squareRoot() } } }
}

extension Features {
    init(size: Int, generator: inout RandomGenerator) {
        features = generator.rows(
            1 + generator.integer(below: size), 1 + generator.integer(below: size + 2), size: size)
    }

    static let examples = [Features(features: [[1, 0], [2, 4]])]
    static let edges = [
        Features(features: [[3]]), Features(features: [[1], [-2], [10]]), Features(features: [[1, -1, 0.5]]),
        Features(features: [[1, 0, -12, 2], [-1, 2, 1, 0]]),
    ]
}

private let grams = Exercise<any StyleHomework>(
    "7.1", Words(en: "The Gram matrix", zh: "Gram 矩阵"), sizes: 1...6,
    hint:
        Words(
            en:
                "G[c][d] is one sum over the places: print it for c = d = 0, and its product with the number of places.",
            zh: "G[c][d] 是对所有位置求的一个和：打印 c = d = 0 时的值，再打印它乘以位置数的积。"),
    input: Features.init, examples: Features.examples, edges: Features.edges, expected: \.right,
    answer: { try $0.gram($1.features) },
    mistakes: [
        Mistake(en: "Divide by the number of places, not of channels.", zh: "要除以位置数，不是通道数。", \.byChannels),
        Mistake(en: "Divide by the number of places alone.", zh: "只除以位置数。", \.byBoth),
        Mistake(en: "The sums are not divided by the number of places.", zh: "求和之后没有除以位置数。", \.sums),
        Mistake(
            en:
                "That compares places, [places][places]: the rows of the result are channels; where is the transpose?",
            zh: "比较的成了位置，结果是 [位置][位置]：应是每个通道一行。转置用错地方了吗？",
            \.places),
        Mistake(
            en:
                "That compares places, [places][places]: the rows of the result are channels; where is the transpose?",
            zh: "比较的成了位置，结果是 [位置][位置]：应是每个通道一行。转置用错地方了吗？",
            \.placesByPlaces),
        Mistake(
            en: "That is the covariance: a Gram matrix does not subtract the mean.",
            zh: "这是协方差：Gram 矩阵不减平均值。", \.centered),
        Mistake(en: "There is no root in a Gram matrix.", zh: "Gram 矩阵里没有平方根。", \.roots),
    ],
    cases: [
        Case(en: "one place", zh: "只有一个位置") { $0.features[0].count == 1 && $0.features.count > 1 },
        Case(en: "one channel", zh: "只有一个通道") { $0.features.count == 1 && $0.features[0].count > 1 },
        Case(en: "as many channels as places", zh: "通道与位置一样多") {
            $0.features.count == $0.features[0].count && $0.features.count > 1
        },
    ])

// MARK: 7.2

private struct Layers {
    var picture, style: [[[Float]]]
    var weights: [Float]

    private func sum(_ term: (_ own: [Double], _ other: [Double], _ weight: Double) -> Double) -> Float {
        var total = 0.0
        for (layer, weight) in weights.enumerated() {
            let own: [Double] = gramMatrix(picture[layer]).flatMap { $0 }
            let other: [Double] = gramMatrix(style[layer]).flatMap { $0 }
            total += term(own, other, Double(weight))
        }
        return Float(total)
    }
    private func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    private func energy(_ a: [Double]) -> Double { a.reduce(0) { $0 + $1 * $1 } }

    var right: Float { sum { $2 * distance($0, $1) / energy($1) } }
    var weightSquared: Float { sum { $2 * $2 * distance($0, $1) / energy($1) } }
    var notNormalized: Float { sum { $2 * distance($0, $1) } }
    var meanNotNormalized: Float { sum { $2 * distance($0, $1) / Double($0.count) } }
    var byOwn: Float { sum { $2 * distance($0, $1) / energy($0) } }
    var withoutWeights: Float { sum { own, other, _ in distance(own, other) / energy(other) } }
    var roots: Float { sum { $2 * (distance($0, $1) / energy($1)).squareRoot() } }
    var byFeatures: Float {
        var total = 0.0
        for (layer, weight) in weights.enumerated() {
            let own: [Double] = picture[layer].flatMap { $0.map(Double.init) }
            let other: [Double] = style[layer].flatMap { $0.map(Double.init) }
            total += Double(weight) * distance(own, other) / energy(other)
        }
        return Float(total)
    }
}

extension Layers {
    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + generator.integer(below: size)
        (picture, style, weights) = ([], [], [])
        for _ in 0..<count {
            let channels = 1 + generator.integer(below: 3)
            picture.append(generator.rows(channels, 1 + generator.integer(below: size + 2), size: size))
            var rows = generator.rows(channels, 1 + generator.integer(below: size + 2), size: size)
            // No Gram matrix of a style is 0.
            rows[0][0] = generator.bernoulli(0.5) ? 1.5 : -1
            style.append(rows)
            weights.append(abs(generator.number(size: size)))
        }
    }

    static let examples = [Layers(picture: [[[2]]], style: [[[1]]], weights: [3])]
    static let edges = [
        Layers(picture: [[[0, 0]]], style: [[[1, -2, 1]]], weights: [1]),
        Layers(picture: [[[1, -1]]], style: [[[1, -1]]], weights: [2]),
        Layers(
            picture: [[[1, -12], [0, 2]], [[2, 1]]], style: [[[1, 0, 10], [1, -1, 1]], [[-1]]],
            weights: [0, 12]),
        Layers(
            picture: [[[1, 2], [0, 2]], [[2, 1]]], style: [[[1, 0], [1, -1]], [[-1, 2]]], weights: [2, 0.5]),
    ]
}

private let styleLosses = Exercise<any StyleHomework>(
    "7.2", Words(en: "The style loss", zh: "风格损失"), sizes: 1...6,
    hint:
        Words(
            en:
                "Print ‖G − Ĝ‖² and ‖Ĝ‖² of each layer. With one layer and weight 1 a black picture has the loss 1.",
            zh: "打印每一层的 ‖G − Ĝ‖² 和 ‖Ĝ‖²。只有一层、权重为 1 时，全黑的图损失是 1。"),
    input: Layers.init, examples: Layers.examples, edges: Layers.edges, expected: \.right,
    answer: { try $0.styleLoss(picture: $1.picture, style: $1.style, weights: $1.weights) },
    mistakes: [
        Mistake(
            en:
                "The weight is inside of the square, so it counts twice, as in the book: multiply the square by it.",
            zh: "权重放在平方里面，就算了两次，与书中一样：应在平方之后再乘。",
            \.weightSquared),
        Mistake(
            en: "Features are compared: compare their Gram matrices, which do not know the place.",
            zh: "比较的是特征：要比较它们的 Gram 矩阵，那里没有位置。", \.byFeatures),
        Mistake(
            en: "The layers are not divided by ‖Ĝ‖²: one with large features drowns out the others.",
            zh: "各层没有除以 ‖Ĝ‖²：特征大的一层会淹没其他层。",
            \.notNormalized),
        Mistake(
            en: "The layers are not divided by ‖Ĝ‖²: one with large features drowns out the others.",
            zh: "各层没有除以 ‖Ĝ‖²：特征大的一层会淹没其他层。",
            \.meanNotNormalized),
        Mistake(
            en: "Divide by the style's ‖Ĝ‖², not by the picture's own.", zh: "要除以风格的 ‖Ĝ‖²，不是图自己的。", \.byOwn),
        Mistake(en: "The weights of the layers are missing.", zh: "缺了各层的权重。", \.withoutWeights),
        Mistake(en: "There is no root: the loss is a ratio of squares.", zh: "没有平方根：损失是平方之比。", \.roots),
    ],
    cases: [
        Case(en: "one layer", zh: "只有一层") { $0.weights.count == 1 },
        Case(en: "a black picture", zh: "全黑的图") { $0.picture.joined().joined().allSatisfy { $0 == 0 } },
        Case(en: "the style itself", zh: "就是风格本身") { $0.picture == $0.style },
        Case(en: "a weight of 0", zh: "权重为 0") { $0.weights.contains(0) },
        Case(en: "a picture of another size", zh: "大小与风格不同的图") {
            $0.picture[0][0].count != $0.style[0][0].count
        },
    ],
    meant: [
        Meant("weights[]", lack: .negative, because: "a layer counts or does not"),
        .together("picture.count", "style.count", "weights.count", because: "one of each for a layer"),
        .together("picture[].count", "style[].count", because: "both went through the same network"),
    ])
