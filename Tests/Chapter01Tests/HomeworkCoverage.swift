import Chapter01Homework
import Grading
import Testing

extension PerceptronHomework {
    func backpropagateHidden(
        inputs: [Float], hidden: [Float], outputWeights: [[Float]], outputDeltas: [Float]
    ) throws -> (weights: [[Float]], biases: [Float]) {
        try Solution().backpropagateHidden(
            inputs: inputs, hidden: hidden, outputWeights: outputWeights, outputDeltas: outputDeltas)
    }
    func numericalGradient(
        of error: ([Double]) -> Double, at weights: [Double], step: Double
    ) throws -> [Double] {
        try Solution().numericalGradient(of: error, at: weights, step: step)
    }
    func mistakeBound(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        try Solution().mistakeBound(weights: weights, bias: bias, rows: rows, targets: targets)
    }
    func learnClass(weights: [[Float]], inputs: [Float], target: Int) throws -> [[Float]] {
        try Solution().learnClass(weights: weights, inputs: inputs, target: target)
    }
    func mendedStep(
        input: Float, target: Float, hiddenWeight: Float, outputWeight: Float, rate: Float
    ) throws -> (line: Int, hiddenWeight: Float, outputWeight: Float) {
        try Solution().mendedStep(
            input: input, target: target, hiddenWeight: hiddenWeight, outputWeight: outputWeight, rate: rate)
    }
    func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int {
        try Solution().output(weights: weights, bias: bias, inputs: inputs)
    }
    func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float) {
        try Solution().learn(weights: weights, bias: bias, inputs: inputs, target: target)
    }
    func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        try Solution().margin(weights: weights, bias: bias, rows: rows, targets: targets)
    }
    func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float] {
        try Solution().activations(weights: weights, biases: biases, inputs: inputs)
    }
    func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float]) {
        try Solution().backpropagate(weights: weights, inputs: inputs, outputs: outputs, targets: targets)
    }
}

extension PerceptronHomework {
    func trained(rows: [[Float]], targets: [Int]) throws -> (weights: [Float], bias: Float) {
        try Solution().trained(rows: rows, targets: targets)
    }
}

/// The tasks of the hidden layer, answered by closures; the others rightly.
private struct HiddenAnswers: PerceptronHomework {
    typealias Gradients = (weights: [[Float]], biases: [Float])
    var hidden: (@Sendable (_ x: [Float], _ h: [Float], _ w: [[Float]], _ deltas: [Float]) -> Gradients)?
    var differences: (@Sendable (([Double]) -> Double, [Double], Double) -> [Double])?
    var line: (@Sendable (_ rows: [[Float]], _ targets: [Int]) throws -> ([Float], Float))?

    func trained(rows: [[Float]], targets: [Int]) throws -> (weights: [Float], bias: Float) {
        try line?(rows, targets) ?? Solution().trained(rows: rows, targets: targets)
    }

    func output(weights: [Float], bias: Float, inputs: [Float]) throws -> Int {
        try Solution().output(weights: weights, bias: bias, inputs: inputs)
    }
    func learn(
        weights: [Float], bias: Float, inputs: [Float], target: Int
    ) throws -> (weights: [Float], bias: Float) {
        try Solution().learn(weights: weights, bias: bias, inputs: inputs, target: target)
    }
    func margin(weights: [Float], bias: Float, rows: [[Float]], targets: [Int]) throws -> Float {
        try Solution().margin(weights: weights, bias: bias, rows: rows, targets: targets)
    }
    func activations(weights: [[Float]], biases: [Float], inputs: [Float]) throws -> [Float] {
        try Solution().activations(weights: weights, biases: biases, inputs: inputs)
    }
    func backpropagate(
        weights: [[Float]], inputs: [Float], outputs: [Float], targets: [Float]
    ) throws -> (weights: [[Float]], biases: [Float], inputs: [Float]) {
        try Solution().backpropagate(weights: weights, inputs: inputs, outputs: outputs, targets: targets)
    }
    func backpropagateHidden(
        inputs: [Float], hidden: [Float], outputWeights: [[Float]], outputDeltas: [Float]
    ) throws -> (weights: [[Float]], biases: [Float]) {
        try self.hidden?(inputs, hidden, outputWeights, outputDeltas)
            ?? Solution().backpropagateHidden(
                inputs: inputs, hidden: hidden, outputWeights: outputWeights, outputDeltas: outputDeltas)
    }
    func numericalGradient(
        of error: ([Double]) -> Double, at weights: [Double], step: Double
    ) throws -> [Double] {
        try differences?(error, weights, step)
            ?? Solution().numericalGradient(of: error, at: weights, step: step)
    }
}

/// The gradients from the deltas of the hidden units.
private func gradients(_ deltas: [Float], _ inputs: [Float]) -> HiddenAnswers.Gradients {
    (deltas.map { delta in inputs.map { delta * $0 } }, deltas)
}

/// Rosenblatt's rule for so many passes, or until one has no mistake, since those that follow have none either; each step
/// multiplied by a rate.
private func passes(
    _ count: Int, _ rows: [[Float]], _ targets: [Int], rate: Float = 1, movesBias: Bool = true
) -> (weights: [Float], bias: Float) {
    var (weights, bias) = (rows[0].map { _ in Float(0) }, Float(0))
    for _ in 0..<count {
        var hasMistake = false
        for (row, target) in zip(rows, targets) {
            let answer = zip(weights, row).reduce(bias) { $0 + $1.0 * $1.1 } > 0 ? 1 : 0
            if answer == target { continue }
            hasMistake = true
            let error = rate * Float(target - answer)
            weights = zip(weights, row).map { $0 + error * $1 }
            if movesBias { bias += error }
        }
        if !hasMistake { break }
    }
    return (weights, bias)
}

/// Wrong answers to the training.
let trainingMutants: [Mutant<any PerceptronHomework>] = [
    perceptronHomework.mutant(
        HiddenAnswers(line: { passes(1, $0, $1) }), fails: "1.8", hint: "until a whole pass has no mistake"),
    perceptronHomework.mutant(
        HiddenAnswers(line: { passes(200, $0, $1, movesBias: false) }), fails: "1.8",
        hint: "Some of the given rows"),
    perceptronHomework.mutant(
        HiddenAnswers(line: { passes(50, $0, $1, rate: -1) }), fails: "1.8", hint: "Some of the given rows"),
    perceptronHomework.mutant(
        HiddenAnswers(line: { rows, targets in
            let (weights, bias) = passes(2000, rows, targets)
            return (weights + [bias], 0)
        }), fails: "1.8", hint: "one weight for each number"),
    perceptronHomework.mutant(
        HiddenAnswers(line: { rows, _ in (rows[0].map { _ in .nan }, 0) }), fails: "1.8", hint: "not a number"
    ),
]

/// Wrong answers to the tasks of the hidden layer.
let hiddenLayerMutants: [Mutant<any PerceptronHomework>] = [
    perceptronHomework.mutant(
        HiddenAnswers(hidden: { x, h, w, deltas in
            gradients(h.indices.map { j in zip(deltas, w).reduce(0) { $0 + $1.0 * $1.1[j] } }, x)
        }), fails: "1.6", hint: "slope h (1 − h) of the hidden unit is missing"),
    perceptronHomework.mutant(
        HiddenAnswers(hidden: { x, h, w, deltas in
            let sum = deltas.reduce(0, +)
            return gradients(h.map { sum * $0 * (1 - $0) }, x)
        }), fails: "1.6", hint: "weights are missing"),
    perceptronHomework.mutant(
        HiddenAnswers(hidden: { x, h, w, deltas in
            // The last output overwrites what the others sent.
            gradients(h.indices.map { (deltas.last ?? 0) * (w.last?[$0] ?? 0) * h[$0] * (1 - h[$0]) }, x)
        }), fails: "1.6"),
    perceptronHomework.mutant(
        HiddenAnswers(hidden: { x, h, w, deltas in
            let right = h.indices.map { j in
                zip(deltas, w).reduce(0) { $0 + $1.0 * $1.1[j] } * h[j] * (1 - h[j])
            }
            return (x.map { input in right.map { $0 * input } }, right)
        }), fails: "1.6"),
    perceptronHomework.mutant(
        HiddenAnswers(differences: { error, weights, step in
            weights.indices.map { index in
                var moved = weights
                moved[index] += step
                return (error(moved) - error(weights)) / step
            }
        }), fails: "1.7", hint: "difference from the weight itself"),
    perceptronHomework.mutant(
        HiddenAnswers(differences: { error, weights, step in
            var weights = weights
            return weights.indices.map { index in
                weights[index] += step
                let above = error(weights)
                weights[index] -= 2 * step
                return (above - error(weights)) / (2 * step)
            }
        }), fails: "1.7", hint: "put it back"),
    perceptronHomework.mutant(
        HiddenAnswers(differences: { error, weights, step in
            let (above, below) = (weights.map { $0 + step }, weights.map { $0 - step })
            return weights.map { _ in (error(above) - error(below)) / (2 * step) }
        }), fails: "1.7", hint: "one at a time"),
    perceptronHomework.mutant(
        HiddenAnswers(differences: { error, weights, _ in
            (try? Solution().numericalGradient(of: error, at: weights, step: 0.5)) ?? []
        }), fails: "1.7"),
]

/// Right answers by other ways.
let otherHiddenAnswers: [Alternative<any PerceptronHomework>] = [
    perceptronHomework.alternative(
        HiddenAnswers(line: { passes(3000, $0, $1, rate: 0.125) }), passes: "1.8"),
    perceptronHomework.alternative(
        HiddenAnswers(hidden: { x, h, w, deltas in
            var sums = [Double](repeating: 0, count: h.count)
            for (delta, row) in zip(deltas, w).reversed() {
                for (j, weight) in row.enumerated() { sums[j] += Double(delta) * Double(weight) }
            }
            return gradients(zip(sums, h).map { Float($0 * Double($1 - $1 * $1)) }, x)
        }), passes: "1.6"),
    perceptronHomework.alternative(
        HiddenAnswers(differences: { error, weights, step in
            var weights = weights
            return weights.indices.map { index in
                let before = weights[index]
                defer { weights[index] = before }
                weights[index] = before + step
                let above = error(weights) / (2 * step)
                weights[index] = before - step
                return above - error(weights) / (2 * step)
            }
        }), passes: "1.7"),
]

@Suite struct HomeworkExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let solution = Solution()
        let (weights, biases) = try solution.backpropagateHidden(
            inputs: [4], hidden: [0.5], outputWeights: [[2], [1]], outputDeltas: [0.5, -2])
        #expect(weights == [[-1]] && biases == [-0.25])
        let gradient = try solution.numericalGradient(of: { $0[0] * $0[0] * $0[1] }, at: [1, 3], step: 0.5)
        #expect(gradient == [6, 1])
    }
}
