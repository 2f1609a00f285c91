import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter8")

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkIsWrittenAsItWasChecked() throws {
        #expect(
            try program.writtenNetwork("Chapter08")
                == WrittenNetwork(
                    "inputs [batch, 6] to outputs [batch, 1, 28, 28], 9 operations of ONNX's set 17",
                    digest: "ac1e3928490845c136fa45fd2b7fccb6ae0570806c4403e1399057889398ab83"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter08", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "no generator of Chapter 8")
    }
}
