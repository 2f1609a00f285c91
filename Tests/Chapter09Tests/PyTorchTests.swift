import Autograd
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import WordVectors

@testable import Chapter9

/// The networks of this chapter made in PyTorch, loaded strictly by name, answer here as there.
@Suite struct PyTorchTests {
    @Test func theLanguageModelFromPyTorchAnswersTheSame() throws {
        var generator = RandomGenerator(seed: 1)
        let model = LanguageModel(words: 9, context: 3, width: 4, hidden: 6, using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter09-nplm", "model"), into: model)
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter09-nplm", "example"))
        let (contexts, targets) = (
            try #require(example.integers["inputs"]), try #require(example.integers["targets"])
        )
        let logits = withoutGradient { model(contexts) }
        #expect(example.largestDifference(from: logits.value) < 1e-5)
        #expect((crossEntropy(logits, targets).scalar - (try #require(example.loss))).magnitude < 1e-5)
    }

    @Test func word2vecFromPyTorchScoresTheSame() throws {
        var generator = RandomGenerator(seed: 1)
        let corpus = WordCorpus([["a", "b", "c", "d", "e", "f", "g"]], atLeast: 1)
        let model = Word2Vec(corpus, Word2VecSettings(width: 5), using: &generator)
        try Checkpoint.load(from: pytorchFixture("Chapter09-word2vec", "model"), into: model)
        let example = try ModelExample(contentsOf: pytorchFixture("Chapter09-word2vec", "example"))
        let (center, context) = (
            try #require(example.integers["inputs.center"]), try #require(example.integers["inputs.context"])
        )
        let scores = pairScores(model, center, context)
        #expect(example.largestDifference(from: scores.value) < 1e-5)
        let labels = try #require(example.arrays["targets"])
        let loss = binaryCrossEntropyWithLogits(scores, Tensor(labels)).scalar
        #expect((loss - (try #require(example.loss))).magnitude < 1e-5)
    }
}
