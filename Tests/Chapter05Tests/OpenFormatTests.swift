import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter5")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter05-book",
            "inputs [batch, 1, 8, 8] to outputs [batch, 10], 10",
            "e2f7f3d20f37acf34b4cf7cce33bfe126f611baa37501ec483877e28e301312e"
        ),
        (
            "Chapter05-wide", "inputs [batch, 1, 8, 8] to outputs [batch, 10], 5",
            "96600a8b9bcecfce5fa3cf336a156e329d28119a37cb0266e434fd9f0beb4a8d"
        ),
        (
            "Chapter05-strong",
            "inputs [batch, 1, 8, 8] to outputs [batch, 10], 16",
            "45ddbff1530decf6965b16e47151f4f87c292502f7ab040a2398cc56c25748c8"
        ),
        (
            "Chapter05-residual",
            "inputs [batch, 1, 8, 8] to outputs [batch, 10], 31",
            "3ed44bd4978ad8fffe2b15625220d3f98898a8246291653a3e96f915f85b8656"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter05-book", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "no network of Chapter 5")
    }
}
