import DigitRecognition
import Files
import Images
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter5

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter5")

    /// Networks of known weights, for pictures of 8 × 8. onnxruntime opened each of these files with `Docs/PyTorch/check_onnx.py`, and
    /// answered as PyTorch does; the bytes must be those of then.
    @Test(arguments: [
        (NetworkKind.book, ""), (.wide, ""), (.strong, ""), (.residual, ""),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ kind: NetworkKind, _ digest: String) throws {
        let folder = try TemporaryFolder()
        let (model, path) = (folder.file("model.safetensors"), folder.file("network.onnx"))
        let pictures = LabeledImages(
            pixels: [UInt8](repeating: 0, count: 64), labels: [0], classNames: (0..<10).map(String.init),
            height: 8, width: 8)
        var generator = RandomGenerator(seed: 1)
        let network = kind.network(for: pictures, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter05-\(kind.rawValue)", "model"), into: network)
        try Checkpoint(
            model: network, epoch: 1, notes: SavedNetwork.notes(of: kind, pictures, .mnist, data: "none")
        ).save(to: model)

        let run = try program.run(["--model", model, "--onnx", path])
        #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.hasPrefix("\(path): inputs [batch, 1, 8, 8] to outputs [batch, 10], "))
        #expect(try sha256(ofFile: path) == digest)
        #expect(folder.contents == ["model.safetensors", "network.onnx"])
    }

    @Test func badInputIsRefusedInOneLine() throws {
        let folder = try TemporaryFolder()
        let (broken, new) = (try folder.write("text", to: "broken.safetensors"), folder.file("a.onnx"))
        try program.expectRefusals(
            [
                (["--onnx", new], 64, ["--onnx needs --model FILE"]),
                (["--model", folder.file("none"), "--onnx", new], 66, ["none"]),
                (["--model", broken, "--onnx", new], 65, ["broken.safetensors"]),
                (["--model", pytorchFixture("Chapter03", "model"), "--onnx", new], 65, ["Chapter 5"]),
            ], in: folder)
    }
}
