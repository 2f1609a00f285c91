import ChapterSupport
import Datasets
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter2

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter2")

    /// PyTorch's regression, as of a table of three columns; or only the line through the months.
    private func model(_ name: String, in folder: TemporaryFolder) throws -> String {
        let all = try Safetensors(contentsOf: pytorchFixture("Chapter02", "model"))
        var (arrays, metadata) = (all.arrays.filter { $0.key.hasPrefix("line") }, all.metadata)
        if name == "table" {
            for (name, array) in all.arrays where name.hasPrefix("boston.") {
                arrays["table." + name.dropFirst("boston.".count)] = array
            }
            let names = ["a", "b", "c"]
            let known = Standardizer(means: [0, 0, 0], deviations: [1, 1, 1])
            metadata["note.table"] =
                TableModel(
                    encoder: TableEncoder(names: names, standardizer: known), fileColumns: names + ["d"],
                    targetName: "d", classNames: []
                ).note
        }
        let path = folder.file("model.safetensors")
        try Safetensors(arrays: arrays, metadata: metadata).write(to: path)
        return path
    }

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theRegressionIsWrittenAsItWasChecked() throws {
        let folder = try TemporaryFolder()
        let model = try model("table", in: folder)
        #expect(
            try program.writtenNetwork("Chapter02", model: model)
                == WrittenNetwork(
                    "measurements [batch, 3] to outputs [batch, 1], 3 operations of ONNX's set 17",
                    digest: "aa98b9f19cfeb224e438ccb6b366aae7d273d86a801daf9a9dc983359f9833bb"))
    }

    @Test func theLineTakesMonthsAsTheyAre() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("line.onnx")
        let run = try program.run(["--model", model("line", in: folder), "--onnx", path])
        #expect(
            run.output
                == "\(path): months [batch, 1] to outputs [batch, 1], 1 operation of ONNX's set 17\n")
    }

    @Test func badInputIsRefusedInOneLine() throws {
        let folder = try TemporaryFolder()
        try program.expectRefusalsOfONNX(
            model: model("line", in: folder), foreign: pytorchFixture("Chapter03", "model"),
            "not a model of Chapter 2")
    }
}
