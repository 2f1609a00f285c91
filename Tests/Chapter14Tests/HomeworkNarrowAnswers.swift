import Chapter14Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherGraphAnswers: GraphHomework {
    var normalized: (@Sendable ([[Int]]) -> [[Float]])?
    var layer: (@Sendable ([[Float]], [[Float]], [[Float]]) -> [[Float]])?
    var spreading: (@Sendable ([[Float]], [[Float]], [[Int]], Float) -> [[Float]])?
    var area: (@Sendable ([Float], [Float]) -> Float)?
    var shares: (@Sendable ([[Int]]) -> [Float])?

    func normalizedAdjacency(_ neighbours: [[Int]]) throws -> [[Float]] {
        try normalized?(neighbours) ?? Solution().normalizedAdjacency(neighbours)
    }
    func convolved(_ adjacency: [[Float]], _ features: [[Float]], _ weight: [[Float]]) throws -> [[Float]] {
        try layer?(adjacency, features, weight) ?? Solution().convolved(adjacency, features, weight)
    }
    func propagated(
        _ spread: [[Float]], known: [[Float]], neighbours: [[Int]], alpha: Float
    ) throws -> [[Float]] {
        try spreading?(spread, known, neighbours, alpha)
            ?? Solution().propagated(spread, known: known, neighbours: neighbours, alpha: alpha)
    }
    func areaUnderCurve(present: [Float], absent: [Float]) throws -> Float {
        try area?(present, absent) ?? Solution().areaUnderCurve(present: present, absent: absent)
    }
    func clustering(_ neighbours: [[Int]]) throws -> [Float] {
        try shares?(neighbours) ?? Solution().clustering(neighbours)
    }
}

private let right = Solution()

private func product(_ a: [[Float]], _ b: [[Float]]) -> [[Float]] {
    a.map { row in b[0].indices.map { column in zip(row, b).reduce(0) { $0 + $1.0 * $1.1[column] } } }
}

/// Wrong answers that pass where inputs never vary.
let narrowGraphMutants: [Mutant<any GraphHomework>] = [
    graphHomework.mutant(
        OtherGraphAnswers(normalized: { neighbours in
            // A node without neighbours divides 0 by 0.
            let rows = (try? right.normalizedAdjacency(neighbours)) ?? []
            return zip(rows, neighbours).map { row, others in row.map { others.isEmpty ? $0 / 0 : $0 } }
        }), fails: "14.1"),
    graphHomework.mutant(
        OtherGraphAnswers(layer: { adjacency, features, weight in
            // As many outputs as inputs.
            let rows = (try? right.convolved(adjacency, features, weight)) ?? []
            let width = features[0].count
            return rows.map { row in (0..<width).map { $0 < row.count ? row[$0] : 0 } }
        }), fails: "14.2"),
    graphHomework.mutant(
        OtherGraphAnswers(layer: { adjacency, features, weight in
            guard weight.count == weight[0].count else {
                return (try? right.convolved(adjacency, features, weight)) ?? []
            }
            let turned = weight.indices.map { row in weight.indices.map { weight[$0][row] } }
            return (try? right.convolved(adjacency, features, turned)) ?? []
        }), fails: "14.2", hint: "W is transposed"),
    graphHomework.mutant(
        OtherGraphAnswers(spreading: { spread, known, neighbours, alpha in
            let rows =
                (try? right.propagated(spread, known: known, neighbours: neighbours, alpha: alpha)) ?? []
            return rows.map { row in (0..<2).map { $0 < row.count ? row[$0] : 0 } }
        }), fails: "14.3"),
    graphHomework.mutant(
        OtherGraphAnswers(area: { present, absent in
            (try? right.areaUnderCurve(
                present: present.map { $0.rounded() }, absent: absent.map { $0.rounded() })) ?? 0
        }), fails: "14.4", hint: "not rounded"),
    graphHomework.mutant(
        OtherGraphAnswers(area: { present, absent in
            (try? right.areaUnderCurve(present: present.map(abs), absent: absent.map(abs))) ?? 0
        }), fails: "14.4"),
    graphHomework.mutant(
        OtherGraphAnswers(shares: { neighbours in
            zip((try? right.clustering(neighbours)) ?? [], neighbours).map { $1.count < 1 ? .nan : $0 }
        }), fails: "14.5"),
    graphHomework.mutant(
        OtherGraphAnswers(shares: { neighbours in
            zip((try? right.clustering(neighbours)) ?? [], neighbours).map { $1.count == 1 ? 1 : $0 }
        }), fails: "14.5"),
]

/// Right answers by other ways: ranks, the cube of the adjacency matrix, another order of the products.
let otherGraphAnswers: [Alternative<any GraphHomework>] = [
    graphHomework.alternative(
        OtherGraphAnswers(normalized: { neighbours in
            let roots = neighbours.map { 1 / Float($0.count + 1).squareRoot() }
            return neighbours.indices.map { i in
                neighbours.indices.map { i == $0 || neighbours[i].contains($0) ? roots[i] * roots[$0] : 0 }
            }
        }), passes: "14.1"),
    graphHomework.alternative(
        OtherGraphAnswers(layer: { adjacency, features, weight in
            product(product(adjacency, features), weight).map { $0.map { max(0, $0) } }
        }), passes: "14.2"),
    graphHomework.alternative(
        OtherGraphAnswers(area: { present, absent in
            // By Mann and Whitney: the sum of the ranks, of equal scores their mean.
            let all = (present + absent).sorted()
            let ranks = present.reduce(0.0) { sum, score in
                let below = all.count { $0 < score }
                return sum + Double(below) + Double(all.count { $0 == score } + 1) / 2
            }
            let (n, m) = (Double(present.count), Double(absent.count))
            return Float((ranks - n * (n + 1) / 2) / (n * m))
        }), passes: "14.4"),
    graphHomework.alternative(
        OtherGraphAnswers(shares: { neighbours in
            let matrix = neighbours.map { others in
                neighbours.indices.map { others.contains($0) ? Float(1) : 0 }
            }
            let cube = product(product(matrix, matrix), matrix)
            return neighbours.indices.map { node in
                let degree = Float(neighbours[node].count)
                return degree < 2 ? 0 : cube[node][node] / (degree * (degree - 1))
            }
        }), passes: "14.5"),
]
