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

    @Test func fewLabelsFollowFromTheSeedAndTheLossBeginsAsTheorySays() throws {
        let folder = try TemporaryFolder()
        let arguments = ["--quick", "--part", "unlabelled", "--epochs", "2", "--unlabelled", "300"]
        let runs = try ["1", "2"].map { threads in
            let run = try program.run(
                arguments + ["--threads", threads, "--out", folder.file(threads)])
            #expect(run.code == 0, "\(run.errors)")
            return try Program.metrics(in: folder.file(threads))
        }
        func value(_ key: String, _ run: Int = 0) throws -> Double { try #require(runs[run][key] as? Double) }
        for key in runs[0].keys where key.hasSuffix("accuracy") || key.hasSuffix("loss") {
            #expect(try value(key) == value(key, 1), "\(key)")
        }
        #expect(
            try (value("contrastive_start_loss") - value("contrastive_start_loss_in_theory")).magnitude < 0.25
        )
        #expect(try value("contrastive_loss") < value("contrastive_start_loss"))
        #expect(try value("contrastive_loss") > value("least_contrastive_loss"))
        #expect(try value("hand_gradient_difference") < 1e-5)
        #expect(try value("hand_gradient_difference_from_moving") < 1e-6)
        for file in ["model.safetensors", "example.safetensors", "report.html"] {
            #expect(folder.contents.contains("1/\(file)"))
        }
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
            (["--part", "unlabelled", "--temperature", "0"], 64, ["temperature"]),
            (["--part", "unlabelled", "--unlabelled", "5"], 64, ["unlabelled"]),
            (["--part", "unlabelled", "--data", folder.path], 66, ["idx"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}
