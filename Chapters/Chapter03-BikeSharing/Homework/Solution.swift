import Foundation
import TensorCore

/// One right answer to each exercise.
public struct Solution: NetworkHomework {
    /// Knows everything already.
    public init() {}

    /// 3.1
    public func standardized(_ column: [Float], trainingCount: Int) throws -> [Float] {
        let training = column.prefix(trainingCount)
        let mean = training.reduce(0, +) / Float(training.count)
        let variance = training.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(training.count)
        return column.map { ($0 - mean) / variance.squareRoot() }
    }

    /// 3.2
    public func oneHot(_ value: Int, in range: ClosedRange<Int>) throws -> [Float] {
        range.map { $0 == value ? 1 : 0 }
    }

    /// 3.3
    public func predictions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        activations(x, network).matmul(network.outputWeight.transposed()) + network.outputBias
    }

    /// 3.4
    public func gradients(_ x: NDArray, _ y: NDArray, _ network: SmallNetwork) throws -> SmallNetwork {
        let a = activations(x, network)  // [N, hidden]
        let toPredictions = (try predictions(x, network) - y) * (2 / Float(x.shape[0]))  // [N, 1]
        let toHidden = toPredictions.matmul(network.outputWeight) * a * (1 - a)  // [N, hidden]
        return SmallNetwork(
            hiddenWeight: toHidden.transposed().matmul(x), hiddenBias: toHidden.sum(axes: [0]),
            outputWeight: toPredictions.transposed().matmul(a), outputBias: toPredictions.sum(axes: [0]))
    }

    private func activations(_ x: NDArray, _ network: SmallNetwork) -> NDArray {
        (x.matmul(network.hiddenWeight.transposed()) + network.hiddenBias).sigmoid()
    }

    /// 3.5
    public func batches(_ rows: [Int], size: Int) throws -> [[Int]] {
        stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<min($0 + size, rows.count)]) }
    }

    /// 3.6
    public func explainedVariance(_ predictions: [Float], _ targets: [Float]) throws -> Float {
        let mean = targets.reduce(0, +) / Float(targets.count)
        let squaredErrors = zip(predictions, targets).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let spread = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return 1 - squaredErrors / spread
    }

    /// 3.7
    public func splitByTime(days: [Int], testDays: Int) throws -> [[Int]] {
        let lastTrainingDay = (days.last ?? 0) - testDays
        return [
            days.indices.filter { days[$0] <= lastTrainingDay },
            days.indices.filter { days[$0] > lastTrainingDay },
        ]
    }

    /// 3.8
    public func earlyStop(validation: [Float], patience: Int) throws -> (best: Int, epochs: Int) {
        var best = 0
        for epoch in validation.indices {
            if validation[epoch] < validation[best] { best = epoch }
            if epoch - best == patience { return (best, epoch + 1) }
        }
        return (best, validation.count)
    }

    /// 3.9
    public func mendedTraining(
        _ batches: [[(x: Float, y: Float)]], learningRate: Float
    ) throws -> (line: Int, weight: Float) {
        var weight: Float = 0
        for batch in batches {
            var gradient: Float = 0
            for (x, y) in batch { gradient += 2 * (weight * x - y) * x / Float(batch.count) }
            weight -= learningRate * gradient
        }
        return (2, weight)
    }

    /// 3.10
    public func contributions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        activations(x, network) * network.outputWeight
    }

    /// 3.11
    public func twoClasses(
        _ outputs: [[Float]], counts: [Float], mean: Float
    ) throws -> (loss: Float, accuracy: Float) {
        var (total, right) = (Float(0), Float(0))
        for (row, count) in zip(outputs, counts) {
            let label = count > mean ? 1 : 0
            let lead = row[1 - label] - row[label]
            total += max(0, lead) + log1p(exp(-abs(lead)))
            right += (row[1] > row[0] ? 1 : 0) == label ? 1 : 0
        }
        return (total / Float(outputs.count), right / Float(outputs.count))
    }

    /// 3.12
    public func trainedNetwork(_ x: NDArray, _ y: NDArray) throws -> SmallNetwork {
        var generator = RandomGenerator(seed: 1)
        func random(_ rows: Int, _ columns: Int, _ limit: Float) -> [[Float]] {
            (0..<rows).map { _ in (0..<columns).map { _ in generator.uniform(in: -limit...limit) } }
        }
        let (inputs, hidden) = (x.shape[1], 12)
        var network = SmallNetwork(
            hiddenWeight: NDArray(rows: random(hidden, inputs, 3)),
            hiddenBias: NDArray(random(1, hidden, 3)[0]),
            outputWeight: NDArray(rows: random(1, hidden, 0.5)), outputBias: NDArray([0]))
        // With momentum: the gradients of the steps before go on in each step.
        var pace: SmallNetwork?
        for _ in 0..<1000 {
            let gradient = try gradients(x, y, network)
            func moved(_ weights: inout NDArray, _ part: KeyPath<SmallNetwork, NDArray>) -> NDArray {
                var step = gradient[keyPath: part]
                if let pace { step += pace[keyPath: part] * 0.9 }
                weights -= step * 0.05
                return step
            }
            pace = SmallNetwork(
                hiddenWeight: moved(&network.hiddenWeight, \.hiddenWeight),
                hiddenBias: moved(&network.hiddenBias, \.hiddenBias),
                outputWeight: moved(&network.outputWeight, \.outputWeight),
                outputBias: moved(&network.outputBias, \.outputBias))
        }
        return network
    }
    /// 3.13
    public func promoted(_ errors: [Float], factor: Int) throws -> [Int] {
        errors.indices.filter { index in
            let count = index + 1
            let smaller = errors[...index].count { $0 < errors[index] }
            return count < factor || smaller < (count + factor - 1) / factor
        }
    }
}
