import NeuralNetworks
import ONNX
import TensorCore
import TestSupport
import Testing

@testable import Chapter15

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter15")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter15-features", "inputs [batch, 4] to outputs [batch, 2], 5",
            "404349ac0800cde58af8556031c367514fcca56acba15b72f032e191949a3d92"
        ),
        (
            "Chapter15-dueling", "inputs [batch, 4] to outputs [batch, 2], 11",
            "5b59f7f6ffafd27202d6662234a90f027cb9c9f3bb0750ad554969627c0a76ad"
        ),
    ])
    func everyNetworkOnFeaturesIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String)
        throws
    {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkOnPixelsIsWrittenAsItWasChecked() throws {
        var generator = RandomGenerator(seed: 0)
        let network = PixelNetwork(
            frames: 1, actions: 2, widths: (2, 2, 1), isDueling: false, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter15-pixels", "model"), into: network)
        let written = try WrittenNetwork("Chapter15-pixels") { path in
            let graph = ONNXGraph("Chapter15", of: network, ["batch", 1, 80, 80], to: ["batch", 2])
            try graph.save(to: path)
            return graph.summary.en
        }
        #expect(
            written
                == WrittenNetwork(
                    "inputs [batch, 1, 80, 80] to outputs [batch, 2], 10 operations of ONNX's set 17",
                    digest: "b369d68632735b1e622aea3d9995f8db7b0439146b7b12133f7a5e596a020cc1"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter15-features", "model"),
            foreign: pytorchFixture("Chapter03", "model"),
            "no network that plays")
    }
}
