import Autograd
import NeuralNetworks

/// Section 12.3.4: what goes into a part is added to what comes out, so that the gradient has a way around it; and the part
/// sees its input normalized, each token to mean 0 and variance 1.
///
///     x + part(norm(x))
func residualNorm(_ input: Tensor, _ norm: LayerNorm, _ part: (Tensor) -> Tensor) -> Tensor {
    input + part(norm(input))
}
