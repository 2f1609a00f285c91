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
}

/// The product of two matrices as rows.
func product(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    a.map { row in
        (b.first ?? []).indices.map { column in
            row.indices.reduce(0) { $0 + row[$1] * b[$1][column] }
        }
    }
}
