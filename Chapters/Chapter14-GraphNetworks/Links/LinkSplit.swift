import Datasets
import TensorCore

/// Citations to learn from, and citations that are hidden, beside as many pairs of papers that do not cite each other.
struct LinkSplit {
    typealias Citation = CitationGraph.Citation

    let training: [Citation]
    let validation: [Citation]
    let test: [Citation]
    let validationAbsent: [Citation]
    let testAbsent: [Citation]

    /// 5 % of the citations to validate by, 10 % to test with, the rest to learn from, by chance.
    init(_ graph: CitationGraph, seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let order = generator.permutation(graph.citations.count).map { graph.citations[$0] }
        let (few, more) = (max(1, order.count / 20), max(1, order.count / 10))
        validation = Array(order[..<few])
        test = Array(order[few..<few + more])
        training = Array(order[(few + more)...])
        var absent = LinkSplit.absentPairs(
            few + more, papers: graph.paperCount, besides: Set(graph.citations), using: &generator)
        testAbsent = Array(absent[..<more])
        absent.removeFirst(more)
        validationAbsent = absent
    }

    /// So many different pairs of papers that do not cite each other.
    static func absentPairs(
        _ count: Int, papers: Int, besides present: Set<Citation>, using generator: inout RandomGenerator
    ) -> [Citation] {
        var taken = present
        var pairs: [Citation] = []
        while pairs.count < count, taken.count < papers * (papers - 1) / 2 {
            let (a, b) = (generator.integer(below: papers), generator.integer(below: papers))
            if a != b, taken.insert(Citation(a, b)).inserted { pairs.append(Citation(a, b)) }
        }
        return pairs
    }
}
