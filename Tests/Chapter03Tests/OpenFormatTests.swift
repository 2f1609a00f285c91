import NeuralNetworks
import TestSupport
import Testing

@testable import Chapter3

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter3")

    /// A model's file as a run of the chapter writes it, with the weights of PyTorch's.
    private func model(in folder: TemporaryFolder) throws -> String {
        var checkpoint = try Checkpoint(contentsOf: pytorchFixture("Chapter03", "model"))
        checkpoint.notes["hours"] = """
            {"scale":{"deviation":2,"isSquareRoot":true,"mean":8},"scaling":{"deviations":[1,1,1,1],"firstDay":0,\
            "firstYear":2011,"holidays":[],"means":[0,0,0,0]}}
            """
        try checkpoint.save(to: folder.file("model.safetensors"))
        return folder.file("model.safetensors")
    }

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theNetworkIsWrittenAsItWasChecked() throws {
        let folder = try TemporaryFolder()
        let model = try model(in: folder)
        #expect(
            try program.writtenNetwork("Chapter03", model: model)
                == WrittenNetwork(
                    "inputs [batch, 120] to outputs [batch, 1], 5 operations of ONNX's set 17",
                    digest: "2be3130bd4406f3187bc45e78a4becbdd26e680f381d28baeb5bfa46b16801be"))
    }

    @Test func badInputIsRefusedInOneLine() throws {
        let folder = try TemporaryFolder()
        try program.expectRefusalsOfONNX(
            model: model(in: folder), foreign: pytorchFixture("Chapter05-book", "model"),
            "not a model of Chapter 3")
    }
}
