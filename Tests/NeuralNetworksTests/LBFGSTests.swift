import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// What PyTorch and SciPy computed, as `Tests/Fixtures/make_lbfgs_fixtures.py` wrote it.
private struct LBFGSFixtures: Decodable {
    struct Training: Decodable, CustomTestStringConvertible {
        let name: String
        let options: [String: Double]
        let searches: Bool
        let losses: [Double]
        let evaluations: [Int]
        let parameters: [[Double]]
        var testDescription: String { name }
    }

    struct Minimum: Decodable, CustomTestStringConvertible {
        let start: [Float]
        let x: [Double]
        let loss: Double
        let evaluations: Int
        var testDescription: String { "\(start)" }
    }

    let trainings: [Training]
    let scipy: [Minimum]

    static func read() throws -> LBFGSFixtures {
        let file = OptimizerFixtures.folder.appendingPathComponent("lbfgs.json")
        return try JSONDecoder().decode(LBFGSFixtures.self, from: Data(contentsOf: file))
    }
}

/// Rosenbrock's valley, Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
private func rosenbrock(_ x: Tensor) -> Tensor {
    let count = x.shape[0]
    let (here, next) = (x.sliced(axis: 0, 0..<count - 1), x.sliced(axis: 0, 1..<count))
    return (100 * (next - here.square()).square() + (1 - here).square()).sum()
}

/// A loss, its parameters, and how often it was computed.
private final class Problem {
    let parameters: [Tensor]
    let loss: () -> Tensor
    var evaluations = 0

    init(_ parameters: [Tensor], _ loss: @escaping () -> Tensor) {
        (self.parameters, self.loss) = (parameters, loss)
    }

    convenience init(valley start: [Float]) {
        let x = Tensor(NDArray(start), requiresGradient: true)
        self.init([x]) { rosenbrock(x) }
    }

    /// The problem that a fixture names.
    convenience init(_ training: LBFGSFixtures.Training) throws {
        if training.name.hasPrefix("regression") {
            let problem = RegressionProblem(try OptimizerFixtures.read().problem)
            self.init(problem.parameters) { problem.loss() }
        } else if training.name.contains("four") {
            self.init(valley: [-1.2, 1, -0.5, 0.8])
        } else {
            self.init(valley: training.name.contains("short") ? [0.5, -1.5] : [-1.2, 1])
        }
    }

    func step(_ optimizer: LBFGS) -> Double {
        optimizer.step {
            evaluations += 1
            optimizer.zeroGradients()
            let loss = loss()
            loss.backward()
            return loss
        }
    }
}

@Suite struct LBFGSTests {
    @Test(arguments: try LBFGSFixtures.read().trainings)
    fileprivate func theStepsAreThoseOfPyTorch(_ training: LBFGSFixtures.Training) throws {
        let problem = try Problem(training)
        let optimizer = LBFGS(
            problem.parameters, learningRate: training.options["lr"] ?? 1,
            iterations: Int(training.options["max_iter"] ?? 20),
            evaluations: training.options["max_eval"].map { Int($0) },
            historySize: Int(training.options["history_size"] ?? 100), searches: training.searches)
        for (step, expected) in training.losses.enumerated() {
            let loss = problem.step(optimizer)
            // Rounding to 32 bits shows where the loss is nearly 0.
            #expect(abs(loss - expected) < 2e-3 * expected + 2e-5, "loss \(step): \(loss), not \(expected)")
            if expected > 1e-3 { #expect(problem.evaluations == training.evaluations[step], "step \(step)") }
        }
        for (parameter, expected) in zip(problem.parameters, training.parameters) {
            #expect(largestDifference(parameter.value.scalars.map { Double($0) }, expected) < 5e-3)
        }
    }

    @Test(arguments: try LBFGSFixtures.read().scipy)
    fileprivate func theMinimumOfSciPyIsFound(_ minimum: LBFGSFixtures.Minimum) throws {
        let problem = Problem(valley: minimum.start)
        let optimizer = LBFGS(problem.parameters, iterations: 200, historySize: 10)
        _ = problem.step(optimizer)
        #expect(problem.loss().scalar < 1e-6)
        #expect(largestDifference(problem.parameters[0].value.scalars.map { Double($0) }, minimum.x) < 2e-3)
        #expect(problem.evaluations <= 2 * minimum.evaluations)
    }

    /// With three numbers, a quadratic bowl is left after three directions at most: that is what the memory is for.
    @Test func aBowlNeedsAsManyDirectionsAsItHasAxes() {
        let x = Tensor(NDArray([5, -3, 2]), requiresGradient: true)
        let curvature = Tensor(NDArray([1, 10, 100]))
        let problem = Problem([x]) { (curvature * x.square()).sum() / 2 }
        let optimizer = LBFGS(problem.parameters, iterations: 30)
        _ = problem.step(optimizer)
        #expect(x.value.magnitude().max().scalar < 1e-3)
        #expect(problem.evaluations < 20)
        // By gradient descent at the largest rate that is stable it takes hundreds.
    }

    @Test func aStoppedTrainingContinuesWithTheSameBits() throws {
        let (whole, stopped) = (Problem(valley: [-1.2, 1]), Problem(valley: [-1.2, 1]))
        let one = LBFGS(whole.parameters, iterations: 2, historySize: 4)
        let two = LBFGS(stopped.parameters, iterations: 2, historySize: 4)
        for _ in 0..<3 { #expect(whole.step(one) == stopped.step(two)) }
        let resumed = LBFGS(stopped.parameters, iterations: 2, historySize: 4)
        try resumed.load(stateDictionary: two.stateDictionary)
        for _ in 0..<5 { #expect(whole.step(one) == stopped.step(resumed)) }
        #expect(whole.parameters[0].value == stopped.parameters[0].value)
        // Without its memory it would go elsewhere.
        let forgetful = Problem([Tensor(whole.parameters[0].value, requiresGradient: true)]) {
            Tensor(NDArray(0))
        }
        #expect(throws: OptimizerStateError.self) {
            try LBFGS(forgetful.parameters, historySize: 5).load(stateDictionary: two.stateDictionary)
        }
    }

    @Test func frozenParametersStayAndNothingHappensAtTheMinimum() {
        let (x, y) = (
            Tensor(NDArray([1, 2]), requiresGradient: true), Tensor(NDArray([3]), requiresGradient: true)
        )
        y.requiresGradient = false
        let problem = Problem([x, y]) { x.square().sum() + y.square().sum() }
        let optimizer = LBFGS(problem.parameters)
        _ = problem.step(optimizer)
        #expect(y.value == NDArray([3]) && x.value.magnitude().max().scalar < 1e-4)
        let settled = x.value
        let before = problem.evaluations
        x.value = NDArray([0, 0])
        _ = problem.step(optimizer)
        #expect(x.value == NDArray([0, 0]) && problem.evaluations == before + 1)
        #expect(settled != NDArray([1, 2]))
    }

    @Test func anErrorOfTheClosurePassesThrough() {
        struct Stop: Error {}
        let x = Tensor(NDArray([1]), requiresGradient: true)
        #expect(throws: Stop.self) { try LBFGS([x]).step { throw Stop() } }
        #expect(x.value == NDArray([1]))
    }
}
