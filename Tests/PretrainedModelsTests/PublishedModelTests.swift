import Foundation
import NeuralNetworks
import PretrainedModels
import TensorCore
import TestSupport
import Testing

/// The real models, where `../shared/data/pretrained/get.sh` unpacked them.
@Suite struct PublishedModelTests {
    @Test(.enabled(if: published("minilm") != nil, "../pretrained/minilm is not there"))
    func miniLMGivesPyTorchsVectors() throws {
        let model = try MiniLM(folder: published("minilm") ?? "")
        #expect(model.ids(of: "This is an example sentence") == [101, 2023, 2003, 2019, 2742, 6251, 102])
        let vectors = model.vectors(of: ["This is an example sentence", "Each sentence is converted"])
        let first = NDArray([0.067657, 0.063496, 0.048713, 0.079305, 0.037448, 0.002653])
        #expect(largestDifference(vectors[0].sliced(0..<6), first) < 1e-5)
        #expect((vectors[0] * vectors[1]).sum().scalar.isNearly(0.4046, within: 1e-4))
    }

    @Test(.enabled(if: published("smollm2") != nil, "../pretrained/smollm2 is not there"))
    func smolLM2WritesTheReferencesIds() throws {
        let model = try Llama(
            contentsOf: "\(published("smollm2") ?? "")/SmolLM2-135M-Instruct.Q4_1.gguf")
        #expect(model.weightByteCount < 100_000_000)
        var session = model.session()
        let ids = model.tokenizer.ids(of: "The capital of France is")
        #expect(ids == [504, 3575, 282, 4649, 314])
        #expect(model.tokenizer.text(of: session.continued(ids, longest: 2)) == " Paris.")
        var chat = model.session()
        let template = try #require(model.chatTemplate)
        let prompt = template.ids(
            of: [.init(role: "user", content: "Write one sentence about the sea.")], model.tokenizer)
        #expect(
            chat.continued(prompt, longest: 12)
                == [504, 3426, 314, 253, 4749, 284, 11965, 7815, 28, 30055, 351, 1029])
    }
}

extension Float {
    fileprivate func isNearly(_ other: Float, within tolerance: Float) -> Bool {
        (self - other).magnitude <= tolerance
    }
}
