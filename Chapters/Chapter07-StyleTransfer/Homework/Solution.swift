import Foundation
import TensorCore

/// A correct answer to each exercise, in the library's arrays where they say it shortest.
public struct Solution: StyleHomework {
    /// Everything is answered.
    public init() {}

    /// 7.1
    public func gram(_ features: [[Float]]) throws -> [[Float]] {
        let rows = NDArray(rows: features)
        let matrix = rows.matmul(rows.transposed()) / Float(features[0].count)
        return (0..<features.count).map { matrix.selected($0).scalars }
    }

    /// 7.2
    public func styleLoss(picture: [[[Float]]], style: [[[Float]]], weights: [Float]) throws -> Float {
        var loss: Float = 0
        for (layer, weight) in weights.enumerated() {
            let (own, other) = (
                NDArray(rows: try gram(picture[layer])), NDArray(rows: try gram(style[layer]))
            )
            loss += weight * (own - other).square().sum().scalar / other.square().sum().scalar
        }
        return loss
    }

    /// 7.3
    public func totalVariation(_ picture: [[Float]]) throws -> Float {
        let across = picture.flatMap { row in zip(row, row.dropFirst()).map { abs($1 - $0) } }
        let down = zip(picture, picture.dropFirst()).flatMap { zip($0, $1).map { abs($1 - $0) } }
        func mean(_ values: [Float]) -> Float {
            values.isEmpty ? 0 : values.reduce(0, +) / Float(values.count)
        }
        return mean(across) + mean(down)
    }

    /// 7.4
    public func slicedWasserstein(_ a: [[Float]], _ b: [[Float]], directions: [[Float]]) throws -> Float {
        var sum: Float = 0
        for direction in directions {
            let unit = NDArray(direction) / NDArray(direction).square().sum().squareRoot().scalar
            let own = NDArray(rows: a).matmul(unit).sorted().values.scalars
            let other = NDArray(rows: b).matmul(unit).sorted().values.scalars
            for (rank, value) in own.enumerated() {
                sum += abs(value - other[(2 * rank + 1) * other.count / (2 * own.count)])
            }
        }
        return sum / Float(a.count * directions.count)
    }

    /// 7.5
    public func matchColors(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        func statistics(_ pixels: [[Float]]) -> (mean: NDArray, covariance: [[Float]]) {
            let rows = NDArray(rows: pixels)
            let mean = rows.mean(axes: [0])
            let centered = rows - mean
            let matrix = centered.transposed().matmul(centered) / Float(pixels.count)
            return (mean, (0..<3).map { matrix.selected($0).scalars })
        }
        let (own, other) = (statistics(content), statistics(style))
        let root = squareRoot(of: own.covariance)
        let middle = squareRoot(of: product(root, product(other.covariance, root)))
        let map = product(inverse(of: root), product(middle, inverse(of: root)))
        let moved = (NDArray(rows: content) - own.mean).matmul(NDArray(rows: map)) + other.mean
        return (0..<content.count).map { moved.selected($0).scalars }
    }

    /// 7.6
    public func step(picture: [Float], weights: [[Float]], target: [Float], learningRate: Float) throws
        -> [Float]
    {
        let network = NDArray(rows: weights)
        let error = network.matmul(NDArray(picture)) - NDArray(target)
        let gradient = 2 * network.transposed().matmul(error)
        return (NDArray(picture) - learningRate * gradient).clamped(to: 0...1).scalars
    }

    /// 7.7
    public func painted(content: [[Float]], style: [[Float]]) throws -> [[Float]] {
        var generator = RandomGenerator(seed: 1)
        var pixels = content
        for _ in 0..<150 {
            let arrow = content[0].map { _ in generator.normal() }
            let length = arrow.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let direction = arrow.map { $0 / length }
            func projected(_ pixel: [Float]) -> Float {
                zip(pixel, direction).reduce(0) { $0 + $1.0 * $1.1 }
            }
            let own = pixels.map(projected)
            let other = style.map(projected).sorted()
            for (rank, index) in own.indices.sorted(by: { own[$0] < own[$1] }).enumerated() {
                let step = (other[(2 * rank + 1) * other.count / (2 * own.count)] - own[index]) / 2
                for channel in direction.indices { pixels[index][channel] += step * direction[channel] }
            }
        }
        return pixels
    }

    /// 7.8
    public func mendedLoss(
        content: Float, grams: [[Float]], targets: [[Float]], weights: [Float]
    ) throws -> (line: Int, loss: Float) {
        var loss = content
        for (layer, weight) in weights.enumerated() {
            loss +=
                weight * zip(grams[layer], targets[layer]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        return (5, loss)
    }
}
