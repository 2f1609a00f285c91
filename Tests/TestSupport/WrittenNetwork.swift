import Files
import Foundation

/// A network as an ONNX file: what a program says of it, and the digest of the file's bytes.
public struct WrittenNetwork: Equatable {
    /// "inputs [batch, 4] to outputs [batch, 3], 5 operations of ONNX's set 17".
    public let summary: String
    /// SHA-256 of the file, in hexadecimal.
    public let digest: String

    /// What a test expects.
    public init(_ summary: String, digest: String) { (self.summary, self.digest) = (summary, digest) }

    /// The file that `write` writes, of the network in a folder of `Tests/Fixtures/pytorch`.
    ///
    /// No test has onnxruntime. With a folder in the environment variable `ONNX_FILES` the files are kept there under the names of the
    /// fixtures, and `Docs/PyTorch/check_onnx.py` opens each with it and compares its answers with PyTorch's in the fixture. A digest
    /// in a test is that of a file that was checked so:
    ///
    ///     ONNX_FILES=/tmp/onnx swift test --filter OpenFormatTests
    ///     python Docs/PyTorch/check_onnx.py /tmp/onnx Tests/Fixtures/pytorch
    ///
    /// - Parameter write: writes to a path, and returns the summary.
    public init(_ fixture: String, _ write: (_ path: String) throws -> String) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("network.onnx")
        summary = try write(path)
        digest = try sha256(ofFile: path)
        let kept = ProcessInfo.processInfo.environment["ONNX_FILES"]
        if let kept, FileManager.default.fileExists(atPath: pytorchFixture(fixture, "example")) {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            try writeFileAtomically(data, to: "\(kept)/\(fixture).onnx")
        }
    }
}

extension Program {
    /// Lets the program write the network of a model by `--onnx`, by default the model in a folder of `Tests/Fixtures/pytorch`.
    ///
    /// - Throws: `UnexpectedAnswers` where the program fails, or writes anything else.
    public func writtenNetwork(_ fixture: String, model: String? = nil) throws -> WrittenNetwork {
        try WrittenNetwork(fixture) { path in
            let run = try run(["--model", model ?? pytorchFixture(fixture, "model"), "--onnx", path])
            guard run.code == 0, run.errors.isEmpty, run.output.hasPrefix("\(path): "), run.leftBehind.isEmpty
            else {
                throw UnexpectedAnswers(
                    description: "\(fixture): code \(run.code), \(run.output)\(run.errors) \(run.leftBehind)")
            }
            return run.output.dropFirst(path.count + 2).trimmingCharacters(in: .newlines)
        }
    }

    /// `--onnx` without a model, and with one that is missing, broken or of another chapter, is refused in one line each.
    ///
    /// - Parameters:
    ///   - model: a model of the chapter.
    ///   - words: what the refusal of another chapter's model says.
    /// - Throws: `UnexpectedAnswers`.
    public func expectRefusalsOfONNX(model: String, foreign: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        let (broken, new) = (try folder.write("text", to: "broken.safetensors"), folder.file("a.onnx"))
        try expectRefusals(
            [
                (["--onnx", new], 64, ["--onnx needs --model FILE"]),
                (["--model", model, "--onnx", model], 64, ["--onnx would replace the model"]),
                (["--model", folder.file("none"), "--onnx", new], 66, ["none"]),
                (["--model", broken, "--onnx", new], 65, ["broken.safetensors"]),
                (["--model", foreign, "--onnx", new], 65, [words]),
                (["--model", model, "--onnx", "\(broken)/a.onnx"], 74, ["cannot be written"]),
            ], in: folder)
    }
}
