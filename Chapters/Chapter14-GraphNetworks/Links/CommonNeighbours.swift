import Graphs
import Foundation

/// The Adamic–Adar index of two papers: Σ 1 / ln(degree) over the papers that both are linked to.
///
/// Adamic and Adar: "Friends and neighbors on the Web" (2003).
struct CommonNeighbours {
    private let neighbours: [Set<Int>]

    init(_ citations: [CitationGraph.Citation], papers: Int) {
        var neighbours = [Set<Int>](repeating: [], count: papers)
        for citation in citations {
            neighbours[citation.first].insert(citation.second)
            neighbours[citation.second].insert(citation.first)
        }
        self.neighbours = neighbours
    }

    func score(_ pair: CitationGraph.Citation) -> Float {
        // Sorted, so that the sum has the same bits every time.
        neighbours[pair.first].intersection(neighbours[pair.second]).sorted().reduce(0) {
            $0 + 1 / Float(log(Double(neighbours[$1].count)))
        }
    }
}
