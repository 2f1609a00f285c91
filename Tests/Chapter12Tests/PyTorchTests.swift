import Autograd
import NeuralNetworks
import TensorCore
import Testing
import TestSupport
import Text

@testable import Chapter12

/// A translator made in PyTorch, loaded strictly by name, answers here as there.
@Suite struct PyTorchTests {
    @Test func aTranslatorFromPyTorchAnswersTheSame() throws {
        let translator = try Translator.read(from: pytorchFixture("Chapter12", "model"))
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter12", "example"))
        let source = try #require(example.integers["inputs.source"])
        let written = try #require(example.integers["inputs.written"])
        let next = try #require(example.integers["targets"])
        // Padding is what a mask says, here by ids.
        let sentences = (0..<source.shape[0]).map { row in
            source.rows(at: [row]).scalars.filter { $0 != Vocabulary.padding }
        }
        let batch = (source: PaddedLines(sentences), written: written, next: next)
        let answers = withoutGradient { translator(batch.source, written) }.value
        #expect(example.largestDifference(from: answers) < 1e-5)
        let loss = withoutGradient { translationLoss(translator, batch) }.scalar
        #expect((loss - (try #require(example.loss))).magnitude < 1e-5)
    }
}
