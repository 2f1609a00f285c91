import Autograd
import DigitRecognition
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
}
