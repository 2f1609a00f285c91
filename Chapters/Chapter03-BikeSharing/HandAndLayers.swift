import NeuralNetworks
import TensorCore

/// The network by hand and the same network made of layers: the same weights at the start, the same mini-batches, and so the
/// same losses.
struct HandAndLayers {
    let lossesByHand: [Double]
    let lossesByLayers: [Double]

    /// The largest difference between the two losses of a step; infinite where one is missing or NaN.
    var largestDifference: Double { TensorCore.largestDifference(lossesByHand, lossesByLayers) }
}

/// Some hours: inputs `[N, columns]` and targets `[N, 1]`.
struct Batch {
    let x: NDArray
    let y: NDArray
}

extension NetworkByHand {
    /// The same network made of layers, with a copy of the weights.
    func layers() -> Sequential {
        // What they draw is replaced at once.
        var generator = RandomGenerator(seed: 0)
        let inner = Linear(hiddenWeight.shape[1], hiddenWeight.shape[0], using: &generator)
        let outer = Linear(hiddenWeight.shape[0], 1, using: &generator)
        inner.weight.value = hiddenWeight
        inner.bias?.value = hiddenBias
        outer.weight.value = outputWeight
        outer.bias?.value = outputBias
        return Sequential(inner, Sigmoid(), outer)
    }
}
