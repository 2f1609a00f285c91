import Datasets
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter1

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func aNetworkFromPyTorchAnswersTheSame() throws {
        let state = try Safetensors(contentsOf: pytorchFixture("Chapter01", "model")).arrays
        var generator = RandomGenerator(seed: 1)
        var network = TwoLayerNetwork(
            inputCount: 2, hiddenCount: 3, outputCount: 1, range: 1, using: &generator)
        let folder = try TemporaryFolder()
        try network.save(to: folder.file("own.safetensors"))
        let own = try Safetensors(contentsOf: folder.file("own.safetensors")).arrays
        #expect(state.mapValues(\.shape) == own.mapValues(\.shape))

        network.hidden.weights = try #require(state["hidden.weight"]).scalars
        network.hidden.biases = try #require(state["hidden.bias"]).scalars
        network.output.weights = try #require(state["output.weight"]).scalars
        network.output.biases = try #require(state["output.bias"]).scalars
        let there = try ModelExample(contentsOf: pytorchFixture("Chapter01", "example"))
        let here = network.example(of: TruthTable.xor.data)
        #expect(there.largestDifference(from: try #require(here.arrays["outputs"])) < 1e-5)
        #expect(try (#require(here.loss) - #require(there.loss)).magnitude < 1e-5)
    }
}
