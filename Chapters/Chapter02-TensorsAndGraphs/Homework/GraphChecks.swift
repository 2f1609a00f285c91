import Grading
import Messages
import TensorCore

/// A graph by the inputs of its nodes, and its loss.
struct Graph: Sendable {
    var inputs: [[Int]]
    var loss: Int

    /// The nodes that the loss depends on, itself included.
    var reached: Set<Int> {
        var reached: Set<Int> = []
        var open = [loss]
        while let node = open.popLast() {
            if reached.insert(node).inserted { open += inputs[node] }
        }
        return reached
    }

    /// The number of reached nodes.
    var reachedCount: Int { reached.count }

    /// Whether the loss depends on a node by ways of different lengths.
    var hasUnevenPaths: Bool {
        var level = [loss: Set([0])]
        var open = [(node: loss, depth: 0)]
        while let (node, depth) = open.popLast() {
            for input in inputs[node] where level[input, default: []].insert(depth + 1).inserted {
                open.append((input, depth + 1))
            }
        }
        return level.values.contains { $0.count > 1 }
    }

    /// A right order: the longest ways from the loss first.
    var anOrder: [Int] {
        let reached = reached
        var order: [Int] = []
        while order.count < reached.count {
            let open = reached.subtracting(order)
            guard
                let next = open.sorted().first(where: { node in
                    !open.contains { inputs[$0].contains(node) }
                })
            else { break }
            order.append(next)
        }
        return order
    }

    /// What is wrong with an order, as a hint; nil if nothing is.
    func fault(of order: [Int]) -> (remark: String, hint: String)? {
        if let twice = order.first(where: { node in order.count { $0 == node } > 1 }) {
            return (
                Words(en: "node \(twice) comes twice", zh: "节点 \(twice) 出现了两次").text,
                Words(
                    en:
                        "A node is visited once, when all nodes that used it have sent their share: do not follow every way to it.",
                    zh: "一个节点只访问一次，要等用到它的节点都送来各自的一份：不要把每条路都走一遍。"
                ).text
            )
        }
        if let missing = reached.subtracting(order).min() {
            return (
                Words(en: "node \(missing) is missing", zh: "缺少节点 \(missing)").text,
                Words(
                    en:
                        "The loss depends on a node that is not visited: follow the inputs of the inputs, down to the leaves.",
                    zh: "损失依赖的一个节点没有访问到：沿着输入的输入，一直走到叶子。"
                ).text
            )
        }
        if let needless = order.first(where: { !reached.contains($0) }) {
            return (
                Words(en: "node \(needless) is not part of the loss", zh: "节点 \(needless) 与损失无关").text,
                Words(
                    en:
                        "A node that the loss does not depend on has no gradient: begin at the loss, not with all nodes.",
                    zh: "损失不依赖的节点没有梯度：从损失开始，不要从所有节点开始。"
                ).text
            )
        }
        guard order.first == loss else {
            return (
                Words(
                    en: "node \(order[0]) comes before the loss \(loss)", zh: "节点 \(order[0]) 排在损失 \(loss) 之前"
                ).text,
                Words(
                    en:
                        "That is the order of the forward pass, or another: the walk back begins at the loss.",
                    zh: "这是前向传播的次序，或别的次序：往回走要从损失开始。"
                ).text
            )
        }
        for (place, node) in order.enumerated() {
            if let late = order[place...].first(where: { inputs[$0].contains(node) }) {
                return (
                    Words(
                        en: "node \(node) comes before node \(late), which uses it",
                        zh: "节点 \(node) 排在用到它的节点 \(late) 之前"
                    ).text,
                    Words(
                        en:
                            "A node is visited after all nodes that use it: count how often it is used, and wait until all have come.",
                        zh: "一个节点排在用到它的所有节点之后：数清它被用了几次，等全部到齐。"
                    ).text
                )
            }
        }
        return nil
    }
}

extension Graph {
    init(size: Int, generator: inout RandomGenerator) {
        let count = size + 1 + generator.integer(below: size)
        let numbers = generator.permutation(count)
        inputs = [[Int]](repeating: [], count: count)
        // In order of computation; then each node gets another number.
        for place in 1..<count {
            inputs[numbers[place]] = (0..<generator.integer(below: 4)).map { _ in
                // Often the newest, so that long ways arise beside short ones.
                numbers[generator.bernoulli(0.5) ? place - 1 : generator.integer(below: place)]
            }
        }
        loss = numbers[count - 1]
    }

    static let examples = [Graph(inputs: [[], [0, 0], [1, 0]], loss: 2)]
    static let edges = [
        Graph(inputs: [[]], loss: 0),
        // 0 uses 1 and 2; 1 uses 2, or 2 uses 1.
        Graph(inputs: [[1, 2], [2], []], loss: 0), Graph(inputs: [[1, 2], [], [1]], loss: 0),
        Graph(inputs: [[2], [2, 3], [3, 4], [], [3]], loss: 1),
        // A long way beside a short one, among twelve nodes.
        Graph(
            inputs: [[], [0], [1], [2], [3], [0, 4, 10], [], [6], [], [5, 0], [4], [5, 0, 9]], loss: 11),
        Graph(inputs: [[3], [], [1, 0], [1]], loss: 2), Graph(inputs: [[1], [2], []], loss: 1),
    ]
}

let walkingBack = Exercise<any TensorHomework>(
    "2.6", Words(en: "The backward walk of a graph", zh: "反向走过计算图"), draws: 8,
    hint: Words(
        en:
            "Write the graph down with an arrow from each node to its inputs; a node waits for all its arrows.",
        zh: "把图画下来，从每个节点画箭头到它的输入；一个节点要等所有指向它的箭头。"),
    input: Graph.init, examples: Graph.examples, edges: Graph.edges,
    judge: { homework, graph in
        let order = try homework.backwardOrder(of: graph.inputs, from: graph.loss)
        if let odd = order.first(where: { !graph.inputs.indices.contains($0) }) {
            return .wrong(
                expected: graph.anOrder.shown, came: order.shown,
                remark: Words(en: "there is no node \(odd)", zh: "没有节点 \(odd)").text)
        }
        guard let fault = graph.fault(of: order) else { return .right }
        let isOnly = graph.reachedCount < 3
        return .wrong(
            expected: isOnly
                ? graph.anOrder.shown
                : Words(en: "an order such as \(graph.anOrder.shown)", zh: "例如这样的次序：\(graph.anOrder.shown)")
                    .text,
            came: order.shown, remark: fault.remark, hint: fault.hint)
    },
    cases: [
        Case(en: "a leaf alone", zh: "只有一个叶子") { $0.inputs[$0.loss].isEmpty },
        Case(en: "a node used twice by one", zh: "一个节点被另一个用了两次") {
            $0.inputs.contains { Set($0).count < $0.count }
        },
        Case(en: "ways of different lengths", zh: "长短不同的路") { $0.hasUnevenPaths },
        Case(en: "nodes that the loss does not need", zh: "损失用不到的节点") { $0.reachedCount < $0.inputs.count },
        Case(en: "a loss that is used itself", zh: "损失本身也被用到") { graph in
            graph.inputs.contains { $0.contains(graph.loss) }
        },
    ],
    meant: [
        Meant("inputs[][]", "loss", lack: .negative, because: "nodes are numbered from 0")
    ])

/// A graph of sums and products.
private struct Calculation {
    var nodes: [Node]

    private var values: [Double] {
        nodes.reduce(into: []) { values, node in
            switch node {
            case .number(let value): values.append(Double(value))
            case .sum(let a, let b): values.append(values[a] + values[b])
            case .product(let a, let b): values.append(values[a] * values[b])
            }
        }
    }

    /// What a walk back gives whose nodes pass on what these closures say.
    private func walk(
        start: Double = 1, forward: Bool = false,
        product: (_ own: Double, _ other: Double) -> Double = { $1 },
        put: (inout Double, Double) -> Void = { $0 += $1 }, onceIfSame: Bool = false
    ) -> [Double] {
        let values = values
        var gradients = nodes.map { _ in 0.0 }
        gradients[nodes.count - 1] = start
        for index in forward ? Array(nodes.indices) : nodes.indices.reversed() {
            let g = gradients[index]
            let shares: [(Int, Double)]
            switch nodes[index] {
            case .number: shares = []
            case .sum(let a, let b): shares = [(a, g), (b, g)]
            case .product(let a, let b):
                shares = [(a, g * product(values[a], values[b])), (b, g * product(values[b], values[a]))]
            }
            let isSame = shares.count == 2 && shares[0].0 == shares[1].0
            for (input, share) in isSame && onceIfSame ? shares.dropLast() : shares[...] {
                put(&gradients[input], share)
            }
        }
        return gradients
    }

    private func floats(_ gradients: [Double]) -> [Float] { gradients.map { Float($0) } }

    var right: [Float] { floats(walk()) }
    var overwritten: [Float] { floats(walk(put: { $0 = $1 })) }
    var firstShare: [Float] { floats(walk(put: { if $0 == 0 { $0 = $1 } })) }
    var ownFactor: [Float] { floats(walk(product: { own, _ in own })) }
    var productsAsSums: [Float] { floats(walk(product: { _, _ in 1 })) }
    var sameInputOnce: [Float] { floats(walk(onceIfSame: true)) }
    var forward: [Float] { floats(walk(forward: true)) }
    var fromZero: [Float] { floats(walk(start: 0)) }
    var fromValue: [Float] { floats(walk(start: values.last ?? 1)) }

    /// Every way passes on all that the node has collected so far, as a recursion without waiting does.
    var passedOnAgain: [Float] {
        let values = values
        var gradients = nodes.map { _ in 0.0 }
        func visit(_ index: Int, _ share: Double) {
            gradients[index] += share
            let g = gradients[index]
            switch nodes[index] {
            case .number: break
            case .sum(let a, let b):
                visit(a, g)
                visit(b, g)
            case .product(let a, let b):
                visit(a, g * values[b])
                visit(b, g * values[a])
            }
        }
        visit(nodes.count - 1, 1)
        return floats(gradients)
    }

    var leavesOnly: [Float] {
        zip(right, nodes).map {
            if case .number = $1 { return $0 }
            return 0
        }
    }

    /// Whether a node with inputs is used more than once.
    var reusesAResult: Bool {
        var uses: [Int: Int] = [:]
        for node in nodes {
            switch node {
            case .number: break
            case .sum(let a, let b), .product(let a, let b):
                uses[a, default: 0] += 1
                uses[b, default: 0] += 1
            }
        }
        return uses.contains {
            if case .number = nodes[$0.key] { return false }
            return $0.value > 1
        }
    }
}

extension Calculation {
    init(size: Int, generator: inout RandomGenerator) {
        let leafCount = 1 + generator.integer(below: size)
        nodes = (0..<leafCount).map { _ in .number(generator.half()) }
        // At most three products, so that all values are exact in Float.
        var products = 3
        for _ in 0..<size {
            let (a, b) = (
                nodes.count - 1 - generator.integer(below: min(3, nodes.count)),
                generator.integer(below: nodes.count)
            )
            if products > 0, generator.bernoulli(0.6) {
                nodes.append(.product(a, b))
                products -= 1
            } else {
                nodes.append(.sum(a, b))
            }
        }
    }

    static let examples = [Calculation(nodes: [.number(3), .product(0, 0), .sum(1, 0)])]
    static let edges = [
        Calculation(nodes: [.number(-2)]),
        Calculation(nodes: [.number(12), .number(0), .product(1, 0)]),
        Calculation(nodes: [.number(-10), .number(2), .sum(0, 1), .product(2, 2), .product(3, 2)]),
        // A result used twice, whose other user comes later.
        Calculation(nodes: [.number(2), .sum(0, 0), .product(1, 0), .number(1.5), .sum(2, 1), .product(4, 2)]
        ),
        Calculation(
            nodes: (0..<12).map { .number(Float($0) - 5) } + [
                .product(10, 11), .sum(12, 11), .product(13, 12),
            ]),
    ]
}

let addingGradients = Exercise<any TensorHomework>(
    "2.7", Words(en: "Gradients of a graph", zh: "计算图的梯度"),
    hint: Words(
        en: "Write each node's value beside it, then its gradient from the last node to the first.",
        zh: "在每个节点旁边写上它的值，再从最后一个到第一个写上它的梯度。"),
    input: Calculation.init, examples: Calculation.examples, edges: Calculation.edges, expected: \.right,
    answer: { try $0.gradients(of: $1.nodes) },
    mistakes: [
        Mistake(
            en: "A node that is used several times gets the sum of all it is sent: add, do not overwrite.",
            zh: "被用几次的节点，得到的是送来的各份之和：要累加，不要覆盖。",
            \.overwritten),
        Mistake(
            en:
                "A node that is used several times gets the sum of all it is sent, not the first share alone.",
            zh: "被用几次的节点，得到的是送来的各份之和，不只是第一份。",
            \.firstShare),
        Mistake(
            en: "A factor is sent the gradient times the *other* factor's value.",
            zh: "送给一个因子的，是梯度乘以*另一个*因子的值。", \.ownFactor),
        Mistake(
            en: "A product does not pass its gradient on as it is: times the other factor's value.",
            zh: "乘积不是原样传下梯度：要乘以另一个因子的值。",
            \.productsAsSums),
        Mistake(
            en: "Both inputs may be the same node: it gets both shares, so x · x has the gradient 2x.",
            zh: "两个输入可以是同一个节点：它得到两份，所以 x · x 的梯度是 2x。",
            \.sameInputOnce),
        Mistake(
            en:
                "The walk goes from the last node to the first: a gradient must be complete before it is passed on.",
            zh: "从最后一个节点走到第一个：梯度要先收齐，再往下传。",
            \.forward),
        Mistake(
            en: "The gradient of the last node with respect to itself is 1, not 0.",
            zh: "最后一个节点对自己的梯度是 1，不是 0。", \.fromZero),
        Mistake(
            en: "The gradient of the last node with respect to itself is 1, not its value.",
            zh: "最后一个节点对自己的梯度是 1，不是它的值。", \.fromValue),
        Mistake(
            en:
                "A node passes its gradient on once, when it is complete: here a share is sent again with the next.",
            zh: "节点收齐梯度之后只传一次：这里有一份随着下一份又传了一遍。",
            \.passedOnAgain),
        Mistake(
            en: "Every node's gradient is asked for, not only that of the leaves.", zh: "每个节点的梯度都要，不只是叶子的。",
            \.leavesOnly),
    ],
    cases: [
        Case(en: "a number alone", zh: "只有一个数") { $0.nodes.count == 1 },
        Case(en: "a result used twice", zh: "一个结果用两次") { $0.reusesAResult },
    ],
    meant: [
        Meant("nodes[].0", "nodes[].1", lack: .negative, because: "nodes are numbered from 0"),
        Meant("answer.last", lack: .variety, because: "the walk begins with 1"),
    ])
