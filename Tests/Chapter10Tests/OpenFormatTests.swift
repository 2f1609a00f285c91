import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter10

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter10")

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (RecurrentKind.rnn, "e7b2ee8be2c25bc4a2a404e2d43fcdfaa8d33406ede5407c41a2c336d71509ff"),
        (.gru, "83ffa714f2846bed55e1f1d736d25767b31e2806267ee2effd03a5d5d6107dd7"),
        (.lstm, "33c66af92678788bb2e5173e66324d536cdc86502de977db60ddd714ea040e37"),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ kind: RecurrentKind, _ digest: String) throws {
        var generator = RandomGenerator(seed: 0)
        let model = RecurrentLanguageModel(
            kind, symbols: 7, width: 5, hidden: 6, layers: 2, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter10-\(kind)", "model"), into: model)
        let written = try WrittenNetwork("Chapter10-\(kind)") { path in
            try model.onnx.save(to: path)
            return model.onnx.summary.en
        }
        #expect(
            written
                == WrittenNetwork(
                    "inputs [batch, length] to outputs [batch, length, 7], 12 operations of ONNX's set 17",
                    digest: digest))
    }

    @Test func aComposersFileIsWritten() throws {
        let folder = try TemporaryFolder()
        let model = try composer(in: folder)
        let count = BeatEncoding.count
        #expect(
            try program.writtenNetwork("composer", model: model).summary
                == "inputs [batch, length] to outputs [batch, length, \(count)], 9 operations of ONNX's set 17"
        )
    }

    /// The file of a composer that has learned nothing yet.
    private func composer(in folder: TemporaryFolder) throws -> String {
        var generator = RandomGenerator(seed: 0)
        let model = RecurrentLanguageModel(
            .gru, symbols: BeatEncoding.count, width: 4, hidden: 4, using: &generator)
        let path = folder.file("model.safetensors")
        try Checkpoint(model: model, notes: SavedComposer.notes(.gru, composes: true)).save(to: path)
        return path
    }

    @Test func badInputIsRefusedInOneLine() throws {
        let folder = try TemporaryFolder()
        try program.expectRefusalsOfONNX(
            model: composer(in: folder), foreign: pytorchFixture("Chapter03", "model"),
            "no network of Chapter 10")
    }
}
