import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter9")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter09-nplm", "inputs [batch, 3] to outputs [batch, 9], 5",
            "194237ff107c040f2d885cbd46ebb90602366f180abaf99a0dfb5460ef52c7c1"
        ),
        (
            "Chapter09-word2vec",
            "center [batch], context [batch] to outputs [batch], 4",
            "013fdb13e440a329a788be82c09f39c7982f3a0744793ce879c49da47110be9f"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter09-nplm", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "no network of Chapter 9")
    }
}
