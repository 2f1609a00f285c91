import Foundation
import Reporting
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter8")

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        let files = [
            "conditional.gif", "conditional.safetensors", "epochs.gif", "metrics.json", "model.safetensors",
            "report.html",
        ]
        for file in files { #expect(folder.contents.contains("one/\(file)")) }
        let gif = try Data(contentsOf: URL(fileURLWithPath: folder.file("one/epochs.gif")))
        #expect(gif.starts(with: Data("GIF89a".utf8)))

        func value(_ key: String) throws -> Double { try #require(runs.value(key)) }
        // A discriminator that cannot tell anything has ln 2 = 0.693; the variance of the first logits adds to that.
        #expect(try (0.6...1.4).contains(value("gan_start_discriminator_loss")))
        #expect(try (0.5...2).contains(value("gan_start_generator_loss")))
        #expect(try value("hand_layer_difference") < 1e-5)
        // Real digits are nearer to real digits than anything generated after so short a training.
        for name in ["means", "mean_square", "fooling", "gan"] {
            #expect(try value("\(name)_frechet") > value("real_frechet"))
        }
    }

    @Test(
        .enabled(if: publishedData("mnist") != nil, "needs the published files of MNIST"),
        arguments: [[], ["--width", "4"]])
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
        let single = try TemporaryFolder()
        try single.writeMNIST(training: 3, test: 1)
        let refusals: [Program.Refusal] = [
            (["--data", single.path], 65, ["test pictures: 1", "at least 2"]),
            (["--model", folder.file("none.safetensors")], 66, ["none.safetensors"]),
            (["--model", folder.file("broken.safetensors")], 65, ["broken.safetensors"]),
            (["--data", folder.path], 66, ["idx"]),
            (["--width", "3"], 64, ["width"]),
        ]
        try program.expectRefusals(
            refusals, common: ["--quick", "--out", folder.file("out")], in: folder)
    }
}

extension TemporaryFolder {
    /// Writes MNIST's four files with so many black pictures.
    fileprivate func writeMNIST(training: UInt8, test: UInt8) throws {
        for (name, count) in [("train", training), ("t10k", test)] {
            let pictures: [UInt8] = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]
            let pixels = [UInt8](repeating: 0, count: Int(count) * 28 * 28)
            try write(Data(pictures + pixels), to: "\(name)-images-idx3-ubyte")
            try write(
                Data([0, 0, 8, 1, 0, 0, 0, count] + [UInt8](repeating: 0, count: Int(count))),
                to: "\(name)-labels-idx1-ubyte")
        }
    }
}
