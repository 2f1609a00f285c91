import Autograd
import NeuralNetworks
import PretrainedModels
import TensorCore
import TestSupport
import Testing

@testable import Chapter13

/// A GPT and a BERT made in PyTorch, loaded strictly by name, answer here as there.
@Suite struct PyTorchTests {
    @Test(arguments: ["gpt", "bert"]) func aModelFromPyTorchAnswersTheSame(_ kind: String) throws {
        let name = "Chapter13-\(kind)"
        let saved = try SavedModel(contentsOf: pytorchFixture(name, "model"))
        #expect(saved.model.shape.isCausal == (kind == "gpt"))
        try check(saved.model, pytorchFixture(name, "example"), within: 2e-5)
    }

    @Test func aClassifierFromPyTorchAnswersTheSame() throws {
        var generator = RandomGenerator(seed: 0)
        let sizes = BertConfiguration(
            vocabularyCount: 11, width: 8, layerCount: 2, headCount: 2, feedForwardWidth: 12, positionCount: 7
        )
        let encoder = BertEncoder(sizes, using: &generator)
        let path = pytorchFixture("Chapter13-classifier", "model")
        let classifier = try SavedClassifier(contentsOf: path, for: encoder).classifier
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter13-classifier", "example"))
        let ids = try #require(example.integers["inputs"])
        let texts = (0..<4).map { row in (0..<6).map { ids[row * 6 + $0] }.filter { $0 != 0 } }
        #expect(example.largestDifference(from: classifier.logits(texts)) <= 2e-5)
        let targets = try #require(example.integers["targets"]).scalars
        let mine = classifier.example(of: LabelledTexts(texts: texts, classes: targets))
        #expect(try abs(#require(mine.loss) - #require(example.loss)) < 1e-5)
    }

    @Test func theExampleOfARunIsThatOfItsModel() throws {
        let folder = try TemporaryFolder()
        let run = try Program("Chapter13").run(
            ["--quick", "--epochs", "1", "--task", "gpt", "--out", folder.file("run")])
        #expect(run.code == 0, "\(run.errors)")
        let saved = try SavedModel(contentsOf: folder.file("run/model.safetensors"))
        try check(saved.model, folder.file("run/example.safetensors"), within: 0)
    }

    private func check(_ model: LanguageModel, _ file: String, within tolerance: Float) throws {
        let example = try ModelExample(contentsOf: file)
        let ids = try #require(example.integers["inputs"])
        let targets = try #require(example.integers["targets"])
        let (rows, columns) = (ids.shape[0], ids.shape[1])
        func grid(_ array: IntArray) -> [[Int]] {
            (0..<rows).map { row in (0..<columns).map { array[row * columns + $0] } }
        }
        // Padding is told by a mask here, by ids there.
        let mask = NDArray(
            ids.scalars.map { $0 == WordTable.padding ? 0 : 1 }, shape: [rows, columns])
        let batch = TokenBatch(grid(ids), targets: grid(targets), mask: model.shape.isCausal ? nil : mask)
        let answers = withoutGradient { model.logits(model.features(ids, mask: batch.mask)) }.value
        #expect(example.largestDifference(from: answers) <= tolerance)
        let loss = withoutGradient { model.loss(batch) }.scalar
        #expect((loss - (try #require(example.loss))).magnitude <= max(tolerance, 1e-6))
    }
}
