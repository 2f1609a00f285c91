import ChapterSupport
import Datasets
import TensorCore

/// The accuracy of one method, once for each repetition of the cross-validation.
struct MethodAccuracy: Codable {
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

    /// What is known after some of the repetitions.
    private struct Progress: Codable {
        var repetitions: Int
        var methods: [MethodAccuracy]
        var trainingCurve: [Double]
        var testCurve: [Double]
        var confusion: [[Int]]
        var parameterCount: Int

        /// Whether a comparison by this plan can have come to this.
        func isPossible(of plan: Plan, methods names: [MethodAccuracy], classCount: Int) -> Bool {
            let epochs = repetitions == 0 ? 0 : plan.epochs
            return (0...plan.repetitions).contains(repetitions) && methods.map(\.key) == names.map(\.key)
                && methods.allSatisfy { $0.test.count == repetitions && $0.training.count == repetitions }
                && trainingCurve.count == epochs && testCurve.count == epochs
                && confusion.count == classCount && confusion.allSatisfy { $0.count == classCount }
                && (confusion.joined() + [parameterCount]).allSatisfy(isPossibleCount)
        }
    }

    /// Runs the plan; `afterFold` is called after each fold, and a repetition that `shouldStop` interrupts counts
    /// for nothing.
    init(
        of task: ComparisonTask, plan: Plan, seed: UInt64, checkpoint: TrainingCheckpoint = .none,
        shouldStop: () -> Bool, afterFold: () -> Void
    ) throws {
        let data = task.data
        let classCount = data.classNames.count
        confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
        var seeds = RandomGenerator(seed: seed)
        var progress = Progress(
            repetitions: 0, methods: methods, trainingCurve: [], testCurve: [], confusion: confusion,
            parameterCount: 0)
        try checkpoint.resume(&progress, nil, [:], using: &seeds) {
            $0.isPossible(of: plan, methods: methods, classCount: classCount)
        }
        methods = progress.methods
        learningCurve = (progress.trainingCurve, progress.testCurve)
        (confusion, parameterCount) = (progress.confusion, progress.parameterCount)
        for _ in 0..<progress.repetitions * Self.folds { afterFold() }
        if progress.repetitions > 0 { firstFold = try Self.firstFold(of: task, plan, seed: seed) }
        var wrong = (
            training: [Int](repeating: 0, count: plan.epochs), test: [Int](repeating: 0, count: plan.epochs)
        )
        for repetition in progress.repetitions..<plan.repetitions {
            var generator = seeds.split()
            var right = (test: [0, 0, 0, 0], training: [0, 0, 0, 0])
            for part in stratifiedFolds(data.labels, using: &generator) {
                guard !shouldStop() else { return }
                let fold = try TrainedFold(
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
            checkpoint.keep(
                Progress(
                    repetitions: repetition + 1, methods: methods, trainingCurve: learningCurve.training,
                    testCurve: learningCurve.test, confusion: confusion, parameterCount: parameterCount),
                nil, [:], seeds)
        }
        isComplete = true
    }

    /// The very first fold once more, for a run that goes on behind it.
    private static func firstFold(of task: ComparisonTask, _ plan: Plan, seed: UInt64) throws -> TrainedFold?
    {
        var seeds = RandomGenerator(seed: seed)
        var generator = seeds.split()
        return try stratifiedFolds(task.data.labels, using: &generator).first.map {
            try TrainedFold(task, fold: $0, plan: plan, tracksErrors: true, using: &generator)
        }
    }
}
