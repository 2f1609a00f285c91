import ChapterSupport
import Datasets
import Foundation
import TensorCore
import Testing

@testable import Chapter1

@Suite struct ChapterTests {
    private let small = ["--quick", "--epochs", "15", "--starts", "3"]

    @Test func aRunLearns() throws {
        let outcome = try runChapter(small)
        #expect(outcome.code == .success)
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
        let outcome = try runChapter(small, isInterrupted: { true })
        #expect(outcome.code == .success)
        #expect(outcome.hasReport)
        #expect(outcome.metrics["hidden_test_accuracy"] == nil)
    }

    @Test(arguments: [
        (["--datset", "iris"], "--dataset"), (["--epochs", "0"], "--epochs"),
        (["--threads", "0"], "--threads"),
        (["--dataset", "roses"], "roses"), (["--dataset", "iris"], "--data"),
        (["--hidden", "many"], "--hidden"),
    ])
    func wrongUse(arguments: [String], named: String) throws {
        let outcome = try runChapter(arguments)
        #expect(outcome.code == .usage)
        #expect(outcome.errors.count == 1)
        #expect(outcome.errors.first?.contains(named) == true)
        #expect(!outcome.hasReport)
    }

    @Test func missingFolderAndFile() throws {
        let nowhere = try runChapter(["--data", "/nowhere/at/all"])
        #expect(nowhere.code == .missingInput)
        #expect(nowhere.errors.count == 1 && nowhere.errors[0].contains("/nowhere/at/all"))
        let empty = try withFolder("other.txt", "") { try runChapter(["--data", $0, "--dataset", "iris"]) }
        #expect(empty.code == .missingInput)
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
        let outcome = try withFolder("iris.csv", text) {
            try runChapter(["--data", $0, "--dataset", "iris"])
        }
        #expect(outcome.code == .badData)
        #expect(outcome.errors.count == 1)
        #expect(outcome.errors.first?.contains(named) == true)
        #expect(outcome.errors.first?.contains("iris") == true)
        #expect(!outcome.hasReport)
    }

    @Test func outputThatCannotBeWritten() throws {
        let outcome = try withFolder("taken", "") { try runChapter(small + ["--out", "\($0)/taken"]) }
        #expect(outcome.code == .unwritable)
        #expect(outcome.errors.count == 1)
    }

    @Test func helpNamesEveryOption() throws {
        let outcome = try runChapter(["--help"])
        #expect(outcome.code == .success)
        for option in ["--dataset", "--hidden", "--repetitions", "--starts", "--xor-epochs", "--data"] {
            #expect(outcome.output.contains(option))
        }
    }
}
