import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter12")

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkIsWrittenAsItWasChecked() throws {
        #expect(
            try program.writtenNetwork("Chapter12")
                == WrittenNetwork(
                    "source [batch, source_length], decoder_input [batch, length] to outputs [batch, length, 10], 270 operations of ONNX's set 17",
                    digest: "38207352fe118bc05177c85b4c9cf7ea6ef912e55be53f9988e162a0780b0678"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter12", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "Chapter 12")
    }
}
