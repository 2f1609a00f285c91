import Datasets
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

    /// Ties two nodes; a node is not tied to itself.
    mutating func connect(_ a: Int, _ b: Int) {
        guard a != b else { return }
        neighbours[a].insert(b)
        neighbours[b].insert(a)
    }

    /// How many neighbours each node has.
    var degrees: [Double] { neighbours.map { Double($0.count) } }

    /// Of each node, the share of pairs of its neighbours that are neighbours too; 0 with fewer than two.
    var clustering: [Double] {
        neighbours.map { others in
            guard others.count > 1 else { return 0 }
            let ends = others.reduce(0) { $0 + neighbours[$1].intersection(others).count }
            return Double(ends) / Double(others.count * (others.count - 1))
        }
    }

    /// The nodes as they are met from a start, nearest first, neighbours by their numbers; those that cannot be reached are
    /// left out.
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

    /// The part of the graph of these nodes, numbered by their place in the list.
    func part(_ nodes: [Int]) -> SmallGraph {
        let number = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
        var result = SmallGraph(nodes: nodes.count)
        for node in nodes {
            for other in neighbours[node] {
                if let a = number[node], let b = number[other] { result.connect(a, b) }
            }
        }
        return result
    }

    /// A graph of as many nodes and edges as another, the edges anywhere (Erdős and Rényi, 1959).
    init(randomLike other: SmallGraph, using generator: inout RandomGenerator) {
        self.init(nodes: other.nodeCount)
        while edgeCount < other.edgeCount {
            connect(generator.integer(below: nodeCount), generator.integer(below: nodeCount))
        }
    }

    /// Two or three tight groups, bound together by few edges.
    static func groups(using generator: inout RandomGenerator) -> SmallGraph {
        let sizes = (0..<2 + generator.integer(below: 2)).map { _ in 4 + generator.integer(below: 4) }
        var graph = SmallGraph(nodes: sizes.reduce(0, +))
        var start = 0
        for (number, size) in sizes.enumerated() {
            for a in start..<start + size {
                for b in a + 1..<max(a + 1, start + size) where generator.bernoulli(0.8) {
                    graph.connect(a, b)
                }
                // Nobody is left alone.
                if a > start { graph.connect(a, start + generator.integer(below: a - start)) }
            }
            if number > 0 {
                graph.connect(start + generator.integer(below: size), generator.integer(below: start))
            }
            start += size
        }
        return graph
    }

    /// A citation graph cut into pieces of 12 to 24 papers that have no paper in common: each a paper and those nearest to it.
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
            if nodes.count >= 12 { pieces.append(whole.part(nodes)) }
        }
        return pieces
    }
}

/// How far two sets of values lie apart: the area between their distribution functions (the distance by which the values of
/// one must be moved, on average, to become the other).
func distributionDistance(_ a: [Double], _ b: [Double]) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return .nan }
    let (left, right) = (a.sorted(), b.sorted())
    let places = (left + right).sorted()
    var (i, j, area) = (0, 0, 0.0)
    for (here, next) in zip(places, places.dropFirst()) {
        while i < left.count, left[i] <= here { i += 1 }
        while j < right.count, right[j] <= here { j += 1 }
        area += abs(Double(i) / Double(left.count) - Double(j) / Double(right.count)) * (next - here)
    }
    return area
}
