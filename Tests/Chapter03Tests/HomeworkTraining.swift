import Chapter03Homework
import Foundation
import Grading
import TensorCore
import Testing

private struct Reading: NetworkHomework {
    let answer: @Sendable (_ activations: NDArray, _ network: SmallNetwork) -> NDArray
    func contributions(_ x: NDArray, _ network: SmallNetwork) throws -> NDArray {
        answer((x.matmul(network.hiddenWeight.transposed()) + network.hiddenBias).sigmoid(), network)
    }
}

private struct Classes: NetworkHomework {
    let answer: @Sendable (_ row: [Float], _ isMany: Bool) -> (loss: Float, isRight: Bool)
    func twoClasses(_ outputs: [[Float]], counts: [Float], mean: Float) throws -> (
        loss: Float, accuracy: Float
    ) {
        let all = zip(outputs, counts).map { answer($0, $1 > mean) }
        return (
            all.reduce(0) { $0 + $1.loss } / Float(all.count),
            Float(all.count { $0.isRight }) / Float(all.count)
        )
    }
}

private struct Network: NetworkHomework {
    var hidden = 10
    var steps = 1500
    var rate: Float = 0.2
    var limit: Float = 3
    /// Adam's step in place of the plain one.
    var isAdam = false
    func trainedNetwork(_ x: NDArray, _ y: NDArray) throws -> SmallNetwork {
        var generator = RandomGenerator(seed: 7)
        func random(_ count: Int, _ limit: Float) -> NDArray {
            NDArray((0..<count).map { _ in generator.uniform(in: -limit...limit) })
        }
        let inputs = x.shape[1]
        var weights = [
            random(hidden * inputs, limit).reshaped([hidden, inputs]), random(hidden, limit),
            random(hidden, limit / 4).reshaped([1, hidden]), NDArray([0]),
        ]
        var (first, second) = (weights.map { $0 * 0 }, weights.map { $0 * 0 })
        func network() -> SmallNetwork {
            SmallNetwork(
                hiddenWeight: weights[0], hiddenBias: weights[1], outputWeight: weights[2],
                outputBias: weights[3])
        }
        for step in 0..<steps {
            let all = try Solution().gradients(x, y, network())
            let gradients = [all.hiddenWeight, all.hiddenBias, all.outputWeight, all.outputBias]
            for index in weights.indices {
                guard isAdam else {
                    weights[index] -= gradients[index] * rate
                    continue
                }
                first[index] = first[index] * 0.9 + gradients[index] * 0.1
                second[index] = second[index] * 0.99 + gradients[index].square() * 0.01
                let (a, b) = (1 - pow(0.9, Float(step + 1)), 1 - pow(0.99, Float(step + 1)))
                weights[index] -= first[index] * (rate / a) / ((second[index] * (1 / b)).squareRoot() + 1e-6)
            }
        }
        return network()
    }
}

/// Wrong answers to the tasks of hidden units, two classes, and training.
let trainingMutants: [Mutant<any NetworkHomework>] = [
    networkHomework.mutant(Reading { a, _ in a }, fails: "3.10", hint: "Those are the activations"),
    networkHomework.mutant(Reading { a, network in a * network.outputWeight.square() }, fails: "3.10"),
    networkHomework.mutant(
        Reading { a, network in a * network.outputWeight + network.outputBias }, fails: "3.10",
        hint: "belongs to no unit"),
    networkHomework.mutant(
        Classes { row, isMany in
            // Without the stable form.
            let p = exp(row[isMany ? 1 : 0]) / (exp(row[0]) + exp(row[1]))
            return (-log(p), (row[1] > row[0]) == isMany)
        }, fails: "3.11"),
    networkHomework.mutant(
        Classes { row, isMany in
            (log1p(exp(row[isMany ? 0 : 1] - row[isMany ? 1 : 0])), (row[1] >= row[0]) == isMany)
        }, fails: "3.11"),
    networkHomework.mutant(
        Classes { row, isMany in
            (isMany ? -row[1] : -row[0], (row[1] > row[0]) == isMany)
        }, fails: "3.11", hint: "softmax is missing"),
    networkHomework.mutant(Network(steps: 0), fails: "3.12"),
    networkHomework.mutant(Network(steps: 20, rate: 0.05, limit: 0.1), fails: "3.12"),
    networkHomework.mutant(Network(steps: 100, rate: -0.1), fails: "3.12"),
    networkHomework.mutant(Network(steps: 200, rate: 1000), fails: "3.12"),
    // All hidden units are alike.
    networkHomework.mutant(Network(limit: 0), fails: "3.12"),
    networkHomework.mutant(Network(hidden: 1), fails: "3.12"),
    networkHomework.mutant(Network(hidden: 50, steps: 1), fails: "3.12", hint: "20 hidden units"),
]

/// Right answers by other ways.
let otherTrainingAnswers: [Alternative<any NetworkHomework>] = [
    networkHomework.alternative(
        Reading { a, network in
            let hidden = a.shape[1]
            let weights = network.outputWeight.scalars
            return NDArray(
                a.scalars.enumerated().map { $1 * weights[$0 % hidden] }
            ).reshaped(a.shape)
        }, passes: "3.10"),
    networkHomework.alternative(
        Classes { row, isMany in
            let (own, most) = (row[isMany ? 1 : 0], max(row[0], row[1]))
            return (
                log(exp(row[0] - most) + exp(row[1] - most)) + most - own, (row[1] - row[0] > 0) == isMany
            )
        }, passes: "3.11"),
    networkHomework.alternative(Network(hidden: 16, steps: 500, rate: 0.03, isAdam: true), passes: "3.12"),
]

@Suite struct TrainingExampleTests {
    @Test func theExamplesOfTheTasksAreTrue() throws {
        let network = SmallNetwork(
            hiddenWeight: NDArray(rows: [[0], [0]]), hiddenBias: NDArray([0, 0]),
            outputWeight: NDArray(rows: [[4, -2]]), outputBias: NDArray([1]))
        #expect(try Solution().contributions(NDArray(rows: [[2], [0]]), network).scalars == [2, -1, 2, -1])
        let hours = try Solution().twoClasses([[0, 0], [1, 3]], counts: [10, 50], mean: 30)
        #expect(abs(hours.loss - 0.41) < 0.001 && hours.accuracy == 1)
    }
}
