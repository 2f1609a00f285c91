import Autograd

/// Layers one after another: each takes the output of the one before it.
///
/// Their names in a state dictionary are their indices, `0.weight`, as in PyTorch.
///
/// ```swift
/// let network = Sequential(
///     Linear(4, 10, using: &generator), Sigmoid(), Linear(10, 1, using: &generator))
/// let y = network(Tensor(.normal([8, 4], using: &generator)))  // [8, 1]
/// ```
public final class Sequential: Module, Layer {
    /// The layers in the order in which they are applied.
    public let layers: [any Layer]

    /// A chain of these layers.
    public convenience init(_ layers: any Layer...) { self.init(layers) }

    /// A chain of these layers.
    public init(_ layers: [any Layer]) { self.layers = layers }

    /// The layer at an index.
    public subscript(index: Int) -> any Layer { layers[index] }

    /// The layers under `0`, `1`, … instead of `layers.0`, `layers.1`, ….
    public override var storedProperties: [(name: String, value: Any)] {
        layers.enumerated().map { ("\($0.offset)", $0.element) }
    }

    /// The output of the last layer; without layers, the input.
    public func forward(_ input: Tensor) -> Tensor { layers.reduce(input) { $1($0) } }
}
