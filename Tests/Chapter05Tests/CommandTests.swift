import Foundation
import TestSupport
import Testing

/// The chapter as its reader runs it.
@Suite(.serialized) struct CommandTests {
    private let program = Program("Chapter5")

    @Test func aQuickRunLearnsAndLeavesItsPage() throws {
        let folder = try TemporaryFolder()
        let run = try program.run(["--quick", "--network", "all", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        for file in ["metrics.json", "model.safetensors", "report.html"] {
            #expect(folder.contents.contains("run/\(file)"))
        }
        let metrics = try Program.metrics(in: folder.file("run"))
        for key in ["seed", "epochs", "train_seconds", "threads", "data", "parameters"] {
            #expect(metrics[key] != nil)
        }
        func value(_ key: String) throws -> Double { try #require(metrics[key] as? Double) }
        // Ten classes that are equally likely: ln 10 = 2.303.
        for network in ["book", "wide", "dense"] {
            #expect(try (2.1...2.6).contains(value("\(network)_start_loss")), "\(network)")
        }
        #expect(try value("best_test_accuracy") > value("majority_test_accuracy"))
        #expect(try value("hand_largest_difference") < 1e-4)
        #expect(try (value("dense_parameters") / value("book_parameters") - 1).magnitude < 0.01)
    }

    @Test func theNumbersFollowFromTheSeedNotFromTheThreads() throws {
        let folder = try TemporaryFolder()
        let runs = try program.seededRuns(["--network", "strong", "--as-in-book"], in: folder)
        let one = runs.oneThread
        #expect(runs.twoThreads == one)
        #expect(runs.otherSeed != one)
        #expect(one["as_in_book_test_accuracy"] != nil)
    }

    @Test func theRungsReadTheSameDigits() throws {
        let folder = try TemporaryFolder()
        func accuracy(_ rung: String) throws -> Double {
            let run = try program.run(
                ["--quick", "--network", "wide", "--rung", rung, "--out", folder.file(rung)])
            #expect(run.code == 0, "\(run.errors)")
            return try #require(
                try Program.metrics(in: folder.file(rung))["wide_test_accuracy"] as? Double)
        }
        #expect(try (accuracy("tiled") - accuracy("parallel")).magnitude < 0.02)
    }

    /// What is wrong, the arguments, the exit code, and words that the one line must hold.
    @Test func badInputEndsInOneLine() throws {
        let folder = try TemporaryFolder()
        func set(_ name: String, images: [UInt8], labels: [UInt8] = []) throws -> String {
            try FileManager.default.createDirectory(
                atPath: folder.file(name), withIntermediateDirectories: true)
            for set in ["train", "t10k"] {
                try folder.write(Data(images), to: "\(name)/\(set)-images-idx3-ubyte")
                try folder.write(Data(labels), to: "\(name)/\(set)-labels-idx1-ubyte")
            }
            return folder.file(name)
        }
        func pictures(_ count: UInt8, side: UInt8 = 28, bytes: Int) -> [UInt8] {
            [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, side, 0, 0, 0, side] + [UInt8](repeating: 1, count: bytes)
        }
        func labels(_ values: [UInt8]) -> [UInt8] { [0, 0, 8, 1, 0, 0, 0, UInt8(values.count)] + values }
        let one = pictures(1, bytes: 784)
        let blocked = try folder.write("in the way", to: "blocked")
        let cases: [Program.Refusal] = [
            (["--data", folder.file("nowhere")], 66, ["nowhere"]),
            (["--data", folder.path], 66, ["train-images"]),
            (["--data", try set("magic", images: labels([1]))], 65, ["magic", "2051"]),
            (["--data", try set("short", images: pictures(2, bytes: 784))], 65, ["short", "784"]),
            (["--data", try set("none", images: pictures(1, side: 0, bytes: 0))], 65, ["none"]),
            (["--data", try set("label", images: one, labels: labels([10]))], 65, ["label", "10"]),
            (
                ["--data", try set("counts", images: one, labels: labels([1, 2]))], 65,
                ["counts", "2 labels"]
            ),
            (["--data", folder.path, "--dataset", "cifar10"], 66, ["data_batch_1.bin"]),
            (
                ["--data", folder.path, "--dataset", "fashion", "--train-on", "generated"], 64, ["--train-on"]
            ),
            (["--network", "deep"], 64, ["--network", "deep"]),
            (["--rung", "top"], 64, ["--rung", "top"]),
            (["--epochs", "0"], 64, ["--epochs", "0"]),
            (["--quick", "--out", "\(blocked)/run"], 74, ["blocked/run"]),
        ]
        try program.expectRefusals(cases, in: folder)
    }

    @Test(
        .enabled(if: publishedData("mnist") != nil, "needs the published files of MNIST"),
        arguments: [[], ["--network", "strong"], ["--train-on", "generated", "--network", "dense"]])
    func aQuickRunOnPublishedData(options: [String]) throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("mnist"))
        let run = try program.run(["--quick", "--data", data, "--out", folder.file("run")] + options)
        #expect(run.code == 0, "\(run.errors)")
        for file in ["report.html", "metrics.json"] { #expect(folder.contents.contains("run/\(file)")) }
        #expect(try Program.metrics(in: folder.file("run"))["data"] as? String == "mnist")
    }

    @Test(.enabled(if: publishedData("mnist") != nil, "needs the published files of MNIST"))
    func drawnDigitsTeachToReadWrittenOnes() throws {
        let folder = try TemporaryFolder()
        let data = try #require(publishedData("mnist"))
        let run = try program.run([
            "--quick", "--data", data, "--train-on", "generated", "--network", "wide", "--epochs", "4",
            "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "mnist")
        #expect(try #require(metrics["mnist_test_accuracy_from_generated"] as? Double) > 0.6)
    }

    @Test func theResidualNetworkReadsPhotographs() throws {
        let folder = try TemporaryFolder()
        // Ten classes of flat colour, in CIFAR-10's binary form.
        let record = { (number: Int) -> [UInt8] in
            let kind = UInt8(number % 10)
            return [kind] + (0..<3072).map { UInt8(truncatingIfNeeded: Int(kind) * 25 + $0 / 1024) }
        }
        let batch = Data((0..<100).flatMap(record))
        try FileManager.default.createDirectory(
            atPath: folder.file("data"), withIntermediateDirectories: true)
        for name in (1...5).map({ "data_batch_\($0)" }) + ["test_batch"] {
            try folder.write(batch, to: "data/\(name).bin")
        }
        let run = try program.run([
            "--quick", "--data", folder.file("data"), "--dataset", "cifar10", "--network", "residual",
            "--out", folder.file("run"),
        ])
        #expect(run.code == 0, "\(run.errors)")
        let metrics = try Program.metrics(in: folder.file("run"))
        #expect(metrics["data"] as? String == "cifar10")
        #expect(metrics["residual_test_accuracy"] != nil)
    }
}
