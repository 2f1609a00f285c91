import Grading
import TensorCore

/// The exercises and how they are checked.
public let graphHomework = Homework<any GraphHomework>(
    chapter: 14, title: "Graph networks", file: "Chapters/Chapter14-GraphNetworks/Homework/Starter.swift",
    exercises: [
        normalizing, convolving, propagating, ranking, clustering, decodingLinks, countingLabelled,
        convolvingTime, trainingNodes, mending,
    ])

/// The homework of Chapter 14 for the grader.
public let chapter14Homework = AnyHomework(graphHomework, starter: Starter(), solution: Solution())

/// A graph of so many nodes, often with some that have no edge: the neighbours of each, in order.
private func graph(_ count: Int, _ generator: inout RandomGenerator) -> [[Int]] {
    var neighbours = [Set<Int>](repeating: [], count: count)
    let density = generator.element(of: [0.3, 0.5, 0.9] as [Float])
    for node in 1..<max(1, count) {
        for other in 0..<node where generator.bernoulli(density) {
            neighbours[node].insert(other)
            neighbours[other].insert(node)
        }
    }
    return neighbours.map { $0.sorted() }
}

/// Two nodes with one edge, nodes without edges, a line, a star, a triangle with an appendix, and a long line.
private let knownGraphs: [[[Int]]] = [
    [[1], [0]], [[]], [[1], [0], []], [[1], [0, 2], [1]], [[1, 2, 3], [0], [0], [0]],
    [[1, 2], [0, 2], [0, 1, 3], [2]],
    (0..<12).map { node in [node - 1, node + 1].filter { (0..<12).contains($0) } },
    [[2, 3], [4], [0, 4], [0], [1, 2]],
]

// MARK: 14.1

private struct Neighbours {
    var neighbours: [[Int]]

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

extension Neighbours {
    init(size: Int, generator: inout RandomGenerator) { neighbours = graph(size + 1, &generator) }

    static let examples = [Neighbours(neighbours: [[1], [0]])]
    static let edges = knownGraphs.map { Neighbours(neighbours: $0) }
}

private let normalizing = Exercise<any GraphHomework>(
    "14.1", "The normalized adjacency matrix",
    hint: "It is symmetric: the degrees of both ends count, under one root.",
    input: Neighbours.init, examples: Neighbours.examples, edges: Neighbours.edges, expected: \.right,
    answer: { try $0.normalizedAdjacency($1.neighbours) },
    mistakes: [
        Mistake("The degrees are not used: features grow at every step.", \.plain),
        Mistake("Divided only by the degree of the row: that is the mean, and not symmetric.", \.byRows),
        Mistake("Divided only by the degree of the column: both ends count.", \.byColumns),
        Mistake("The root is missing: divide by √(dᵢ dⱼ).", \.withoutRoot),
        Mistake("The self-loops are missing: a node is its own neighbour, too.", \.withoutLoops),
        Mistake("A node's own loop is not counted in its degree.", \.loopsNotCounted),
    ],
    cases: [
        Case("one node") { $0.neighbours.count == 1 },
        Case("a node without neighbours") { $0.neighbours.count > 1 && $0.neighbours.contains([]) },
        Case("degrees that differ") { Set($0.neighbours.map(\.count)).count > 1 },
    ],
    meant: [Meant("neighbours[][]", lack: .negative, because: "nodes are numbered from 0")])

// MARK: 14.2

private struct Layer {
    var adjacency, features, weight: [[Float]]

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

    /// X Wᵀ, where the shapes allow it.
    var weightTransposed: [[Float]] {
        guard weight.count == weight[0].count else { return right }
        let turned = weight.indices.map { row in weight.indices.map { weight[$0][row] } }
        return relu(product(adjacency, product(features, turned)))
    }

    private func relu(_ rows: [[Float]]) -> [[Float]] { rows.map { $0.map { max(0, $0) } } }
}

extension Layer {
    init(size: Int, generator: inout RandomGenerator) {
        let (inputs, outputs) = (
            1 + generator.integer(below: size + 1), 1 + generator.integer(below: size + 1)
        )
        adjacency = generator.rows(size, size, size: size)
        features = generator.rows(size, inputs, size: size)
        weight = generator.rows(inputs, outputs, size: size)
    }

    static let examples = [
        Layer(adjacency: [[0.5, 0.5], [0.5, 0.5]], features: [[2], [4]], weight: [[1, -1]])
    ]
    static let edges = [
        Layer(adjacency: [[1]], features: [[2, -1, 0]], weight: [[1, 0], [-3, 10], [2, 2]]),
        Layer(
            adjacency: [[0, 1, -2], [0.5, 0, -12], [1, 0, 1]], features: [[1], [-2], [10]], weight: [[-10]]),
        Layer(adjacency: [[1, 0.5], [0, 1]], features: [[1, 2], [3, -1]], weight: [[1, 2], [-1, 3]]),
    ]
}

private let convolving = Exercise<any GraphHomework>(
    "14.2", "A graph convolution",
    hint: "Work out the example by hand: X W first, then Â times that, then ReLU.",
    input: Layer.init, examples: Layer.examples, edges: Layer.edges, expected: \.right,
    answer: { try $0.convolved($1.adjacency, $1.features, $1.weight) },
    mistakes: [
        Mistake("The ReLU is missing.", \.withoutReLU),
        Mistake("There is no message passing: Â is not used.", \.withoutNeighbours),
        Mistake("The weights W are not used.", \.withoutWeight),
        Mistake("Â is transposed.", \.transposed),
        Mistake("The ReLU comes too early: aggregate first.", \.early),
        Mistake(
            "W is transposed: `weight[in][out]`, an input's row has a number for each output.",
            \.weightTransposed),
    ],
    cases: [
        Case("more outputs than inputs") { $0.weight[0].count > $0.weight.count },
        Case("fewer outputs than inputs") { $0.weight[0].count < $0.weight.count },
        Case("one node") { $0.adjacency.count == 1 },
    ],
    meant: [
        .together(
            "adjacency.count", "adjacency[].count", "features.count", because: "one of each for a node"),
        .together("features[].count", "weight.count", because: "each input has its row of weights"),
    ])

// MARK: 14.3

private struct Labels {
    var neighbours: [[Int]]
    var spread, known: [[Float]]
    var alpha: Float

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
        neighbours.indices.map { node in spread[0].indices.map { value(node, $0) } }
    }
}

extension Labels {
    init(size: Int, generator: inout RandomGenerator) {
        neighbours = graph(size + 1, &generator)
        let labels = 1 + generator.integer(below: 4)
        spread = generator.rows(neighbours.count, labels, size: size)
        known = generator.rows(neighbours.count, labels, size: size)
        alpha = generator.element(of: [0, 0.25, 0.5, 0.75, 0.875, 1])
    }

    static let examples = [
        Labels(neighbours: [[1], [0]], spread: [[1], [0]], known: [[1], [0]], alpha: 0.5)
    ]
    static let edges = [
        Labels(neighbours: [[]], spread: [[-1, 2, 10]], known: [[3, -2, 12]], alpha: 0.75),
        Labels(
            neighbours: [[1, 2], [0], [0], []], spread: [[1, 0], [-2, 4], [0, 10], [3, 1]],
            known: [[1, 0], [0, -12], [0, 0], [2, 1]], alpha: 0.5),
        Labels(
            neighbours: knownGraphs[6], spread: knownGraphs[6].map { [Float($0.count)] },
            known: knownGraphs[6].map { [Float($0[0])] }, alpha: 0),
        Labels(
            neighbours: [[1], [0]], spread: [[1, 2, 3], [3, 5, 1]], known: [[0, 0, 1], [1, 0, 0]], alpha: 1),
        Labels(
            neighbours: [[2, 3], [4], [0, 4], [0], [1, 2]], spread: [[1], [-2], [3], [0], [4]],
            known: [[0], [1], [-1], [2], [0]],
            alpha: 0.5),
    ]
}

private let propagating = Exercise<any GraphHomework>(
    "14.3", "Label propagation", hint: "A node without neighbours keeps (1 − α) times its known row.",
    input: Labels.init, examples: Labels.examples, edges: Labels.edges, expected: \.right,
    answer: { try $0.propagated($1.spread, known: $1.known, neighbours: $1.neighbours, alpha: $1.alpha) },
    mistakes: [
        Mistake("The neighbours' rows are added up: take their mean.", \.sums),
        Mistake("α and 1 − α are swapped: α is the weight of the neighbours.", \.otherWay),
        Mistake("The known labels are forgotten: they are mixed in at every step.", \.forgetful),
        Mistake("The mean includes the node itself: only the neighbours count.", \.withItself),
        Mistake("The known labels of the neighbours are used instead of the propagated ones.", \.fromKnown),
    ],
    cases: [
        Case("a node without neighbours") { $0.neighbours.count > 1 && $0.neighbours.contains([]) },
        Case("one label") { $0.spread[0].count == 1 }, Case("three labels") { $0.spread[0].count == 3 },
        Case("α = 0") { $0.alpha == 0 }, Case("α = 1") { $0.alpha == 1 },
    ],
    meant: [
        Meant("alpha", lack: .negative, .large, because: "α lies between 0 and 1"),
        Meant("neighbours[][]", lack: .negative, because: "nodes are numbered from 0"),
        .together("neighbours.count", "spread.count", "known.count", because: "one of each for a node"),
        .together("spread[].count", "known[].count", because: "both have all labels"),
    ])

// MARK: 14.4

private struct Scores {
    var present, absent: [Float]

    var right: Float { share(tie: 0.5) }
    var tiesLost: Float { share(tie: 0) }
    var tiesWon: Float { share(tie: 1) }
    var reversed: Float { 1 - right }
    var counted: Float { right * Float(present.count * absent.count) }
    var byAll: Float {
        let all = present.count + absent.count
        return counted / Float(all * (all - 1) / 2)
    }

    var rounded: Float {
        Scores(present: present.map { $0.rounded() }, absent: absent.map { $0.rounded() }).right
    }

    private func share(tie: Float) -> Float {
        let wins: Float = present.reduce(0) { sum, score in
            sum + absent.reduce(0) { $0 + (score > $1 ? 1 : score == $1 ? tie : 0) }
        }
        return wins / Float(present.count * absent.count)
    }
}

extension Scores {
    init(size: Int, generator: inout RandomGenerator) {
        // Few values, so that there are ties.
        func some() -> [Float] {
            (0..<1 + generator.integer(below: size + 1)).map { _ in
                generator.bernoulli(0.8) ? generator.half() : generator.number(size: size)
            }
        }
        present = some()
        absent = some()
    }

    static let examples = [Scores(present: [3, 1], absent: [1])]
    static let edges = [
        Scores(present: [0.5], absent: [0.25]), Scores(present: [-1], absent: [-0.75, -10]),
        Scores(present: [2], absent: [2]),
        Scores(present: [0, -12, 0.5, 10], absent: [0.5, 0, 0.25]),
        Scores(present: [1, 2, 3], absent: [12, 4]),
    ]
}

private let ranking = Exercise<any GraphHomework>(
    "14.4", "AUC", hint: "Equal scores give 0.5.",
    input: Scores.init, examples: Scores.examples, edges: Scores.edges, expected: \.right,
    answer: { try $0.areaUnderCurve(present: $1.present, absent: $1.absent) },
    mistakes: [
        Mistake("A tie counts as lost: it counts half.", \.tiesLost),
        Mistake("A tie counts as won: it counts half.", \.tiesWon),
        Mistake("Reversed: the present link should have the higher score.", \.reversed),
        Mistake("The number of pairs instead of their share.", \.counted),
        Mistake("Divided by all pairs: only pairs of a present and an absent link count.", \.byAll),
        Mistake("Scores are not rounded: 0.5 is higher than 0.25.", \.rounded),
    ],
    cases: [
        Case("a tie") { $0.tiesLost < $0.right },
        Case("scores that differ by less than ½") { $0.rounded != $0.right },
        Case("all present ones higher") { $0.right == 1 }, Case("all present ones lower") { $0.right == 0 },
    ])

// MARK: 14.5

private struct Friends {
    var neighbours: [[Int]]

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

extension Friends {
    init(size: Int, generator: inout RandomGenerator) { neighbours = graph(size + 2, &generator) }

    static let examples = [
        Friends(neighbours: [[1, 2], [0, 2], [0, 1]]), Friends(neighbours: [[1], [0, 2], [1]]),
    ]
    static let edges = (knownGraphs + [[[1, 2, 3, 4], [0, 2], [0, 1], [0, 4], [0, 3]]]).map {
        Friends(neighbours: $0)
    }
}

private let clustering = Exercise<any GraphHomework>(
    "14.5", "Clustering coefficients", hint: "d neighbours have d (d − 1) / 2 pairs.",
    input: Friends.init, examples: Friends.examples, edges: Friends.edges, expected: \.right,
    answer: { try $0.clustering($1.neighbours) },
    mistakes: [
        Mistake("Each pair is counted twice.", \.twice),
        Mistake("Too small by half: each edge is counted once, but each pair twice.", \.half),
        Mistake("Divided by d²: a node forms no pair with itself.", \.bySquare),
        Mistake("The mean over the graph: each node has its own coefficient.", \.whole),
        Mistake("The number of edges instead of the share of pairs.", \.ends),
    ],
    cases: [
        Case("a node without neighbours") { $0.neighbours.contains([]) },
        Case("a node with one neighbour") { $0.neighbours.contains { $0.count == 1 } },
        Case("a share that is neither 0 nor 1") { $0.right.contains { $0 > 0 && $0 < 1 } },
        Case("a triangle") { $0.right == [1, 1, 1] },
    ],
    meant: [Meant("neighbours[][]", lack: .negative, because: "nodes are numbered from 0")])
