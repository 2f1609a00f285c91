import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter1")

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkIsWrittenAsItWasChecked() throws {
        #expect(
            try program.writtenNetwork("Chapter01")
                == WrittenNetwork(
                    "inputs [batch, 2] to outputs [batch, 1], 4 operations of ONNX's set 17",
                    digest: "c4039da238c43c34110223e2f3dedc2615902097fe930859a76c73d0cc069b57"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter01", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "not a model of Chapter 1")
    }
}
