import Autograd
import NeuralNetworks
import TensorCore

/// A block of the Transformer with the norm first: x ← x + attention(norm(x)), then x ← x + feedForward(norm(x)), where
/// feedForward(x) = W₂ GELU(W₁ x). `[N, T, E]` to `[N, T, E]`.
///
/// Xiong and others: "On layer normalization in the Transformer architecture" (2020). Section 13.1.
final class Block: Module {
    let norm1: LayerNorm
    let attention: SelfAttention
    /// The second half; nil in a block of attention alone.
    let norm2: LayerNorm?
    let linear1: Projection?
    let linear2: Projection?
    let dropout: Dropout

    init(_ shape: ModelShape, dropout probability: Float, using generator: inout RandomGenerator) {
        // The sum of 2 · layers parts along the residual path keeps its variance this way, as in GPT-2.
        let residualDeviation = 0.02 / Float(2 * shape.layers).squareRoot()
        norm1 = LayerNorm(shape.width)
        attention = SelfAttention(
            shape.width, headCount: shape.heads, residualDeviation: residualDeviation, using: &generator)
        if shape.hasFeedForward {
            norm2 = LayerNorm(shape.width)
            linear1 = Projection(shape.width, 4 * shape.width, using: &generator)
            linear2 = Projection(
                4 * shape.width, shape.width, deviation: residualDeviation, using: &generator)
        } else {
            (norm2, linear1, linear2) = (nil, nil, nil)
        }
        dropout = Dropout(probability, using: &generator)
    }

    func callAsFunction(_ input: Tensor, isCausal: Bool, mask: NDArray?) -> Tensor {
        let x = input + dropout(attention(norm1(input), isCausal: isCausal, mask: mask))
        return feedForward(x)
    }

    /// x + W₂ GELU(W₁ norm(x)), or x in a block of attention alone.
    func feedForward(_ x: Tensor) -> Tensor {
        guard let norm2, let linear1, let linear2 else { return x }
        return x + dropout(linear2(linear1(norm2(x)).gelu()))
    }
}
