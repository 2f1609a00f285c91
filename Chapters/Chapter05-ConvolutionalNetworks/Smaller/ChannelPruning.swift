import NeuralNetworks
import TensorCore

/// The channels that stay: those that batch normalization scales by the largest |γ|, in their old order. What it scales to almost
/// nothing, the layers behind hardly see. The size of a kernel says nothing before a normalization, which undoes it.
///
/// Liu et al.: "Learning efficient convolutional networks through network slimming" (2017).
func keptChannels(_ norm: BatchNorm, share: Double) -> [Int] {
    let scales = norm.weight.value.magnitude().scalars
    let count = max(1, Int((share * Double(scales.count)).rounded()))
    return scales.indices.sorted { (-scales[$0], $0) < (-scales[$1], $1) }.prefix(count).sorted()
}

extension Sequential {
    /// A copy in which each convolution with a normalization behind it has only a share of its channels. It is a smaller network of
    /// the ordinary kind: a channel goes with its kernel, its normalization, and the weights that would have read it.
    func keepingChannels(_ share: Double, using generator: inout RandomGenerator) -> Sequential {
        // The channels that reach the present layer, of how many; nil where all do.
        var kept: (channels: [Int], count: Int)?
        var result: [any Layer] = []
        for (index, layer) in layers.enumerated() {
            switch layer {
            case let layer as Conv2d:
                let follower = index + 1 < layers.count ? layers[index + 1] as? BatchNorm2d : nil
                let count = layer.weight.shape[0]
                let outputs = follower.map { keptChannels($0, share: share) } ?? Array(0..<count)
                result.append(
                    Conv2d(
                        weight: layer.weight.value.rows(at: outputs).columns(at: kept?.channels),
                        bias: layer.bias?.value.rows(at: outputs), layer.convolution))
                kept = (outputs, count)
            case let layer as BatchNorm2d:
                result.append(layer.keeping(kept?.channels ?? Array(0..<layer.weight.elementCount)))
            case let layer as Linear:
                // Flattened, a channel is a run of pixels.
                let inputs = kept.map { kept in
                    let pixels = layer.inputCount / kept.count
                    return kept.channels.flatMap { $0 * pixels..<($0 + 1) * pixels }
                }
                let copy = Linear(
                    inputs?.count ?? layer.inputCount, layer.outputCount, bias: layer.bias != nil,
                    using: &generator)
                copy.weight.value = layer.weight.value.columns(at: inputs)
                if let bias = layer.bias { copy.bias?.value = bias.value }
                result.append(copy)
                kept = nil
            case let layer as Dropout: result.append(Dropout(layer.probability, using: &generator))
            default: result.append(layer)  // without weights
            }
        }
        return Sequential(result)
    }

    /// A copy whose weights are its own.
    func copied(using generator: inout RandomGenerator) -> Sequential {
        keepingChannels(1, using: &generator)
    }
}

extension NDArray {
    /// The slices along the second axis at these indices; all of them for nil.
    fileprivate func columns(at indices: [Int]?) -> NDArray {
        indices.map { indexSelected(IntArray($0), axis: 1) } ?? self
    }
}

extension BatchNorm2d {
    /// A normalization of some of the channels, with their statistics.
    fileprivate func keeping(_ channels: [Int]) -> BatchNorm2d {
        let result = BatchNorm2d(channels.count, epsilon: epsilon, momentum: momentum)
        result.weight.value = weight.value.rows(at: channels)
        result.bias.value = bias.value.rows(at: channels)
        result.runningMean.value = runningMean.value.rows(at: channels)
        result.runningVar.value = runningVar.value.rows(at: channels)
        result.numBatchesTracked.value = numBatchesTracked.value
        return result
    }
}
