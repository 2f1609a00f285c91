import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter11")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter11-none",
            "source [batch, source_length], decoder_input [batch, length] to outputs [batch, length, 10], 37",
            "1116e0aeb95ed94f00f1d90cf2624429a86ed7c49f08075f35e8fdd6f8649f45"
        ),
        (
            "Chapter11-dot",
            "source [batch, source_length], decoder_input [batch, length] to outputs [batch, length, 10], 44",
            "e9ac1ba4fb3f12d259c292d0299b1f8ad427074df40ed41b81bcc88b53b535e2"
        ),
        (
            "Chapter11-additive",
            "source [batch, source_length], decoder_input [batch, length] to outputs [batch, length, 10], 52",
            "c1fcf69cf11faaa29a094ef62ccecd9452584e2685144c9657e5ad37d512d472"
        ),
        (
            "Chapter11-position",
            "source [batch, source_length], decoder_input [batch, length] to outputs [batch, length, 10], 46",
            "9dae8fdbf6f50228aad72d444ecb0673676162dbc9f3665c275a634067af3ffb"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter11-dot", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "Chapter 11")
    }
}
