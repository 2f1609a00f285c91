import Autograd
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter4

/// Networks of this chapter made in PyTorch, loaded strictly by name, answer here as there.
@Suite struct PyTorchTests {
    @Test func theLinearNetworkFromPyTorchAnswersTheSame() throws {
        let classifier = try Classifier.read(from: pytorchFixture("Chapter04-linear", "model"))
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter04-linear", "example"))
        let ids = try #require(example.integers["inputs.ids"]).scalars
        let weights = try #require(example.arrays["inputs.weights"]).scalars
        let starts = try #require(example.integers["inputs.offsets"]).scalars + [ids.count]
        let bags = SparseMatrix(
            rows: zip(starts, starts.dropFirst()).map { start, end in
                (start..<end).map { (ids[$0], weights[$0]) }
            }, columnCount: 7)
        let network = try #require(classifier.network as? BagNetwork)
        #expect(example.largestDifference(from: withoutGradient { network(bags) }.value) < 1e-5)
    }

    @Test(arguments: RecurrentKind.allCases)
    func aRecurrentNetworkFromPyTorchAnswersTheSame(_ kind: RecurrentKind) throws {
        let name = "Chapter04-\(kind.rawValue)"
        let classifier = try Classifier.read(from: pytorchFixture(name, "model"))
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let ids = try #require(example.integers["inputs"])
        let reviews = (0..<ids.shape[0]).map { ids.rows(at: [$0]).scalars.filter { $0 != 0 } }
        let network = try #require(classifier.network as? RecurrentClassifier)
        let answers = withoutGradient { network(reviews) }.value
        #expect(example.largestDifference(from: answers) < 1e-5)
        let targets = try #require(example.integers["targets"])
        let loss = withoutGradient { crossEntropy(network(reviews), targets) }.scalar
        #expect((loss - (try #require(example.loss))).magnitude < 1e-5)
    }
}
