import Autograd
import ImageNetworks
import NeuralNetworks
import ONNX
import TensorCore
import TestSupport
import Testing

@testable import Chapter6

/// `--onnx`.
@Suite struct OpenFormatTests {
    private let program = Program("Chapter6")

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theBooksAdderIsWrittenAsItWasChecked() throws {
        #expect(
            try program.writtenNetwork("Chapter06-regression")
                == WrittenNetwork(
                    "left [batch, 1, 28, 28], right [batch, 1, 28, 28] to outputs [batch, 1], 22 operations of ONNX's set 17",
                    digest: "9b0270cadf9e80ab0a9eb515442d9c2c5fd69d6f1059910e11e30ef623a16a13"))
    }

    /// onnxruntime opened this file and answered as PyTorch does, see `WrittenNetwork`.
    @Test func theClassifyingAdderIsWrittenAsItWasChecked() throws {
        var generator = RandomGenerator(seed: 0)
        let adder = ClassificationAdder(from: nil, sharesWeights: false, side: 8, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter06-classification", "model"), into: adder)
        let written = try WrittenNetwork("Chapter06-classification") { path in
            let graph = adder.onnx(side: 8)
            try graph.save(to: path)
            return graph.summary.en
        }
        #expect(
            written
                == WrittenNetwork(
                    "left [batch, 1, 8, 8], right [batch, 1, 8, 8] to outputs [batch, 19], 27 operations of ONNX's set 17",
                    digest: "32c205ce6277391cdb50e8c741e2c3c4023cafe56518e4367d67804dfcb3aecc"))
    }

    /// Each network of photographs has a description, by `--onnx` too.
    @Test(arguments: [
        (
            ImageNetworkKind.mobileNetV2,
            "inputs [batch, 3, height, width] to outputs [batch, 2], 157 operations of ONNX's set 17"
        ),
        (.resNet18, "inputs [batch, 3, height, width] to outputs [batch, 2], 74 operations of ONNX's set 17"),
        (
            .squeezeNet,
            "inputs [batch, 3, height, width] to outputs [batch, 2], 69 operations of ONNX's set 17"
        ),
    ])
    func aNetworkOfPhotographsIsWritten(_ kind: ImageNetworkKind, _ summary: String) throws {
        let folder = try TemporaryFolder()
        var generator = RandomGenerator(seed: 0)
        let network = PhotographNetwork(kind.make(using: &generator), classCount: 2, using: &generator)
        let model = folder.file("model.safetensors")
        try Checkpoint(model: network, notes: ["chapter": "6", "network": kind.rawValue]).save(to: model)
        #expect(try program.writtenNetwork(kind.rawValue, model: model).summary == summary)
    }

    @Test func badInputIsRefusedInOneLine() throws {
        try program.expectRefusalsOfONNX(
            model: pytorchFixture("Chapter06-regression", "model"),
            foreign: pytorchFixture("Chapter03", "model"),
            "no adder of Chapter 6")
    }
}
