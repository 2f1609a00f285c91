import NeuralNetworks
import TestSupport
import Testing

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter14")

    /// A fixture's model with the notes that a run of the chapter writes.
    private func model(_ name: String, in folder: TemporaryFolder) throws -> String {
        var checkpoint = try Checkpoint(contentsOf: pytorchFixture(name, "model"))
        let notes = [
            "Chapter14-papers": ["subjects": "a; b; c"],
            "Chapter14-poses": ["actions": "a; b; c", "joints": "0; 1; 2; 3; 4; 5", "frame_time": "0.1"],
        ]
        checkpoint.notes.merge(notes[name] ?? [:]) { $1 }
        let path = folder.file("model.safetensors")
        try checkpoint.save(to: path)
        return path
    }

    /// onnxruntime opened each of these files and answered as PyTorch does, see `WrittenNetwork`.
    @Test(arguments: [
        (
            "Chapter14-papers", "features [nodes, 9], adjacency [nodes, nodes] to outputs [nodes, 3], 7",
            "1bddc81a23439db239be12b115a32e3f72a0a695e216cdb2aed9fa62c40a0339"
        ),
        (
            "Chapter14-poses", "inputs [batch, 6, frames, 6] to outputs [batch, 3], 17",
            "79b76f3d4fd41fa3fbd1c9dc239ff9448102e4443f7b8bebd773f97129e16500"
        ),
    ])
    func everyNetworkIsWrittenAsItWasChecked(_ name: String, _ summary: String, _ digest: String) throws {
        let folder = try TemporaryFolder()
        let model = try model(name, in: folder)
        #expect(
            try program.writtenNetwork(name, model: model)
                == WrittenNetwork("\(summary) operations of ONNX's set 17", digest: digest))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        let folder = try TemporaryFolder()
        try program.expectRefusalsOfONNX(
            model: model("Chapter14-papers", in: folder), foreign: pytorchFixture("Chapter03", "model"),
            "not a model of chapter 14")
    }
}
