/// A perceptron for any number of classes: a weighted sum a class, and the largest wins.
///
/// For two classes it is Rosenblatt's, whose weights are the difference of the two.
struct MulticlassPerceptron {
    /// The weights of each class, its bias at the end, `[K][D + 1]`.
    var weights: [[Float]]

    /// A perceptron before training: all weights are 0.
    init(inputCount: Int, classCount: Int) {
        weights = [[Float]](repeating: [Float](repeating: 0, count: inputCount + 1), count: classCount)
    }

    /// The weighted sum of each class, z = w · x + b, `[K]`.
    func weightedSums(_ inputs: [Float]) -> [Float] {
        weights.map { weights in
            var sum = weights[inputs.count]
            for index in inputs.indices { sum += weights[index] * inputs[index] }
            return sum
        }
    }

    /// The class with the largest sum, the first of several.
    func predictedClass(_ inputs: [Float]) -> Int {
        indexOfLargest(weightedSums(inputs))
    }

    /// The rule: at a mistake, (x, 1) is added to the weights of the right class and subtracted from those of the predicted
    /// one. Returns whether it was a mistake.
    mutating func learn(_ inputs: [Float], label: Int) -> Bool {
        let winner = predictedClass(inputs)
        guard winner != label else { return false }
        for index in inputs.indices {
            weights[label][index] += inputs[index]
            weights[winner][index] -= inputs[index]
        }
        weights[label][inputs.count] += 1
        weights[winner][inputs.count] -= 1
        return true
    }

    /// Adds another's weights to these.
    mutating func add(_ other: MulticlassPerceptron) {
        for row in weights.indices {
            for index in weights[row].indices { weights[row][index] += other.weights[row][index] }
        }
    }
}

/// The index of the largest number, the first of several.
func indexOfLargest(_ numbers: [Float]) -> Int {
    var best = 0
    for index in numbers.indices where numbers[index] > numbers[best] { best = index }
    return best
}
