import Foundation
import TensorCore

extension CitationGraph {
    /// A synthetic citation graph: words or citations by themselves predict a paper's subject poorly, both together well.
    ///
    /// Papers come one after the other and cite earlier ones, two out of three of their own subject, and the more cited
    /// ones more often. A subject has forty words of its own that its papers use a little more than others do.
    public static func generated(
        papers: Int = 1200, subjects: Int = 5, words: Int = 400, seed: UInt64
    ) -> CitationGraph {
        var generator = RandomGenerator(seed: seed)
        let labels = (0..<papers).map { _ in generator.integer(below: subjects) }
        var bits = [Float](repeating: 0, count: papers * words)
        let own = words / 10
        for paper in 0..<papers {
            let start = labels[paper] * own
            for word in 0..<words {
                let chance: Float = (start..<start + own).contains(word) ? 0.1 : 0.035
                if generator.uniform() < chance { bits[paper * words + word] = 1 }
            }
        }
        var citations: [(Int, Int)] = []
        // Each paper once, and once more for each citation: a draw from it prefers the cited ones.
        var cited = [[Int]](repeating: [], count: subjects)
        var all: [Int] = []
        for paper in 0..<papers {
            for _ in 0..<2 where paper > 0 {
                let isOwn = generator.uniform() < 0.55 && !cited[labels[paper]].isEmpty
                let pool = isOwn ? cited[labels[paper]] : all
                let other = pool[generator.integer(below: pool.count)]
                citations.append((paper, other))
                cited[labels[other]].append(other)
                all.append(other)
            }
            cited[labels[paper]].append(paper)
            all.append(paper)
        }
        return CitationGraph(
            name: "generated", words: NDArray(bits, shape: [papers, words]), labels: labels,
            subjects: (0..<subjects).map { "subject \($0)" }, citations: citations)
    }
}
