import TensorCore

/// How the neighbours of a node are weighed.
enum Normalization: String, CaseIterable {
    /// Each neighbour counts 1: what a node gathers grows with its neighbours.
    case none
    /// Each row sums to 1: D⁻¹ A, the mean of the neighbours.
    case rows
    /// An edge counts 1 / √(degree · degree) of its two ends: D^−½ A D^−½, which stays symmetric.
    case symmetric
}

/// The neighbours of each node as a matrix `[nodes, nodes]`, by which features are gathered.
///
/// Edges count in both directions. With self-loops each node is its own neighbour, too, and the degrees count that:
/// Â = D^−½ (A + I) D^−½ (section 14.2). A node without neighbours has an empty row.
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

/// The sum over each node's neighbours, written so that it can be seen: `features[node]` is a row of numbers.
///
/// The sparse product does the same; `AggregationLesson` holds both equal.
func indexSelected(_ features: [[Float]], from matrix: SparseMatrix) -> [[Float]] {
    features.indices.map { node in
        var sum = [Float](repeating: 0, count: features[node].count)
        for (neighbour, weight) in matrix.row(node) {
            for (index, feature) in features[neighbour].enumerated() { sum[index] += weight * feature }
        }
        return sum
    }
}
