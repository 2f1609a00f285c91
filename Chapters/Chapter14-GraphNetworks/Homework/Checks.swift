import Grading
import Messages
import TensorCore

/// The exercises and how they are checked.
public let graphHomework = Homework<any GraphHomework>(
    chapter: 14, title: Words(en: "Graph networks", zh: "图网络"),
    file: "Chapters/Chapter14-GraphNetworks/Homework/Starter.swift",
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
    "14.1", Words(en: "The normalized adjacency matrix", zh: "归一化的邻接矩阵"),
    hint: Words(
        en: "It is symmetric: the degrees of both ends count, under one root.", zh: "它是对称的：两端的度都要用，放在同一个根号下。"),
    input: Neighbours.init, examples: Neighbours.examples, edges: Neighbours.edges, expected: \.right,
    answer: { try $0.normalizedAdjacency($1.neighbours) },
    mistakes: [
        Mistake(
            en: "The degrees are not used: features grow at every step.", zh: "没有用到度：特征每一步都会变大。", \.plain),
        Mistake(
            en: "Divided only by the degree of the row: that is the mean, and not symmetric.",
            zh: "只除以了行的度：这是平均，而且不对称。", \.byRows),
        Mistake(
            en: "Divided only by the degree of the column: both ends count.", zh: "只除以了列的度：两端的度都要用。",
            \.byColumns),
        Mistake(en: "The root is missing: divide by √(dᵢ dⱼ).", zh: "缺了根号：要除以 √(dᵢ dⱼ)。", \.withoutRoot),
        Mistake(
            en: "The self-loops are missing: a node is its own neighbour, too.", zh: "缺了自环：节点也是自己的邻居。",
            \.withoutLoops),
        Mistake(
            en: "A node's own loop is not counted in its degree.", zh: "算节点的度时，漏了它自己的自环。", \.loopsNotCounted),
    ],
    cases: [
        Case(en: "one node", zh: "只有一个节点") { $0.neighbours.count == 1 },
        Case(en: "a node without neighbours", zh: "没有邻居的节点") {
            $0.neighbours.count > 1 && $0.neighbours.contains([])
        },
        Case(en: "degrees that differ", zh: "不同的度") { Set($0.neighbours.map(\.count)).count > 1 },
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
    "14.2", Words(en: "A graph convolution", zh: "一次图卷积"),
    hint: Words(
        en: "Work out the example by hand: X W first, then Â times that, then ReLU.",
        zh: "手算一遍例子：先是 X W，再左乘 Â，最后 ReLU。"),
    input: Layer.init, examples: Layer.examples, edges: Layer.edges, expected: \.right,
    answer: { try $0.convolved($1.adjacency, $1.features, $1.weight) },
    mistakes: [
        Mistake(en: "The ReLU is missing.", zh: "缺了 ReLU。", \.withoutReLU),
        Mistake(en: "There is no message passing: Â is not used.", zh: "没有消息传递：没有用到 Â。", \.withoutNeighbours),
        Mistake(en: "The weights W are not used.", zh: "没有用到权重 W。", \.withoutWeight),
        Mistake(en: "Â is transposed.", zh: "Â 转置了。", \.transposed),
        Mistake(en: "The ReLU comes too early: aggregate first.", zh: "ReLU 用得太早：要先聚合。", \.early),
        Mistake(
            en: "W is transposed: `weight[in][out]`, an input's row has a number for each output.",
            zh: "W 转置了：`weight[in][out]`，一个输入占一行，行里对每个输出有一个数。", \.weightTransposed),
    ],
    cases: [
        Case(en: "more outputs than inputs", zh: "输出比输入多") { $0.weight[0].count > $0.weight.count },
        Case(en: "fewer outputs than inputs", zh: "输出比输入少") { $0.weight[0].count < $0.weight.count },
        Case(en: "one node", zh: "只有一个节点") { $0.adjacency.count == 1 },
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
    "14.3", Words(en: "Label propagation", zh: "标签传播"),
    hint: Words(
        en: "A node without neighbours keeps (1 − α) times its known row.",
        zh: "没有邻居的节点得到 (1 − α) 乘以它在 `known` 中的那一行。"),
    input: Labels.init, examples: Labels.examples, edges: Labels.edges, expected: \.right,
    answer: { try $0.propagated($1.spread, known: $1.known, neighbours: $1.neighbours, alpha: $1.alpha) },
    mistakes: [
        Mistake(en: "The neighbours' rows are added up: take their mean.", zh: "把邻居的行加起来了：要取平均。", \.sums),
        Mistake(
            en: "α and 1 − α are swapped: α is the weight of the neighbours.", zh: "α 和 1 − α 弄反了：α 是邻居的权重。",
            \.otherWay),
        Mistake(
            en: "The known labels are forgotten: they are mixed in at every step.",
            zh: "忘了已知的标签：每一步都要把它们混进来。", \.forgetful),
        Mistake(
            en: "The mean includes the node itself: only the neighbours count.", zh: "平均里含有节点自己：只算邻居。",
            \.withItself),
        Mistake(
            en: "The known labels of the neighbours are used instead of the propagated ones.",
            zh: "用了邻居已知的标签：应当用传播来的标签。", \.fromKnown),
    ],
    cases: [
        Case(en: "a node without neighbours", zh: "没有邻居的节点") {
            $0.neighbours.count > 1 && $0.neighbours.contains([])
        },
        Case(en: "one label", zh: "只有一种标签") { $0.spread[0].count == 1 },
        Case(en: "three labels", zh: "三种标签") { $0.spread[0].count == 3 },
        Case(en: "α = 0", zh: "α = 0 时") { $0.alpha == 0 },
        Case(en: "α = 1", zh: "α = 1 时") { $0.alpha == 1 },
    ],
    meant: [
        Meant("alpha", lack: .negative, .large, because: "α lies between 0 and 1"),
        Meant("neighbours[][]", lack: .negative, because: "nodes are numbered from 0"),
        .together("neighbours.count", "spread.count", "known.count", because: "one of each for a node"),
        .together("spread[].count", "known[].count", because: "both have all labels"),
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
    "14.5", Words(en: "Clustering coefficients", zh: "聚类系数"),
    hint: Words(en: "d neighbours have d (d − 1) / 2 pairs.", zh: "d 个邻居组成 d (d − 1) / 2 对。"),
    input: Friends.init, examples: Friends.examples, edges: Friends.edges, expected: \.right,
    answer: { try $0.clustering($1.neighbours) },
    mistakes: [
        Mistake(en: "Each pair is counted twice.", zh: "每一对数了两次。", \.twice),
        Mistake(
            en: "Too small by half: each edge is counted once, but each pair twice.",
            zh: "只有应有值的一半：每条边数了一次，每一对却数了两次。", \.half),
        Mistake(en: "Divided by d²: a node forms no pair with itself.", zh: "除以了 d²：节点不与自己成对。", \.bySquare),
        Mistake(
            en: "The mean over the graph: each node has its own coefficient.", zh: "这是整个图的平均：每个节点有自己的系数。",
            \.whole),
        Mistake(en: "The number of edges instead of the share of pairs.", zh: "这是边的条数，不是成对的比例。", \.ends),
    ],
    cases: [
        Case(en: "a node without neighbours", zh: "没有邻居的节点") { $0.neighbours.contains([]) },
        Case(en: "a node with one neighbour", zh: "只有一个邻居的节点") { $0.neighbours.contains { $0.count == 1 } },
        Case(en: "a share that is neither 0 nor 1", zh: "既不是 0 也不是 1 的比例") {
            $0.right.contains { $0 > 0 && $0 < 1 }
        },
        Case(en: "a triangle", zh: "三角形") { $0.right == [1, 1, 1] },
    ],
    meant: [Meant("neighbours[][]", lack: .negative, because: "nodes are numbered from 0")])
