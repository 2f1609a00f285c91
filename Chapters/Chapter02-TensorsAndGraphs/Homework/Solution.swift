import TensorCore

/// The homework solved.
public struct Solution: TensorHomework {
    /// All of it.
    public init() {}

    /// 2.1
    public func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        let rank = max(first.count, second.count)
        let a = [Int](repeating: 1, count: rank - first.count) + first
        let b = [Int](repeating: 1, count: rank - second.count) + second
        var result: [Int] = []
        for (x, y) in zip(a, b) {
            guard x == y || x == 1 || y == 1 else { return nil }
            result.append(x == 1 ? y : x)
        }
        return result
    }

    /// 2.2
    public func strides(of shape: [Int]) throws -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        return strides
    }

    /// 2.3
    public func lineGradient(x: [Float], y: [Float], slope: Float, intercept: Float) throws
        -> (slope: Float, intercept: Float)
    {
        let errors = zip(x, y).map { slope * $0 + intercept - $1 }
        let count = Float(x.count)
        return (
            slope: zip(errors, x).reduce(0) { $0 + 2 * $1.0 * $1.1 } / count,
            intercept: errors.reduce(0) { $0 + 2 * $1 } / count
        )
    }

    /// 2.4
    public func descendedLine(x: [Float], y: [Float], learningRate: Float, steps: Int) throws
        -> (slope: Float, intercept: Float)
    {
        var line: (slope: Float, intercept: Float) = (0, 0)
        for _ in 0..<steps {
            let gradient = try lineGradient(x: x, y: y, slope: line.slope, intercept: line.intercept)
            line.slope -= learningRate * gradient.slope
            line.intercept -= learningRate * gradient.intercept
        }
        return line
    }

    /// 2.5
    public func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        let missing = gradient.rank - shape.rank
        let stretched = (0..<gradient.rank).filter { $0 < missing || shape[$0 - missing] == 1 }
        return gradient.sum(axes: stretched).reshaped(shape)
    }

    /// 2.6
    public func backwardOrder(of inputs: [[Int]], from loss: Int) throws -> [Int] {
        var reached: Set<Int> = []
        var stack = [loss]
        while let node = stack.popLast() {
            if reached.insert(node).inserted { stack += inputs[node] }
        }
        var awaited = [Int](repeating: 0, count: inputs.count)
        for node in reached { for input in inputs[node] { awaited[input] += 1 } }
        var (ready, order) = ([loss], [Int]())
        while let node = ready.popLast() {
            order.append(node)
            for input in inputs[node] {
                awaited[input] -= 1
                if awaited[input] == 0 { ready.append(input) }
            }
        }
        return order
    }

    /// 2.7
    public func gradients(of graph: [Node]) throws -> [Float] {
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
            case .sum(let a, let b):
                gradients[a] += gradients[index]
                gradients[b] += gradients[index]
            case .product(let a, let b):
                gradients[a] += gradients[index] * values[b]
                gradients[b] += gradients[index] * values[a]
            }
        }
        return gradients
    }

    /// 2.8
    public func fittedLine(x: [Float], y: [Float]) throws -> (slope: Float, intercept: Float) {
        let mean = x.reduce(0, +) / Float(x.count)
        let deviation = (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(x.count)).squareRoot()
        let line = try descendedLine(
            x: x.map { ($0 - mean) / deviation }, y: y, learningRate: 0.1, steps: 200)
        let slope = line.slope / deviation
        return (slope, line.intercept - slope * mean)
    }
}
