import Autograd
import Motion
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter14

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func theNetworkOnPapersFromPyTorchAnswersTheSame() throws {
        let name = "Chapter14-papers"
        var generator = RandomGenerator(seed: 1)
        let network = GraphConvolutionalNetwork(features: 9, outputs: 3, using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let graph = GraphInput(
            adjacency: SparseMatrix(try #require(example.arrays["inputs.adjacency"])),
            features: SparseMatrix(try #require(example.arrays["inputs.features"])))
        #expect(example.largestDifference(from: withoutGradient { network(graph) }.value) < 1e-5)
    }

    @Test func theNetworkOnMotionsFromPyTorchAnswersTheSame() throws {
        let name = "Chapter14-poses"
        let parents: [Int?] = [nil, 0, 1, 0, 3, 0]
        let skeleton = Skeleton(
            parents.map { Joint(name: "j", parent: $0, offset: .zero, channels: [], rotationOrder: []) })
        var generator = RandomGenerator(seed: 1)
        let network = MotionNetwork(skeleton, actions: 3, using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: network)
        network.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { network(x) }.value) < 1e-5)
    }
}
