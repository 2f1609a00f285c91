import Autograd
import NeuralNetworks

/// Section 12.3.4: a residual connection around a sublayer, with the layer normalization before it (pre-norm). The gradient
/// has a path around the sublayer, and the sublayer sees every token with mean 0 and variance 1.
///
///     x + sublayer(norm(x))
func residual(_ input: Tensor, _ norm: LayerNorm, _ sublayer: (Tensor) -> Tensor) -> Tensor {
    input + sublayer(norm(input))
}
