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

    /// 8.8
    public func diagonalFrechet(
        _ means: [Float], _ variances: [Float], to otherMeans: [Float], _ otherVariances: [Float]
    ) throws -> Float {
        means.indices.reduce(0) { sum, index in
            let apart = means[index] - otherMeans[index]
            let wider = variances[index].squareRoot() - otherVariances[index].squareRoot()
            return sum + apart * apart + wider * wider
        }
    }

    /// 8.9
    public func frechet(points first: [[Float]], _ second: [[Float]]) throws -> Float {
        func trace(_ matrix: [[Float]]) -> Float { matrix.indices.reduce(0) { $0 + matrix[$1][$1] } }
        let (a, b) = (Cloud(first), Cloud(second))
        let apart = zip(a.mean, b.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let root = squareRoot(of: a.covariance)
        let middle = squareRoot(of: product(root, product(b.covariance, root)))
        return apart + trace(a.covariance) + trace(b.covariance) - 2 * trace(middle)
    }

    /// 8.10
    public func trainedGenerator(
        digits: [Int], real: [Float], classCount: Int
    ) throws -> (scales: [Float], shifts: [Float]) {
        // Each number moves the generator of its digit: the shift to the mean, the square to that of what is left.
        var (counts, squares, shifts) = (
            [Float](repeating: 0, count: classCount), [Float](repeating: 0, count: classCount),
            [Float](repeating: 0, count: classCount)
        )
        for (digit, x) in zip(digits, real) {
            counts[digit] += 1
            let error = x - shifts[digit]
            shifts[digit] += error / counts[digit]
            squares[digit] += (error * (x - shifts[digit]) - squares[digit]) / counts[digit]
        }
        return (squares.map { $0.squareRoot() }, shifts)
    }

    /// 8.11
    public func mendedGenerator(
        digits: [Int], pixels: [Float], classCount: Int, learningRate: Float
    ) throws -> (line: Int, weights: [Float]) {
        var weights = [Float](repeating: 0, count: classCount)
        for (digit, pixel) in zip(digits, pixels) {
            weights[digit] -= learningRate * 2 * (weights[digit] - pixel)
        }
        return (3, weights)
    }
}

/// The mean and the covariance of some points.
private struct Cloud {
    let mean: [Float]
    let covariance: [[Float]]

    init(_ points: [[Float]]) {
        let axes = points[0].indices
        let mean = axes.map { axis in points.reduce(0) { $0 + $1[axis] } / Float(points.count) }
        covariance = axes.map { i in
            axes.map { j in
                points.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / Float(points.count - 1)
            }
        }
        self.mean = mean
    }
}
