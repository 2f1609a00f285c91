import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter7")

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkIsWrittenAsItWasChecked() throws {
        #expect(
            try program.writtenNetwork("Chapter07-fast")
                == WrittenNetwork(
                    "inputs [batch, 6, height, width] to outputs [batch, 3, height, width], 34 operations of ONNX's set 17",
                    digest: "ac0d134080823cb5959dfab3567e97795e6f3d5dfc73f96b5455bb4ffc6ca323"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter07-fast", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "no fast.safetensors of Chapter 7")
    }
}
