import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter6")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        for file in ["metrics.json", "model.safetensors", "recognizer.safetensors", "report.html"] {
            #expect(folder.contents.contains("one/\(file)"))
        }
        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        // The first outputs are about 0, so the loss is the mean square of a sum, about 81 + 16.5.
        #expect(try (value("start_loss") / value("zero_loss") - 1).magnitude < 0.35)
        #expect(try value("best_exact_sum_accuracy") > value("majority_exact_sum_accuracy"))
    }

    @Test func aRecognizerIsTakenFromAFile() throws {
        let folder = try TemporaryFolder()
        let first = try program.run(["--quick", "--part", "towns", "--out", folder.file("first")])
        #expect(first.code == 0, "\(first.errors)")
        let model = folder.file("first/recognizer.safetensors")
        let second = try program.run(
            ["--quick", "--part", "adder", "--model", model, "--out", folder.file("second")])
        #expect(second.code == 0, "\(second.errors)")
        let accuracies = try ["first", "second"].map {
            try #require(Program.metrics(in: folder.file($0))["recognizer_test_accuracy"] as? Double)
        }
        #expect(accuracies[0] == accuracies[1])
        #expect(!folder.contents.contains("second/recognizer.safetensors"))
    }

    @Test(
        .enabled(if: publishedData("mnist") != nil, "needs the published files of MNIST"),
        arguments: [[], ["--part", "towns"]])
    func aQuickRunOnPublishedData(options: [String]) throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("mnist"))
        let run = try program.run(["--quick", "--data", data, "--out", folder.file("run")] + options)
        #expect(run.code == 0, "\(run.errors)")
        for file in ["report.html", "metrics.json"] { #expect(folder.contents.contains("run/\(file)")) }
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == "mnist")
    }

    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("no tensors".utf8), to: "broken.safetensors")
        let refusals: [Program.Refusal] = [
            (["--model", folder.file("none.safetensors")], 66, ["none.safetensors"]),
            (["--model", folder.file("broken.safetensors")], 65, ["broken.safetensors"]),
            (["--data", folder.path], 66, ["idx"]),
            (["--repetitions", "0"], 64, ["repetitions"]),
            (["--part", "all of it"], 64, ["part"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}
