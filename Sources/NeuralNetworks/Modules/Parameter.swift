import Autograd
import TensorCore

/// A tensor that training changes: a module's stored properties of this type are its parameters.
///
/// A plain `Tensor` in a module is not one, so that a module may keep constants and intermediate results.
/// PyTorch: `nn.Parameter`.
public final class Parameter: Tensor {
    /// Where a layer with sparse gradients leaves the gradient of the rows it used; nil for all other parameters.
    public internal(set) var rowGradient: RowGradient?

    /// A parameter that starts from this value and requires a gradient.
    public init(_ value: NDArray, name: String? = nil) {
        super.init(value, requiresGradient: true, name: name)
    }
}

/// An array that belongs to a module's state but that no optimizer changes, as the running statistics of
/// batch norm. PyTorch: `register_buffer`.
public final class Buffer {
    /// The numbers.
    public var value: NDArray

    /// A buffer that starts from this value.
    public init(_ value: NDArray) { self.value = value }
}
