import Autograd
import ChapterSupport
import Datasets
import Foundation
import TensorCore
import Testing

@testable import Chapter1

@Suite struct TwoLayerNetworkTests {
    private func network(
        _ inputs: Int, _ hidden: Int, _ outputs: Int, seed: UInt64
    ) -> (network: TwoLayerNetwork, inputs: [Float], targets: [Float]) {
        var generator = RandomGenerator(seed: seed)
        let network = TwoLayerNetwork(
            inputCount: inputs, hiddenCount: hidden, outputCount: outputs, range: 1, using: &generator)
        return (
            network, (0..<inputs).map { _ in generator.uniform(in: -2...2) },
            (0..<outputs).map { _ in generator.uniform() }
        )
    }

    @Test func forwardPassByHand() {
        var (network, _, _) = network(2, 1, 1, seed: 1)
        network.hidden.weights = [1, -2]
        network.hidden.biases = [0.5]
        network.output.weights = [4]
        network.output.biases = [-1]
        let (hidden, outputs) = network.forward([3, 1])
        // z₁ = 3 − 2 + 0.5 = 1.5, h = 0.8175745; z₂ = 4 h − 1 = 2.270298, o = 0.9063871.
        #expect(abs(hidden[0] - 0.817_574_5) < 1e-6)
        #expect(abs(outputs[0] - 0.906_387_1) < 1e-6)
        #expect(network.parameterCount == 5)
    }

    @Test func backwardPassByHand() {
        var (network, _, _) = network(1, 1, 1, seed: 1)
        network.output.weights = [2]
        // o = 0.8, t = 1: δ₂ = −0.2 · 0.16 = −0.032; h = 0.5: δ₁ = 2 · −0.032 · 0.25 = −0.016.
        let gradients = network.gradients(inputs: [3], hidden: [0.5], outputs: [0.8], targets: [1])
        #expect(abs(gradients.output.biases[0] + 0.032) < 1e-7)
        #expect(abs(gradients.output.weights[0] + 0.016) < 1e-7)
        #expect(abs(gradients.hidden.biases[0] + 0.016) < 1e-7)
        #expect(abs(gradients.hidden.weights[0] + 0.048) < 1e-7)
    }

    @Test(arguments: [(2, 4, 1), (1, 1, 1), (5, 3, 2), (4, 12, 3)])
    func gradientAgreesWithSmallSteps(inputs: Int, hidden: Int, outputs: Int) {
        for seed in 1...5 as ClosedRange<UInt64> {
            let (network, x, t) = network(inputs, hidden, outputs, seed: seed)
            #expect(gradientDisagreement(network, inputs: x, targets: t) < 1e-3)
        }
    }

    @Test(arguments: [(2, 4, 1), (1, 1, 1), (5, 3, 2), (4, 12, 3)])
    func gradientAgreesWithAutograd(inputs: Int, hidden: Int, outputs: Int) {
        for seed in 1...5 as ClosedRange<UInt64> {
            let (network, x, t) = network(inputs, hidden, outputs, seed: seed)
            let leaves = [
                Tensor(NDArray(network.hidden.weights, shape: [hidden, inputs]), requiresGradient: true),
                Tensor(NDArray(network.hidden.biases), requiresGradient: true),
                Tensor(NDArray(network.output.weights, shape: [outputs, hidden]), requiresGradient: true),
                Tensor(NDArray(network.output.biases), requiresGradient: true),
            ]
            let h = (leaves[0].matmul(Tensor(NDArray(x))) + leaves[1]).sigmoid()
            let o = (leaves[2].matmul(h) + leaves[3]).sigmoid()
            let error = (o - Tensor(NDArray(t))).square().sum() * 0.5
            error.backward()
            #expect(abs(error.scalar - squaredError(outputs: network.forward(x).outputs, targets: t)) < 1e-5)
            let byGraph = leaves.flatMap { $0.grad?.scalars ?? [] }
            let byHand = handWrittenGradient(of: network, inputs: x, targets: t)
            #expect(largestDifference(byHand, byGraph, relativeTo: 0.01) < 1e-4)
        }
    }

    @Test func theCheckFailsWithoutAGradient() {
        let (network, x, t) = network(3, 4, 2, seed: 9)
        let right = numericalGradient(of: network, inputs: x, targets: t)
        #expect(relativeDifference(right, right) == 0)
        #expect(relativeDifference(right.map { _ in 0 }, right) == 1)
        #expect(relativeDifference([], right) == .infinity && relativeDifference([], []) == .infinity)
        #expect(relativeDifference(Array(right.dropLast()), right) == .infinity)
        #expect(relativeDifference(right.map { _ in .nan }, right) == .infinity)
    }

    @Test func theCheckFailsForAWrongBackwardPass() {
        // The small steps do not depend on the formulas.
        let (network, x, t) = network(3, 4, 2, seed: 9)
        var wrong = network
        wrong.output.weights[0] += 0.5
        let numerical = numericalGradient(of: network, inputs: x, targets: t)
        let other = handWrittenGradient(of: wrong, inputs: x, targets: t)
        #expect(relativeDifference(other, numerical) > 1e-3)
    }

    @Test func aStepGoesDownhill() {
        var (network, x, t) = network(3, 4, 2, seed: 2)
        let before = squaredError(outputs: network.forward(x).outputs, targets: t)
        let (hidden, outputs) = network.forward(x)
        let gradients = network.gradients(inputs: x, hidden: hidden, outputs: outputs, targets: t)
        network.hidden.descend(gradients.hidden, learningRate: 0.1)
        network.output.descend(gradients.output, learningRate: 0.1)
        #expect(squaredError(outputs: network.forward(x).outputs, targets: t) < before)
    }

    @Test func exclusiveOrIsLearned() throws {
        let experiment = try trainFromManyStarts(starts: 20, epochs: 3000, seed: 1, Training())
        #expect(experiment.trials.map(\.hiddenCount) == [2, 3, 4, 8])
        #expect(experiment.trials[0].solvedFraction >= 0.5)
        #expect(experiment.trials[2].solvedFraction >= 0.95)
        #expect(experiment.gradientDisagreement < 1e-3)
        let data = TruthTable.xor.data
        for (inputs, target) in zip(data.features, data.labels) {
            let output = experiment.drawn.result.forward(inputs).outputs[0]
            #expect(abs(output - Float(target)) < 0.2)
        }
        #expect(experiment.drawn.history.count == experiment.drawn.epochs + 1)
        let again = try trainFromManyStarts(starts: 20, epochs: 3000, seed: 1, Training())
        #expect(again.trials.map(\.epochs) == experiment.trials.map(\.epochs))
        #expect(again.drawn.result == experiment.drawn.result)
        let other = try trainFromManyStarts(starts: 20, epochs: 3000, seed: 2, Training())
        #expect(other.trials.map(\.epochs) != experiment.trials.map(\.epochs))
    }

    @Test func withoutHiddenVarietyNothingIsLearned() throws {
        // Units that begin alike stay alike: as good as one, and one cannot do it.
        var generator = RandomGenerator(seed: 1)
        let data = TruthTable.xor.data
        var network = TwoLayerNetwork(
            inputCount: 2, hiddenCount: 4, outputCount: 1, range: 0, using: &generator)
        let epochs = try train(
            &network, inputs: data.features, targets: data.targets, epochs: 2000, Hyperparameters(),
            using: &generator)
        #expect(epochs == nil)
        #expect(Set(network.hidden.biases).count == 1)
    }
}
