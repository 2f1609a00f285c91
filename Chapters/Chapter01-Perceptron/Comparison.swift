import ChapterSupport
import Datasets
import Messages
import Reporting
import TensorCore

/// The accuracy of one method, once for each repetition of the cross-validation.
struct MethodAccuracy: Codable {
    /// The method's part of the metrics' keys.
    let key: String

    /// Its name.
    var name: Words {
        switch key {
        case "majority": Words(en: "majority class", zh: "多数类")
        case "perceptron": Words(en: "perceptron", zh: "感知机")
        case "averaged": Words(en: "averaged perceptron", zh: "平均感知机")
        default: Words(en: "hidden layer", zh: "隐藏层")
        }
    }

    /// The accuracy on the test sets, in each repetition.
    var test: [Double] = []

    /// The accuracy on the training sets.
    var training: [Double] = []
}

/// Majority class, perceptron, averaged perceptron and hidden layer on the same rows, by 13-fold cross-validation.
///
/// Each fold is the test set once, while the methods train on the other twelve (Gorman and Sejnowski, 1988). So every row is
/// tested exactly once in a repetition; a repetition shuffles the rows and initializes the weights anew.
struct Comparison: ResumableState {
    /// The number of folds.
    static let folds = 13

    /// How the data is split and the network is trained.
    struct Plan: Codable, Equatable {
        var repetitions: Int
        var epochs: Int
        var hiddenCount: Int
        var settings = Hyperparameters()
    }

    let plan: Plan

    /// The methods, the majority class first.
    private(set) var methods = [
        MethodAccuracy(key: "majority"), MethodAccuracy(key: "perceptron"),
        MethodAccuracy(key: "averaged"), MethodAccuracy(key: "hidden"),
    ]

    /// The error rate of the network after each epoch, over all folds of the first repetition.
    private(set) var trainingCurve: [Double] = []
    private(set) var testCurve: [Double] = []

    /// The confusion matrix of the network, `[true class][predicted class]`, over all test sets and repetitions.
    private(set) var confusion: [[Int]]

    /// The weights and biases of the network.
    private(set) var parameterCount = 0

    /// The repetitions that are done.
    var repetitions: Int { methods[0].test.count }

    init(_ plan: Plan, classCount: Int) {
        self.plan = plan
        confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    }

    func isPossible(from start: Comparison) -> Bool {
        guard plan == start.plan, methods.map(\.key) == start.methods.map(\.key) else { return false }
        let epochs = repetitions == 0 ? 0 : plan.epochs
        return repetitions <= plan.repetitions
            && methods.allSatisfy { $0.test.count == repetitions && $0.training.count == repetitions }
            && trainingCurve.count == epochs && testCurve.count == epochs
            && confusion.map(\.count) == start.confusion.map(\.count)
            && (confusion.joined() + [parameterCount]).allSatisfy(isPossibleCount)
    }

    /// Adds a repetition: the folds, which hold each of `rowCount` rows once.
    fileprivate mutating func append(_ folds: [TrainedFold], rowCount: Int) {
        let isFirst = repetitions == 0
        // Each row is in the training set of all folds but one.
        let trainingCount = Double(rowCount * (Self.folds - 1))
        for method in methods.indices {
            let right = folds.reduce(0) { $0 + $1.test.countRight($1.predictors[method]) }
            let rightInTraining = folds.reduce(0) { $0 + $1.training.countRight($1.predictors[method]) }
            methods[method].test.append(Double(right) / Double(rowCount))
            methods[method].training.append(Double(rightInTraining) / trainingCount)
        }
        for fold in folds {
            for (inputs, label) in zip(fold.test.features, fold.test.labels) {
                confusion[label][fold.network.predictedClass(inputs)] += 1
            }
            parameterCount = fold.network.parameterCount
        }
        guard isFirst else { return }
        for epoch in 0..<plan.epochs {
            let (training, test) = folds.reduce((0, 0)) {
                ($0.0 + $1.errors.training[epoch], $0.1 + $1.errors.test[epoch])
            }
            trainingCurve.append(Double(training) / trainingCount)
            testCurve.append(Double(test) / Double(rowCount))
        }
    }
}

/// Trains the methods on every fold of every repetition. A repetition that is interrupted does not count.
func trainComparison(
    _ task: ComparisonTask, _ plan: Comparison.Plan, seed: UInt64, _ training: Training
) throws -> Comparison {
    let data = task.data
    var seeds = RandomGenerator(seed: seed)
    var comparison = Comparison(plan, classCount: data.classNames.count)
    try training.resume(&comparison, using: &seeds)
    let bar = ProgressBar(
        task.name, total: plan.repetitions * Comparison.folds,
        done: comparison.repetitions * Comparison.folds)
    defer { bar.finish() }
    while comparison.repetitions < plan.repetitions {
        var generator = seeds.split()
        var folds: [TrainedFold] = []
        for fold in stratifiedFolds(data.labels, using: &generator) {
            folds.append(
                try trainFold(
                    task, fold, plan, tracksErrors: comparison.repetitions == 0, using: &generator,
                    shouldStop: { training.shouldStop }))
            if training.shouldStop { return comparison }
            bar.advance()
        }
        comparison.append(folds, rowCount: data.count)
        training.keep(state: comparison, seeds)
    }
    return comparison
}

/// Trains the very first fold of the comparison once more, for drawing.
func trainFirstFold(_ task: ComparisonTask, _ plan: Comparison.Plan, seed: UInt64) throws -> TrainedFold {
    var seeds = RandomGenerator(seed: seed)
    var generator = seeds.split()
    let folds = stratifiedFolds(task.data.labels, using: &generator)
    return try trainFold(task, folds[0], plan, tracksErrors: false, using: &generator)
}
