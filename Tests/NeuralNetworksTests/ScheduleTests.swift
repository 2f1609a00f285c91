import Autograd
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct ScheduleTests {
    /// The schedules of the fixtures, by their names there.
    static let schedules: [(String, any Schedule)] = [
        ("step", StepDecay(period: 7, factor: 0.3)),
        ("multi-step", MultiStepDecay(milestones: [3, 8, 8, 20], factor: 0.5)),
        ("exponential", ExponentialDecay(factor: 0.9)),
        ("cosine", CosineAnnealing(steps: 12, minimum: 0.01)),
        ("linear", LinearDecay(steps: 9, endFactor: 0.2)),
        ("warm-up, linear", LinearWarmUp(steps: 5, startFactor: 0.2, then: LinearDecay(steps: 20))),
        ("warm-up", LinearWarmUp(steps: 5)),
        ("warm-up, cosine", LinearWarmUp(steps: 5, startFactor: 0.1, then: CosineAnnealing(steps: 25))),
        ("warm-up, step", LinearWarmUp(steps: 6, then: StepDecay(period: 4))),
        ("noam", NoamSchedule(width: 64, warmUpSteps: 10)),
    ]

    /// An optimizer of two groups, the second with a tenth of the first's rate.
    static func optimizer() -> SGD {
        SGD(
            groups: [0.5, 0.05].map {
                ParameterGroup(
                    parameters: [Tensor(.zeros([1]), requiresGradient: true)], learningRate: $0,
                    weightDecay: 0)
            })
    }

    @Test func thirtyStepsAreThoseOfPyTorch() throws {
        let fixtures = try OptimizerFixtures.read().schedules
        #expect(Set(fixtures.keys) == Set(ScheduleTests.schedules.map(\.0)))
        for (name, schedule) in ScheduleTests.schedules {
            let optimizer = ScheduleTests.optimizer()
            let rates = try #require(fixtures[name])
            #expect(rates.count == 30)
            for (step, expected) in rates.enumerated() {
                optimizer.follow(schedule, at: step)
                let ours = optimizer.parameterGroups.map(\.learningRate)
                #expect(largestDifference(ours, expected) <= 1e-12, "\(name), step \(step)")
            }
        }
    }

    @Test func aScheduleIsAFunctionOfTheStepAlone() {
        let schedule = LinearWarmUp(steps: 3, then: CosineAnnealing(steps: 10))
        let optimizer = ScheduleTests.optimizer()
        let forwards = (0..<20).map { step in
            optimizer.follow(schedule, at: step)
            return optimizer.learningRate
        }
        let backwards = (0..<20).reversed().map { step in
            optimizer.follow(schedule, at: step)
            return optimizer.learningRate
        }
        #expect(forwards == backwards.reversed())
    }

    @Test func noamRisesToItsWarmUpAndThenFalls() {
        let schedule = NoamSchedule(width: 512, warmUpSteps: 4000)
        let rates = (0..<8000).map { schedule.learningRate(at: $0, initial: 1) }
        #expect(rates.firstIndex(of: rates.max() ?? 0) == 3999)
        #expect(abs(rates[3999] - 1 / (512.0 * 4000).squareRoot()) < 1e-12)
    }

    @Test func plateausAreThoseOfPyTorch() throws {
        let plateaus = [
            "defaults": ReduceOnPlateau(),
            "patience": ReduceOnPlateau(factor: 0.5, patience: 2),
            "cooldown": ReduceOnPlateau(factor: 0.5, patience: 1, cooldown: 3),
            "minimum": ReduceOnPlateau(factor: 0.2, patience: 0, minimumLearningRate: 0.004),
            "maximize": ReduceOnPlateau(goal: .maximize, patience: 3, threshold: .absolute(0.01)),
            "relative": ReduceOnPlateau(goal: .maximize, patience: 2, threshold: .relative(0.05)),
            "absolute": ReduceOnPlateau(patience: 2, threshold: .absolute(0.0035)),
        ]
        let fixtures = try OptimizerFixtures.read().plateaus
        #expect(Set(fixtures.keys) == Set(plateaus.keys))
        for (name, fixture) in fixtures {
            var plateau = try #require(plateaus[name])
            let optimizer = ScheduleTests.optimizer()
            for (step, metric) in fixture.metrics.enumerated() {
                plateau.observe(metric, lowering: optimizer)
                let ours = optimizer.parameterGroups.map(\.learningRate)
                #expect(largestDifference(ours, fixture.rates[step]) <= 1e-12, "\(name), step \(step)")
            }
        }
    }

    @Test func aPlateauGoesOnFromItsSavedState() throws {
        let metrics: [Double] = [1, 0.9, 0.95, 0.94, 0.93, 0.91, 0.92, 0.9, 0.9, 0.9]
        let (whole, resumed) = (ScheduleTests.optimizer(), ScheduleTests.optimizer())
        var plateau = ReduceOnPlateau(patience: 2, cooldown: 1)
        for metric in metrics { plateau.observe(metric, lowering: whole) }
        var first = ReduceOnPlateau(patience: 2, cooldown: 1)
        // Before anything was seen as well.
        #expect(first.best == nil)
        first = try JSONDecoder().decode(ReduceOnPlateau.self, from: try JSONEncoder().encode(first))
        for metric in metrics[..<4] { first.observe(metric, lowering: resumed) }
        let saved = try JSONEncoder().encode(first)
        var second = try JSONDecoder().decode(ReduceOnPlateau.self, from: saved)
        for metric in metrics[4...] { second.observe(metric, lowering: resumed) }
        #expect(second == plateau)
        #expect(resumed.learningRate == whole.learningRate)
    }
}

@Suite struct EarlyStoppingTests {
    @Test func itStopsAfterItsPatienceAndKnowsTheBest() {
        var stopping = EarlyStopping(patience: 3)
        var stoppedAt: Int?
        for (epoch, loss) in [5.0, 4, 4.5, 3, 3.1, .nan, 3, 2].enumerated() {
            stopping.observe(loss, epoch: epoch, parameters: [("w", NDArray(Float(epoch)))])
            if stopping.shouldStop {
                stoppedAt = epoch
                break
            }
        }
        #expect(stoppedAt == 6)
        #expect(stopping.bestEpoch == 3)
        #expect(stopping.bestValue == 3)
        #expect(stopping.bestParameters?.map(\.value) == [NDArray(3)])
    }

    @Test func aGainMustBeLargeEnough() {
        var stopping = EarlyStopping(patience: 2, minimumDelta: 0.1, goal: .maximize)
        let isBest = [0.5, 0.55, 0.65, 0.7].enumerated().map { epoch, accuracy in
            stopping.observe(accuracy, epoch: epoch)
        }
        #expect(isBest == [true, false, true, false])
        #expect(!stopping.shouldStop)
        stopping.observe(0.7, epoch: 4)
        #expect(stopping.shouldStop)
    }

    @Test func theBestParametersOutliveFurtherTraining() {
        let parameter = Tensor(NDArray([1, 1]), requiresGradient: true)
        var stopping = EarlyStopping(patience: 1)
        stopping.observe(1, epoch: 0, parameters: [("w", parameter.value)])
        parameter.grad = .ones([2])
        SGD([parameter], learningRate: 1).step()
        var computed = false
        func parameters() -> [(name: String, value: NDArray)] {
            computed = true
            return [("w", parameter.value)]
        }
        stopping.observe(2, epoch: 1, parameters: parameters())
        #expect(!computed)
        #expect(stopping.bestParameters?.first?.value == .ones([2]))
    }
}
