import Graphs
import TensorCore

/// Training citations and hidden ones, the latter beside as many pairs of papers that do not cite each other.
struct LinkSplit {
    typealias Citation = CitationGraph.Citation

    let training: [Citation]
    let validation: [Citation]
    let test: [Citation]
    let validationAbsent: [Citation]
    let testAbsent: [Citation]

    /// A random split: 5 % of the citations for validation, 10 % for the test, the rest for training.
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

    /// Random pairs of papers that do not cite each other, all different.
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
