import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses")
struct LossTests {
    let prediction = Tensor(NDArray([1, 2, 5]), requiresGradient: true)
    let target = Tensor(NDArray([1, 4, 2]))

    @Test("regression by hand")
    func regression() {
        #expect(meanSquaredError(prediction, target).scalar == 13 / Float(3))
        #expect(meanSquaredError(prediction, target, reduction: .sum).scalar == 13)
        #expect(meanSquaredError(prediction, target, reduction: .none).value == NDArray([0, 4, 9]))
        #expect(meanAbsoluteError(prediction, target, reduction: .sum).scalar == 5)
        #expect(huber(prediction, target, reduction: .none).value == NDArray([0, 1.5, 2.5]))
        #expect(huber(prediction, target, delta: 2.5, reduction: .none).value == NDArray([0, 2, 4.375]))
        #expect(
            smoothAbsoluteError(prediction, target, beta: 2, reduction: .none).value == NDArray([0, 1, 2]))
        meanSquaredError(prediction, target, reduction: .sum).backward()
        #expect(prediction.grad == NDArray([0, -4, 6]))
    }

    @Test("cross-entropy of equal logits is log C, and its gradient softmax minus target")
    func uniformLogits() {
        let logits = Tensor(.zeros([2, 4]), requiresGradient: true)
        let loss = crossEntropy(logits, IntArray([0, 3]))
        #expect((loss.scalar - log(Float(4))).magnitude < 1e-6)
        loss.backward()
        let expected = NDArray(rows: [[-0.375, 0.125, 0.125, 0.125], [0.125, 0.125, 0.125, -0.375]])
        #expect(logits.grad?.isClose(to: expected) == true)
    }

    @Test("huge logits stay finite")
    func stability() throws {
        let logits = Tensor(NDArray(rows: [[1000, 0], [0, -1000]]), requiresGradient: true)
        let loss = crossEntropy(logits, IntArray([1, 0]), reduction: .none)
        #expect(loss.value == NDArray([1000, 0]))
        loss.sum().backward()
        #expect(logits.grad == NDArray(rows: [[1, -1], [0, 0]]))

        let x = Tensor(NDArray([500, -500, 500]), requiresGradient: true)
        let y = Tensor(NDArray([1, 0, 0]))
        let binary = binaryCrossEntropyWithLogits(x, y, reduction: .none)
        #expect(binary.value == NDArray([0, 0, 500]))
        binary.sum().backward()
        #expect(x.grad == NDArray([0, 0, 1]))
    }

    @Test("an ignored example counts for nothing, even where its logits are infinite")
    func ignoredExamples() throws {
        let infinite = -Float.infinity
        let logits = Tensor(NDArray(rows: [[infinite, 0, 0], [1, 2, 3]]), requiresGradient: true)
        let loss = crossEntropy(logits, IntArray([-100, 2]))
        let alone = crossEntropy(Tensor(NDArray(rows: [[1, 2, 3]])), IntArray([2]))
        #expect(loss.scalar == alone.scalar)
        loss.backward()
        #expect(logits.grad?[0] == .zeros([3]))
        #expect(crossEntropy(logits, IntArray([-100, -100])).scalar.isNaN)
        #expect(crossEntropy(logits, IntArray([-100, -100]), reduction: .sum).scalar == 0)
    }

    @Test("the trap of broadcasting and other wrong shapes are explained")
    func shapes() async throws {
        let columns = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = meanSquaredError(Tensor(.zeros([4, 1])), Tensor(.zeros([4]))) })
        #expect(text(columns).contains("a prediction of shape [4, 1] against a target of shape [4]"))
        #expect(text(columns).contains("every prediction with every target"))
        #expect(text(columns).contains("reshaped([4, 1])"))
        #expect(text(columns).contains("LossTests.swift"))
        let label = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = crossEntropy(Tensor(.zeros([2, 3])), IntArray([0, 3])) })
        #expect(text(label).contains("label 3, at index 1, is outside 0..<3"))
        let shape = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = crossEntropy(Tensor(.zeros([2, 3])), IntArray([0, 1, 2])) })
        #expect(text(shape).contains("labels of shape [3] for scores of shape [2, 3]"))
        let weights = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                _ = crossEntropy(Tensor(.zeros([2, 3])), IntArray([0, 1]), classWeights: .ones([2]))
            })
        #expect(text(weights).contains("class weights of shape [2] for 3 classes"))
    }

    @Test("a batch in which every label is ignored changes nothing", arguments: KernelRung.allCases)
    func nothingCounts(rung: KernelRung) {
        KernelRung.with(rung) {
            for smoothing in [0, 0.1] as [Float] {
                let logits = Tensor(NDArray(rows: [[1, 2], [3, 4]]), requiresGradient: true)
                let loss = crossEntropy(logits, IntArray([-100, -100]), labelSmoothing: smoothing)
                #expect(loss.scalar.isNaN)
                loss.backward()
                #expect(logits.grad == NDArray.zeros([2, 2]))
            }
            let scores = Tensor(NDArray(rows: [[-1, -2]]), requiresGradient: true)
            negativeLogLikelihood(scores, IntArray([-100])).backward()
            #expect(scores.grad == NDArray.zeros([1, 2]))
        }
    }

    @Test("the gradient to a target of binary cross-entropy is −x, near 0 too")
    func gradientToTargets() {
        let target = Tensor(NDArray([0.3, 0.6]), requiresGradient: true)
        binaryCrossEntropyWithLogits(Tensor(NDArray([1e-5, -3])), target, reduction: .sum).backward()
        #expect(target.grad == NDArray([-1e-5, 3]))
        target.grad = nil
        binaryCrossEntropyWithLogits(
            Tensor(NDArray([1e-5, -3])), target, positiveWeight: NDArray([2]), reduction: .sum
        ).backward()
        // 2 softplus(−x) − softplus(x) = softplus(−x) − x.
        let expected = NDArray([log(1 + exp(Float(-1e-5))) - 1e-5, log(1 + exp(Float(3))) + 3])
        #expect(largestDifference(target.grad, expected) < 1e-6)
    }
}
