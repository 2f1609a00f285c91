import Datasets
import TensorCore

/// All four methods, trained on one part of the rows.
struct TrainedFold {
    let training: ClassificationData
    let test: ClassificationData
    let perceptron: MulticlassPerceptron
    let network: TwoLayerNetwork

    /// What each method answers, in the order of the comparison.
    let predictors: [([Float]) -> Int]

    /// The wrong answers of the network after each epoch, where they were counted.
    let wrong: (training: [Int], test: [Int])

    /// Trains on the rows of the fold; where the task wants standardized columns, mean and deviation are those
    /// of the training rows. Each training ends after the epoch in which `shouldStop` becomes true.
    init(
        _ task: ComparisonTask, fold: Fold, plan: Comparison.Plan, tracksErrors: Bool,
        using generator: inout RandomGenerator, shouldStop: () -> Bool = { false }
    ) throws {
        var training = task.data.rows(fold.training)
        var test = task.data.rows(fold.test)
        if task.isStandardized {
            let standardizer = Standardizer(fitting: training.features)
            training.features = standardizer.transform(training.features)
            test.features = standardizer.transform(test.features)
        }
        let majority = training.majorityClass
        let (last, averaged) = trainPerceptrons(
            on: training, maximumPasses: plan.epochs, using: &generator, shouldStop: shouldStop)
        var network = TwoLayerNetwork(
            inputCount: training.featureNames.count, hiddenCount: plan.hiddenCount,
            outputCount: training.outputCount, range: plan.recipe.range, using: &generator)
        var wrong: (training: [Int], test: [Int]) = ([], [])
        try train(
            &network, inputs: training.features, targets: training.targets, epochs: plan.epochs,
            recipe: plan.recipe, using: &generator
        ) { network, _ in
            guard tracksErrors else { return !shouldStop() }
            wrong.training.append(training.count - training.countRight(network.predictedClass))
            wrong.test.append(test.count - test.countRight(network.predictedClass))
            return !shouldStop()
        }
        // A training that ended early would only have gone on with the same weights.
        if let lastWrong = wrong.test.last, let lastTrainingWrong = wrong.training.last {
            let missing = plan.epochs - wrong.test.count
            wrong.test += Array(repeating: lastWrong, count: missing)
            wrong.training += Array(repeating: lastTrainingWrong, count: missing)
        }
        self.training = training
        self.test = test
        perceptron = last
        self.wrong = wrong
        let trained = network
        self.network = trained
        predictors = [
            { _ in majority }, last.predictedClass, averaged.predictedClass, { trained.predictedClass($0) },
        ]
    }
}

extension ClassificationData {
    /// The class with the most rows, the first of several.
    var majorityClass: Int {
        var counts = [Float](repeating: 0, count: classNames.count)
        for label in labels { counts[label] += 1 }
        return largestPlace(counts)
    }

    /// How many rows are answered with their class.
    func countRight(_ predictor: ([Float]) -> Int) -> Int {
        zip(features, labels).count { predictor($0) == $1 }
    }
}
