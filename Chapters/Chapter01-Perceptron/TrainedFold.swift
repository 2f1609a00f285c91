import Datasets
import TensorCore

/// All four methods, trained on the training set of one fold.
struct TrainedFold {
    let training: ClassificationData
    let test: ClassificationData
    let perceptron: MulticlassPerceptron
    let averaged: MulticlassPerceptron
    let network: TwoLayerNetwork
    let errors: Errors

    /// How many rows the network classifies wrong after each epoch; empty where that was not counted.
    struct Errors {
        var training: [Int] = []
        var test: [Int] = []

        /// As many as there are epochs, the last repeated.
        mutating func extend(to epochs: Int) {
            guard let (last, lastTest) = training.last.flatMap({ last in test.last.map { (last, $0) } })
            else { return }
            training += Array(repeating: last, count: epochs - training.count)
            test += Array(repeating: lastTest, count: epochs - test.count)
        }
    }

    /// What each method predicts, in the order of the comparison.
    var predictors: [([Float]) -> Int] {
        let majority = training.majorityClass
        return [
            { _ in majority }, perceptron.predictedClass, averaged.predictedClass, network.predictedClass,
        ]
    }
}

extension ClassificationData {
    /// The class with the most rows, the first of several.
    var majorityClass: Int {
        var counts = [Float](repeating: 0, count: classNames.count)
        for label in labels { counts[label] += 1 }
        return indexOfLargest(counts)
    }

    /// How many rows are classified correctly.
    func countRight(_ predictor: ([Float]) -> Int) -> Int {
        zip(features, labels).count { predictor($0) == $1 }
    }
}
