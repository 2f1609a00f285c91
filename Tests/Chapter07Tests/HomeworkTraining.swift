import Chapter07Homework
import Foundation
import Grading
import TensorCore

// What a wrong answer does not do itself is done rightly.
extension StyleHomework {
    func gram(_ features: [[Float]]) throws -> [[Float]] { try Solution().gram(features) }
    func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        try Solution().styleLoss(picture: picture, style: style, weights: weights)
    }
    func totalVariation(_ picture: [[Float]]) throws -> Float { try Solution().totalVariation(picture) }
    func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        try Solution().slicedWasserstein(a, b, directions: directions)
    }
    func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        try Solution().matchColors(content: content, style: style)
    }
    func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws -> [Float] {
        try Solution().step(picture: picture, weights: weights, target: target, learningRate: learningRate)
    }
    func painted(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        try Solution().painted(content: content, style: style)
    }
    func mendedLoss(
        content: Float, grams: [[Float]], targets: [[Float]], weights: [Float]
    ) throws -> (line: Int, loss: Float) {
        try Solution().mendedLoss(content: content, grams: grams, targets: targets, weights: weights)
    }
}

private struct Painting: StyleHomework {
    let answer: @Sendable (_ content: [[Float]], _ style: [[Float]]) throws -> [[Float]]
    func painted(content: [[Float]], style: [[Float]]) throws -> [[Float]] { try answer(content, style) }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func mean(_ pixels: [[Float]]) -> [Float] {
    pixels[0].indices.map { channel in pixels.reduce(0) { $0 + $1[channel] } / Float(pixels.count) }
}

/// The deviation of each channel.
private func deviation(_ pixels: [[Float]]) -> [Float] {
    let mean = mean(pixels)
    return pixels[0].indices.map { channel in
        (pixels.reduce(0) { $0 + ($1[channel] - mean[channel]) * ($1[channel] - mean[channel]) }
            / Float(pixels.count)).squareRoot()
    }
}

/// The descent along directions, with the parts that may be wrong.
private func moved(
    _ content: [[Float]], _ style: [[Float]], steps: Int = 200, rate: Float = 0.5, unit: Bool = true,
    sorts: Bool = true, seed: UInt64 = 5, axes: Bool = false
) -> [[Float]] {
    var (pixels, generator) = (content, RandomGenerator(seed: seed))
    let channels = content[0].count
    for step in 0..<steps {
        var direction = (0..<channels).map { _ in generator.normal() }
        if axes { direction = (0..<channels).map { $0 == step % channels ? 1 : 0 } }
        let length = unit ? dot(direction, direction).squareRoot() : 1
        direction = direction.map { $0 / length }
        let own = pixels.map { dot($0, direction) }
        var other = style.map { dot($0, direction) }
        if sorts { other.sort() }
        let order = sorts ? own.indices.sorted { own[$0] < own[$1] } : Array(own.indices)
        for (rank, index) in order.enumerated() {
            let aim = other[(2 * rank + 1) * other.count / (2 * order.count)]
            for channel in 0..<channels {
                pixels[index][channel] += rate * (aim - own[index]) * direction[channel]
            }
        }
    }
    return pixels
}

/// Pictures that do not have the style's colours, or are no picture.
let paintedMutants: [Mutant<any StyleHomework>] = [
    styleHomework.mutant(Painting { content, _ in content }, fails: "7.7", hint: "hardly moved"),
    styleHomework.mutant(
        Painting { content, _ in content.map { $0.map { _ in 0.5 } } }, fails: "7.7"),
    // The style's pixels themselves, in their order and in another.
    styleHomework.mutant(
        Painting { content, style in content.indices.map { style[$0 % style.count] } }, fails: "7.7"),
    styleHomework.mutant(
        Painting { content, style in
            content.indices.map { style[$0 * style.count / content.count] }.reversed()
        }, fails: "7.7"),
    styleHomework.mutant(
        Painting { _, style in style }, fails: "7.7"),
    styleHomework.mutant(
        Painting { content, style in content.map { _ in mean(style) } }, fails: "7.7"),
    // The mean, then the deviation of each channel.
    styleHomework.mutant(
        Painting { content, style in
            let (own, other) = (mean(content), mean(style))
            return content.map { pixel in pixel.indices.map { pixel[$0] - own[$0] + other[$0] } }
        }, fails: "7.7", hint: "mean colour is right"),
    styleHomework.mutant(
        Painting { content, style in
            let (own, other) = (mean(content), mean(style))
            let ratios = zip(deviation(content), deviation(style)).map { $1 / max($0, 1e-6) }
            return content.map { pixel in
                pixel.indices.map { (pixel[$0] - own[$0]) * ratios[$0] + other[$0] }
            }
        }, fails: "7.7"),
    styleHomework.mutant(
        Painting { moved($0, $1, axes: true) }, fails: "7.7", hint: "Each channel is right for itself"),
    styleHomework.mutant(Painting { moved($0, $1, steps: 3, rate: 0.3) }, fails: "7.7"),
    styleHomework.mutant(Painting { moved($0, $1, sorts: false) }, fails: "7.7"),
    styleHomework.mutant(
        Painting { moved($0, $1, rate: -0.5) }, fails: "7.7"),
    styleHomework.mutant(
        Painting { content, style in
            content.map { pixel in pixel.indices.map { style[0][$0] / 0 - pixel[$0] / 0 } }
        }, fails: "7.7", hint: "has each direction the length 1"),
]

private struct MendedLoss: StyleHomework {
    let line: Int
    let answer: @Sendable (Float, _ grams: [[Float]], _ targets: [[Float]], [Float]) -> Float
    func mendedLoss(
        content: Float, grams: [[Float]], targets: [[Float]], weights: [Float]
    ) throws -> (line: Int, loss: Float) { (line, answer(content, grams, targets, weights)) }
}

/// The program of 7.8, line by line.
func lossAsItStands(
    _ content: Float, _ grams: [[Float]], _ targets: [[Float]], _ weights: [Float]
) -> Float {
    var loss = content
    for layer in grams.indices {
        for (own, aim) in zip(grams[layer], targets[layer]) {
            let difference = own - aim
            loss += pow(weights[layer] * difference, 2)
        }
    }
    return loss
}

/// The loss with this term for each entry.
private func loss(
    _ content: Float, _ grams: [[Float]], _ targets: [[Float]], _ weights: [Float],
    _ term: (_ weight: Float, _ difference: Float) -> Float = { $0 * $1 * $1 }
) -> Float {
    grams.indices.reversed().reduce(content) { sum, layer in
        zip(grams[layer], targets[layer]).reduce(sum) { $0 + term(weights[layer], $1.1 - $1.0) }
    }
}

let lossMutants: [Mutant<any StyleHomework>] = [
    styleHomework.mutant(MendedLoss(line: 5, answer: lossAsItStands), fails: "7.8", hint: "as it stands"),
    styleHomework.mutant(MendedLoss(line: 4, answer: lossAsItStands), fails: "7.8", hint: "as it stands"),
    styleHomework.mutant(
        MendedLoss(line: 4) { loss($0, $1, $2, $3) }, fails: "7.8", hint: "line 4 is right"),
    styleHomework.mutant(
        MendedLoss(line: 7) { loss($0, $1, $2, $3) }, fails: "7.8", hint: "which one must change"),
    styleHomework.mutant(
        MendedLoss(line: 5) { loss($0, $1, $2, $3) { $1 * $1 } }, fails: "7.8", hint: "Nothing is weighed"),
    styleHomework.mutant(
        MendedLoss(line: 5) { loss($0, $1, $2, $3) { $0 * abs($1) } }, fails: "7.8",
        hint: "square is missing"),
    styleHomework.mutant(
        MendedLoss(line: 1) { loss(0, $1, $2, $3) }, fails: "7.8", hint: "content's loss counts"),
    styleHomework.mutant(
        MendedLoss(line: 5) { loss($0, $1, $2, $3) { $0.squareRoot() * $1 * $1 } }, fails: "7.8"),
]

/// Right answers by other ways.
let otherPaintedAnswers: [Alternative<any StyleHomework>] = [
    styleHomework.alternative(Painting { moved($0, $1, steps: 400, rate: 0.2) }, passes: "7.7"),
    styleHomework.alternative(Painting { moved($0, $1, steps: 100, rate: 0.8, seed: 11) }, passes: "7.7"),
    styleHomework.alternative(MendedLoss(line: 5) { loss($0, $1, $2, $3) }, passes: "7.8"),
]
