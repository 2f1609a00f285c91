import Autograd
import NeuralNetworks

/// Section 12.3.5: two linear layers with a rectifier between them, the same at every place. Attention carries words to
/// each other; here each is thought about.
func feedForward(_ input: Tensor, _ first: Linear, _ second: Linear) -> Tensor {
    second(first(input).relu())
}
