import Chapter08Homework
import Foundation
import Grading
import Testing

// What a wrong answer does not do itself is done rightly.
extension GenerativeHomework {
    func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        try Solution().transposed(picture, kernel, stride: stride)
    }
    func leastSquares(_ pictures: [[Float]]) throws -> [Float] { try Solution().leastSquares(pictures) }
    func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try Solution().discriminatorLoss(real: real, generated: generated)
    }
    func generatorLoss(generated: [Float]) throws -> Float {
        try Solution().generatorLoss(generated: generated)
    }
    func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        try Solution().frechet(first, second)
    }
    func trainedRound(
        _ players: Players, real: [Float], noise: [Float], learningRate: Float
    ) throws -> Players {
        try Solution().trainedRound(players, real: real, noise: noise, learningRate: learningRate)
    }
    func conditioned(_ noise: [[Float]], digits: [Int], classCount: Int) throws -> [[Float]] {
        try Solution().conditioned(noise, digits: digits, classCount: classCount)
    }
    func diagonalFrechet(
        _ means: [Float], _ variances: [Float], to otherMeans: [Float], _ otherVariances: [Float]
    ) throws -> Float {
        try Solution().diagonalFrechet(means, variances, to: otherMeans, otherVariances)
    }
    func frechet(points first: [[Float]], _ second: [[Float]]) throws -> Float {
        try Solution().frechet(points: first, second)
    }
    func trainedGenerator(
        digits: [Int], real: [Float], classCount: Int
    ) throws -> (scales: [Float], shifts: [Float]) {
        try Solution().trainedGenerator(digits: digits, real: real, classCount: classCount)
    }
    func mendedGenerator(
        digits: [Int], pixels: [Float], classCount: Int, learningRate: Float
    ) throws -> (line: Int, weights: [Float]) {
        try Solution().mendedGenerator(
            digits: digits, pixels: pixels, classCount: classCount, learningRate: learningRate)
    }
}

private struct Game: GenerativeHomework {
    let answer: @Sendable (Players, _ real: [Float], _ noise: [Float], Float) -> Players
    func trainedRound(
        _ players: Players, real: [Float], noise: [Float], learningRate: Float
    ) throws -> Players { answer(players, real, noise, learningRate) }
}

private struct Condition: GenerativeHomework {
    let answer: @Sendable ([Float], Int, Int) -> [Float]
    func conditioned(_ noise: [[Float]], digits: [Int], classCount: Int) throws -> [[Float]] {
        zip(noise, digits).map { answer($0, $1, classCount) }
    }
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

private func sigma(_ players: Players, _ x: Float) -> Float {
    1 / (1 + exp(-players.slope * x - players.bias))
}

/// The weights of the discriminator after its step.
private func judged(_ p: Players, _ real: [Float], _ noise: [Float], _ rate: Float) -> Players {
    var next = p
    let fake = noise.map { $0 + p.shift }
    next.slope -=
        rate / 2 * (mean(real.map { (sigma(p, $0) - 1) * $0 }) + mean(fake.map { sigma(p, $0) * $0 }))
    next.bias -= rate / 2 * (mean(real.map { sigma(p, $0) - 1 }) + mean(fake.map { sigma(p, $0) }))
    return next
}

/// Wrong answers to the tasks of the game.
let gameMutants: [Mutant<any GenerativeHomework>] = [
    generativeHomework.mutant(
        Game { p, real, noise, rate in
            var next = judged(p, real, noise, rate)
            next.shift -= rate * mean(noise.map { sigma(p, $0 + p.shift) - 1 }) * p.slope
            return next
        }, fails: "8.6", hint: "as it was"),
    generativeHomework.mutant(
        Game { p, real, noise, rate in
            var next = judged(p, real, noise, rate)
            next.shift -= rate * mean(noise.map { sigma(next, $0 + p.shift) - 1 })
            return next
        }, fails: "8.6", hint: "w is missing"),
    generativeHomework.mutant(
        Game { p, real, noise, rate in
            var next = judged(p, real, noise, rate)
            next.shift -= rate * mean(noise.map { -sigma(next, $0 + p.shift) }) * next.slope
            return next
        }, fails: "8.6", hint: "vanishes"),
    generativeHomework.mutant(
        Game { p, real, noise, rate in
            // Pairs of a real and a generated number: the longer list is cut.
            let count = min(real.count, noise.count)
            return
                (try? Solution().trainedRound(
                    p, real: Array(real.prefix(count)), noise: Array(noise.prefix(count)), learningRate: rate))
                ?? p
        }, fails: "8.6"),
    generativeHomework.mutant(
        Game { p, real, noise, rate in
            let next = judged(p, real, noise, rate)
            return (try? Solution().trainedRound(next, real: real, noise: noise, learningRate: rate)) ?? p
        }, fails: "8.6"),
    generativeHomework.mutant(
        Condition { noise, digit, count in noise + (0..<count).map { $0 == digit - 1 ? 1 : 0 } },
        fails: "8.7"),
    generativeHomework.mutant(
        Condition { noise, digit, count in noise + (0..<count).map { $0 <= digit ? 1 : 0 } }, fails: "8.7"),
    generativeHomework.mutant(
        Condition { noise, digit, _ in noise + [Float(digit)] }, fails: "8.7", hint: "8 is not twice 4"),
]

/// Right answers by other ways.
let otherGameAnswers: [Alternative<any GenerativeHomework>] = [
    generativeHomework.alternative(
        Game { p, real, noise, rate in
            var next = judged(p, real, noise, rate)
            next.shift +=
                rate * next.slope
                * mean(
                    noise.map { sigma(Players(shift: 0, slope: -next.slope, bias: -next.bias), $0 + p.shift) }
                )
            return next
        }, passes: "8.6"),
    generativeHomework.alternative(
        Condition { noise, digit, count in
            var row = noise + [Float](repeating: 0, count: count)
            row[noise.count + digit] = 1
            return row
        }, passes: "8.7"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let players = try Solution().trainedRound(
            Players(shift: 0, slope: 0, bias: 0), real: [2], noise: [0], learningRate: 1)
        #expect((players.shift, players.slope, players.bias) == (0.25, 0.5, 0))
        #expect(
            try Solution().conditioned([[0.5], [-1]], digits: [2, 0], classCount: 3)
                == [[0.5, 0, 0, 1], [-1, 1, 0, 0]])
        #expect(try Solution().diagonalFrechet([0, 1], [1, 4], to: [3, 1], [1, 9]) == 10)
        let clouds = try Solution().frechet(points: [[0, 0], [2, 2]], [[0, 2], [2, 0]])
        #expect(abs(clouds - 8) < 1e-3)
        let generator = try Solution().trainedGenerator(
            digits: [0, 0, 0, 0], real: [4, 6, 4, 6], classCount: 1)
        #expect(abs(generator.shifts[0] - 5) < 1e-5 && abs(generator.scales[0] - 1) < 1e-5)
        let mended = try Solution().mendedGenerator(
            digits: [1, 0], pixels: [1, 4], classCount: 2, learningRate: 0.25)
        #expect(mended == (3, [2, 0.5]))
        #expect(weightsAsTheyStand([1, 0], [1, 4], 2, 0.25) == [0.5, 0.5])
    }
}
