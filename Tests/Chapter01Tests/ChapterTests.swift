import ChapterSupport
import Datasets
import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Chapter1

@Suite struct ChapterTests {
    private let small = ["--quick", "--epochs", "15", "--starts", "3"]

    @Test func aRunLearns() throws {
        let outcome = try runChapter(small)
        #expect(outcome.code == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.hasReport)
        for gate in ["and", "or", "nand", "blobs"] {
            let mistakes = try #require(outcome.metrics["\(gate)_mistakes"])
            let bound = try #require(outcome.metrics["\(gate)_bound"])
            #expect(mistakes > 0 && mistakes <= bound)
        }
        #expect(outcome.metrics["xor_cycle_length"] == 4)
        #expect(outcome.metrics["xor_solved_fraction"] == 1)
        let hidden = try #require(outcome.metrics["hidden_test_accuracy"])
        #expect(hidden > 0.9)
        for trivial in ["majority", "perceptron", "averaged"] {
            #expect(try #require(outcome.metrics["\(trivial)_test_accuracy"]) < 0.7)
            #expect(outcome.metrics["\(trivial)_test_accuracy_deviation"] != nil)
        }
        for key in ["seed", "epochs", "train_seconds", "threads", "parameters"] {
            #expect(outcome.metrics[key] != nil)
        }
        #expect(outcome.output.contains("bound (R/γ)²"))
    }

    @Test func theModelSolvesExclusiveOrWhereItIsReadAgain() throws {
        let model = try runChapter(small).model
        let hiddenWeights = try #require(model["hidden.weight"])
        let hiddenBiases = try #require(model["hidden.bias"])
        let outputWeights = try #require(model["output.weight"])
        let outputBiases = try #require(model["output.bias"])
        let inputs = TruthTable.xor.data.featureArray
        let hidden = (inputs.matmul(hiddenWeights.transposed()) + hiddenBiases).sigmoid()
        let outputs = (hidden.matmul(outputWeights.transposed()) + outputBiases).sigmoid()
        #expect(outputs.scalars.map { $0 > 0.5 ? 1 : 0 } == TruthTable.xor.outputs)
    }

    @Test func threadsChangeNothingAndSeedsDo() throws {
        func metrics(_ more: [String]) throws -> [String: Double] {
            var metrics = try runChapter(small + more).metrics
            metrics["train_seconds"] = nil
            metrics["threads"] = nil
            return metrics
        }
        let one = try metrics(["--threads", "1"])
        #expect(try metrics(["--threads", "2"]) == one)
        let other = try metrics(["--threads", "1", "--seed", "2"])
        #expect(
            other["hidden_test_accuracy"] != one["hidden_test_accuracy"]
                || other["xor_final_error"] != one["xor_final_error"])
    }

    @Test func interruptedFromTheStart() throws {
        let folder = try TemporaryFolder()
        let command = ChapterCommand(
            number: 1, title: "", summary: "", defaultEpochs: 1, quickEpochs: 1,
            options: [.choice("dataset", ["iris"], default: "iris", ""), .target])
        let code = command.run(
            arguments: ["--out", folder.path], console: Console(output: { _ in }, error: { _ in }),
            isInterrupted: { true }
        ) { run in
            let task = try ComparisonTask(run)
            let plan = Comparison.Plan(repetitions: 2, epochs: 3, hiddenCount: 4)
            let results = Results(
                task: task, separable: trainOnSeparableRows(seed: 1), cycle: nil,
                exclusiveOr: try trainFromManyStarts(starts: 2, epochs: 9, seed: 1, run.training("xor")),
                comparison: try trainComparison(task, plan, seed: 1, run.training("comparison")),
                firstFold: try trainFirstFold(task, plan, seed: 1), seconds: 0)
            results.fill(&run.metrics)
            try results.fill(&run.report)
        }
        #expect(code == .success)
        #expect(try Program.metrics(in: folder.path)["hidden_test_accuracy"] == nil)
        let page = try String(contentsOfFile: folder.file("report.html"), encoding: .utf8)
        #expect(page.contains("interrupted before the first repetition"))
    }

    @Test(arguments: [
        (["--datset", "iris"], "--dataset"), (["--epochs", "0"], "--epochs"),
        (["--threads", "0"], "--threads"),
        (["--dataset", "roses"], "roses"), (["--dataset", "iris"], "--data"),
        (["--hidden", "many"], "--hidden"),
    ])
    func wrongUse(arguments: [String], named: String) throws {
        let outcome = try runChapter(arguments)
        #expect(outcome.code == 64)
        #expect(outcome.errors.count == 1)
        #expect(outcome.errors.first?.contains(named) == true)
        #expect(!outcome.hasReport)
    }

    @Test func missingFolderAndFile() throws {
        let nowhere = try runChapter(["--data", "/nowhere/at/all"])
        #expect(nowhere.code == 66)
        #expect(nowhere.errors.count == 1 && nowhere.errors[0].contains("/nowhere/at/all"))
        let folder = try TemporaryFolder()
        let empty = try runChapter(["--data", folder.path, "--dataset", "iris"])
        #expect(empty.code == 66)
        #expect(empty.errors.count == 1 && empty.errors[0].contains("iris"))
    }

    @Test(arguments: [
        ("", "iris.csv"),
        ("\n", "iris.csv"),
        ("5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,Iris-setosa\n", "iris.csv:2"),
        ("5.1,3.5,1.4,0.2,Iris-setosa\n4.9,three,1.4,0.2,Iris-setosa\n", "iris.csv:2"),
        ("5.1,3.5,1.4,0.2,Iris-gigantea\n", "iris.csv:1"),
        ("5.1,3.5,-1.4,0.2,Iris-setosa\n", "iris.csv:1"),
        ("5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3\u{0}.0,1.4,0.2,Iris-setosa\n", "iris.csv:2"),
        ("5.1,3.5,1.4,0.2,Iris-setosa\n", "13"),
    ])
    func brokenFile(text: String, named: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "iris.csv")
        let outcome = try runChapter(["--data", folder.path, "--dataset", "iris"])
        #expect(outcome.code == 65)
        #expect(outcome.errors.count == 1)
        #expect(outcome.errors.first?.contains(named) == true)
        #expect(outcome.errors.first?.contains("iris") == true)
        #expect(!outcome.hasReport)
    }

    @Test func outputThatCannotBeWritten() throws {
        let folder = try TemporaryFolder()
        let outcome = try runChapter(small + ["--out", try folder.write("", to: "taken")])
        #expect(outcome.code == 74)
        #expect(outcome.errors.count == 1)
    }

    @Test func helpNamesEveryOption() throws {
        let outcome = try runChapter(["--help"])
        #expect(outcome.code == 0)
        for option in [
            "--dataset", "--hidden", "--repetitions", "--starts", "--xor-epochs", "--data", "--target",
            "--predict",
        ] {
            #expect(outcome.output.contains(option))
        }
    }
}
