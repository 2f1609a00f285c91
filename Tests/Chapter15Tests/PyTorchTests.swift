import Autograd
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter15

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test(arguments: ["features", "dueling", "pixels"]) func aDeepQNetworkFromPyTorchAnswersTheSame(
        _ kind: String
    )
        throws
    {
        let name = "Chapter15-\(kind)"
        var generator = RandomGenerator(seed: 1)
        let network: any Layer =
            kind == "pixels"
            ? PixelNetwork(frames: 1, actions: 2, widths: (2, 2, 1), isDueling: false, using: &generator)
            : FeatureNetwork(features: 4, actions: 2, isDueling: kind == "dueling", using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { network(x) }.value) < 1e-5)
    }
}
