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
}
