import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite("The loss of distillation")
struct DistillationLossTests {
    static let all: [LayerFixture] = (try? layerFixture("distillation")) ?? []

    @Test("the fixtures are there")
    func fixturesArePresent() { #expect(Self.all.count == 27) }

    @Test("it gives PyTorch's numbers", arguments: all)
    func pytorch(_ fixture: LayerFixture) throws {
        let leaves = fixture.leaves
        let loss = distillationLoss(
            try #require(leaves["student"]), try #require(fixture.labels).array,
            teacher: try #require(fixture.buffers?["teacher"]).array,
            temperature: Float(try #require(fixture.options["temperature"])),
            weight: Float(try #require(fixture.options["weight"])))
        loss.backward()
        // At a high temperature the divergence is a small difference of logarithms.
        expectClose(loss.value, fixture.output, 1e-5, "\(fixture.testDescription)")
        let gradient = try #require(leaves["student"]?.grad)
        expectClose(
            gradient, try #require(fixture.gradients["student"]), 1e-5, "gradient, \(fixture.testDescription)"
        )
    }

    @Test("by hand")
    func byHand() {
        // p = softmax([1, 0] / 2), t = softmax([2, 0] / 2).
        let (p, t) = (1 / (1 + exp(Float(-0.5))), 1 / (1 + exp(Float(-1))))
        let divergence = t * log(t / p) + (1 - t) * log((1 - t) / (1 - p))
        let student = Tensor(NDArray(rows: [[1, 0]]), requiresGradient: true)
        let loss = distillationLoss(
            student, IntArray([0]), teacher: NDArray(rows: [[2, 0]]), temperature: 2, weight: 0.5)
        #expect((loss.scalar - (0.5 * log(1 + exp(Float(-1))) + 2 * divergence)).magnitude < 1e-6)
        loss.backward()
        let ofLabel = -0.5 * (1 - 1 / (1 + exp(Float(-1))))
        #expect(student.grad?.isClose(to: NDArray(rows: [[ofLabel + (p - t), -ofLabel - (p - t)]])) == true)
    }

    @Test("a student that agrees with its teacher has nothing to learn from it")
    func agreement() {
        var generator = RandomGenerator(seed: 8)
        let logits = NDArray.normal([5, 4], using: &generator)
        let labels = IntArray([0, 3, 1, 1, 2])
        let student = Tensor(logits, requiresGradient: true)
        // Logits mean the same with any number added to a row of them.
        let loss = distillationLoss(student, labels, teacher: logits + 3, temperature: 3, weight: 1)
        loss.backward()
        #expect(loss.scalar.magnitude < 1e-5)
        #expect((student.grad?.magnitude().max().scalar ?? 1) < 1e-5)
        #expect(
            distillationLoss(student, labels, teacher: -logits, weight: 0).scalar
                == crossEntropy(student, labels).scalar)
    }

    @Test("gradients are those of finite differences", arguments: [Float(0.7), 1, 4])
    func gradients(temperature: Float) {
        var generator = RandomGenerator(seed: 9)
        let (logits, teacher) = (
            NDArray.normal([3, 4], using: &generator), NDArray.normal([3, 4], using: &generator)
        )
        let passed = checkGradients(at: [logits]) {
            distillationLoss(
                $0[0], IntArray([2, 0, 3]), teacher: teacher, temperature: temperature, weight: 0.6)
        }
        #expect(passed.passed, "\(passed)")
    }
}
