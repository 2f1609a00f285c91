import Grading
import TensorCore

/// The exercises and how they are checked.
public let graphHomework = Homework<any GraphHomework>(
    chapter: 14, title: "Graph networks", file: "Chapters/Chapter14-GraphNetworks/Homework/Starter.swift",
    exercises: [normalizing, convolving, propagating, ranking, clustering])

/// The homework of Chapter 14 for the grader.
public let chapter14Homework = AnyHomework(graphHomework, starter: Starter(), solution: Solution())

/// A line of nodes with some more edges: the neighbours of each, in order.
private func graph(_ count: Int, _ generator: inout RandomGenerator) -> [[Int]] {
    var neighbours = [Set<Int>](repeating: [], count: count)
    for node in 1..<count {
        for other in 0..<node where other == node - 1 || generator.bernoulli(0.4) {
            neighbours[node].insert(other)
            neighbours[other].insert(node)
        }
    }
    return neighbours.map { $0.sorted() }
}

private func grid(_ rows: Int, _ columns: Int, _ generator: inout RandomGenerator) -> [[Float]] {
    (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -2...2) } }
}

// MARK: 14.1

private struct Neighbours {
    var neighbours: [[Int]]

    /// A line of at least three, so that degrees differ.
    init(size: Int, generator: inout RandomGenerator) { neighbours = graph(size + 2, &generator) }

    var right: [[Float]] { matrix { 1 / (degree($0) * degree($1)).squareRoot() } }
    var plain: [[Float]] { matrix { _, _ in 1 } }
    var byRows: [[Float]] { matrix { row, _ in 1 / degree(row) } }
    var byColumns: [[Float]] { matrix { _, column in 1 / degree(column) } }
    var withoutRoot: [[Float]] { matrix { 1 / (degree($0) * degree($1)) } }
    var withoutLoops: [[Float]] {
        matrix(loops: false) { 1 / ((degree($0) - 1) * (degree($1) - 1)).squareRoot() }
    }
    var loopsNotCounted: [[Float]] { matrix { 1 / ((degree($0) - 1) * (degree($1) - 1)).squareRoot() } }

    private func degree(_ node: Int) -> Float { Float(neighbours[node].count + 1) }

    private func matrix(loops: Bool = true, _ weight: (Int, Int) -> Float) -> [[Float]] {
        neighbours.indices.map { row in
            neighbours.indices.map { column in
                let isNeighbour = neighbours[row].contains(column) || loops && row == column
                return isNeighbour ? weight(row, column) : 0
            }
        }
    }
}

private let normalizing = Exercise<any GraphHomework>(
    "14.1", "The normalized adjacency matrix",
    hint: "It is symmetric: the degrees of both ends count, under one root.",
    input: Neighbours.init, expected: \.right, answer: { try $0.normalizedAdjacency($1.neighbours) },
    mistakes: [
        Mistake("The degrees are not used: features grow at every step.", \.plain),
        Mistake("Divided only by the degree of the row: that is the mean, and not symmetric.", \.byRows),
        Mistake("Divided only by the degree of the column: both ends count.", \.byColumns),
        Mistake("The root is missing: divide by √(dᵢ dⱼ).", \.withoutRoot),
        Mistake("The self-loops are missing: a node is its own neighbour, too.", \.withoutLoops),
        Mistake("A node's own loop is not counted in its degree.", \.loopsNotCounted),
    ])

// MARK: 14.2

private struct Layer {
    var adjacency, features, weight: [[Float]]

    init(size: Int, generator: inout RandomGenerator) {
        let neighbours = Neighbours(size: size, generator: &generator)
        // Weighed by rows, so that the matrix is not its own transpose.
        adjacency = neighbours.byRows
        features = grid(adjacency.count, 3, &generator)
        weight = grid(3, 3, &generator)
    }

    var gathered: [[Float]] { product(adjacency, product(features, weight)) }
    var right: [[Float]] { relu(gathered) }
    var withoutReLU: [[Float]] { gathered }
    var withoutNeighbours: [[Float]] { relu(product(features, weight)) }
    var withoutWeight: [[Float]] { relu(product(adjacency, features)) }
    var transposed: [[Float]] {
        let turned = adjacency.indices.map { row in adjacency.indices.map { adjacency[$0][row] } }
        return relu(product(turned, product(features, weight)))
    }
    var early: [[Float]] { product(adjacency, relu(product(features, weight))) }

    private func relu(_ rows: [[Float]]) -> [[Float]] { rows.map { $0.map { max(0, $0) } } }
}

private let convolving = Exercise<any GraphHomework>(
    "14.2", "A graph convolution", hint: "Row i of Â holds the weights of the nodes that node i aggregates.",
    input: Layer.init, expected: \.right, answer: { try $0.convolved($1.adjacency, $1.features, $1.weight) },
    mistakes: [
        Mistake("The ReLU is missing.", \.withoutReLU),
        Mistake("There is no message passing: Â is not used.", \.withoutNeighbours),
        Mistake("The weights W are not used.", \.withoutWeight),
        Mistake("Â is transposed.", \.transposed),
        Mistake("The ReLU comes too early: aggregate first.", \.early),
    ])

// MARK: 14.3

private struct Labels {
    var neighbours: [[Int]]
    var spread, known: [[Float]]
    var alpha: Float

    init(size: Int, generator: inout RandomGenerator) {
        // The last node has no neighbours.
        neighbours = graph(size + 2, &generator) + [[]]
        spread = neighbours.map { _ in (0..<2).map { _ in generator.uniform() } }
        known = neighbours.map { _ in (0..<2).map { _ in generator.uniform() } }
        alpha = generator.uniform(in: 0.6...0.95)
    }

    var right: [[Float]] {
        step { node, label in alpha * average(node, label) + (1 - alpha) * known[node][label] }
    }
    var sums: [[Float]] {
        step { node, label in alpha * sum(node, label) + (1 - alpha) * known[node][label] }
    }
    var otherWay: [[Float]] {
        step { node, label in (1 - alpha) * average(node, label) + alpha * known[node][label] }
    }
    var forgetful: [[Float]] { step { node, label in average(node, label) } }
    var withItself: [[Float]] {
        step { node, label in
            let all = (sum(node, label) + spread[node][label]) / Float(neighbours[node].count + 1)
            return alpha * all + (1 - alpha) * known[node][label]
        }
    }
    var fromKnown: [[Float]] {
        step { node, label in
            let all =
                neighbours[node].reduce(0) { $0 + known[$1][label] } / Float(max(1, neighbours[node].count))
            return alpha * all + (1 - alpha) * known[node][label]
        }
    }

    private func sum(_ node: Int, _ label: Int) -> Float {
        neighbours[node].reduce(0) { $0 + spread[$1][label] }
    }

    private func average(_ node: Int, _ label: Int) -> Float {
        sum(node, label) / Float(max(1, neighbours[node].count))
    }

    private func step(_ value: (Int, Int) -> Float) -> [[Float]] {
        neighbours.indices.map { node in (0..<2).map { value(node, $0) } }
    }
}

private let propagating = Exercise<any GraphHomework>(
    "14.3", "Label propagation", hint: "A node without neighbours keeps (1 − α) times its known row.",
    input: Labels.init, expected: \.right,
    answer: { try $0.propagated($1.spread, known: $1.known, neighbours: $1.neighbours, alpha: $1.alpha) },
    mistakes: [
        Mistake("The neighbours' rows are added up: take their mean.", \.sums),
        Mistake("α and 1 − α are swapped: α is the weight of the neighbours.", \.otherWay),
        Mistake("The known labels are forgotten: they are mixed in at every step.", \.forgetful),
        Mistake("The mean includes the node itself: only the neighbours count.", \.withItself),
        Mistake("The known labels of the neighbours are used instead of the propagated ones.", \.fromKnown),
    ])

// MARK: 14.4

private struct Scores {
    var present, absent: [Float]

    init(size: Int, generator: inout RandomGenerator) {
        // Whole numbers, so that there are ties.
        func some(_ count: Int, _ low: Int) -> [Float] {
            (0..<count).map { _ in Float(low + generator.integer(below: 4)) }
        }
        present = some(size + 2, 1) + [2]
        absent = some(size + 1, 0) + [2, 0, 5]
    }

    var right: Float { share(tie: 0.5) }
    var tiesLost: Float { share(tie: 0) }
    var tiesWon: Float { share(tie: 1) }
    var reversed: Float { 1 - right }
    var counted: Float { right * Float(present.count * absent.count) }
    var byAll: Float {
        let all = present.count + absent.count
        return counted / Float(all * (all - 1) / 2)
    }

    private func share(tie: Float) -> Float {
        let wins: Float = present.reduce(0) { sum, score in
            sum + absent.reduce(0) { $0 + (score > $1 ? 1 : score == $1 ? tie : 0) }
        }
        return wins / Float(present.count * absent.count)
    }
}

private let ranking = Exercise<any GraphHomework>(
    "14.4", "AUC", hint: "Equal scores give 0.5.",
    input: Scores.init, expected: \.right,
    answer: { try $0.areaUnderCurve(present: $1.present, absent: $1.absent) },
    mistakes: [
        Mistake("A tie counts as lost: it counts half.", \.tiesLost),
        Mistake("A tie counts as won: it counts half.", \.tiesWon),
        Mistake("Reversed: the present link should have the higher score.", \.reversed),
        Mistake("The number of pairs instead of their share.", \.counted),
        Mistake("Divided by all pairs: only pairs of a present and an absent link count.", \.byAll),
    ])

// MARK: 14.5

private struct Friends {
    var neighbours: [[Int]]

    init(size: Int, generator: inout RandomGenerator) {
        // A triangle, and a node that is tied to it by one edge.
        var others = graph(size + 2, &generator)
        let first = others.count
        others += [[first + 1, first + 2, 0], [first, first + 2], [first, first + 1]]
        others[0].append(first)
        neighbours = others
    }

    var right: [Float] { shares { Float($0 * ($0 - 1)) } }
    var twice: [Float] { right.map { 2 * $0 } }
    var half: [Float] { right.map { $0 / 2 } }
    var bySquare: [Float] { shares { Float($0 * $0) } }
    var whole: [Float] {
        let mean = right.reduce(0, +) / Float(right.count)
        return right.map { _ in mean }
    }
    var ends: [Float] { shares { _ in 2 } }

    private func shares(_ divisor: (Int) -> Float) -> [Float] {
        neighbours.map { others in
            guard others.count > 1 else { return 0 }
            let ends = others.reduce(0) { sum, other in sum + neighbours[other].count { others.contains($0) }
            }
            return Float(ends) / divisor(others.count)
        }
    }
}

private let clustering = Exercise<any GraphHomework>(
    "14.5", "Clustering coefficients", hint: "d neighbours have d (d − 1) / 2 pairs.",
    input: Friends.init, expected: \.right, answer: { try $0.clustering($1.neighbours) },
    mistakes: [
        Mistake("Each pair is counted twice.", \.twice),
        Mistake("Too small by half: each edge is counted once, but each pair twice.", \.half),
        Mistake("Divided by d²: a node forms no pair with itself.", \.bySquare),
        Mistake("The mean over the graph: each node has its own coefficient.", \.whole),
        Mistake("The number of edges instead of the share of pairs.", \.ends),
    ])
