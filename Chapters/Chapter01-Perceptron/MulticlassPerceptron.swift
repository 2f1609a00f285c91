import Datasets
import TensorCore

/// A perceptron for any number of classes: a weighted sum a class, and the largest wins.
///
/// For two classes it is Rosenblatt's, whose weights are the difference of the two.
struct MulticlassPerceptron {
    /// The weights of each class, its bias at the end, `[K][D + 1]`.
    var weights: [[Float]]

    /// A perceptron that knows nothing yet.
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
        largestPlace(weightedSums(inputs))
    }

    /// The rule: at a mistake the right class gains (x, 1) and the one that won loses it. Returns whether the
    /// answer was a mistake.
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
}

/// Trains on the rows in random order until a pass makes no mistake, for `maximumPasses` at most.
///
/// The last weights are right about the rows seen last; on rows that no plane separates they never rest. Their
/// average over all steps is steadier, and better on rows not seen (Freund and Schapire, 1999).
func trainPerceptrons(
    on data: ClassificationData, maximumPasses: Int, using generator: inout RandomGenerator,
    shouldStop: () -> Bool = { false }
) -> (last: MulticlassPerceptron, averaged: MulticlassPerceptron) {
    var perceptron = MulticlassPerceptron(
        inputCount: data.featureNames.count, classCount: data.classNames.count)
    var sum = perceptron
    for _ in 0..<maximumPasses {
        var mistakes = 0
        for row in generator.permutation(data.count) {
            if perceptron.learn(data.features[row], label: data.labels[row]) { mistakes += 1 }
            // The sum over all steps points where their average does, which is all that an argmax needs.
            add(perceptron.weights, to: &sum.weights)
        }
        if mistakes == 0 || shouldStop() { break }
    }
    return (perceptron, sum)
}

/// The place of the largest number, the first of several.
func largestPlace(_ numbers: [Float]) -> Int {
    var place = 0
    for index in numbers.indices where numbers[index] > numbers[place] { place = index }
    return place
}

private func add(_ weights: [[Float]], to sum: inout [[Float]]) {
    for row in weights.indices {
        for index in weights[row].indices { sum[row][index] += weights[row][index] }
    }
}
