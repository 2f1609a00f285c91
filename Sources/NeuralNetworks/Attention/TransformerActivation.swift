import Autograd

/// The function between the two linear layers of a Transformer layer.
public enum TransformerActivation: Sendable {
    /// The rectifier, as in the first Transformer.
    case relu
    /// x Φ(x), as in BERT.
    case gelu

    func callAsFunction(_ x: Tensor) -> Tensor {
        switch self {
        case .relu: x.relu()
        case .gelu: x.gelu()
        }
    }
}
