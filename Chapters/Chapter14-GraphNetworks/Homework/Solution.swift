import Foundation
import TensorCore

/// A correct answer to each exercise.
public struct Solution: GraphHomework {
    /// The answers.
    public init() {}

    /// 14.1
    public func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        let degrees = neighbours.map { Float($0.count + 1) }
        return neighbours.indices.map { row in
            neighbours.indices.map { column in
                guard row == column || neighbours[row].contains(column) else { return 0 }
                return 1 / (degrees[row] * degrees[column]).squareRoot()
            }
        }
    }

    /// 14.2
    public func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws
        -> [[Float]]
    {
        product(adjacency, product(features, weight)).map { $0.map { max(0, $0) } }
    }

    /// 14.3
    public func propagated(_ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float) throws
        -> [[Float]]
    {
        neighbours.indices.map { node in
            known[node].indices.map { label in
                let sum = neighbours[node].reduce(0) { $0 + spread[$1][label] }
                return alpha * sum / Float(max(1, neighbours[node].count)) + (1 - alpha) * known[node][label]
            }
        }
    }

    /// 14.4
    public func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        let wins: Float = present.reduce(0) { sum, score in
            sum + absent.reduce(0) { $0 + (score > $1 ? 1 : score == $1 ? 0.5 : 0) }
        }
        return wins / Float(present.count * absent.count)
    }

    /// 14.5
    public func clustering(_ neighbours: [[Int]]) throws -> [Float] {
        neighbours.map { others in
            guard others.count > 1 else { return 0 }
            let ends = others.reduce(0) { sum, other in sum + neighbours[other].count { others.contains($0) }
            }
            return Float(ends) / Float(others.count * (others.count - 1))
        }
    }

    /// 14.6
    public func linkLoss(embeddings: [[Float]], present: [[Int]], absent: [[Int]]) throws -> Float {
        func loss(_ pairs: [[Int]], sign: Float) -> Float {
            let losses = pairs.map { pair in
                let x = sign * zip(embeddings[pair[0]], embeddings[pair[1]]).reduce(0) { $0 + $1.0 * $1.1 }
                return max(0, -x) + log1p(exp(-abs(x)))
            }
            return losses.reduce(0, +) / Float(losses.count)
        }
        return loss(present, sign: 1) + loss(absent, sign: -1)
    }

    /// 14.7
    public func labelledLoss(_ logits: [[Float]], labels: [Int], isLabelled: [Bool]) throws -> Float {
        let losses = logits.indices.filter { isLabelled[$0] }.map { node in
            let largest = logits[node].max() ?? 0
            let total = logits[node].reduce(0) { $0 + exp($1 - largest) }
            return log(total) + largest - logits[node][labels[node]]
        }
        return losses.reduce(0, +) / Float(losses.count)
    }

    /// 14.8
    public func overJointsAndTime(
        _ clips: [[[Float]]], adjacency: [[Float]], kernel: [Float]
    ) throws -> [[[Float]]] {
        clips.map { clip in
            let frames = clip.map { x in adjacency.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } } }
            return frames.indices.map { t in
                adjacency.indices.map { joint in
                    kernel.indices.reduce(0) { sum, k in
                        let frame = t + k - kernel.count / 2
                        return frames.indices.contains(frame) ? sum + kernel[k] * frames[frame][joint] : sum
                    }
                }
            }
        }
    }

    /// 14.9
    public func trainedClasses(neighbours: [[Int]], features: [[Float]], labels: [Int?]) throws -> [Int] {
        var rows = features
        for _ in 0..<2 {
            rows = neighbours.indices.map { mean(of: ([$0] + neighbours[$0]).map { rows[$0] }) }
        }
        let means = Set(labels.compactMap { $0 }).sorted().map { label in
            (label: label, mean: mean(of: labels.indices.filter { labels[$0] == label }.map { rows[$0] }))
        }
        return rows.map { row in
            func distance(_ mean: [Float]) -> Float {
                zip(row, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            }
            return means.min { distance($0.mean) < distance($1.mean) }?.label ?? 0
        }
    }

    /// 14.10
    public func mendedAccuracy(
        positions: [Float], clips: [Int], actions: [Int]
    ) throws -> (line: Int, accuracy: Float) {
        var right = 0
        for i in positions.indices {
            var (nearest, action) = (Float.infinity, -1)
            for j in positions.indices where clips[j] != clips[i] {
                let distance = abs(positions[i] - positions[j])
                if distance < nearest { (nearest, action) = (distance, actions[j]) }
            }
            if action == actions[i] { right += 1 }
        }
        return (4, Float(right) / Float(positions.count))
    }

    private func mean(of rows: [[Float]]) -> [Float] {
        rows[0].indices.map { j in rows.reduce(0) { $0 + $1[j] } / Float(rows.count) }
    }
}

/// The product of two matrices as rows.
func product(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    a.map { row in
        (b.first ?? []).indices.map { column in
            row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
        }
    }
}
