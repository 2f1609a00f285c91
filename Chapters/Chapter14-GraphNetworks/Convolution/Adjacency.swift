import TensorCore

/// How an adjacency matrix is normalized.
enum Normalization: String, CaseIterable {
    /// Not at all, A: the sum over the neighbours.
    case none
    /// By rows, D⁻¹ A: the mean over the neighbours.
    case rows
    /// Symmetrically, D^−½ A D^−½: an edge counts 1 / √(dᵢ dⱼ), with the degrees of its two ends.
    case symmetric
}

/// The normalized adjacency matrix of a graph, `[nodes, nodes]`; by default Â = D^−½ (A + I) D^−½ (section 14.2).
///
/// Edges are undirected. A self-loop (+ I) makes each node its own neighbour, and counts in its degree; D is the diagonal
/// matrix of the degrees. A node without neighbours has an empty row.
func adjacency(
    _ edges: some Sequence<(Int, Int)>, count: Int, selfLoops: Bool = true,
    normalization: Normalization = .symmetric
) -> SparseMatrix {
    var neighbours = [Set<Int>](repeating: [], count: count)
    for (a, b) in edges {
        neighbours[a].insert(b)
        neighbours[b].insert(a)
    }
    if selfLoops {
        for node in 0..<count { neighbours[node].insert(node) }
    }
    let degrees = neighbours.map { Float($0.count) }
    let rows = neighbours.enumerated().map { node, others in
        others.sorted().map { other in
            let weight: Float =
                switch normalization {
                case .none: 1
                case .rows: 1 / degrees[node]
                case .symmetric: 1 / (degrees[node] * degrees[other]).squareRoot()
                }
            return (column: other, value: weight)
        }
    }
    return SparseMatrix(rows: rows, columnCount: count)
}

/// One step of message passing as plain loops: each node receives the weighted sum of its neighbours' features,
/// `features[node]` being a row of numbers.
///
/// The sparse product `adjacency.matmul(features)` is the same; `AggregationLesson` compares the two.
func passMessages(_ features: [[Float]], over adjacency: SparseMatrix) -> [[Float]] {
    features.indices.map { node in
        var sum = [Float](repeating: 0, count: features[node].count)
        for (neighbour, weight) in adjacency.row(node) {
            for (index, feature) in features[neighbour].enumerated() { sum[index] += weight * feature }
        }
        return sum
    }
}
