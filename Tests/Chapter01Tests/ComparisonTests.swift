import Datasets
import NeuralNetworks
import TensorCore
import Reporting
import Testing

@testable import Chapter1

@Suite struct ComparisonTests {
    @Test func everyRowIsHeldOutOnceAndTheClassesKeepTheirShare() {
        let labels = (0..<60).map { $0 % 3 == 0 ? 1 : 0 } + [2, 2, 2]
        var generator = RandomGenerator(seed: 5)
        let folds = stratifiedFolds(labels, using: &generator)
        #expect(folds.count == Comparison.folds)
        #expect(folds.flatMap(\.test).sorted() == Array(labels.indices))
        for fold in folds {
            #expect((fold.training + fold.test).sorted() == Array(labels.indices))
            let ones = fold.test.count { labels[$0] == 1 }
            #expect((1...2).contains(ones))
        }
        #expect(stratifiedFolds(labels, using: &generator) != folds)
    }

    @Test func standardizedByTheTrainingRowsAlone() throws {
        // One row far out: where it is held out, the columns of the others are measured without it.
        var features = (0..<40).map { [Float($0 % 10), Float($0 / 10)] }
        features[7] = [10_000, 0]
        let data = ClassificationData(
            features: features, labels: (0..<40).map { $0 % 2 }, classNames: ["a", "b"],
            featureNames: ["x", "y"])
        let task = ComparisonTask(name: "made up", title: "", summary: "", data: data, isStandardized: true)
        let fold = Fold(training: (0..<40).filter { $0 != 7 }, test: [7])
        var generator = RandomGenerator(seed: 1)
        let trained = try TrainedFold(
            task, fold: fold, plan: Comparison.Plan(repetitions: 1, epochs: 1, hiddenCount: 2),
            tracksErrors: false, using: &generator)
        let column = trained.training.features.map { Double($0[0]) }
        #expect(abs(mean(column)) < 1e-5)
        #expect(abs(standardDeviation(column) - 1) < 0.02)
        #expect(trained.test.features[0][0] > 1000)
    }

    @Test func aTrainingEndsSoonAfterControlC() throws {
        // Odd and even numbers, which nothing here learns: neither method would end before its last epoch.
        let data = ClassificationData(
            features: (0..<40).map { [Float($0)] }, labels: (0..<40).map { $0 % 2 }, classNames: ["a", "b"],
            featureNames: ["x"])
        let task = ComparisonTask(name: "made up", title: "", summary: "", data: data, isStandardized: true)
        let fold = Fold(training: Array(1..<40), test: [0])
        var questions = 0
        var generator = RandomGenerator(seed: 1)
        _ = try TrainedFold(
            task, fold: fold, plan: Comparison.Plan(repetitions: 1, epochs: 1_000_000, hiddenCount: 2),
            tracksErrors: false, using: &generator,
            shouldStop: {
                questions += 1
                return questions > 5
            })
        #expect(questions == 7)
    }

    @Test(.enabled(if: hasClassicData, "no folder shared/data beside the package"))
    func sonarAsPublished() throws {
        let outcome = try runChapter([
            "--data", classicFolder, "--dataset", "sonar", "--repetitions", "5", "--starts", "1",
        ])
        #expect(outcome.code == .success)
        let hidden = try #require(outcome.metrics["hidden_test_accuracy"])
        let perceptron = try #require(outcome.metrics["perceptron_test_accuracy"])
        let majority = try #require(outcome.metrics["majority_test_accuracy"])
        #expect(hidden >= 0.83)
        #expect(hidden > perceptron + 0.05)
        #expect(perceptron > majority)
        #expect(outcome.metrics["parameters"] == 745)
    }

    @Test(
        .enabled(if: hasClassicData, "no folder shared/data beside the package"),
        arguments: [("iris", 0.93, 99.0), ("banknote", 0.98, 73.0)])
    func otherTables(dataset: String, accuracy: Double, parameters: Double) throws {
        let outcome = try runChapter([
            "--data", classicFolder, "--dataset", dataset, "--epochs", "50", "--repetitions", "2",
            "--starts", "1",
        ])
        #expect(outcome.code == .success)
        #expect(try #require(outcome.metrics["hidden_test_accuracy"]) >= accuracy)
        #expect(try #require(outcome.metrics["majority_test_accuracy"]) < 0.6)
        #expect(outcome.metrics["parameters"] == parameters)
    }
}
