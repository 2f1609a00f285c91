import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: TransformerHomework {
    /// Everything is answered.
    public init() {}

    /// 12.1
    public func causalMask(_ count: Int) throws -> [[Float]] {
        (0..<count).map { row in (0..<count).map { $0 <= row ? 1 : 0 } }
    }

    /// 12.2
    public func position(_ index: Int, width: Int) throws -> [Float] {
        (0..<width).map { feature in
            let angle = Double(index) / pow(10_000, Double(feature / 2 * 2) / Double(width))
            return Float(feature % 2 == 0 ? sin(angle) : cos(angle))
        }
    }

    /// 12.3
    public func attention(
        _ query: [[Float]], _ key: [[Float]], _ value: [[Float]], mask: [[Float]]
    ) throws -> [[Float]] {
        query.indices.map { t in
            let scores = key.map { row in
                zip(query[t], row).reduce(0) { $0 + $1.0 * $1.1 } / Float(row.count).squareRoot()
            }
            let largest = zip(scores, mask[t]).filter { $0.1 == 1 }.map(\.0).max() ?? 0
            let weights = zip(scores, mask[t]).map { $0.1 == 1 ? exp($0.0 - largest) : 0 }
            let total = weights.reduce(0, +)
            return value[0].indices.map { column in
                zip(weights, value).reduce(0) { $0 + $1.0 * $1.1[column] } / total
            }
        }
    }

    /// 12.4
    public func shifted(_ ids: [Int], start: Int, end: Int) throws -> [[Int]] {
        [[start] + ids, ids + [end]]
    }

    /// 12.5
    public func learningRate(update: Int, width: Int, warmUp: Int) throws -> Float {
        let n = Double(update)
        return Float(pow(Double(width), -0.5) * min(pow(n, -0.5), n * pow(Double(warmUp), -1.5)))
    }
}
