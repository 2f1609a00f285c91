import Autograd
import NeuralNetworks

/// Section 12.3.5: the feed-forward network, W₂ relu(W₁ x + b₁) + b₂, the same at every position. Attention moves
/// information between positions; this works on each of them.
func feedForward(_ input: Tensor, _ first: Linear, _ second: Linear) -> Tensor {
    second(first(input).relu())
}
