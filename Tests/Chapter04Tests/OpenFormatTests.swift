import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter4")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter04-linear",
            "ids [tokens], offsets [batch], weights [tokens] to outputs [batch, 2], 15",
            "831b7fa3c1bf245bbe775d2084f77b944ab5e7bacc4a4dc29a70d13bbfecb17c"
        ),
        (
            "Chapter04-rnn", "inputs [batch, length] to outputs [batch, 2], 30",
            "8e9e495de8f1de6c028ed7422f0c7818c1ec960dd548a6a2903e8c946caf4bda"
        ),
        (
            "Chapter04-lstm", "inputs [batch, length] to outputs [batch, 2], 30",
            "44700369b634c58f9ac32cd3324730b79226816c56dbab6188c85f145a478091"
        ),
        (
            "Chapter04-gru", "inputs [batch, length] to outputs [batch, 2], 30",
            "a35abcd21ea662a5f7828b3f49d714289dc47ab1daa306c76bc1efe590be129c"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        #expect(
            try program.writtenNetwork(name)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter04-gru", "model"), foreign: pytorchFixture("Chapter03", "model"),
            "not a model of Chapter 4")
    }
}
