import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Text

@testable import PretrainedModels

/// Low-rank adapters by hand, by finite differences, and beside PyTorch.
@Suite struct AdapterTests {
    private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
        var generator = RandomGenerator(seed: seed)
        return .normal(shape, using: &generator)
    }

    @Test func anAdapterAddsTwoThinProducts() {
        var generator = RandomGenerator(seed: 1)
        let adapter = LowRankAdapter(inputs: 2, outputs: 3, rank: 1, alpha: 2, using: &generator)
        let x = NDArray(rows: [[1, 2], [0, -1]])
        #expect(adapter(Tensor(x)).value == .zeros([2, 3]))
        adapter.a.value = NDArray(rows: [[3, 1]])
        adapter.b.value = NDArray(rows: [[1], [0], [-1]])
        // A x is 5 and −1; times B, times 2.
        #expect(adapter(Tensor(x)).value == NDArray(rows: [[10, 0, -10], [-2, 0, 2]]))
        #expect(adapter.weightChange == NDArray(rows: [[6, 2], [0, 0], [-6, -2]]))
    }

    @Test func theGradientsOfNormAndRotationAreRight() {
        let weight = normal([6], 1)
        let norm = checkGradients(at: [normal([3, 6], 2)]) { rootMeanSquareNorm($0[0], weight, 1e-5) }
        #expect(norm.passed, "\(norm)")
        for neighbours in [true, false] {
            let rotation = Rotation(positions: 2..<5, width: 6, base: 10, neighbours: neighbours)
            let turned = checkGradients(at: [normal([2, 3, 6], 3)]) { rotate($0[0], rotation) }
            #expect(turned.passed, "\(turned)")
            let x = normal([2, 3, 6], 4)
            #expect(largestDifference(rotation.inverse.applied(to: rotation.applied(to: x)), x) < 1e-6)
        }
    }

    @Test func theNormOnTensorsIsThatOfASession() {
        let (x, weight) = (normal([3, 5], 5), normal([5], 6))
        let mine = rootMeanSquareNorm(Tensor(x), weight, 1e-5).value
        #expect(largestDifference(mine, rootMeanSquareNorm(x, weight, 1e-5)) < 1e-6)
    }

    /// The publisher's small model with PyTorch's adapters.
    private func adapted() throws -> (model: Llama, adapter: LlamaAdapter, expected: ModelCase) {
        let model = try Llama(contentsOf: fixture("llama"))
        let expected = try ModelCase("llama-adapter")
        var generator = RandomGenerator(seed: 0)
        let adapter = LlamaAdapter(for: model, rank: 2, alpha: 6, using: &generator)
        #expect(adapter.namedParameters.count == 8)
        for (name, parameter) in adapter.namedParameters {
            parameter.value = try #require(expected.arrays[name])
        }
        return (model, adapter, expected)
    }

    @Test func lossAndGradientsAreThoseOfPyTorch() throws {
        let (model, adapter, expected) = try adapted()
        let ids = expected.ids.scalars
        let logits = model.logits(Array(ids.dropLast()), adapter)
        #expect(expected.difference(logits.value.sliced(9..<13), "logits") < 1e-4)
        let loss = crossEntropy(logits, IntArray(Array(ids.dropFirst())))
        loss.backward()
        #expect(expected.difference(loss.value.reshaped([1]), "loss") < 1e-5)
        for (name, parameter) in adapter.namedParameters {
            #expect(expected.difference(try #require(parameter.grad), "\(name).gradient") < 1e-4, "\(name)")
        }
    }

    @Test func gradientsThroughPackedBlocksAreRight() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        var generator = RandomGenerator(seed: 2)
        let adapter = LlamaAdapter(for: model, rank: 2, alpha: 2, using: &generator)
        let chosen = [adapter.layers[0].projections.b, adapter.layers[1].mix.b]
        let loss = { crossEntropy(model.logits([5, 9, 40, 7], adapter), IntArray([9, 40, 7, 2])) }
        loss().backward()
        // By differences, element by element.
        for parameter in chosen {
            let gradient = try #require(parameter.grad)
            for element in [0, parameter.elementCount / 2, parameter.elementCount - 1] {
                func value(_ step: Float) -> Double {
                    let original = parameter.value
                    defer { parameter.value = original }
                    var numbers = original.scalars
                    numbers[element] += step
                    parameter.value = NDArray(numbers, shape: original.shape)
                    return Double(withoutGradient { loss() }.scalar)
                }
                let numeric = (value(0.02) - value(-0.02)) / 0.04
                #expect(abs(numeric - Double(gradient.scalars[element])) < 2e-3)
            }
        }
    }

    @Test func aSessionUsesTheAdapters() throws {
        let (model, adapter, expected) = try adapted()
        let ids = Array(expected.ids.scalars.dropLast())
        var session = model.adapted(by: adapter).session()
        #expect(expected.difference(session.allLogits(after: ids).sliced(9..<13), "logits") < 1e-4)
        // The model itself is as it was.
        var plain = model.session()
        let logits = plain.allLogits(after: ids).sliced(9..<13)
        #expect(expected.difference(logits, "logits") > 0.1)
    }

    @Test func aTrainedAdapterLearnsAndComesBackFromItsFile() throws {
        let model = try Llama(contentsOf: fixture("llama.gguf"))
        var generator = RandomGenerator(seed: 3)
        let adapter = LlamaAdapter(for: model, rank: 4, alpha: 8, using: &generator)
        let optimizer = AdamW(adapter.parameters, learningRate: 1e-2)
        let ids = [5, 9, 40, 7, 33, 12, 60, 2]
        var losses: [Float] = []
        for _ in 0..<40 {
            let logits = model.logits(Array(ids.dropLast()), adapter)
            let loss = crossEntropy(logits, IntArray(Array(ids.dropFirst())))
            losses.append(loss.scalar)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        #expect(losses[0] > 3)
        #expect(losses[39] < 0.3 * losses[0])
        let folder = try TemporaryFolder()
        let path = folder.file("adapter.safetensors")
        try adapter.save(to: path)
        let read = try LlamaAdapter(contentsOf: path, for: model)
        #expect((read.rank, read.alpha) == (4, 8))
        #expect(zip(read.parameters, adapter.parameters).allSatisfy { $0.value == $1.value })
        // Of a model of other sizes, or no adapters at all.
        let other = try Llama(contentsOf: fixture("llama"))
        let message = fileErrorMessage { _ = try LlamaAdapter(contentsOf: path, for: other) }
        #expect(message.hasPrefix(path))
        let weights = fixture("minilm/model.safetensors")
        let refusal = fileErrorMessage { _ = try LlamaAdapter(contentsOf: weights, for: model) }
        #expect(refusal.hasPrefix(weights) && refusal.contains("no adapters"))
    }

    @Test func bertWithAdaptersIsBertAtFirstAndMergesIntoItself() throws {
        var generator = RandomGenerator(seed: 4)
        let model = try MiniLM(folder: fixture("minilm"), dropout: 0, using: &generator)
        let before = model.encoder.publishedState
        let batch = PaddedSequences(["the cat sat", "a hat"].map { model.ids(of: $0) })
        func states() -> NDArray {
            withoutGradient { model.encoder.meanStates(batch.ids, mask: batch.mask) }.value
        }
        let plain = states()
        model.encoder.addAdapters(rank: 2, alpha: 4, using: &generator)
        #expect(largestDifference(states(), plain) < 1e-6)
        let trained = model.encoder.parameters.filter(\.requiresGradient)
        #expect(trained.count == 2 * 4 * 2)

        model.encoder.train()
        let optimizer = AdamW(trained, learningRate: 0.05)
        for _ in 0..<3 {
            let loss = model.encoder.meanStates(batch.ids, mask: batch.mask).square().sum()
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        model.encoder.evaluate()
        #expect(trained.allSatisfy { $0.grad != nil })
        let apart = states()
        #expect(largestDifference(apart, plain) > 0.01)
        #expect(model.encoder.publishedState == before)
        model.encoder.mergeAdapters()
        #expect(largestDifference(states(), apart) < 1e-5)
        #expect(model.encoder.publishedState != before)
    }

    @Test func dropoutOfAdaptedAttentionIsThatOfPlainAttention() throws {
        // The same generator draws the same masks: with adapters that change nothing, the same states.
        func states(adapted: Bool) throws -> NDArray {
            var generator = RandomGenerator(seed: 5)
            let model = try MiniLM(folder: fixture("minilm"), dropout: 0.3, using: &generator)
            if adapted { model.encoder.addAdapters(rank: 2, alpha: 4, using: &generator) }
            model.encoder.train()
            let batch = PaddedSequences(["the cat sat", "a hat"].map { model.ids(of: $0) })
            return model.encoder.meanStates(batch.ids, mask: batch.mask).value
        }
        #expect(try largestDifference(states(adapted: true), states(adapted: false)) < 1e-6)
    }
}
