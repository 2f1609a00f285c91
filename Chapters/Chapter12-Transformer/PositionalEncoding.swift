import Foundation
import TensorCore

/// Section 12.2: the positional encoding, waves of ever longer period, `[length, width]`. Attention by itself ignores the
/// order of the tokens; adding these to the embeddings encodes it.
///
///     P[t, 2i] = sin(t / 10000^(2i / width)),   P[t, 2i + 1] = cos(t / 10000^(2i / width))
func positionalEncoding(length: Int, width: Int) -> NDArray {
    var waves: [Float] = []
    for position in 0..<length {
        for feature in 0..<width {
            let frequency = pow(10_000, -Double(feature / 2 * 2) / Double(width))
            let angle = Double(position) * frequency
            waves.append(Float(feature.isMultiple(of: 2) ? sin(angle) : cos(angle)))
        }
    }
    return NDArray(waves, shape: [length, width])
}
