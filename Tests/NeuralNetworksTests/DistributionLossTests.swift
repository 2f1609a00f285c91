import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite("Losses against distributions")
struct DistributionLossTests {
    static let all: [LayerFixture] = (try? layerFixture("distribution_losses")) ?? []

    static func named(_ name: String) -> [LayerFixture] { all.filter { $0.name == name } }

    @Test("the fixtures are there")
    func fixturesArePresent() {
        let counts = Dictionary(grouping: Self.all, by: \.name).mapValues(\.count)
        #expect(counts == ["cross_entropy_probabilities": 36, "kl_div": 24])
    }

    @Test("cross-entropy gives PyTorch's numbers", arguments: named("cross_entropy_probabilities"))
    func crossEntropyOfProbabilities(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let reduction: LossReduction = [.mean, .sum, .none][Int(try #require(fixture.options["reduction"]))]
        fixture.check(
            crossEntropy(
                try #require(leaves["input"]), probabilities: try #require(leaves["target"]),
                classWeights: fixture.buffers?["weights"]?.array,
                labelSmoothing: Float(try #require(fixture.options["smoothing"])), reduction: reduction),
            leaves)
    }

    @Test("the divergence gives PyTorch's numbers", arguments: named("kl_div"))
    func divergence(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let reductions: [DivergenceReduction] = [.mean, .sum, .none, .batchMean]
        fixture.check(
            klDivergence(
                try #require(leaves["input"]), try #require(leaves["target"]),
                targetIsLog: fixture.options["log_target"] == 1,
                reduction: reductions[Int(try #require(fixture.options["reduction"]))]), leaves)
    }

    @Test("one-hot targets give the cross-entropy of the labels", arguments: KernelRung.allCases)
    func oneHot(rung: KernelRung) {
        KernelRung.with(rung) {
            var generator = RandomGenerator(seed: 3)
            let values = NDArray.normal([7, 5], using: &generator)
            let labels = IntArray([0, 4, 2, 2, 1, 3, 0])
            for smoothing: Float in [0, 0.3] {
                let (a, b) = (
                    Tensor(values, requiresGradient: true), Tensor(values, requiresGradient: true)
                )
                let ofLabels = crossEntropy(a, labels, labelSmoothing: smoothing)
                let ofTargets = crossEntropy(
                    b, probabilities: Tensor(labels.oneHot(classCount: 5)), labelSmoothing: smoothing)
                #expect((ofLabels.scalar - ofTargets.scalar).magnitude < 1e-6)
                ofLabels.backward()
                ofTargets.backward()
                #expect(largestDifference(a.grad, b.grad) < 1e-6)
            }
        }
    }

    @Test("by hand")
    func byHand() {
        // −0.7 ln p₀ − 0.3 ln p₁ with ln p = logits − ln(e² + 2).
        let total = log(exp(Float(2)) + 2)
        let loss = crossEntropy(
            Tensor(NDArray(rows: [[2, 0, 0]])), probabilities: Tensor(NDArray(rows: [[0.7, 0.3, 0]])))
        #expect((loss.scalar - (0.7 * (total - 2) + 0.3 * total)).magnitude < 1e-6)

        let even = Tensor(NDArray(rows: [[0, 0]])).logSoftmax(axis: 1)
        let divergence = klDivergence(even, Tensor(NDArray(rows: [[0.9, 0.1]])))
        #expect((divergence.scalar - (0.9 * log(Float(1.8)) + 0.1 * log(Float(0.2)))).magnitude < 1e-6)
        // A certain target: −ln p of what happens, and no gradient where nothing can.
        let certain = Tensor(NDArray(rows: [[1, 0]]), requiresGradient: true)
        let ofCertain = klDivergence(even, certain)
        #expect((ofCertain.scalar - log(Float(2))).magnitude < 1e-6)
        ofCertain.backward()
        #expect(certain.grad?.isClose(to: NDArray(rows: [[log(Float(2)) + 1, 0]])) == true)
    }

    @Test("the divergence is the cross-entropy less the entropy, and 0 between equals")
    func relations() {
        var generator = RandomGenerator(seed: 4)
        let logits = Tensor(.normal([6, 4], using: &generator))
        let target = NDArray.normal([6, 4], using: &generator).softmax(axis: 1)
        let entropy = -(target * target.log()).sum().scalar / 6
        let cross = crossEntropy(logits, probabilities: Tensor(target)).scalar
        let divergence = klDivergence(logits.logSoftmax(axis: 1), Tensor(target)).scalar
        #expect((cross - entropy - divergence).magnitude < 1e-5)
        #expect(divergence > 0)
        #expect(klDivergence(Tensor(target.log()), Tensor(target)).scalar.magnitude < 1e-6)
        // A logarithm says what a probability underflows at: t = e^−120 is 0 as a float.
        let rare = Tensor(NDArray(rows: [[0, -120]]))
        #expect(klDivergence(rare, rare, targetIsLog: true).scalar == 0)
    }

    @Test("gradients are those of finite differences")
    func gradients() {
        var generator = RandomGenerator(seed: 5)
        let logits = NDArray.normal([3, 4], using: &generator)
        // No probability is near 0, where t log t bends too much for differences of floats.
        let target = (NDArray.normal([3, 4], using: &generator) * 0.3).softmax(axis: 1)
        let weights = NDArray([0.5, 1, 2, 0.1])
        for reduction in [LossReduction.mean, .sum] {
            let passed = checkGradients(at: [logits, target]) {
                crossEntropy(
                    $0[0], probabilities: $0[1], classWeights: weights, labelSmoothing: 0.2,
                    reduction: reduction)
            }
            #expect(passed.passed, "\(passed)")
        }
        for isLog in [false, true] {
            let passed = checkGradients(at: [logits, isLog ? target.log() : target]) {
                klDivergence($0[0].logSoftmax(axis: 1), $0[1], targetIsLog: isLog)
            }
            #expect(passed.passed, "\(passed)")
        }
    }

    @Test("nothing to learn from is NaN, without a gradient")
    func empty() {
        let none = Tensor(.zeros([0, 3]), requiresGradient: true)
        #expect(crossEntropy(none, probabilities: Tensor(.zeros([0, 3]))).scalar.isNaN)
        #expect(crossEntropy(none, probabilities: Tensor(.zeros([0, 3])), reduction: .sum).scalar == 0)
    }

    @Test("wrong shapes are explained")
    func shapes() async throws {
        let transposed = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: {
                _ = crossEntropy(Tensor(.zeros([2, 3])), probabilities: Tensor(.zeros([3, 2])))
            })
        #expect(text(transposed).contains("a prediction of shape [2, 3] against a target of shape [3, 2]"))
        #expect(text(transposed).contains("DistributionLossTests.swift"))
        let flat = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = crossEntropy(Tensor(.zeros([3])), probabilities: Tensor(.zeros([3]))) })
        #expect(text(flat).contains("[N, C]"))
        let divergence = try await #require(
            processExitsWith: .failure, observing: [\.standardErrorContent],
            performing: { _ = klDivergence(Tensor(.zeros([2, 3])), Tensor(.zeros([3]))) })
        #expect(text(divergence).contains("klDivergence"))
    }
}
