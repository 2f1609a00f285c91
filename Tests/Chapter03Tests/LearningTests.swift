import Autograd
import NeuralNetworks
import TensorCore
import Testing

@testable import Chapter3

@Suite struct LearningTests {
    @Test func theGradientsByHandAreThoseOfAutograd() {
        var generator = RandomGenerator(seed: 2)
        let before = NetworkByHand(inputs: 4, hidden: 3, using: &generator)
        let (x, y) = (NDArray.normal([7, 4], using: &generator), NDArray.normal([7, 1], using: &generator))
        var after = before
        let loss = after.descend(x, y, learningRate: 1)

        let parameters = [before.hiddenWeight, before.hiddenBias, before.outputWeight, before.outputBias].map
        {
            Tensor($0, requiresGradient: true)
        }
        let activations = (Tensor(x).matmul(parameters[0].transposed()) + parameters[1]).sigmoid()
        let predictions = activations.matmul(parameters[2].transposed()) + parameters[3]
        let same = meanSquaredError(predictions, Tensor(y))
        same.backward()
        #expect((loss - same.scalar).magnitude < 1e-6)
        let steps = [
            (before.hiddenWeight, after.hiddenWeight), (before.hiddenBias, after.hiddenBias),
            (before.outputWeight, after.outputWeight), (before.outputBias, after.outputBias),
        ]
        for (parameter, (start, end)) in zip(parameters, steps) {
            #expect(
                (start - end).isClose(
                    to: parameter.grad ?? NDArray(0), relativeTolerance: 1e-4, absoluteTolerance: 1e-5))
        }
    }

    @Test func byHandAndByLayersTheLossesAreTheSame() {
        let both = trainByHandAndByLayers(generated, steps: 60, hidden: 10, learningRate: 0.1, seed: 3)
        #expect(both.largestDifference <= 1e-4)
        #expect(both.lossesByHand.count == 60)
    }

    @Test func theSameBatchAgainAndAgainIsLearned() {
        var generator = RandomGenerator(seed: 5)
        let network = NetworkByHand(inputs: 4, hidden: 3, using: &generator)
        let batch = Batch(x: .normal([7, 4], using: &generator), y: .normal([7, 1], using: &generator))
        let batches = Array(repeating: batch, count: 50)
        for losses in [
            trainByHand(network, on: batches, learningRate: 0.1),
            trainByLayers(network.layers(), on: batches, learningRate: 0.1),
        ] {
            #expect(losses[49] < 0.95 * losses[0])
            #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 > $1 })
        }
    }

    /// A layer that gives no gradient, or one that is NaN.
    private final class Gate: Module, Layer {
        let gradient: Float?
        init(gradient: Float?) { self.gradient = gradient }

        func forward(_ input: Tensor) -> Tensor {
            guard let gradient else { return Tensor(input.value) }
            return Tensor.operation("gate", input.value, inputs: [input]) { upstream in [upstream * gradient]
            }
        }
    }

    @Test(arguments: [nil, Float.nan, 0])
    func theComparisonFailsWhereTheLayersHaveNoGradients(gradient: Float?) {
        var generator = RandomGenerator(seed: 3)
        let byHand = NetworkByHand(inputs: 4, hidden: 3, using: &generator)
        let batches = (0..<20).map { _ in
            Batch(x: .normal([7, 4], using: &generator), y: .normal([7, 1], using: &generator))
        }
        func difference(_ network: any Layer) -> Double {
            HandAndLayers(
                lossesByHand: trainByHand(byHand, on: batches, learningRate: 0.1),
                lossesByLayers: trainByLayers(network, on: batches, learningRate: 0.1)
            ).largestDifference
        }
        #expect(difference(byHand.layers()) < 1e-5)
        let layers = byHand.layers()
        #expect(difference(Sequential(layers[0], Gate(gradient: gradient), layers[1], layers[2])) > 1e-3)
    }

    @Test func theComparisonFailsWhereThereIsNothing() {
        #expect(HandAndLayers(lossesByHand: [1], lossesByLayers: []).largestDifference == .infinity)
        #expect(HandAndLayers(lossesByHand: [], lossesByLayers: []).largestDifference == .infinity)
        #expect(
            HandAndLayers(lossesByHand: [1, 2], lossesByLayers: [1, .nan]).largestDifference == .infinity)
    }

    @Test func eightHoursAreOverfitted() {
        var generator = RandomGenerator(seed: 4)
        let model = BikeModel.book(generated, hidden: 10, fittedOn: generated.beforeTest, using: &generator)
        let rows = [7, 200, 999, 1500, 4000, 7777, 9000, 12000]
        let x = Tensor(model.features.matrix.rows(at: rows))
        let y = Tensor(model.scale.encode(rows.map { generated.counts[$0] }))
        let optimizer = Adam(model.network.parameters, learningRate: 0.05)
        var loss: Float = 1
        for _ in 0..<400 {
            optimizer.zeroGradients()
            let error = meanSquaredError(model.network(x), y)
            error.backward()
            optimizer.step()
            loss = error.scalar
        }
        #expect(loss < 1e-3)
    }

    @Test func fiftyRowsAreFittedAndTheNextAreNot() {
        let fit = fitRowNumbers(
            Array(generated.counts.prefix(100)), steps: 4000, seed: 1, shouldStop: { false })
        let (raw, normalized) = (fit.raw.lossByStep, fit.normalized.lossByStep)
        #expect(normalized[3999] < raw[3999])
        #expect(normalized[3999] < normalized[0])
        #expect(fit.nextScores.rmse > 2 * fit.fittedScores.rmse)
    }
}
