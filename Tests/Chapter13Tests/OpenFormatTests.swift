import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter13")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter13-gpt",
            "inputs [batch, length] to outputs [batch, length, 10], 91",
            "0261085d988cf45383f93336465b55ebb0791940b0dee54c37a3b948de71d1a4"
        ),
        (
            "Chapter13-bert",
            "inputs [batch, length] to outputs [batch, length, 10], 91",
            "4a8c3d6d994ddc3387664cf4d5dce9ac20cd1a24c0aad57f4d5ba695a8134c12"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter13-gpt", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "Chapter 13")
    }
}
