import ChapterSupport
import Datasets
import Messages
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter1

@Suite struct ComparisonTests {
    private let empty = Words(en: "", zh: "")

    @Test func everyRowIsTestedOnceAndTheClassesKeepTheirShare() {
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

    @Test func standardizedByTheTrainingSetOnly() throws {
        // An outlier: where it is in the test set, the columns are standardized without it.
        var features = (0..<40).map { [Float($0 % 10), Float($0 / 10)] }
        features[7] = [10_000, 0]
        let data = ClassificationData(
            features: features, labels: (0..<40).map { $0 % 2 }, classNames: ["a", "b"],
            featureNames: ["x", "y"])
        let task = ComparisonTask(
            name: "made up", title: empty, summary: empty, data: data, isStandardized: true)
        let fold = Fold(training: (0..<40).filter { $0 != 7 }, test: [7])
        var generator = RandomGenerator(seed: 1)
        let trained = try trainFold(
            task, fold, Comparison.Plan(repetitions: 1, epochs: 1, hiddenCount: 2), tracksErrors: false,
            using: &generator)
        let column = trained.training.features.map { Double($0[0]) }
        #expect(abs(mean(column)) < 1e-5)
        #expect(abs(standardDeviation(column) - 1) < 0.02)
        #expect(trained.test.features[0][0] > 1000)
    }

    @Test func aTrainingEndsSoonAfterControlC() throws {
        // Odd and even numbers, which no method here learns: neither would end before its last epoch.
        let data = ClassificationData(
            features: (0..<40).map { [Float($0)] }, labels: (0..<40).map { $0 % 2 }, classNames: ["a", "b"],
            featureNames: ["x"])
        let task = ComparisonTask(
            name: "made up", title: empty, summary: empty, data: data, isStandardized: true)
        let fold = Fold(training: Array(1..<40), test: [0])
        var questions = 0
        var generator = RandomGenerator(seed: 1)
        _ = try trainFold(
            task, fold, Comparison.Plan(repetitions: 1, epochs: 1_000_000, hiddenCount: 2),
            tracksErrors: false, using: &generator,
            shouldStop: {
                questions += 1
                return questions > 5
            })
        #expect(questions == 7)
    }

    @Test func anInterruptedRepetitionDoesNotCount() throws {
        var generator = RandomGenerator(seed: 1)
        let data = GeneratedPoints.xor(count: 60, noise: 0.45, using: &generator)
        let task = ComparisonTask(name: "", title: empty, summary: empty, data: data, isStandardized: false)
        let plan = Comparison.Plan(repetitions: 3, epochs: 2, hiddenCount: 2)
        let whole = try trainComparison(task, plan, seed: 1, Training())
        #expect(whole.repetitions == 3 && whole.trainingCurve.count == 2 && whole.testCurve.count == 2)
        #expect(whole.confusion.joined().reduce(0, +) == 3 * 60)
        var questions = 0
        let stopped = try trainComparison(
            task, plan, seed: 1,
            Training(stop: {
                questions += 1
                return questions > 100
            }))
        #expect((1...2).contains(stopped.repetitions))
        #expect(stopped.methods[3].test == Array(whole.methods[3].test.prefix(stopped.repetitions)))
        #expect(stopped.confusion.joined().reduce(0, +) == stopped.repetitions * 60)
        #expect(stopped.isPossible(from: Comparison(plan, classCount: 2)))
        #expect(!stopped.isPossible(from: Comparison(plan, classCount: 3)))
        let other = Comparison.Plan(repetitions: 3, epochs: 3, hiddenCount: 2)
        #expect(!stopped.isPossible(from: Comparison(other, classCount: 2)))
    }

    @Test(
        .enabled(if: publishedData("classic") != nil, "needs the published tables"),
        arguments: [("iris", 0.9, 99.0), ("sonar", 0.6, 745), ("banknote", 0.95, 73)])
    func publishedTables(dataset: String, accuracy: Double, parameters: Double) throws {
        let folder = try #require(publishedData("classic"))
        let outcome = try runChapter(["--quick", "--data", folder, "--dataset", dataset])
        #expect(outcome.code == 0 && outcome.errors.isEmpty && outcome.hasReport)
        #expect(try #require(outcome.metrics["hidden_test_accuracy"]) >= accuracy)
        #expect(try #require(outcome.metrics["majority_test_accuracy"]) < 0.6)
        #expect(outcome.metrics["parameters"] == parameters)
    }

    @Test(.enabled(if: publishedData("classic") != nil, "needs the published tables"))
    func sonarAsPublished() throws {
        let outcome = try runChapter([
            "--data", try #require(publishedData("classic")), "--dataset", "sonar", "--repetitions", "5",
            "--starts", "1",
        ])
        #expect(outcome.code == 0)
        let hidden = try #require(outcome.metrics["hidden_test_accuracy"])
        let perceptron = try #require(outcome.metrics["perceptron_test_accuracy"])
        #expect(hidden >= 0.83 && hidden > perceptron + 0.05)
        #expect(perceptron > (try #require(outcome.metrics["majority_test_accuracy"])))
    }
}
