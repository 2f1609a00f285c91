import Datasets

/// Rosenblatt's perceptron: a weighted sum of its inputs and a threshold, with the output 1 or 0 (Rosenblatt, 1958).
struct Perceptron: Hashable {
    /// w, one weight an input, `[D]`.
    var weights: [Float]

    /// b, which moves the threshold: the output is 1 where w · x > −b.
    var bias: Float

    /// A perceptron before training: all weights are 0.
    init(inputCount: Int) {
        weights = [Float](repeating: 0, count: inputCount)
        bias = 0
    }

    /// The weighted sum z = w · x + b of the inputs x, `[D]`.
    func weightedSum(_ inputs: [Float]) -> Float {
        var sum = bias
        for index in weights.indices { sum += weights[index] * inputs[index] }
        return sum
    }

    /// The output y = 1 where z > 0, else 0.
    func output(_ inputs: [Float]) -> Int {
        weightedSum(inputs) > 0 ? 1 : 0
    }

    /// Rosenblatt's rule for one row: w ← w + (t − y) x and b ← b + (t − y), with the target t of 0 or 1.
    ///
    /// A correct output changes nothing, since t − y is 0 then. Returns whether it was a mistake.
    mutating func learn(_ inputs: [Float], target: Int) -> Bool {
        let error = Float(target - output(inputs))
        guard error != 0 else { return false }
        for index in weights.indices { weights[index] += error * inputs[index] }
        bias += error
        return true
    }

    /// Goes once through all rows in their order and returns the number of mistakes.
    mutating func learnPass(_ data: ClassificationData) -> Int {
        var mistakes = 0
        for (inputs, target) in zip(data.features, data.labels) where learn(inputs, target: target) {
            mistakes += 1
        }
        return mistakes
    }
}

/// A training of the perceptron, pass by pass.
struct PerceptronTraining {
    /// The perceptron before the first pass and after each.
    private(set) var history: [Perceptron]

    /// The mistakes of each pass; the last is 0 where the training has converged.
    private(set) var mistakesPerPass: [Int] = []

    init(start: Perceptron) { history = [start] }

    mutating func append(_ perceptron: Perceptron, mistakes: Int) {
        history.append(perceptron)
        mistakesPerPass.append(mistakes)
    }

    /// Whether the last pass made no mistake.
    var hasConverged: Bool { mistakesPerPass.last == 0 }

    /// The mistakes of all passes, which is also the number of updates.
    var mistakes: Int { mistakesPerPass.reduce(0, +) }

    /// The perceptron at the end.
    var result: Perceptron { history[history.count - 1] }
}
