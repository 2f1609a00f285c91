import Autograd
import DigitRecognition
import Foundation
import ImageNetworks
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter6

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test(arguments: ["Chapter06-regression", "Chapter06-classification"])
    func anAdderFromPyTorchAnswersTheSame(_ name: String) throws {
        var generator = RandomGenerator(seed: 1)
        let adder: any Adder =
            name.hasSuffix("classification")
            ? ClassificationAdder(from: nil, sharesWeights: false, side: 8, using: &generator)
            : RegressionAdder(
                .scratch, from: BookNetwork(using: &generator), hidden: 8, using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: adder)
        adder.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let left = try #require(example.arrays["inputs.left"])
        let right = try #require(example.arrays["inputs.right"])
        #expect(
            example.largestDifference(from: withoutGradient { adder.output(left, right) }.value) < 1e-5)
        let sums = try #require(example.integers["targets"]).scalars
        let loss = withoutGradient { adder.loss(left, right, sums: sums) }.scalar
        #expect((loss / (try #require(example.loss)) - 1).magnitude < 1e-5)
    }

    /// What the networks for photographs give in PyTorch; made by Tests/Fixtures/make_photograph_network_fixtures.py.
    private struct PhotographFixture: Decodable {
        let network: String
        let logits: [Double]
        let count: Int
        let first, last: String
    }

    @Test func theNetworksForPhotographsAnswerTheSame() throws {
        let file = packageRoot.appendingPathComponent("Tests/Fixtures/photograph_networks.json")
        let fixtures = try JSONDecoder().decode([PhotographFixture].self, from: Data(contentsOf: file))
        #expect(fixtures.map(\.network) == ImageNetworkKind.allCases.map(\.rawValue))
        let pictures = NDArray(ruleNumbers("pictures", 2 * 3 * 64 * 40), shape: [2, 3, 64, 40])
        for fixture in fixtures {
            var generator = RandomGenerator(seed: 1)
            let kind = try #require(ImageNetworkKind(rawValue: fixture.network))
            let network = PhotographNetwork(
                kind.make(using: &generator), classCount: 3, using: &generator)
            let state = network.stateDictionary.filter { !$0.name.hasSuffix("num_batches_tracked") }
            #expect(state.count == fixture.count)
            #expect(state.first?.name == fixture.first && state.last?.name == fixture.last)
            try network.load(
                stateDictionary: state.map { name, value in
                    (name, NDArray(ruleArray(name, Array(value.shape)), shape: value.shape))
                }, strictly: false)
            network.evaluate()
            let logits = withoutGradient { network(Tensor(pictures)) }.value.scalars
            let far = zip(logits, fixture.logits).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude) }
            #expect(logits.count == 6 && far < 1e-5, "\(fixture.network): \(far)")
        }
    }
}
