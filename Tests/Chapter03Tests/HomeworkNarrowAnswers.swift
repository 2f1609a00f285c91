import Chapter03Homework
import Foundation
import Grading
import TensorCore

/// Answers with the closures that are given, and rightly otherwise.
struct OtherNetworkAnswers: NetworkHomework {
    var scaled: (@Sendable ([Float], Int) -> [Float])?
    var row: (@Sendable (Int, ClosedRange<Int>) -> [Float])?
    var forward: (@Sendable (NDArray, SmallNetwork) -> NDArray)?
    var backward: (@Sendable (NDArray, NDArray, SmallNetwork) -> SmallNetwork)?
    var cut: (@Sendable ([Int], Int) -> [[Int]])?
    var explained: (@Sendable ([Float], [Float]) -> Float)?

    func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        try scaled?(column, trainingCount) ?? Solution().standardized(column, trainingCount: trainingCount)
    }
    func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float] {
        try row?(value, range) ?? Solution().oneHot(value, in: range)
    }
    func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        try forward?(x, network) ?? Solution().predictions(x, network)
    }
    func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        try backward?(x, y, network) ?? Solution().gradients(x, y, network)
    }
    func batches(_ rows: [Int], size: Int) throws -> [[Int]] {
        try cut?(rows, size) ?? Solution().batches(rows, size: size)
    }
    func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float {
        try explained?(predictions, targets) ?? Solution().explainedVariance(predictions, targets)
    }
}

private func right(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) -> SmallNetwork {
    (try? Solution().gradients(x, y, network)) ?? network
}

private func standardized(_ column: [Float], by count: Int) -> [Float] {
    (try? Solution().standardized(column, trainingCount: count)) ?? []
}

private func forward(
    _ x: NDArray, _ network: SmallNetwork, _ activation: (NDArray) -> NDArray
) -> NDArray {
    activation(x.matmul(network.hiddenWeight.transposed()) + network.hiddenBias)
        .matmul(network.outputWeight.transposed()) + network.outputBias
}

/// Wrong answers that pass where inputs never vary.
let narrowNetworkMutants: [Mutant<any NetworkHomework>] = [
    networkHomework.mutant(
        OtherNetworkAnswers(scaled: { column, count in standardized(column, by: max(2, column.count / 2)) }),
        fails: "3.1"),
    networkHomework.mutant(
        OtherNetworkAnswers(row: { value, range in
            range.map { $0 == value && $0 != range.lowerBound ? 1 : 0 }
        }), fails: "3.2", hint: "first value of the range has a 1"),
    networkHomework.mutant(
        OtherNetworkAnswers(row: { value, range in
            range.map { $0 == value && $0 != range.upperBound ? 1 : 0 }
        }), fails: "3.2", hint: "last value of the range has a 1"),
    networkHomework.mutant(
        OtherNetworkAnswers(row: { value, range in range.map { abs($0) == abs(value) ? 1 : 0 } }),
        fails: "3.2"),
    networkHomework.mutant(
        OtherNetworkAnswers(forward: { x, network in
            let right = forward(x, network) { $0.sigmoid() }
            return NDArray(
                right.scalars.enumerated().map { $0 < 3 ? $1 : 0 }, shape: right.shape)
        }), fails: "3.3"),
    networkHomework.mutant(
        OtherNetworkAnswers(forward: { x, network in forward(x, network) { $0.tanh() } }), fails: "3.3",
        hint: "tanh"),
    networkHomework.mutant(
        OtherNetworkAnswers(forward: { x, network in forward(x, network) { $0.relu() } }), fails: "3.3",
        hint: "ReLU"),
    networkHomework.mutant(
        OtherNetworkAnswers(backward: { x, y, network in
            var result = right(x, y, network)
            result.hiddenWeight *= 1.0005
            return result
        }), fails: "3.4"),
    networkHomework.mutant(
        OtherNetworkAnswers(backward: { x, y, network in
            // A mean over three examples, however many there are.
            let factor = Float(x.shape[0]) / 3
            let result = right(x, y, network)
            return SmallNetwork(
                hiddenWeight: result.hiddenWeight * factor, hiddenBias: result.hiddenBias * factor,
                outputWeight: result.outputWeight * factor, outputBias: result.outputBias * factor)
        }), fails: "3.4"),
    networkHomework.mutant(
        OtherNetworkAnswers(cut: { rows, size in
            (0...rows.count / size).map { Array(rows[$0 * size..<min(rows.count, ($0 + 1) * size)]) }
        }), fails: "3.5", hint: "empty one at the end"),
    networkHomework.mutant(
        OtherNetworkAnswers(cut: { rows, size in
            rows.count < size ? [] : (try? Solution().batches(rows, size: size)) ?? []
        }), fails: "3.5", hint: "one short batch"),
    networkHomework.mutant(
        OtherNetworkAnswers(cut: { rows, size in (0..<3).map { Array(rows.dropFirst($0 * size).prefix(size)) }
        }),
        fails: "3.5", hint: "not always three"),
    networkHomework.mutant(
        OtherNetworkAnswers(explained: { p, y in
            max(0, (try? Solution().explainedVariance(p, y)) ?? 0)
        }), fails: "3.6"),
]

/// Right answers by other ways: in Double, in one pass, in other orders.
let otherNetworkAnswers: [Alternative<any NetworkHomework>] = [
    networkHomework.alternative(
        OtherNetworkAnswers(scaled: { column, count in
            let training = column.prefix(count).map(Double.init)
            let mean = training.reduce(0, +) / Double(count)
            let deviation = (training.reduce(0) { $0 + $1 * $1 } / Double(count) - mean * mean).squareRoot()
            return column.map { Float((Double($0) - mean) / deviation) }
        }), passes: "3.1"),
    networkHomework.alternative(
        OtherNetworkAnswers(row: { value, range in
            var row = [Float](repeating: 0, count: range.count)
            row[value - range.lowerBound] = 1
            return row
        }), passes: "3.2"),
    networkHomework.alternative(
        OtherNetworkAnswers(forward: { x, network in forward(x, network) { ($0 * 0.5).tanh() * 0.5 + 0.5 } }),
        passes: "3.3"),
    networkHomework.alternative(
        OtherNetworkAnswers(cut: { rows, size in
            var batches: [[Int]] = []
            for row in rows {
                if let last = batches.last, last.count < size {
                    batches[batches.count - 1].append(row)
                } else {
                    batches.append([row])
                }
            }
            return batches
        }), passes: "3.5"),
    networkHomework.alternative(
        OtherNetworkAnswers(explained: { p, y in
            let mean = y.reduce(0) { $0 + Double($1) } / Double(y.count)
            let total = y.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            let left = zip(p, y).reduce(0) {
                $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
            }
            return Float((total - left) / total)
        }), passes: "3.6"),
]
