import Foundation

/// One way to answer.
public struct Solution: PerceptronHomework {
    /// The reference answers.
    public init() {}

    /// 1.1
    public func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int {
        weightedSum(weights, bias, inputs) > 0 ? 1 : 0
    }

    /// 1.2
    public func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float) {
        let error = Float(target - (try output(weights: weights, bias: bias, inputs: inputs)))
        return (zip(weights, inputs).map { $0 + error * $1 }, bias + error)
    }

    /// 1.3
    public func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        let length = weightedSum(weights, 0, weights).squareRoot()
        let distances = zip(rows, targets).map { row, target in
            (target == 1 ? 1 : -1) * weightedSum(weights, bias, row) / length
        }
        return distances.min() ?? 0
    }

    /// 1.4
    public func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float] {
        zip(weights, biases).map { weights, bias in 1 / (1 + exp(-weightedSum(weights, bias, inputs))) }
    }

    /// 1.5
    public func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float]) {
        let deltas = zip(outputs, targets).map { output, target in (output - target) * output * (1 - output) }
        var byInputs = [Float](repeating: 0, count: inputs.count)
        for (delta, weights) in zip(deltas, weights) {
            for index in inputs.indices { byInputs[index] += delta * weights[index] }
        }
        return (deltas.map { delta in inputs.map { delta * $0 } }, deltas, byInputs)
    }

    /// 1.6
    public func backpropagateHidden(
        inputs: [Float], hidden: [Float], outputWeights: [[Float]], outputDeltas: [Float]
    ) throws -> (weights: [[Float]], biases: [Float]) {
        let deltas = hidden.indices.map { unit in
            let derivative = zip(outputDeltas, outputWeights).reduce(0) { $0 + $1.0 * $1.1[unit] }
            return derivative * hidden[unit] * (1 - hidden[unit])
        }
        return (deltas.map { delta in inputs.map { delta * $0 } }, deltas)
    }

    /// 1.7
    public func numericalGradient(
        of error: ([Double]) -> Double, at weights: [Double], step: Double
    ) throws -> [Double] {
        weights.indices.map { index in
            var (above, below) = (weights, weights)
            above[index] += step
            below[index] -= step
            return (error(above) - error(below)) / (2 * step)
        }
    }

    /// 1.8
    public func trained(rows: [[Float]], targets: [Int]) throws -> (weights: [Float], bias: Float) {
        var (weights, bias) = ([Float](repeating: 0, count: rows[0].count), Float(0))
        var mistakes = 1
        while mistakes > 0 {
            mistakes = 0
            for (row, target) in zip(rows, targets) {
                let before = bias
                (weights, bias) = try learn(weights: weights, bias: bias, inputs: row, target: target)
                if bias != before { mistakes += 1 }
            }
        }
        return (weights, bias)
    }

    private func weightedSum(_ weights: [Float], _ bias: Float, _ inputs: [Float]) -> Float {
        zip(weights, inputs).reduce(bias) { $0 + $1.0 * $1.1 }
    }

    /// 1.9
    public func mistakeBound(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        let longest = rows.map { weightedSum($0, 1, $0) }.max() ?? 0
        let margin = try margin(
            weights: weights + [bias], bias: 0, rows: rows.map { $0 + [1] }, targets: targets)
        return margin > 0 ? longest / (margin * margin) : .infinity
    }

    /// 1.10
    public func learnClass(weights: [[Float]], inputs: [Float], target: Int) throws -> [[Float]] {
        let scores = weights.map { weightedSum($0, 0, inputs) }
        guard let best = scores.firstIndex(of: scores.max() ?? 0), best != target else { return weights }
        var weights = weights
        weights[target] = zip(weights[target], inputs).map { $0 + $1 }
        weights[best] = zip(weights[best], inputs).map { $0 - $1 }
        return weights
    }

    /// 1.11
    public func mendedStep(
        input: Float, target: Float, hiddenWeight: Float, outputWeight: Float, rate: Float
    ) throws -> (line: Int, hiddenWeight: Float, outputWeight: Float) {
        let h = 1 / (1 + exp(-hiddenWeight * input))
        let o = 1 / (1 + exp(-outputWeight * h))
        let delta = (o - target) * o * (1 - o)
        let hiddenDelta = delta * outputWeight * h * (1 - h)
        return (5, hiddenWeight - rate * hiddenDelta * input, outputWeight - rate * delta * h)
    }
}
