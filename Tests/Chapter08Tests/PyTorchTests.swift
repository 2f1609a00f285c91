import Autograd
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter8

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func aPainterFromPyTorchPaintsTheSame() throws {
        var generator = RandomGenerator(seed: 1)
        let painter = Painter(inputs: 6, width: 4, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter08", "model"), into: painter)
        painter.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter08", "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { painter(x) }.value) < 1e-5)
    }
}
