import Graphs
import TensorCore

/// A small graph as the neighbours of each node.
struct SmallGraph: Equatable {
    private(set) var neighbours: [Set<Int>]

    /// A graph without edges.
    init(nodes: Int) { neighbours = [Set<Int>](repeating: [], count: nodes) }

    var nodeCount: Int { neighbours.count }

    var edgeCount: Int { neighbours.reduce(0) { $0 + $1.count } / 2 }

    /// The edges, each once.
    var edges: [(Int, Int)] {
        neighbours.enumerated().flatMap { node, others in
            others.sorted().filter { $0 > node }.map { (node, $0) }
        }
    }

    /// Adds a node without edges.
    mutating func addNode() { neighbours.append([]) }

    /// Adds an edge; a node has none to itself.
    mutating func connect(_ a: Int, _ b: Int) {
        guard a != b else { return }
        neighbours[a].insert(b)
        neighbours[b].insert(a)
    }

    /// How many neighbours each node has.
    var degrees: [Double] { neighbours.map { Double($0.count) } }

    /// The clustering coefficient of each node: of the pairs of its neighbours, the share with an edge; 0 with fewer than two.
    var clustering: [Double] {
        neighbours.map { others in
            guard others.count > 1 else { return 0 }
            let ends = others.reduce(0) { $0 + neighbours[$1].intersection(others).count }
            return Double(ends) / Double(others.count * (others.count - 1))
        }
    }

    /// The nodes in the order of a breadth-first search, neighbours by number; nodes that cannot be reached are left out.
    func breadthFirst(from start: Int) -> [Int] {
        var order = [start]
        var met: Set = [start]
        var next = 0
        while next < order.count {
            for other in neighbours[order[next]].sorted() where met.insert(other).inserted {
                order.append(other)
            }
            next += 1
        }
        return order
    }

    /// The subgraph of these nodes, numbered by their position in the list.
    func subgraph(_ nodes: [Int]) -> SmallGraph {
        let number = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        var result = SmallGraph(nodes: nodes.count)
        for node in nodes {
            for other in neighbours[node] {
                if let a = number[node], let b = number[other] { result.connect(a, b) }
            }
        }
        return result
    }

    /// A random graph with as many nodes and edges as another (Erdős and Rényi, 1959).
    init(randomLike other: SmallGraph, using generator: inout RandomGenerator) {
        self.init(nodes: other.nodeCount)
        while edgeCount < other.edgeCount {
            connect(generator.integer(below: nodeCount), generator.integer(below: nodeCount))
        }
    }

    /// Two or three dense communities with few edges between them.
    static func groups(using generator: inout RandomGenerator) -> SmallGraph {
        let sizes = (0..<2 + generator.integer(below: 2)).map { _ in 4 + generator.integer(below: 4) }
        var graph = SmallGraph(nodes: sizes.reduce(0, +))
        var start = 0
        for (number, size) in sizes.enumerated() {
            for a in start..<start + size {
                for b in a + 1..<max(a + 1, start + size) where generator.bernoulli(0.8) {
                    graph.connect(a, b)
                }
                // No node is isolated.
                if a > start { graph.connect(a, start + generator.integer(below: a - start)) }
            }
            if number > 0 {
                graph.connect(start + generator.integer(below: size), generator.integer(below: start))
            }
            start += size
        }
        return graph
    }

    /// Disjoint pieces of a citation graph, 12 to 24 papers each: a paper and those nearest to it.
    static func pieces(of graph: CitationGraph, using generator: inout RandomGenerator) -> [SmallGraph] {
        var whole = SmallGraph(nodes: graph.paperCount)
        for citation in graph.citations { whole.connect(citation.first, citation.second) }
        var free = Set(0..<graph.paperCount)
        var pieces: [SmallGraph] = []
        for start in generator.permutation(graph.paperCount) where free.contains(start) {
            let size = 12 + generator.integer(below: 13)
            var nodes = [start]
            var met: Set = [start]
            var next = 0
            while next < nodes.count, nodes.count < size {
                for other in whole.neighbours[nodes[next]].sorted()
                where nodes.count < size && free.contains(other) && met.insert(other).inserted {
                    nodes.append(other)
                }
                next += 1
            }
            free.subtract(nodes)
            if nodes.count >= 12 { pieces.append(whole.subgraph(nodes)) }
        }
        return pieces
    }
}

/// The earth mover's distance of two sets of values: how far the values of one must be moved on average to become the other,
/// which is the area between their distribution functions.
func distributionDistance(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return .nan }
    let (left, right) = (a.sorted(), b.sorted())
    let values = (left + right).sorted()
    var (i, j, area) = (0, 0, 0.0)
    for (here, next) in zip(values, values.dropFirst()) {
        while i < left.count, left[i] <= here { i += 1 }
        while j < right.count, right[j] <= here { j += 1 }
        area += abs(Double(i) / Double(left.count) - Double(j) / Double(right.count)) * (next - here)
    }
    return area
}
