import Autograd
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

@testable import Chapter7

/// The network of random weights made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    private func check(_ model: String, _ example: String, within tolerance: Float) throws {
        let checkpoint = try Checkpoint(contentsOf: model)
        let width = try #require(Int(checkpoint.notes["width"] ?? ""))
        var generator = RandomGenerator(seed: 1)
        let network = RandomNetwork(width: width, using: &generator)
        try checkpoint.restore(network, path: model)
        let example = try ModelExample(contentsOf: example)
        let (picture, targets) = (
            try #require(example.arrays["inputs"]), try #require(example.arrays["targets"])
        )
        let style = network.style(of: Tensor(picture))
        #expect(example.largestDifference(from: style.value) <= tolerance)
        let loss = meanSquaredError(style, Tensor(targets)).scalar
        #expect((loss - (try #require(example.loss))).magnitude <= tolerance)
    }

    @Test func theNetworkFromPyTorchAnswersTheSame() throws {
        try check(pytorchFixture("Chapter07", "model"), pytorchFixture("Chapter07", "example"), within: 1e-5)
    }

    @Test func theExampleOfARunIsThatOfItsModel() throws {
        let folder = try TemporaryFolder()
        let run = try Program("Chapter7").run(["--quick", "--method", "patches", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        try check(folder.file("run/model.safetensors"), folder.file("run/example.safetensors"), within: 0)
    }
}
