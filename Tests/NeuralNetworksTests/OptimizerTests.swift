import Autograd
import Foundation
import NeuralNetworks
import Testing

@testable import TensorCore

@Suite struct OptimizerTests {
    @Test(arguments: try OptimizerFixtures.read().trainings)
    func tenUpdatesAreThoseOfPyTorch(_ training: OptimizerFixtures.Training) throws {
        let problem = RegressionProblem(try OptimizerFixtures.read().problem)
        for index in training.frozen { problem.parameters[index].requiresGradient = false }
        let before = problem.parameters.map(\.value)
        let optimizer = training.makeOptimizer(of: problem.parameters)
        for step in 0..<10 {
            optimizer.zeroGradients()
            let loss = problem.loss()
            loss.backward()
            if let maximum = training.clipNorm {
                let norm = optimizer.clipGradients(norm: maximum)
                #expect(abs(norm - training.norms[step]) < 1e-5)
            }
            if let limit = training.clipValue { optimizer.clipGradients(value: limit) }
            optimizer.step()
            #expect(abs(Double(loss.scalar) - training.losses[step]) < 1e-5, "loss \(step)")
        }
        #expect(problem.parameters.count == training.parameters.count)
        for (parameter, expected) in zip(problem.parameters, training.parameters) {
            #expect(largestDifference(parameter.value.scalars.map { Double($0) }, expected) < 1e-5)
        }
        for index in training.frozen { #expect(problem.parameters[index].value == before[index]) }
    }

    @Test func aStepWritesInPlace() {
        func check(_ make: ([Tensor]) -> any Optimizer) {
            let parameter = Tensor(.ones([40_000]), requiresGradient: true)
            let optimizer = make([parameter])
            parameter.grad = .ones([40_000])
            optimizer.step()
            let names = optimizer.states[0].names
            let places =
                [parameter.value.storage.pointer]
                + names.map { optimizer.states[0][$0].value.storage.pointer }
            optimizer.step()
            #expect(
                places == [parameter.value.storage.pointer]
                    + names.map { optimizer.states[0][$0].value.storage.pointer })
        }
        check { SGD($0) }
        check { SGD($0, momentum: 0.9) }
        check { Adam($0) }
        check { AdamW($0) }
        check { RMSprop($0, momentum: 0.9, centered: true) }
    }

    @Test func aTrainingLoopWritesInPlaceAfterBackward() throws {
        let problem = RegressionProblem(try OptimizerFixtures.read().problem)
        let optimizer = Adam(problem.parameters)
        let places = problem.parameters.map(\.value.storage.pointer)
        for _ in 0..<3 {
            optimizer.zeroGradients()
            let loss = problem.loss()
            loss.backward()
            optimizer.step()
        }
        #expect(places == problem.parameters.map(\.value.storage.pointer))
    }

    @Test func aCopyOfAParameterIsNotChangedByAStep() {
        let parameter = Tensor(NDArray([1, 2]), requiresGradient: true)
        let copy = parameter.value
        parameter.grad = parameter.value  // shares the parameter's own memory
        SGD([parameter], learningRate: 0.5).step()
        #expect(copy == NDArray([1, 2]))
        #expect(parameter.value == NDArray([0.5, 1]))
        #expect(parameter.grad == NDArray([1, 2]))
    }

    @Test func aGradientMayBeAViewOfAnyStrides() {
        let parameter = Tensor(.zeros([2, 3]), requiresGradient: true)
        parameter.grad = NDArray(rows: [[1, 4], [2, 5], [3, 6]]).transposed()
        SGD([parameter], learningRate: 1).step()
        #expect(parameter.value == NDArray(rows: [[-1, -2, -3], [-4, -5, -6]]))
        parameter.grad = NDArray(2).broadcast(to: [2, 3])
        SGD([parameter], learningRate: 1).step()
        #expect(parameter.value == NDArray(rows: [[-3, -4, -5], [-6, -7, -8]]))
    }

    @Test func parametersWithoutAGradientAreSkippedAndTheirStepsNotCounted() {
        let first = Tensor(.ones([2]), requiresGradient: true)
        let second = Tensor(.ones([2]), requiresGradient: true)
        let optimizer = Adam([first, second], learningRate: 0.1)
        first.grad = .ones([2])
        optimizer.step()
        #expect(optimizer.states.map(\.step) == [1, 0])
        #expect(second.value == .ones([2]))
        second.grad = .ones([2])
        optimizer.step()
        // Adam's first step is the learning rate, whatever the gradient's size: the bias correction starts now.
        #expect(second.value.isClose(to: NDArray([0.9, 0.9]), relativeTolerance: 1e-6))
    }

    @Test func aConstantGradientDoesNotMakeTheCenteredVarianceNegative() {
        let parameter = Tensor(.ones([3]), requiresGradient: true)
        let optimizer = RMSprop([parameter], learningRate: 1e-8, alpha: 0.5, centered: true)
        for _ in 0..<100 {
            parameter.grad = NDArray([0.1, 0.3, -0.7])
            optimizer.step()
        }
        #expect(parameter.value.scalars.allSatisfy { $0.isFinite })
    }

    @Test func threadsDoNotChangeTheBits() {
        func result() -> [Float] {
            var generator = RandomGenerator(seed: 3)
            let parameter = Tensor(.normal([131_101], using: &generator), requiresGradient: true)
            let optimizer = Adam([parameter], learningRate: 0.1, weightDecay: 0.1)
            for _ in 0..<3 {
                parameter.grad = .normal([131_101], using: &generator)
                clipGradients(of: [parameter], norm: 10)
                optimizer.step()
            }
            return parameter.value.scalars
        }
        let one = Parallel.withThreads(1, result)
        for count in 2...3 {
            let (several, sharedJobs) = Parallel.withExactly(count, result)
            let isSame = several == one
            #expect(isSame && sharedJobs > 0, "\(count) threads")
        }
    }

    @Test func theLearningRateIsSetForAGroupOrForAll() {
        let groups = (1...2).map {
            ParameterGroup(
                parameters: [Tensor(.ones([1]), requiresGradient: true)], learningRate: Double($0),
                weightDecay: 0)
        }
        let optimizer = SGD(groups: groups)
        #expect(optimizer.learningRate == 1)
        optimizer.parameterGroups[1].learningRate = 5
        #expect(optimizer.parameterGroups.map(\.learningRate) == [1, 5])
        optimizer.learningRate = 0.25
        #expect(optimizer.parameterGroups.map(\.learningRate) == [0.25, 0.25])
        #expect(optimizer.parameterGroups.map(\.initialLearningRate) == [1, 2])
    }
}

@Suite struct GradientClippingTests {
    @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 16383, 16384, 16385, 100_003])
    func theSumOfSquaresIsThatOfDoubles(_ count: Int) {
        var generator = RandomGenerator(seed: 1)
        let array = NDArray.normal([count], using: &generator)
        let expected = array.scalars.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(array.sumOfSquares() - expected) <= 1e-12 * expected)
    }

    @Test func theSumOfSquaresOfAViewAndOfHugeNumbers() {
        let array = NDArray(rows: [[1, 2], [3, 4]])
        #expect(array.transposed().sliced(0..<1).sumOfSquares() == 10)
        #expect(NDArray([1e30, 1e30]).sumOfSquares() > 1.9e60)
    }

    @Test func clippingByNormKeepsTheDirectionAndPassesOverMissingGradients() {
        let parameters = (0..<3).map { _ in Tensor(.zeros([2]), requiresGradient: true) }
        parameters[0].grad = NDArray([3, 0])
        parameters[2].grad = NDArray([0, -4])
        #expect(clipGradients(of: parameters, norm: 1) == 5)
        #expect(parameters[0].grad?.isClose(to: NDArray([0.6, 0]), relativeTolerance: 1e-6) == true)
        #expect(parameters[1].grad == nil)
        #expect(parameters[2].grad?.isClose(to: NDArray([0, -0.8]), relativeTolerance: 1e-6) == true)
        #expect(clipGradients(of: [Tensor](), norm: 1) == 0)
    }

    @Test func anInfiniteLimitOnlyMeasures() {
        let parameter = Tensor(.zeros([2]), requiresGradient: true)
        for gradient in [NDArray([3, -4]), NDArray([.infinity, 1])] {
            parameter.grad = gradient
            #expect(clipGradients(of: [parameter], norm: .infinity) == (gradient.isFinite ? 5 : .infinity))
            #expect(parameter.grad == gradient)
        }
    }

    @Test func anInfiniteNormIsTold() {
        let parameter = Tensor(.zeros([2]), requiresGradient: true)
        parameter.grad = NDArray([.infinity, 1])
        #expect(clipGradients(of: [parameter], norm: 1) == .infinity)
        parameter.grad = NDArray([.nan, 1])
        #expect(clipGradients(of: [parameter], norm: 1).isNaN)
    }
}
