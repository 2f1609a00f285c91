import Autograd
import ChapterSupport
import NeuralNetworks
import TensorCore

/// The network by hand and the same network made of layers, side by side: the same weights at the start, the
/// same batches, and so the same losses.
struct HandAndLayers {
    let lossesByHand: [Double]
    let lossesByLayers: [Double]

    /// The largest difference between the two losses of a step.
    var largestDifference: Double {
        zip(lossesByHand, lossesByLayers).map { ($0 - $1).magnitude }.max() ?? 0
    }

    init(_ data: BikeData, steps: Int, hidden: Int, learningRate: Double, seed: UInt64) {
        var generator = RandomGenerator(seed: seed)
        let features = BikeFeatures.book(data.hours, fittedOn: data.beforeTest)
        let targets = CountScale(fittedOn: data.counts[data.beforeTest]).encode(data.counts)
        var byHand = NetworkByHand(inputs: features.names.count, hidden: hidden, using: &generator)

        let (inner, outer) = (
            Linear(features.names.count, hidden, using: &generator), Linear(hidden, 1, using: &generator)
        )
        inner.weight.value = byHand.hiddenWeight
        inner.bias?.value = byHand.hiddenBias
        outer.weight.value = byHand.outputWeight
        outer.bias?.value = byHand.outputBias
        let byLayers = Sequential(inner, Sigmoid(), outer)
        let optimizer = SGD(byLayers.parameters, learningRate: learningRate)

        var (handLosses, layerLosses): ([Double], [Double]) = ([], [])
        let batchCount = data.training.count / 128
        for step in 0..<steps {
            let start = step % batchCount * 128
            let (x, y) = (features.matrix[start..<start + 128], targets[start..<start + 128])

            handLosses.append(Double(byHand.descend(x, y, learningRate: Float(learningRate))))

            optimizer.zeroGradients()
            let loss = meanSquaredError(byLayers(Tensor(x)), Tensor(y))
            loss.backward()
            optimizer.step()
            layerLosses.append(Double(loss.scalar))
        }
        lossesByHand = handLosses
        lossesByLayers = layerLosses
    }
}
