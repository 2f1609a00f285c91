import Foundation
import TensorCore

/// The sinusoidal positional encoding, waves of ever longer period: P[t, 2i] = sin(t / 10000^(2i / E)),
/// P[t, 2i + 1] = cos(t / 10000^(2i / E)).
///
/// `[count, width]`, to be added to the embeddings `[N, count, width]`. Vaswani et al.: "Attention is all you need"
/// (2017), section 3.5. Section 12.3.
///
/// ```swift
/// let embedded = Tensor(.normal([2, 5, 16], using: &generator))
/// let x = embedded + Tensor(sinusoidalPositions(5, 16))  // [2, 5, 16]
/// ```
public func sinusoidalPositions(_ count: Int, _ width: Int) -> NDArray {
    var positions: [Float] = []
    positions.reserveCapacity(count * width)
    for position in 0..<count {
        for feature in 0..<width {
            let period = pow(10_000, Double(feature / 2 * 2) / Double(width))
            let angle = Double(position) / period
            positions.append(Float(feature % 2 == 0 ? sin(angle) : cos(angle)))
        }
    }
    return NDArray(positions, shape: [count, width])
}
