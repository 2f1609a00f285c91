import Graphs
import TensorCore

/// Label propagation, a baseline that uses the citations but no words: known labels spread along the edges.
///
/// F ← α D^−½ A D^−½ F + (1 − α) Y, 100 times, with Y the one-hot labels of the training papers. Zhou,
/// Bousquet, Lal, Weston, Schölkopf: "Learning with local and global consistency" (2004).
/// - Returns: the predicted subject of each paper; where no label arrives, the most frequent of the training papers.
func propagatedLabels(_ graph: CitationGraph, training: [Int], alpha: Float = 0.9) -> [Int] {
    let edges = graph.citations.map { ($0.first, $0.second) }
    let neighbours = adjacency(edges, count: graph.paperCount, selfLoops: false)
    let subjects = graph.subjects.count
    var known = [Float](repeating: 0, count: graph.paperCount * subjects)
    for paper in training { known[paper * subjects + graph.labels[paper]] = 1 }
    let labels = NDArray(known, shape: [graph.paperCount, subjects])
    var spread = labels
    for _ in 0..<100 { spread = neighbours.matmul(spread) * alpha + labels * (1 - alpha) }
    let counts = (0..<subjects).map { subject in training.count { graph.labels[$0] == subject } }
    let mostFrequent = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    let numbers = spread.scalars
    return (0..<graph.paperCount).map { paper in
        let row = numbers[paper * subjects..<(paper + 1) * subjects]
        guard let best = row.indices.max(by: { row[$0] < row[$1] }), row[best] > 0 else {
            return mostFrequent
        }
        return best - row.startIndex
    }
}
