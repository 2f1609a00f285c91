import Autograd
import DigitRecognition
import NeuralNetworks
import TensorCore
import Testing
import TestSupport

@testable import Chapter8

/// A network of this chapter made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func aGeneratorFromPyTorchGeneratesTheSame() throws {
        var random = RandomGenerator(seed: 1)
        let generator = Generator(inputs: 6, width: 4, using: &random)
        try Checkpoint.load(from: pytorchFixture("Chapter08", "model"), into: generator)
        generator.evaluate()
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter08", "example"))
        let x = Tensor(try #require(example.arrays["inputs"]))
        #expect(example.largestDifference(from: withoutGradient { generator(x) }.value) < 1e-5)
    }
}
