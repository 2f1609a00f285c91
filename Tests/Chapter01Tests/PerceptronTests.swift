import Datasets
import TensorCore
import Testing

@testable import Chapter1

@Suite struct PerceptronTests {
    @Test func oneStepByHand() {
        var perceptron = Perceptron(inputCount: 2)
        // From zero weights the sum is 0, the answer 0: a missed 1 adds the row.
        let missedOne = perceptron.learn([3, -2], target: 1)
        #expect(missedOne)
        #expect(perceptron.weights == [3, -2])
        #expect(perceptron.bias == 1)
        // 9 + 4 + 1 > 0: right, nothing moves.
        let rightOne = perceptron.learn([3, -2], target: 1)
        #expect(!rightOne)
        #expect(perceptron.weights == [3, -2])
        // 3 − 0 + 1 > 0: a wrong 1 takes the row away.
        let wrongOne = perceptron.learn([1, 0], target: 0)
        #expect(wrongOne)
        #expect(perceptron.weights == [2, -2])
        #expect(perceptron.bias == 0)
    }

    @Test func andByHand() {
        // Row 11 is missed in the first pass; then 00 and 01 come wrong, 11 again, and so on to 2a + b − 2.
        let training = trainPerceptron(on: TruthTable.and.data, maximumPasses: 100)
        #expect(training.history[1].weights == [1, 1])
        #expect(training.history[1].bias == 1)
        #expect(training.mistakesPerPass[0] == 1)
        #expect(training.history[2].weights == [2, 1])
        #expect(training.history[2].bias == 0)
        #expect(training.mistakesPerPass[1] == 3)
        #expect(training.hasConverged)
        #expect(training.result.weights == [2, 1])
        #expect(training.result.bias == -2)
        #expect(training.mistakes == 10)
    }

    @Test(arguments: [
        // The nearest points to the origin were found by hand: v = (−3, 2, 2) for AND, (−1, 2, 2) for OR and
        // (3, −2, −2) for NAND have s v · (1, x) ≥ 1 and no shorter vector has, so γ = 1 / |v|; R² = 3.
        (TruthTable.and, 17.0), (TruthTable.or, 9.0), (TruthTable.nand, 17.0),
    ])
    func boundsOfTheGates(gate: TruthTable, squaredLength: Double) throws {
        let bound = try #require(PerceptronBound(for: gate.data))
        #expect(abs(bound.margin - 1 / squaredLength.squareRoot()) < 1e-9)
        #expect(abs(bound.radius - 3.0.squareRoot()) < 1e-12)
        #expect(abs(bound.mistakes - 3 * squaredLength) < 1e-6)
        let training = trainPerceptron(on: gate.data, maximumPasses: 100)
        #expect(training.hasConverged)
        #expect(Double(training.mistakes) <= bound.mistakes)
        #expect(training.mistakes > 0)
        for (inputs, label) in zip(gate.data.features, gate.data.labels) {
            #expect(training.result.output(inputs) == label)
        }
    }

    @Test func otherGatesWithoutBound() {
        #expect(PerceptronBound(for: TruthTable.xor.data) == nil)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func cloudsKeepTheBound(seed: UInt64) throws {
        let clouds = try #require(trainOnSeparableRows(seed: seed).last)
        let bound = try #require(clouds.bound)
        #expect(clouds.training.hasConverged)
        #expect(Double(clouds.training.mistakes) <= bound.mistakes)
        // The strip leaves a margin of 0.5 with the length measured without bias; with it the best is no less.
        #expect(bound.margin >= 0.5 - 1e-6)
        // No direction has a larger margin: not the true one, nor any in its neighbourhood.
        var generator = RandomGenerator(seed: seed)
        for _ in 0..<200 {
            let other = bound.direction.map { $0 + 0.1 * Double(generator.normal()) }
            let length = other.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let margins = signedRows(clouds.data).map { row in
                zip(row, other).reduce(0) { $0 + $1.0 * $1.1 } / length
            }
            #expect((margins.min() ?? 0) <= bound.margin + 1e-9)
        }
    }

    @Test func nearestPointOfASegmentAndOfATriangleAroundTheOrigin() {
        let segment = nearestPointToOrigin(inHullOf: [[2, 0], [0, 2], [3, 3]])
        #expect(abs(segment[0] - 1) < 1e-9 && abs(segment[1] - 1) < 1e-9)
        let around = nearestPointToOrigin(inHullOf: [[1, 0], [-1, 1], [-1, -1]])
        #expect(abs(around[0]) < 1e-6 && abs(around[1]) < 1e-6)
    }

    @Test func exclusiveOrCycles() throws {
        let data = TruthTable.xor.data
        let cycle = try #require(trainUntilItRepeats(on: data, maximumPasses: 100))
        #expect(cycle.mistakes > 0)
        // One cycle from the first state leads back to it, to the bit, with mistakes in every pass.
        var perceptron = cycle.states[0].perceptron
        for state in cycle.states {
            #expect(perceptron == state.perceptron)
            let isMistake = perceptron.learn(data.features[state.row], target: data.labels[state.row])
            #expect(isMistake == state.isMistake)
        }
        #expect(perceptron == cycle.states[0].perceptron)
        let training = trainPerceptron(on: data, maximumPasses: 1000)
        #expect(!training.hasConverged)
        #expect(training.mistakesPerPass.allSatisfy { $0 > 0 })
    }

    @Test(arguments: [TruthTable.and, .or, .nand])
    func noCycleWhereItConverges(gate: TruthTable) {
        #expect(trainUntilItRepeats(on: gate.data, maximumPasses: 100) == nil)
    }

    @Test func manyClassesByHand() {
        var perceptron = MulticlassPerceptron(inputCount: 1, classCount: 3)
        // All sums are 0, so class 0 wins; class 2 gains the row and its 1, class 0 loses them.
        let missedTwo = perceptron.learn([5], label: 2)
        #expect(missedTwo)
        #expect(perceptron.weights == [[-5, -1], [0, 0], [5, 1]])
        let rightTwo = perceptron.learn([5], label: 2)
        #expect(!rightTwo)
        #expect(perceptron.predictedClass([-1]) == 0)
    }

    @Test func averageIsOverAllSteps() {
        // Two equal rows: a mistake at the first, none afterwards; a pass of one mistake, a pass of none.
        let data = ClassificationData(
            features: [[1], [1]], labels: [1, 1], classNames: ["a", "b"], featureNames: ["x"])
        var generator = RandomGenerator(seed: 1)
        let (last, sum) = trainPerceptrons(on: data, maximumPasses: 5, using: &generator)
        #expect(last.weights == [[-1, -1], [1, 1]])
        #expect(sum.weights == [[-4, -4], [4, 4]])
    }
}
