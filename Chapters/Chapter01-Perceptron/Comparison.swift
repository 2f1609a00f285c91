import Datasets
import TensorCore

/// The accuracy of one method, once for each repetition of the cross-validation.
struct MethodAccuracy {
    /// The method's name, and its part of the metrics' keys.
    let name: String
    let key: String

    /// The share of the held-out rows answered rightly, in each repetition.
    var test: [Double] = []

    /// The share of the rows trained on.
    var training: [Double] = []
}

/// Majority class, perceptron, averaged perceptron and hidden layer on the same rows, by cross-validation.
///
/// The rows are dealt into 13 parts; each part is held out once, while the methods train on the other
/// twelve (Gorman and Sejnowski, 1988). Every row is held out exactly once in a repetition, and a repetition deals
/// anew and begins with other weights.
struct Comparison {
    /// The parts that the rows are dealt into.
    static let folds = 13

    /// How the data is dealt and the network is trained.
    struct Plan {
        var repetitions: Int
        var epochs: Int
        var hiddenCount: Int
        var recipe = TrainingRecipe()
    }

    /// The methods, the majority class first.
    private(set) var methods = [
        MethodAccuracy(name: "majority class", key: "majority"),
        MethodAccuracy(name: "perceptron", key: "perceptron"),
        MethodAccuracy(name: "averaged perceptron", key: "averaged"),
        MethodAccuracy(name: "hidden layer", key: "hidden"),
    ]

    /// The share of wrong answers of the network after each epoch, over all folds of the first repetition.
    private(set) var learningCurve: (training: [Double], test: [Double]) = ([], [])

    /// The answers of the network to held-out rows, `[true class][answer]`, over all repetitions.
    private(set) var confusion: [[Int]]

    /// The models of the very first fold, for drawing.
    private(set) var firstFold: TrainedFold?

    /// The weights and biases of the network.
    private(set) var parameterCount = 0

    /// Whether all repetitions were done.
    private(set) var isComplete = false

    /// Runs the plan; `afterFold` is called after each fold, and a repetition that `shouldStop` interrupts counts
    /// for nothing.
    init(
        of task: ComparisonTask, plan: Plan, seed: UInt64, shouldStop: () -> Bool, afterFold: () -> Void
    ) {
        let data = task.data
        let classCount = data.classNames.count
        confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        var seeds = RandomGenerator(seed: seed)
        var wrong = (
            training: [Int](repeating: 0, count: plan.epochs), test: [Int](repeating: 0, count: plan.epochs)
        )
        for repetition in 0..<plan.repetitions {
            var generator = seeds.split()
            var right = (test: [0, 0, 0, 0], training: [0, 0, 0, 0])
            for part in stratifiedFolds(data.labels, using: &generator) {
                guard !shouldStop() else { return }
                let fold = TrainedFold(
                    task, fold: part, plan: plan, tracksErrors: repetition == 0, using: &generator,
                    shouldStop: shouldStop)
                guard !shouldStop() else { return }
                for method in methods.indices {
                    right.test[method] += fold.test.countRight(fold.predictors[method])
                    right.training[method] += fold.training.countRight(fold.predictors[method])
                }
                for (inputs, label) in zip(fold.test.features, fold.test.labels) {
                    confusion[label][fold.network.predictedClass(inputs)] += 1
                }
                for epoch in fold.wrong.test.indices {
                    wrong.test[epoch] += fold.wrong.test[epoch]
                    wrong.training[epoch] += fold.wrong.training[epoch]
                }
                if firstFold == nil { firstFold = fold }
                parameterCount = fold.network.parameterCount
                afterFold()
            }
            for method in methods.indices {
                methods[method].test.append(Double(right.test[method]) / Double(data.count))
                // Each row is trained on in all folds but one.
                methods[method].training.append(
                    Double(right.training[method]) / Double(data.count * (Self.folds - 1)))
            }
            if repetition == 0 {
                learningCurve = (
                    wrong.training.map { Double($0) / Double(data.count * (Self.folds - 1)) },
                    wrong.test.map { Double($0) / Double(data.count) }
                )
            }
        }
        isComplete = true
    }
}
