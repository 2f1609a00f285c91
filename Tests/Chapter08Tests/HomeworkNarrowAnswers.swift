import Chapter08Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherGenerativeAnswers: GenerativeHomework {
    var scattered: (@Sendable ([[Float]], [[Float]], Int) -> [[Float]])?
    var best: (@Sendable ([[Float]]) -> [Float])?
    var judged: (@Sendable ([Float], [Float]) -> Float)?
    var painted: (@Sendable ([Float]) -> Float)?
    var distance: (@Sendable ([Float], [Float]) -> Float)?

    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        try scattered?(picture, kernel, stride) ?? Solution().transposed(picture, kernel, stride: stride)
    }
    func leastSquares(_ pictures: [[Float]]) throws -> [Float] {
        try best?(pictures) ?? Solution().leastSquares(pictures)
    }
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try judged?(real, generated) ?? Solution().discriminatorLoss(real: real, generated: generated)
    }
    func generatorLoss(generated: [Float]) throws -> Float {
        try painted?(generated) ?? Solution().generatorLoss(generated: generated)
    }
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        try distance?(first, second) ?? Solution().frechet(first, second)
    }
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

private func deviation(_ values: [Float]) -> Float {
    let mean = mean(values)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count - 1)).squareRoot()
}

private func scattered(_ picture: [[Float]], _ kernel: [[Float]], _ stride: Int) -> [[Float]] {
    (try? Solution().transposed(picture, kernel, stride: stride)) ?? []
}

/// Wrong answers that pass where inputs never vary.
let narrowGenerativeMutants: [Mutant<any GenerativeHomework>] = [
    generativeHomework.mutant(
        OtherGenerativeAnswers(scattered: { picture, kernel, _ in scattered(picture, kernel, 2) }),
        fails: "8.1",
        hint: "stride is always 2"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(scattered: { picture, kernel, stride in
            // Three rows and four columns of a kernel, the rest of it lost.
            let part = kernel.enumerated().map { j, row in row.enumerated().map { j < 3 && $0 < 4 ? $1 : 0 } }
            return scattered(picture, part, stride)
        }), fails: "8.1"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(best: { pictures in
            pictures[0].indices.map { pixel in abs(mean(pictures.map { $0[pixel] })) }
        }), fails: "8.2"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(judged: { real, generated in
            (mean(real.map { log1p(exp(-abs($0))) }) + mean(generated.map { log1p(exp(-abs($0))) })) / 2
        }), fails: "8.3", hint: "the max is missing"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(judged: { real, generated in
            let loss = { (x: Float) in abs(x) + log1p(exp(-abs(x))) }
            return (mean(real.map(loss)) + mean(generated.map(loss))) / 2
        }), fails: "8.3", hint: "not |x|"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(judged: { real, generated in
            let clamped = { (x: Float) in min(0.99, max(0.01, 1 / (1 + exp(-x)))) }
            return (mean(real.map { -log(clamped($0)) }) + mean(generated.map { -log(1 - clamped($0)) })) / 2
        }), fails: "8.3"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(painted: { mean($0.map { log1p(exp(-abs($0))) }) }), fails: "8.4",
        hint: "the max is missing"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(painted: { mean($0.map { abs($0) + log1p(exp(-abs($0))) }) }), fails: "8.4",
        hint: "not |x|"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(distance: { first, second in
            let apart = max(0, mean(second) - mean(first))
            let wider = deviation(second) - deviation(first)
            return apart * apart + wider * wider
        }), fails: "8.5", hint: "the second need not be"),
    generativeHomework.mutant(
        OtherGenerativeAnswers(distance: { first, second in
            let apart = mean(second) - mean(first)
            let wider = max(0, deviation(second) - deviation(first))
            return apart * apart + wider * wider
        }), fails: "8.5"),
]

/// Right answers by other ways: the plain formula, the stable one, in Double, written out.
let otherGenerativeAnswers: [Alternative<any GenerativeHomework>] = [
    generativeHomework.alternative(
        OtherGenerativeAnswers(judged: { real, generated in
            let sigma = { (x: Float) in 1 / (1 + exp(-x)) }
            return (mean(real.map { -log(sigma($0)) }) + mean(generated.map { -log(1 - sigma($0)) })) / 2
        }), passes: "8.3"),
    generativeHomework.alternative(
        OtherGenerativeAnswers(judged: { real, generated in
            let softplus = { (x: Float) in max(x, 0) + log1p(exp(-abs(x))) }
            return 0.5 * mean(generated.reversed().map(softplus)) + 0.5
                * mean(real.reversed().map { softplus(-$0) })
        }), passes: "8.3"),
    generativeHomework.alternative(
        OtherGenerativeAnswers(painted: { logits in
            Float(logits.reduce(0.0) { $0 + log(1 + exp(-Double($1))) } / Double(logits.count))
        }), passes: "8.4"),
    generativeHomework.alternative(
        OtherGenerativeAnswers(distance: { first, second in
            let apart = mean(first) - mean(second)
            let (s, t) = (deviation(first), deviation(second))
            return apart * apart + s * s + t * t - 2 * s * t
        }), passes: "8.5"),
]
