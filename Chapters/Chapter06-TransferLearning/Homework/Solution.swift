import Foundation
import Grading

/// A correct answer to each exercise.
public struct Solution: TransferHomework {
    /// All answers.
    public init() {}

    /// 6.1
    public func sumProbabilities(_ left: [Float], _ right: [Float]) -> [Float] {
        var sums = [Float](repeating: 0, count: left.count + right.count - 1)
        for (a, p) in left.enumerated() {
            for (b, q) in right.enumerated() { sums[a + b] += p * q }
        }
        return sums
    }

    /// 6.2
    public func updated(_ weights: [Float], gradients: [Float], isFrozen: [Bool], learningRate: Float)
        -> [Float]
    {
        weights.indices.map { isFrozen[$0] ? weights[$0] : weights[$0] - learningRate * gradients[$0] }
    }

    /// 6.3
    public func sharedGradient(_ left: [Float], _ right: [Float], upstream: Float) -> [Float] {
        zip(left, right).map { upstream * $0 + upstream * $1 }
    }

    /// 6.4
    public func exactFraction(_ guesses: [Float], sums: [Int]) -> Float {
        let right = zip(guesses, sums).count { Int($0.rounded()) == $1 }
        return Float(right) / Float(sums.count)
    }

    /// 6.5
    public func chosen(_ digits: Int, share: Float, order: [Int]) -> [Int] {
        let count = max(1, Int((share * Float(digits)).rounded()))
        return Array(order.prefix(count))
    }

    /// 6.6
    public func transferred(_ network: [Parameter], from pretrained: [Parameter]) throws -> [[Float]] {
        network.map { own in
            let match = pretrained.first { $0.name == own.name && $0.shape == own.shape }
            return match?.values ?? own.values
        }
    }

    /// 6.7
    public func ridge(
        light: [Float], spending: [Float], penalty: Float
    ) throws -> (slope: Float, intercept: Float) {
        let count = Float(light.count)
        let (x, y) = (light.reduce(0, +) / count, spending.reduce(0, +) / count)
        var (product, square): (Float, Float) = (0, 0)
        for (light, spending) in zip(light, spending) {
            product += (light - x) * (spending - y)
            square += (light - x) * (light - x)
        }
        let slope = product / (square + penalty)
        return (slope, y - slope * x)
    }

    /// 6.8
    public func trainedSpending(
        towns: [[Float]], light: [Float], surveyed: [[Float]], spending: [Float]
    ) throws -> (weights: [Float], bias: Float) {
        var (weights, bias) = (towns[0].map { _ in Float(0) }, Float(0))
        func predicted(_ town: [Float]) -> Float {
            zip(weights, town).reduce(bias) { $0 + $1.0 * $1.1 }
        }
        for _ in 0..<20 {
            for (town, light) in zip(towns, light) {
                let step = 0.05 * (predicted(town) - light)
                for index in weights.indices { weights[index] -= step * town[index] }
                bias -= step
            }
        }
        let line = try ridge(light: surveyed.map(predicted), spending: spending, penalty: 0)
        return (weights.map { line.slope * $0 }, line.slope * bias + line.intercept)
    }

    /// 6.9
    public func mendedTuning(
        pretrainedMean: Float, deviation: Float, batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        var weight: Float = 0
        for (x, y) in batches.joined() {
            let feature = (x - pretrainedMean) / deviation
            weight -= learningRate * 2 * (weight * feature - y) * feature
        }
        return (4, weight)
    }

    /// 6.10
    public func contrastiveLoss(_ first: [[Float]], _ second: [[Float]], temperature: Float) throws -> Float {
        func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let directions = (first + second).map { row in
            let length = dot(row, row).squareRoot()
            return row.map { $0 / length }
        }
        var total: Float = 0
        for i in directions.indices {
            let s = directions.map { dot(directions[i], $0) / temperature }
            let others = s.indices.filter { $0 != i }.map { s[$0] }
            let largest = others.max() ?? 0
            let sum = others.reduce(0) { $0 + exp($1 - largest) }
            total += largest + log(sum) - s[(i + first.count) % s.count]
        }
        return total / Float(directions.count)
    }
}
