import Foundation
import TestSupport
import Testing

/// A Python with torch and safetensors, for who has one: `PYTORCH_PYTHON=path/to/python swift test --filter PyTorch`.
private let python = ProcessInfo.processInfo.environment["PYTORCH_PYTHON"]

/// What chapters leave, opened in PyTorch; and what PyTorch makes of it, opened by chapters. Fixtures say the same where
/// there is no Python: see `PyTorchTests` of each chapter.
@Suite(
    .serialized,
    .enabled(
        if: python != nil, "the environment names no Python with torch and safetensors in PYTORCH_PYTHON"))
struct PyTorchTests {
    /// Quick runs whose models are all networks of the course.
    static let runs: [(chapter: Int, arguments: [String])] =
        chapterNumbers.map { ($0, []) } + [
            (5, ["--network", "wide"]), (5, ["--network", "strong"]), (5, ["--network", "residual"]),
            (5, ["--network", "dense"]), (6, ["--part", "adder"]), (9, ["--method", "skipgram"]),
            (10, ["--part", "counting"]),
            (10, ["--part", "composer", "--network", "rnn"]),
            (10, ["--part", "composer", "--network", "gru"]),
            (10, ["--part", "composer", "--network", "lstm"]), (12, ["--subwords", "200"]),
            (14, ["--part", "poses"]), (15, ["--game", "cartpole", "--dueling"]),
            (15, ["--game", "flappy", "--pixels"]),
        ]

    /// Runs a script of `Docs/PyTorch/`.
    private func script(_ name: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program(path: try #require(python)).run([scriptPath(name)] + arguments)
    }

    private func scriptPath(_ name: String) -> String {
        packageRoot.appendingPathComponent("Docs/PyTorch/\(name).py").path
    }

    @Test func everyModelAnswersThereAsHere() throws {
        let folder = try TemporaryFolder()
        var folders: [String] = []
        for (chapter, arguments) in Self.runs {
            let out = folder.file(
                (["Chapter\(chapter)"] + arguments.filter { $0.first != "-" }).joined(separator: "-"))
            let run = try Program("Chapter\(chapter)").run(["--quick", "--out", out] + arguments)
            #expect(run.code == 0, "\(out): \(run.errors)")
            folders.append(out)
        }
        let check = try script("check", folders)
        #expect(check.code == 0, "\(check.output) \(check.errors)")
        #expect(check.output.split(separator: "\n").count == folders.count)
        print(check.output)
    }

    @Test func anotherModelIsTooFarOff() throws {
        let folder = try TemporaryFolder()
        for name in ["Chapter15-features/model", "Chapter15-dueling/example"] {
            let parts = name.split(separator: "/").map(String.init)
            let file = try Data(contentsOf: URL(fileURLWithPath: pytorchFixture(parts[0], parts[1])))
            try folder.write(file, to: "\(parts[1]).safetensors")
        }
        let check = try script("check", [folder.path])
        #expect(check.code == 1 && check.output.contains("TOO FAR"), "\(check.output) \(check.errors)")
    }

    @Test func theFixturesAreThoseOfTheScript() throws {
        let folder = try TemporaryFolder()
        let export = try script("export", [folder.path])
        #expect(export.code == 0, "\(export.errors)")
        let made = folder.contents.filter { $0.hasSuffix(".safetensors") }
        let root = packageRoot.appendingPathComponent("Tests/Fixtures/pytorch").path
        let kept = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String }
            .filter { $0.hasSuffix(".safetensors") }
        #expect(made == kept?.sorted())
    }

    @Test(.enabled(if: publishedData("mnist") != nil, "../shared/data is not there"))
    func theDigitsGoOnBeingLearnedByTwoProcesses() throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData("mnist")))
        let first = try Program("Chapter5").run(
            ["--quick", "--network", "book", "--data", data, "--out", folder.file("swift")])
        #expect(first.code == 0, "\(first.errors)")
        let second = try torchrun(
            "train_chapter05",
            [
                folder.file("swift"), "--data", data, "--out", folder.file("torch"), "--epochs", "1",
                "--limit",
                "2000",
            ])
        #expect(second.code == 0 && second.output.contains("before the first step"), "\(second.errors)")
        let third = try Program("Chapter6").run([
            "--quick", "--part", "adder", "--model", folder.file("torch/model.safetensors"), "--out",
            folder.file("adder"),
        ])
        #expect(
            third.code == 0 && third.output.contains("The given recognizer classifies"), "\(third.errors)")
    }

    @Test(.enabled(if: publishedData("multi30k") != nil, "../shared/data is not there"))
    func theTranslatorGoesOnLearningInTwoProcesses() throws {
        let (folder, data) = (try TemporaryFolder(), try #require(publishedData("multi30k")))
        let first = try Program("Chapter12").run(
            ["--quick", "--data", data, "--pair", "en-de", "--out", folder.file("swift")])
        #expect(first.code == 0, "\(first.errors)")
        let second = try torchrun(
            "train_chapter12",
            [
                folder.file("swift"), "--data", data, "--pair", "en-de", "--out", folder.file("torch"),
                "--epochs",
                "1", "--limit", "500",
            ])
        #expect(second.code == 0 && second.output.contains("before the first step"), "\(second.errors)")
        // The same sentences are held back on both sides.
        #expect(!second.output.contains("the example is not of these sentences"))
        let third = try Program("Chapter12").run([
            "--model", folder.file("torch/model.safetensors"), "--translate", "A dog runs.", "--out",
            folder.file("words"),
        ])
        #expect(third.code == 0, "\(third.errors)")
    }

    /// A script in two processes that learn together.
    private func torchrun(_ name: String, _ arguments: [String]) throws -> Program.Outcome {
        try Program(path: try #require(python)).run(
            ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", scriptPath(name)]
                + arguments,
            environment: ["OMP_NUM_THREADS": "1"])
    }
}
