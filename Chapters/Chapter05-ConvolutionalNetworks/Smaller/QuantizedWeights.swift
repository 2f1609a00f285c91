import TensorCore

/// Weights in 8 bits, with a scale for each output channel: w[o] ≈ scale[o] · q[o], q from −127 to 127.
///
/// The largest weight of a channel becomes ±127, so that nothing is cut off, and 0 stays 0. A weight is off by half a step at
/// most, scale[o] / 2; with one scale for all channels, the channel of the largest weights would decide the steps of the others.
struct QuantizedWeights: Equatable {
    /// q, in the order of the shape.
    let integers: [Int8]
    /// A scale for each output channel; 1 where all its weights are 0.
    let scales: [Float]
    /// `[out, ...]`.
    let shape: Shape

    /// q = round(w / scale), scale = the largest |w| of the channel / 127.
    init(_ weight: NDArray) {
        let (outputs, weights) = (weight.shape[0], weight.scalars)
        let depth = weights.count / max(1, outputs)
        let scales: [Float] = (0..<outputs).map { output in
            let largest = weights[output * depth..<(output + 1) * depth].reduce(0) { max($0, $1.magnitude) }
            return largest > 0 ? largest / 127 : 1
        }
        integers = weights.indices.map { place in
            let step = (weights[place] / scales[place / depth]).rounded(.toNearestOrEven)
            return Int8(max(-127, min(127, step)))
        }
        (self.scales, shape) = (scales, weight.shape)
    }

    /// Those of a file; there must be a scale for each output.
    init(integers: [Int8], scales: [Float], shape: Shape) {
        (self.integers, self.scales, self.shape) = (integers, scales, shape)
    }

    /// scale · q: what the integers mean.
    var dequantized: NDArray {
        let depth = integers.count / max(1, scales.count)
        return NDArray(
            integers.indices.map { Float(integers[$0]) * scales[$0 / depth] }, shape: shape)
    }
}
