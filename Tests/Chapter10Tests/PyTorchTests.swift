import Autograd
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter10

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test(arguments: RecurrentKind.allCases) func aModelFromPyTorchAnswersTheSame(_ kind: RecurrentKind)
        throws
    {
        let name = "Chapter10-\(kind.rawValue)"
        var generator = RandomGenerator(seed: 1)
        let model = RecurrentLanguageModel(
            kind, symbols: 7, width: 5, hidden: 6, layers: 2, using: &generator)
        try Checkpoint.load(from: pytorchFixture(name, "model"), into: model)
        model.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture(name, "example"))
        let symbols = try #require(example.integers["inputs"])
        let logits = withoutGradient { model(symbols).logits }
        #expect(example.largestDifference(from: logits.value) < 1e-5)
        let targets = try #require(example.integers["targets"])
        let loss = nextSymbolLoss(logits, targets.reshaped([targets.elementCount])).scalar
        #expect((loss - (try #require(example.loss))).magnitude < 1e-5)
    }
}
