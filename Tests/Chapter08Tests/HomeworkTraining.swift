import Chapter08Homework
import Foundation
import Grading
import TensorCore

private typealias Generators = (scales: [Float], shifts: [Float])

private struct Generating: GenerativeHomework {
    let answer: @Sendable (_ digits: [Int], _ real: [Float], _ classCount: Int) throws -> Generators
    func trainedGenerator(
        digits: [Int], real: [Float], classCount: Int
    ) throws -> (scales: [Float], shifts: [Float]) { try answer(digits, real, classCount) }
}

private struct Drawing: GenerativeHomework {
    let line: Int
    let answer: @Sendable ([Int], [Float], Int, Float) -> [Float]
    func mendedGenerator(
        digits: [Int], pixels: [Float], classCount: Int, learningRate: Float
    ) throws -> (line: Int, weights: [Float]) { (line, answer(digits, pixels, classCount, learningRate)) }
}

private func mean(_ x: [Float]) -> Float { x.reduce(0, +) / Float(x.count) }
private func variance(_ x: [Float]) -> Float {
    let mean = mean(x)
    return x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(x.count)
}

/// What is made of the numbers of each digit.
private func byDigit(
    _ digits: [Int], _ real: [Float], _ count: Int, _ make: ([Float]) -> (scale: Float, shift: Float)
) -> Generators {
    let made = (0..<count).map { digit in make(zip(digits, real).filter { $0.0 == digit }.map(\.1)) }
    return (made.map(\.scale), made.map(\.shift))
}

/// The game: a discriminator a · x + c · x² for each digit, with the gradient of what it gives real numbers less generated ones, and
/// a generator that follows it.
private func played(_ digits: [Int], _ real: [Float], _ count: Int, rounds: Int = 400) -> Generators {
    var generator = RandomGenerator(seed: 3)
    return byDigit(digits, real, count) { real in
        // Numbers of a size that one learning rate suits.
        let (middle, width) = (mean(real), max(variance(real).squareRoot(), 0.05))
        let x = real.map { ($0 - middle) / width }
        var (scale, shift): (Float, Float) = (0.5, 0)
        let noise = (0..<200).map { _ in generator.normal() }
        let (realMean, realSquare) = (mean(x), mean(x.map { $0 * $0 }))
        for _ in 0..<rounds {
            let fake = noise.map { scale * $0 + shift }
            let (a, c) = (realMean - mean(fake), realSquare - mean(fake.map { $0 * $0 }))
            // Uphill in what the discriminator gives to a generated number.
            shift += 0.05 * mean(fake.map { a + 2 * c * $0 })
            scale += 0.05 * mean(zip(noise, fake).map { $0 * (a + 2 * c * $1) })
        }
        return (scale * width, shift * width + middle)
    }
}

let generatorMutants: [Mutant<any GenerativeHomework>] = [
    generativeHomework.mutant(
        Generating { _, _, count in
            ([Float](repeating: 1, count: count), [Float](repeating: 0, count: count))
        }, fails: "8.10"),
    generativeHomework.mutant(
        Generating { _, _, count in
            ([Float](repeating: 1, count: count), [Float](repeating: 5, count: count))
        }, fails: "8.10"),
    // The mean alone.
    generativeHomework.mutant(
        Generating { byDigit($0, $1, $2) { (0, mean($0)) } }, fails: "8.10", hint: "always drawn alike"),
    // A number that was given, again and again.
    generativeHomework.mutant(
        Generating { byDigit($0, $1, $2) { (0, $0[0]) } }, fails: "8.10"),
    generativeHomework.mutant(
        Generating { byDigit($0, $1, $2) { (variance($0), mean($0)) } }, fails: "8.10",
        hint: "not the variance"),
    // Without the condition.
    generativeHomework.mutant(
        Generating { _, real, count in
            (
                [Float](repeating: variance(real).squareRoot(), count: count),
                [Float](repeating: mean(real), count: count)
            )
        }, fails: "8.10", hint: "same shift"),
    generativeHomework.mutant(
        Generating { digits, real, count in
            let shifts = byDigit(digits, real, count) { (0, mean($0)) }.shifts
            let rest = zip(digits, real).map { $1 - shifts[$0] }
            return ([Float](repeating: variance(rest).squareRoot(), count: count), shifts)
        }, fails: "8.10", hint: "same scale"),
    // From the lowest to the highest.
    generativeHomework.mutant(
        Generating { byDigit($0, $1, $2) { ((($0.max() ?? 0) - ($0.min() ?? 0)) / 2, mean($0)) } },
        fails: "8.10"),
    generativeHomework.mutant(
        Generating { digits, real, count in
            let right = byDigit(digits, real, count) { (variance($0).squareRoot(), mean($0)) }
            return (right.scales, Array(right.shifts.reversed()))
        }, fails: "8.10", hint: "lie elsewhere"),
    generativeHomework.mutant(Generating { played($0, $1, $2, rounds: 2) }, fails: "8.10"),
    generativeHomework.mutant(
        Generating { digits, real, count in
            // One for all, however many digits there are.
            ([variance(real).squareRoot()], [mean(real)])
        }, fails: "8.10", hint: "Each digit has a scale"),
    generativeHomework.mutant(
        Generating { byDigit($0, $1, $2) { (($0[0] - $0[0]) / 0, mean($0)) } }, fails: "8.10",
        hint: "did not settle"),
    generativeHomework.mutant(
        Drawing(line: 3, answer: weightsAsTheyStand), fails: "8.11", hint: "as it stands"),
    generativeHomework.mutant(
        Drawing(line: 5, answer: weightsAsTheyStand), fails: "8.11", hint: "as it stands"),
    generativeHomework.mutant(
        Drawing(line: 7) { drawn($0, $1, $2, $3) }, fails: "8.11", hint: "line 7 is right"),
    generativeHomework.mutant(
        Drawing(line: 2) { drawn($0, $1, $2, $3) }, fails: "8.11", hint: "which one must change"),
    generativeHomework.mutant(
        Drawing(line: 3) { drawn($0, $1, $2, $3) { digit, _ in Float(digit) } }, fails: "8.11",
        hint: "a 1, not the digit"),
    generativeHomework.mutant(
        Drawing(line: 3) { drawn($0, $1, $2, $3) { _, count in 1 / Float(count) } }, fails: "8.11"),
]

/// The program of 8.11, line by line.
@Sendable func weightsAsTheyStand(
    _ digits: [Int], _ pixels: [Float], _ classCount: Int, _ learningRate: Float
) -> [Float] {
    var weights = [Float](repeating: 0, count: classCount)
    for (digit, pixel) in zip(digits, pixels) {
        let condition = weights.indices.map { _ in Float(digit) }
        var made: Float = 0
        for k in weights.indices { made += weights[k] * condition[k] }
        for k in weights.indices {
            weights[k] -= learningRate * 2 * (made - pixel) * condition[k]
        }
    }
    return weights
}

/// The weights that a condition of one number at the digit's place leads to.
private func drawn(
    _ digits: [Int], _ pixels: [Float], _ count: Int, _ rate: Float,
    _ at: (_ digit: Int, _ count: Int) -> Float = { _, _ in 1 }
) -> [Float] {
    var weights = [Float](repeating: 0, count: count)
    for (digit, pixel) in zip(digits, pixels) {
        let condition = at(digit, count)
        weights[digit] -= 2 * rate * condition * (condition * weights[digit] - pixel)
    }
    return weights
}

/// Right answers by other ways.
let otherGeneratorAnswers: [Alternative<any GenerativeHomework>] = [
    generativeHomework.alternative(
        Generating { byDigit($0, $1, $2) { (-variance($0).squareRoot(), mean($0)) } }, passes: "8.10"),
    generativeHomework.alternative(Generating { played($0, $1, $2) }, passes: "8.10"),
    generativeHomework.alternative(
        Drawing(line: 3) { drawn($0, $1, $2, $3) }, passes: "8.11"),
]
