import NeuralNetworks
import TensorCore

/// Which weights of a network stay: those of the largest magnitude in all its convolutions and linear layers together. One
/// threshold for the whole network takes most from the layers that have most to spare.
///
/// Han, Pool, Tran, Dally: "Learning both weights and connections for efficient neural networks" (2015).
struct PruningMask {
    /// The weights of the layers, and for each 1 where it stays and 0 where it is pruned, of the same shape.
    let layers: [(weight: Parameter, mask: NDArray)]

    /// The mask that prunes a share of the weights.
    init(pruning share: Double, of network: Sequential) {
        let weights = network.layers.compactMap { layer in
            (layer as? Conv2d)?.weight ?? (layer as? Linear)?.weight
        }
        let magnitudes = weights.flatMap { $0.value.magnitude().scalars }.sorted()
        let prunedCount = Int((share * Double(magnitudes.count)).rounded())
        // Below every magnitude where nothing is pruned.
        let threshold = prunedCount == 0 ? -1 : magnitudes[prunedCount - 1]
        layers = weights.map { weight in
            let kept = weight.value.scalars.map { $0.magnitude > threshold ? Float(1) : 0 }
            return (weight, NDArray(kept, shape: weight.shape))
        }
    }

    /// Sets what is pruned to 0: once to prune, and again after every step of an optimizer.
    func apply() {
        for (weight, mask) in layers { weight.value = weight.value * mask }
    }
}
