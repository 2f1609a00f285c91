import Autograd
import Images
import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter5

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test(arguments: NetworkKind.allCases) func aNetworkFromPyTorchAnswersTheSame(_ kind: NetworkKind) throws
    {
        let name = "Chapter05-\(kind.rawValue)"
        var generator = RandomGenerator(seed: 1)
        let network: any Layer =
            kind == .dense
            ? Sequential(
                Flatten(), Linear(64, 12, using: &generator), ReLU(), Linear(12, 10, using: &generator))
            : kind.network(for: small, using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { network(x) }.value) < 1e-5)
    }

    @Test func theExampleOfARunIsThatOfItsModel() throws {
        let folder = try TemporaryFolder()
        let run = try Program("Chapter5").run(
            ["--quick", "--network", "book", "--epochs", "1", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        var generator = RandomGenerator(seed: 9)
        let network = BookNetwork(using: &generator)
        try Checkpoint.load(from: folder.file("run/model.safetensors"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: folder.file("run/example.safetensors"))
        let logits = withoutGradient { network(Tensor(example.arrays["inputs"] ?? .zeros([1, 1, 28, 28]))) }
        #expect(example.largestDifference(from: logits.value) == 0)
        let labels = try #require(example.integers["targets"])
        #expect(example.loss == crossEntropy(logits, labels).scalar)
    }

    /// Pictures of 8 × 8: what makes the networks small.
    private var small: LabeledImages {
        LabeledImages(
            pixels: [UInt8](repeating: 0, count: 64), labels: [0], classNames: (0..<10).map(String.init),
            height: 8, width: 8)
    }
}
