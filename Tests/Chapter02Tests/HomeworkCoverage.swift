import Chapter02Homework
import Grading
import TensorCore

// What a wrong answer does not do itself is done rightly.
extension TensorHomework {
    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        try Solution().broadcastShape(first, second)
    }
    func strides(of shape: [Int]) throws -> [Int] { try Solution().strides(of: shape) }
    func lineGradient(
        x: [Float], y: [Float], slope: Float, intercept: Float
    ) throws -> (slope: Float, intercept: Float) {
        try Solution().lineGradient(x: x, y: y, slope: slope, intercept: intercept)
    }
    func descendedLine(
        x: [Float], y: [Float], learningRate: Float, steps: Int
    ) throws -> (slope: Float, intercept: Float) {
        try Solution().descendedLine(x: x, y: y, learningRate: learningRate, steps: steps)
    }
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        try Solution().undoBroadcast(gradient, to: shape)
    }
    func backwardOrder(of inputs: [[Int]], from loss: Int) throws -> [Int] {
        try Solution().backwardOrder(of: inputs, from: loss)
    }
    func gradients(of graph: [Node]) throws -> [Float] { try Solution().gradients(of: graph) }
}

extension TensorHomework {
    func fittedLine(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        try Solution().fittedLine(x: x, y: y)
    }
}

private struct Fit: TensorHomework {
    let answer: @Sendable ([Float], [Float]) throws -> (slope: Float, intercept: Float)
    func fittedLine(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) { try answer(x, y) }
}

private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

private struct Walk: TensorHomework {
    let order: @Sendable ([[Int]], Int) -> [Int]
    func backwardOrder(of inputs: [[Int]], from loss: Int) throws -> [Int] { order(inputs, loss) }
}

private struct Gradients: TensorHomework {
    let answer: @Sendable ([Node]) -> [Float]
    func gradients(of graph: [Node]) throws -> [Float] { answer(graph) }
}

/// Depth first, each node where it is met for the first time.
private func preorder(_ inputs: [[Int]], _ loss: Int) -> [Int] {
    var order: [Int] = []
    func visit(_ node: Int) {
        guard !order.contains(node) else { return }
        order.append(node)
        inputs[node].forEach(visit)
    }
    visit(loss)
    return order
}

/// Depth first, each node after its inputs; turned round this is a right order.
private func postorder(_ inputs: [[Int]], _ loss: Int) -> [Int] {
    var order: [Int] = []
    func visit(_ node: Int) {
        guard !order.contains(node) else { return }
        inputs[node].forEach { if !order.contains($0) { visit($0) } }
        order.append(node)
    }
    visit(loss)
    return order
}

/// A gradient by all ways from the last node down: right, and slow.
private func bySumOverPaths(_ graph: [Node]) -> [Float] {
    var values: [Double] = []
    for node in graph {
        switch node {
        case .number(let value): values.append(Double(value))
        case .sum(let a, let b): values.append(values[a] + values[b])
        case .product(let a, let b): values.append(values[a] * values[b])
        }
    }
    var gradients = graph.map { _ in 0.0 }
    func send(_ share: Double, to index: Int) {
        gradients[index] += share
        switch graph[index] {
        case .number: break
        case .sum(let a, let b): [a, b].forEach { send(share, to: $0) }
        case .product(let a, let b):
            send(share * values[b], to: a)
            send(share * values[a], to: b)
        }
    }
    send(1, to: graph.count - 1)
    return gradients.map { Float($0) }
}

/// Wrong answers to the tasks of the graph.
let graphMutants: [Mutant<any TensorHomework>] = [
    tensorHomework.mutant(
        Fit { x, y in try Solution().descendedLine(x: x, y: y, learningRate: 0.01, steps: 1000) },
        fails: "2.8",
        hint: "The descent diverged"),
    tensorHomework.mutant(
        Fit { x, y in try Solution().descendedLine(x: x, y: y, learningRate: 1e-7, steps: 1000) },
        fails: "2.8"),
    tensorHomework.mutant(
        Fit { x, y in
            let centre = mean(x)
            let deviation = mean(x.map { ($0 - centre) * ($0 - centre) }).squareRoot()
            return try Solution().descendedLine(
                x: x.map { ($0 - centre) / deviation }, y: y, learningRate: 0.1, steps: 200)
        }, fails: "2.8"),
    tensorHomework.mutant(Fit { _, y in (0, mean(y)) }, fails: "2.8", hint: "The loss can still fall"),
    tensorHomework.mutant(Walk(order: preorder), fails: "2.6", hint: "after all nodes that use it"),
    tensorHomework.mutant(
        Walk { inputs, loss in
            // Breadth first.
            var order = [loss]
            var next = 0
            while next < order.count {
                for input in inputs[order[next]] where !order.contains(input) { order.append(input) }
                next += 1
            }
            return order
        }, fails: "2.6", hint: "after all nodes that use it"),
    tensorHomework.mutant(
        Walk { inputs, loss in
            var (order, open) = ([Int](), [loss])
            while let node = open.popLast() {
                order.append(node)
                open += inputs[node]
            }
            return order
        }, fails: "2.6", hint: "visited once"),
    tensorHomework.mutant(Walk { inputs, _ in inputs.indices.reversed() }, fails: "2.6"),
    tensorHomework.mutant(Walk(order: postorder), fails: "2.6", hint: "begins at the loss"),
    tensorHomework.mutant(
        Walk { inputs, loss in
            var order = [Int](postorder(inputs, loss).reversed())
            order += inputs.indices.filter { !order.contains($0) }
            return order
        }, fails: "2.6", hint: "does not depend on"),
    tensorHomework.mutant(
        Walk { inputs, loss in [loss] + inputs[loss].filter { $0 != loss } }, fails: "2.6"),
    tensorHomework.mutant(Walk { _, loss in [loss] }, fails: "2.6", hint: "down to the leaves"),
    tensorHomework.mutant(
        Gradients { graph in
            var values: [Float] = []
            for node in graph {
                switch node {
                case .number(let value): values.append(value)
                case .sum(let a, let b): values.append(values[a] + values[b])
                case .product(let a, let b): values.append(values[a] * values[b])
                }
            }
            var gradients = [Float](repeating: 0, count: graph.count)
            gradients[graph.count - 1] = 1
            for (index, node) in graph.enumerated().reversed() {
                switch node {
                case .number: break
                case .sum(let a, let b): (gradients[a], gradients[b]) = (gradients[index], gradients[index])
                case .product(let a, let b):
                    gradients[a] = gradients[index] * values[b]
                    gradients[b] = gradients[index] * values[a]
                }
            }
            return gradients
        }, fails: "2.7", hint: "do not overwrite"),
    tensorHomework.mutant(
        Gradients { graph in bySumOverPaths(graph).map { max(0, $0) } }, fails: "2.7"),
    tensorHomework.mutant(
        Gradients { graph in
            bySumOverPaths(graph).enumerated().map { $0 == graph.count - 1 ? 0 : $1 }
        }, fails: "2.7"),
    tensorHomework.mutant(
        Gradients { graph in bySumOverPaths(graph.count > 10 ? Array(graph.prefix(10)) : graph) },
        fails: "2.7"),
]

/// Right answers by other ways.
let otherGraphAnswers: [Alternative<any TensorHomework>] = [
    tensorHomework.alternative(
        Fit { x, y in
            // The closed form.
            let (centre, level) = (mean(x), mean(y))
            let slope =
                mean(zip(x, y).map { ($0 - centre) * ($1 - level) })
                / mean(x.map { ($0 - centre) * ($0 - centre) })
            return (slope, level - slope * centre)
        }, passes: "2.8"),
    tensorHomework.alternative(Walk { postorder($0, $1).reversed() }, passes: "2.6"),
    tensorHomework.alternative(Gradients(answer: bySumOverPaths), passes: "2.7"),
]
