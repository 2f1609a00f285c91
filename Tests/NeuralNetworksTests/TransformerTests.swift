import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// Normal numbers: the same for the same seed.
private func normal(_ shape: Shape, _ seed: UInt64) -> NDArray {
    var generator = RandomGenerator(seed: seed)
    return .normal(shape, using: &generator)
}

@Suite("Multi-head attention and Transformer layers")
struct TransformerTests {
    private func model(dropout: Float = 0, normFirst: Bool = false) -> Transformer {
        var generator = RandomGenerator(seed: 1)
        return Transformer(
            12, headCount: 3, encoderLayerCount: 2, decoderLayerCount: 2, feedForwardWidth: 20,
            dropout: dropout,
            normFirst: normFirst, using: &generator)
    }

    @Test("initial weights are PyTorch's: Xavier's bound, biases 0, norms 1")
    func initialWeights() {
        var generator = RandomGenerator(seed: 2)
        let layer = MultiheadAttention(64, headCount: 4, using: &generator)
        let bound = (6 / Float(4 * 64)).squareRoot()
        let largest = layer.inProjWeight.value.magnitude().max().scalar
        #expect(largest <= bound && largest > 0.98 * bound)
        #expect(layer.inProjBias?.value == .zeros([192]))
        #expect(layer.outProj.bias?.value == .zeros([64]))
        #expect(layer.outProj.weight.value.magnitude().max().scalar <= 0.125)
        let linear = model().encoder.layers[0].linear1.weight.value
        let xavier = (6 / Float(12 + 20)).squareRoot()
        #expect(linear.magnitude().max().scalar > 1 / Float(12).squareRoot())
        #expect(linear.magnitude().max().scalar <= xavier)
    }

    @Test("a later token changes no earlier output", arguments: [false, true])
    func causality(_ normFirst: Bool) {
        let model = model(normFirst: normFirst)
        let source = Tensor(normal([2, 4, 12], 3))
        let target = normal([2, 6, 12], 4)
        var changed = target
        changed.replace(axis: 1, 4..<6, with: normal([2, 2, 12], 5))
        let before = model(source: source, target: Tensor(target), isTargetCausal: true).value
        let after = model(source: source, target: Tensor(changed), isTargetCausal: true).value
        #expect(before.sliced(axis: 1, 0..<4) == after.sliced(axis: 1, 0..<4))
        #expect(before.sliced(axis: 1, 4..<6) != after.sliced(axis: 1, 4..<6))
        let byMask = model(source: source, target: Tensor(target), targetMask: .causalMask(6)).value
        #expect(before.isClose(to: byMask, absoluteTolerance: 1e-6))
        let open = model(source: source, target: Tensor(target)).value
        #expect(!before.isClose(to: open, absoluteTolerance: 1e-3))
    }

    @Test("padded tokens do not matter")
    func padding() {
        let model = model()
        let (source, target) = (normal([2, 5, 12], 6), Tensor(normal([2, 3, 12], 7)))
        let mask = NDArray.paddingMask(lengths: [5, 3])
        #expect(mask == NDArray(rows: [[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]]))
        var changed = source
        let other = normal([1, 2, 12], 8)
        changed.replace(axis: 1, 3..<5, with: .concatenated([source[0..<1].sliced(axis: 1, 3..<5), other]))
        let before = model(source: Tensor(source), target: target, sourcePaddingMask: mask).value
        let after = model(source: Tensor(changed), target: target, sourcePaddingMask: mask).value
        #expect(before == after)
        // The same as without the padded tokens.
        let short = model(source: Tensor(source[1..<2].sliced(axis: 1, 0..<3)), target: target[1..<2]).value
        #expect(short.isClose(to: before[1..<2], relativeTolerance: 1e-4, absoluteTolerance: 1e-5))
        let unmasked = model(source: Tensor(changed), target: target).value
        #expect(unmasked[1] != before[1])
    }

    @Test("weights are kept on request, one matrix for each head, and their mean")
    func weights() throws {
        let model = model(dropout: 0.5)
        let layer = model.decoder.layers[1].multiheadAttn
        let (source, target) = (Tensor(normal([2, 4, 12], 9)), Tensor(normal([2, 3, 12], 10)))
        _ = model(source: source, target: target)
        #expect(layer.weights == nil && layer.averageWeights == nil)
        layer.keepsWeights = true
        _ = model(source: source, target: target)
        let average = try #require(layer.averageWeights)
        #expect(layer.weights?.shape == [2, 3, 3, 4])
        #expect(average.shape == [2, 3, 4])
        #expect(average.sum(axes: [2]).isClose(to: .ones([2, 3])))
    }

    @Test("gradients agree with differences, through both kinds of layer", arguments: [false, true])
    func gradients(_ normFirst: Bool) {
        var generator = RandomGenerator(seed: 11)
        let encoder = TransformerEncoderLayer(
            4, headCount: 2, feedForwardWidth: 6, dropout: 0, activation: .gelu, normFirst: normFirst,
            using: &generator)
        let decoder = TransformerDecoderLayer(
            4, headCount: 2, feedForwardWidth: 6, dropout: 0, activation: .gelu, normFirst: normFirst,
            using: &generator)
        let check = checkGradients(at: [normal([2, 3, 4], 12), normal([2, 2, 4], 13)]) {
            decoder($0[1], memory: encoder($0[0]), isCausal: true)
        }
        #expect(check.passed, "\(check)")
    }

    @Test("dropout follows the seed, rests in use, and resumes from a saved state")
    func dropout() {
        let (a, b) = (model(dropout: 0.3), model(dropout: 0.3))
        let (source, target) = (Tensor(normal([2, 4, 12], 14)), Tensor(normal([2, 3, 12], 15)))
        let first = a(source: source, target: target).value
        #expect(first == b(source: source, target: target).value)
        let states = a.generatorStates
        let second = a(source: source, target: target).value
        #expect(first != second)
        a.restore(generatorStates: states)
        #expect(a(source: source, target: target).value == second)
        a.evaluate()
        #expect(a(source: source, target: target).value == model()(source: source, target: target).value)
    }

    @Test("the bits of a training step do not depend on the threads")
    func threads() {
        let (source, target) = (Tensor(normal([24, 50, 12], 16)), Tensor(normal([24, 60, 12], 17)))
        func bits() -> [UInt32] {
            let model = model(dropout: 0.1)
            let output = model(source: source, target: target, isTargetCausal: true)
            output.square().sum().backward()
            return (output.value.scalars + model.parameters.flatMap { $0.grad?.scalars ?? [] })
                .map(\.bitPattern)
        }
        let one = Parallel.withThreads(1, bits)
        for count in 2...3 {
            let (several, sharedJobs) = Parallel.withExactly(count, bits)
            let isSame = several == one
            #expect(isSame && sharedJobs > 0, "\(count) threads")
        }
    }

    @Test("it learns to write a sequence backwards")
    func learning() {
        var generator = RandomGenerator(seed: 18)
        let (width, count, vocabulary) = (16, 5, 7)
        let embedding = Embedding(vocabulary, width, using: &generator)
        let model = Transformer(
            width, headCount: 2, encoderLayerCount: 1, decoderLayerCount: 1, feedForwardWidth: 32, dropout: 0,
            using: &generator)
        let output = Linear(width, vocabulary, using: &generator)
        let positions = Tensor(sinusoidalPositions(count, width))
        let optimizer = Adam(
            embedding.parameters + model.parameters + output.parameters, learningRate: 0.005)
        var loss: Float = 0
        for _ in 0..<150 {
            // 0 begins each target.
            let rows = (0..<32).map { _ in (0..<count).map { _ in 1 + generator.integer(below: 6) } }
            let source = IntArray(rows.flatMap { $0 }, shape: [32, count])
            let answers = IntArray(rows.flatMap { $0.reversed() }, shape: [32 * count])
            let shifted = IntArray(
                rows.flatMap { [0] + $0.reversed().dropLast() }, shape: [32, count])
            let decoded = model(
                source: embedding(source) + positions, target: embedding(shifted) + positions,
                isTargetCausal: true)
            let error = crossEntropy(output(decoded).reshaped([32 * count, vocabulary]), answers)
            optimizer.zeroGradients()
            error.backward()
            optimizer.step()
            loss = error.scalar
        }
        #expect(loss < 0.5, "the loss is \(loss), that of guessing 1.79")
    }

    @Test("positions are waves: sines and cosines by hand")
    func positions() {
        let found = sinusoidalPositions(3, 5)
        let expected = NDArray(
            rows: (0..<3).map { t in
                let t = Double(t)
                let (slow, slower) = (t / pow(10_000, 0.4), t / pow(10_000, 0.8))
                return [sin(t), cos(t), sin(slow), cos(slow), sin(slower)].map { Float($0) }
            })
        #expect(found.isClose(to: expected))
        #expect(found[0] == NDArray([0, 1, 0, 1, 0]))
    }

    @Test("wrong shapes are explained")
    func wrongShapes() async {
        let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 19)
            _ = TransformerEncoderLayer(10, headCount: 3, using: &generator)
        }
        let masks = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var generator = RandomGenerator(seed: 19)
            let layer = MultiheadAttention(4, headCount: 2, using: &generator)
            _ = layer(Tensor(.zeros([2, 3, 4])), paddingMask: .ones([3, 2]))
        }
        for (result, words) in [
            (heads, ["3 heads", "10 features", "TransformerTests.swift"]),
            (masks, ["padding mask", "[3, 2]", "[2, 2, 3, 3]"]),
        ] {
            let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
            for word in words { #expect(message.contains(word), "\(word) in: \(message)") }
        }
    }
}
