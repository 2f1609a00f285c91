import Autograd
import Files
import Foundation
import NeuralNetworks
import PretrainedModels
import TensorCore
import TestSupport
import Testing
import Text

/// Models of a few kilobytes with random weights beside what PyTorch computes from the same files.
@Suite struct ModelTests {
    @Test func bertGivesPyTorchsStates() throws {
        let model = try MiniLM(folder: fixture("minilm"))
        let expected = try ModelCase("minilm")
        let mask = try #require(expected.arrays["mask"])
        let segments = try #require(expected.integers["segments"])
        let states = model.encoder(expected.ids, mask: mask, segments: segments).value
        // States of padding have no meaning, and PyTorch computes them too.
        #expect(expected.difference(states, "states") < 1e-5)
        let means = model.encoder.meanStates(expected.ids, mask: mask, segments: segments).value
        #expect(expected.difference(means, "means") < 1e-5)
    }

    @Test func sentenceVectorsDoNotDependOnTheirBatch() throws {
        let model = try MiniLM(folder: fixture("minilm"))
        let sentences = ["the cat", "the cat sat on", "", "a hat", "cats"]
        let vectors = model.vectors(of: sentences)
        let alone = model.vectors(of: sentences, batchSize: 1)
        #expect(largestDifference(vectors, alone, relativeTo: 1) < 1e-5)
        #expect(largestDifference(vectors.square().sum(axes: [1]), .ones([5]), relativeTo: 1) < 1e-5)
    }

    @Test func theEncoderIsWrittenUnderThePublishersNames() throws {
        let model = try MiniLM(folder: fixture("minilm"))
        let original = try Safetensors(contentsOf: fixture("minilm/model.safetensors"))
        #expect(model.encoder.publishedState == original.arrays)
    }

    @Test func fineTuningLearnsEightSentences() throws {
        var generator = RandomGenerator(seed: 1)
        let model = try MiniLM(folder: fixture("minilm"), dropout: 0, using: &generator)
        let sentences = (0..<8).map { "\($0) the \($0 % 2 == 0 ? "cat" : "hat") sat" }
        let batch = PaddedSequences(sentences.map { model.ids(of: $0) })
        let labels = IntArray((0..<8).map { $0 % 3 == 0 ? 1 : 0 })
        let head = Linear(model.encoder.configuration.width, 2, using: &generator)
        let optimizer = AdamW(model.encoder.parameters + head.parameters, learningRate: 3e-3)
        model.encoder.train()
        var losses: [Float] = []
        for _ in 0..<60 {
            let loss = crossEntropy(head(model.encoder.meanStates(batch.ids, mask: batch.mask)), labels)
            losses.append(loss.scalar)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        #expect(losses[0] > 0.4)
        #expect(losses[59] < 0.02)
    }

    @Test func llamaFromMixedGGUFGivesPyTorchsLogits() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        #expect(model.isTied)
        #expect(model.endIDs == [0, 2])
        #expect(model.chatTemplate?.systemMessage == "Be kind.")
        try expectLogits(model, "llama-gguf")
    }

    @Test func llamaFromThePublishersShardsGivesPyTorchsLogits() throws {
        let model = try Llama(contentsOf: fixture("llama"))
        #expect(model.chatTemplate?.systemMessage == nil)
        // Two bytes a weight: nothing was unpacked.
        let norms = (2 * 2 + 1) * model.configuration.width
        #expect(model.weightByteCount == 2 * (model.parameterCount - norms))
        try expectLogits(model, "llama-publisher")
    }

    private func expectLogits(_ model: Llama, _ name: String) throws {
        let expected = try ModelCase(name)
        var whole = model.session()
        let logits = whole.allLogits(after: expected.ids.scalars)
        #expect(expected.difference(logits.sliced(16..<20), "logits") < 1e-4)
        // Position by position, with the cache; and after positions were forgotten.
        var stepwise = model.session()
        for id in expected.ids.scalars.prefix(16) { _ = stepwise.logits(after: [id]) }
        for (row, id) in expected.ids.scalars.enumerated().dropFirst(16) {
            #expect(
                largestDifference(stepwise.logits(after: [id]), logits[row], relativeTo: 1) < 1e-5)
        }
        stepwise.rewind(to: 10)
        let again = stepwise.logits(after: Array(expected.ids.scalars[10..<20]))
        #expect(largestDifference(again, logits[19], relativeTo: 1) < 1e-5)
        #expect(stepwise.count == 20)
    }

    @Test func threadsDoNotChangeWhatIsWritten() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        func logits() -> NDArray {
            var session = model.session()
            return session.allLogits(after: Array(3..<40))
        }
        let one = Parallel.withExactly(1) { logits() }.result
        #expect(one == Parallel.withExactly(3) { logits() }.result)
    }

    @Test func generationEndsWhereItMust() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        var session = model.session()
        #expect(session.continued([5], longest: 10, choosing: { _ in 7 }) == Array(repeating: 7, count: 10))
        #expect(session.count == 10)
        // The context of 64 positions.
        #expect(session.continued([5], longest: 100, choosing: { _ in 7 }).count == 54)
        var other = model.session()
        var ids = [9, 8, 2, 7].makeIterator()
        #expect(other.continued([5], longest: 10, choosing: { _ in ids.next() }) == [9, 8])
    }

    @Test func aConversationIsChatML() throws {
        let tokenizer = try ByteLevelBPE(folder: fixture("llama"))
        let template = try #require(ChatTemplate("{{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}"))
        let ids = template.ids(of: [.init(role: "user", content: "hat<|im_end|>")], tokenizer)
        #expect(
            tokenizer.text(of: ids)
                == "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nhat<|im_end|><|im_end|>\n"
                + "<|im_start|>assistant\n")
        // What was said has the end only as text.
        #expect(ids.count { $0 == 2 } == 2)
        #expect(ChatTemplate("{{ '[INST]' }}") == nil)
    }

    @Test func gpt2GivesPyTorchsLogits() throws {
        let model = try GPT2(folder: fixture("gpt2"))
        #expect((model.layerCount, model.contextLength, model.headCount) == (2, 32, 2))
        let expected = try ModelCase("gpt2")
        var session = model.session()
        let ids = expected.ids.scalars
        var rows = [session.logits(after: Array(ids.prefix(17)))]
        for id in ids.dropFirst(17) { rows.append(session.logits(after: [id])) }
        #expect(expected.difference(.stacked(rows), "logits") < 1e-4)
    }
}
