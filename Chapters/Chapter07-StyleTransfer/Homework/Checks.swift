import Foundation
import Grading
import TensorCore

/// The exercises of Chapter 7.
public let styleHomework = Homework<any StyleHomework>(
    chapter: 7, title: "Style transfer", file: "Chapters/Chapter07-StyleTransfer/Homework/Starter.swift",
    exercises: [grams, styleLosses, variations, slicing, coloring, painting])

/// The homework of Chapter 7 for the grader.
public let chapter07Homework = AnyHomework(styleHomework, starter: Starter(), solution: Solution())

/// Rows of drawn numbers.
func drawnRows(_ rows: Int, _ columns: Int, _ generator: inout RandomGenerator) -> [[Float]] {
    (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -2...2) } }
}

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

    init(size: Int, generator: inout RandomGenerator) {
        // Never as many channels as places.
        features = drawnRows(1 + size / 2, 2 + size + generator.integer(below: 3), &generator)
    }

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

private let grams = Exercise<any StyleHomework>(
    "7.1", "The Gram matrix", sizes: 1...6,
    hint:
        "G[c][d] is one sum over the places: print it for c = d = 0, and its product with the number of places.",
    input: Features.init, expected: \.right, answer: { try $0.gram($1.features) },
    mistakes: [
        Mistake("Divide by the number of places, not of channels.", \.byChannels),
        Mistake("Divide by the number of places alone.", \.byBoth),
        Mistake("The sums are not divided by the number of places.", \.sums),
        Mistake(
            "That compares places, [places][places]: the rows of the result are channels; where is the transpose?",
            \.places),
        Mistake(
            "That compares places, [places][places]: the rows of the result are channels; where is the transpose?",
            \.placesByPlaces),
        Mistake("That is the covariance: a Gram matrix does not subtract the mean.", \.centered),
        Mistake("There is no root in a Gram matrix.", \.roots),
    ])

// MARK: 7.2

private struct Layers {
    var picture, style: [[[Float]]]
    var weights: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        let count = 1 + size / 3
        var picture: [[[Float]]] = []
        var style: [[[Float]]] = []
        for layer in 0..<count {
            let (channels, places) = (1 + (size + layer) % 3, 3 + size)
            picture.append(drawnRows(channels, places, &generator))
            style.append(drawnRows(channels, places, &generator).map { $0.map { $0 + 0.3 } })
        }
        (self.picture, self.style) = (picture, style)
        weights = (0..<count).map { _ in generator.uniform(in: 2...5) }
    }

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

private let styleLosses = Exercise<any StyleHomework>(
    "7.2", "The style loss", sizes: 1...6,
    hint:
        "Print ‖G − Ĝ‖² and ‖Ĝ‖² of each layer. With one layer and weight 1 a black picture has the loss 1.",
    input: Layers.init, expected: \.right,
    answer: { try $0.styleLoss(picture: $1.picture, style: $1.style, weights: $1.weights) },
    mistakes: [
        Mistake(
            "The weight is inside of the square, so it counts twice, as in the book: multiply the square by it.",
            \.weightSquared),
        Mistake(
            "Features are compared: compare their Gram matrices, which do not know the place.", \.byFeatures),
        Mistake(
            "The layers are not divided by ‖Ĝ‖²: one with large features drowns out the others.",
            \.notNormalized),
        Mistake(
            "The layers are not divided by ‖Ĝ‖²: one with large features drowns out the others.",
            \.meanNotNormalized),
        Mistake("Divide by the style's ‖Ĝ‖², not by the picture's own.", \.byOwn),
        Mistake("The weights of the layers are missing.", \.withoutWeights),
        Mistake("There is no root: the loss is a ratio of squares.", \.roots),
    ])
