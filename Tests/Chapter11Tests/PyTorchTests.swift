import Autograd
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import Chapter11

/// Translators made in PyTorch, loaded strictly by name, answer here as there.
@Suite struct PyTorchTests {
    @Test(arguments: AttentionKind.allCases)
    func aTranslatorFromPyTorchAnswersTheSame(_ kind: AttentionKind) throws {
        let name = "Chapter11-\(kind.rawValue)"
        try check(pytorchFixture(name, "model"), pytorchFixture(name, "example"), within: 1e-5)
    }

    @Test func theExampleOfARunIsThatOfItsModel() throws {
        let folder = try TemporaryFolder()
        let run = try Program("Chapter11").run(
            ["--quick", "--epochs", "1", "--attention", "dot", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        try check(folder.file("run/model.safetensors"), folder.file("run/example.safetensors"), within: 0)
    }

    private func check(_ model: String, _ file: String, within tolerance: Float) throws {
        let translator = try EncoderDecoder.read(from: model)
        let example = try ModelExample(contentsOf: file)
        let source = try #require(example.integers["inputs.source"])
        let decoderInput = try #require(example.integers["inputs.decoder_input"])
        let targets = try #require(example.integers["targets"])
        // Padding is told by lengths here, by ids there.
        let sentences = (0..<source.shape[0]).map { row in
            source.rows(at: [row]).scalars.filter { $0 != Vocabulary.padding }
        }
        let batch = TranslationBatch(
            source: PaddedSequences(sentences), decoderInput: decoderInput, targets: targets,
            tokenCount: targets.scalars.count { $0 != Vocabulary.padding })
        let answers = withoutGradient { translator(batch.source, decoderInput) }.value
        #expect(example.largestDifference(from: answers) <= tolerance)
        let loss = withoutGradient { translationLoss(translator, batch) }.scalar
        #expect((loss - (try #require(example.loss))).magnitude <= tolerance)
    }
}
