import Datasets

/// Rosenblatt's perceptron: it weighs its inputs and answers 1 or 0 (Rosenblatt, 1958).
struct Perceptron: Hashable {
    /// w, one weight an input, `[D]`.
    var weights: [Float]

    /// b, which moves the threshold: the answer is 1 where w · x > −b.
    var bias: Float

    /// A perceptron that knows nothing yet: all weights are 0.
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

    /// The answer y = 1 where z > 0, else 0.
    func output(_ inputs: [Float]) -> Int {
        weightedSum(inputs) > 0 ? 1 : 0
    }

    /// Rosenblatt's rule for one row: w ← w + (t − y) x and b ← b + (t − y), with the target t of 0 or 1.
    ///
    /// A right answer changes nothing, since t − y is 0 then. Returns whether the answer was a mistake.
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

/// A training of the perceptron, from zero weights until a pass without mistake.
struct PerceptronTraining {
    /// The perceptron before the first pass and after each.
    let history: [Perceptron]

    /// The mistakes of each pass; the last is 0 where the training has converged.
    let mistakesPerPass: [Int]

    /// Trains on the rows in their order, for `maximumPasses` at most.
    init(on data: ClassificationData, maximumPasses: Int) {
        var perceptron = Perceptron(inputCount: data.featureNames.count)
        var history = [perceptron]
        var mistakesPerPass: [Int] = []
        while mistakesPerPass.count < maximumPasses, mistakesPerPass.last != 0 {
            mistakesPerPass.append(perceptron.learnPass(data))
            history.append(perceptron)
        }
        self.history = history
        self.mistakesPerPass = mistakesPerPass
    }

    /// Whether the last pass made no mistake.
    var hasConverged: Bool { mistakesPerPass.last == 0 }

    /// The mistakes of all passes, which is the number of updates too.
    var mistakes: Int { mistakesPerPass.reduce(0, +) }

    /// The perceptron at the end.
    var result: Perceptron { history[history.count - 1] }
}
