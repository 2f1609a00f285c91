import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: GenerativeHomework {
    /// All answers.
    public init() {}

    /// 8.1
    public func transposed(_ picture: [[Float]], _ kernel: [[Float]], stride: Int) throws -> [[Float]] {
        let width = (picture[0].count - 1) * stride + kernel[0].count
        var result = [[Float]](
            repeating: [Float](repeating: 0, count: width), count: (picture.count - 1) * stride + kernel.count
        )
        for y in picture.indices {
            for x in picture[y].indices {
                for j in kernel.indices {
                    for i in kernel[j].indices {
                        result[y * stride + j][x * stride + i] += picture[y][x] * kernel[j][i]
                    }
                }
            }
        }
        return result
    }

    /// 8.2
    public func leastSquares(_ pictures: [[Float]]) throws -> [Float] {
        pictures[0].indices.map { pixel in
            pictures.reduce(0) { $0 + $1[pixel] } / Float(pictures.count)
        }
    }

    /// 8.3
    public func discriminatorLoss(real: [Float], generated: [Float]) throws -> Float {
        try (generatorLoss(generated: real) + generatorLoss(generated: generated.map { -$0 })) / 2
    }

    /// 8.4
    public func generatorLoss(generated: [Float]) throws -> Float {
        generated.reduce(0) { $0 + max(-$1, 0) + log1p(exp(-abs($1))) } / Float(generated.count)
    }

    /// 8.5
    public func frechet(_ first: [Float], _ second: [Float]) throws -> Float {
        func spread(_ points: [Float]) -> (mean: Float, deviation: Float) {
            let mean = points.reduce(0, +) / Float(points.count)
            let squares = points.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (mean, (squares / Float(points.count - 1)).squareRoot())
        }
        let (a, b) = (spread(first), spread(second))
        return (a.mean - b.mean) * (a.mean - b.mean) + (a.deviation - b.deviation)
            * (a.deviation - b.deviation)
    }

    /// 8.6
    public func trainedRound(
        _ players: Players, real: [Float], noise: [Float], learningRate: Float
    ) throws -> Players {
        var players = players
        func sigma(_ x: Float) -> Float { 1 / (1 + exp(-players.slope * x - players.bias)) }
        let fake = noise.map { $0 + players.shift }
        let onReal = real.map { (sigma($0) - 1) / (2 * Float(real.count)) }
        let onFake = fake.map { sigma($0) / (2 * Float(fake.count)) }
        for (x, error) in zip(real + fake, onReal + onFake) {
            players.slope -= learningRate * error * x
            players.bias -= learningRate * error
        }
        let toFool = fake.map { sigma($0) - 1 }.reduce(0, +) / Float(fake.count)
        players.shift -= learningRate * toFool * players.slope
        return players
    }

    /// 8.7
    public func conditioned(_ noise: [[Float]], digits: [Int], classCount: Int) throws -> [[Float]] {
        zip(noise, digits).map { noise, digit in noise + (0..<classCount).map { $0 == digit ? 1 : 0 } }
    }
}
