import Autograd
import Datasets
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter3

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func theNetworkFromPyTorchAnswersTheSame() throws {
        let data = BikeData(BikeSharing.generated(days: 100, seed: 1), name: "generated")
        var generator = RandomGenerator(seed: 1)
        let network = BikeModel.careful(data, fittedOn: data.beforeTest, using: &generator).network
        try Checkpoint.load(from: pytorchFixture("Chapter03", "model"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter03", "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { network(x) }.value) < 1e-5)
    }
}
