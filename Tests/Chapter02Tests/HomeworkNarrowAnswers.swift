import Chapter02Homework
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherTensorAnswers: TensorHomework {
    var common: (@Sendable ([Int], [Int]) -> [Int]?)?
    var steps: (@Sendable ([Int]) -> [Int])?
    var slope: (@Sendable ([Float], [Float], Float, Float) -> (slope: Float, intercept: Float))?
    var descent: (@Sendable ([Float], [Float], Float, Int) -> (slope: Float, intercept: Float))?
    var undone: (@Sendable (NDArray, Shape) -> NDArray)?

    func broadcastShape(_ first: [Int], _ second: [Int]) throws -> [Int]? {
        try common.map { $0(first, second) } ?? Solution().broadcastShape(first, second)
    }
    func strides(of shape: [Int]) throws -> [Int] { try steps?(shape) ?? Solution().strides(of: shape) }
    func lineGradient(
        x: [Float], y: [Float], slope: Float, intercept: Float
    ) throws -> (slope: Float, intercept: Float) {
        try self.slope?(x, y, slope, intercept)
            ?? Solution().lineGradient(x: x, y: y, slope: slope, intercept: intercept)
    }
    func descendedLine(
        x: [Float], y: [Float], learningRate: Float, steps: Int
    ) throws -> (slope: Float, intercept: Float) {
        try descent?(x, y, learningRate, steps)
            ?? Solution().descendedLine(x: x, y: y, learningRate: learningRate, steps: steps)
    }
    func undoBroadcast(_ gradient: NDArray, to shape: Shape) throws -> NDArray {
        try undone?(gradient, shape) ?? Solution().undoBroadcast(gradient, to: shape)
    }
}

/// Pairs of extents, aligned at the last axis.
private func columns(_ a: [Int], _ b: [Int]) -> [(Int, Int)] {
    let rank = max(a.count, b.count)
    func padded(_ shape: [Int]) -> [Int] { [Int](repeating: 1, count: rank - shape.count) + shape }
    return Array(zip(padded(a), padded(b)))
}

private func gradient(_ x: [Float], _ y: [Float], _ slope: Float, _ intercept: Float) -> (Float, Float) {
    let errors = zip(x, y).map { slope * $0 + intercept - $1 }
    let n = Float(x.count)
    return (zip(errors, x).reduce(0) { $0 + 2 * $1.0 * $1.1 } / n, errors.reduce(0) { $0 + 2 * $1 } / n)
}

/// Divides by an extent, which may be 0: in a student's process that is a crash.
private struct DividesByExtents: TensorHomework {
    struct DivisionByZero: Error {}

    func strides(of shape: [Int]) throws -> [Int] {
        guard !shape.contains(0) else { throw DivisionByZero() }
        return try Solution().strides(of: shape)
    }
}

/// Wrong answers that pass where inputs never vary.
let narrowTensorMutants: [Mutant<any TensorHomework>] = [
    tensorHomework.mutant(
        OtherTensorAnswers(common: { a, b in
            if let x = a.last, let y = b.last, x != y, x != 1, y != 1 { return nil }
            return columns(a, b).map { $0 == 1 ? $1 : $0 }
        }), fails: "2.1", hint: "Every column must fit"),
    tensorHomework.mutant(
        OtherTensorAnswers(common: { a, b in
            var result: [Int] = []
            for (x, y) in columns(a, b) {
                let (low, high) = (min(x, y), max(x, y))
                guard x == y || low == 1 || high == 1 || low > 0 && high % low == 0 else { return nil }
                result.append(low == 0 ? 0 : high)
            }
            return result
        }), fails: "2.1", hint: "multiple does not fit"),
    tensorHomework.mutant(
        OtherTensorAnswers(common: { a, b in
            var result: [Int] = []
            for (x, y) in columns(a, b) {
                guard x == y || min(x, y) <= 1 else { return nil }
                result.append(x == 1 ? y : y == 1 ? x : min(x, y))
            }
            return result
        }), fails: "2.1", hint: "An extent of 0 fits"),
    tensorHomework.mutant(
        OtherTensorAnswers(common: { a, b in
            if a.contains(7) || b.contains(7) { return nil }
            return try? Solution().broadcastShape(a, b)
        }), fails: "2.1"),
    tensorHomework.mutant(
        OtherTensorAnswers(steps: { shape in shape.indices.map { max(1, shape[($0 + 1)...].reduce(1, *)) } }),
        fails: "2.2"),
    tensorHomework.mutant(
        OtherTensorAnswers(steps: { shape in
            let count = shape.reduce(1, *)
            var rest = count
            return shape.map {
                rest = $0 > 1 ? rest / $0 : rest
                return $0 == 1 && rest > 1 ? rest + 1 : rest
            }
        }), fails: "2.2"),
    tensorHomework.mutant(DividesByExtents(), fails: "2.2"),
    tensorHomework.mutant(
        OtherTensorAnswers(slope: { x, y, m, c in
            let errors = zip(x, y).map { abs(m * $0 + c - $1) }
            let n = Float(x.count)
            return (
                zip(errors, x).reduce(0) { $0 + 2 * $1.0 * $1.1 } / n, errors.reduce(0) { $0 + 2 * $1 } / n
            )
        }), fails: "2.3", hint: "keeps its sign"),
    tensorHomework.mutant(
        OtherTensorAnswers(slope: { x, y, m, c in gradient(x.map(abs), y, m, c) }), fails: "2.3"),
    tensorHomework.mutant(
        OtherTensorAnswers(descent: { x, y, rate, _ in
            (try? Solution().descendedLine(x: x, y: y, learningRate: rate, steps: x.count)) ?? (0, 0)
        }), fails: "2.4", hint: "As many steps as there are points"),
    tensorHomework.mutant(
        OtherTensorAnswers(descent: { x, y, rate, steps in
            var line: (slope: Float, intercept: Float) = (0, 0)
            for _ in 0..<steps {
                let loss = zip(x, y).reduce(Float(0)) {
                    let error = line.slope * $1.0 + line.intercept - $1.1
                    return $0 + error * error
                }
                if loss / Float(x.count) < 0.01 { break }
                let (slope, intercept) = gradient(x, y, line.slope, line.intercept)
                line = (line.slope - rate * slope, line.intercept - rate * intercept)
            }
            return line
        }), fails: "2.4", hint: "ends before all steps"),
    tensorHomework.mutant(
        OtherTensorAnswers(undone: { gradient, shape in
            shape.rank == 0 ? NDArray([gradient.sum().scalar]) : gradient.summed(to: shape)
        }), fails: "2.5"),
    tensorHomework.mutant(
        OtherTensorAnswers(undone: { gradient, shape in
            NDArray(gradient.scalars.map(abs), shape: gradient.shape).summed(to: shape)
        }), fails: "2.5"),
]

/// Right answers by other ways.
let otherTensorAnswers: [Alternative<any TensorHomework>] = [
    tensorHomework.alternative(
        OtherTensorAnswers(common: { a, b in
            let columns = columns(a, b)
            return columns.allSatisfy { $0 == $1 || min($0, $1) == 1 || max($0, $1) == 1 }
                ? columns.map { $0 == 1 ? $1 : $0 } : nil
        }), passes: "2.1"),
    tensorHomework.alternative(
        OtherTensorAnswers(steps: { shape in shape.indices.map { shape[($0 + 1)...].reduce(1, *) } }),
        passes: "2.2"),
    tensorHomework.alternative(
        OtherTensorAnswers(slope: { x, y, m, c in
            var (slope, intercept) = (0.0, 0.0)
            for (x, y) in zip(x, y).reversed() {
                let error = Double(m) * Double(x) + Double(c) - Double(y)
                (slope, intercept) = (slope + 2 * error * Double(x), intercept + 2 * error)
            }
            return (Float(slope / Double(x.count)), Float(intercept / Double(x.count)))
        }), passes: "2.3"),
]
