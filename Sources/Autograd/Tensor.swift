import TensorCore

/// An array with a place in the computation graph.
///
/// A tensor made by an operation remembers its inputs and how to pass a gradient back to them. `backward()` on a
/// scalar result then leaves in each leaf's `grad` how much the result changes with each of its elements. It is a
/// class, because it has an identity: the same parameter enters many expressions, and its gradients add up. It is open
/// for one subclass in another module, `Parameter`, the leaves that an optimizer updates; everything else is final.
///
/// ```swift
/// let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)
/// (x * x).sum().backward()  // x.grad is [2, 4, 6]
/// ```
open class Tensor {
    /// The numbers. An optimizer writes them; other code must not while a graph that uses them awaits `backward()`.
    public final var value: NDArray

    /// The gradient that `backward()` left here, of the same shape as the value; the next call adds to it.
    ///
    /// Only leaves keep theirs, and tensors whose `retainsGradient` is set.
    public final var grad: NDArray?

    /// Whether `backward()` computes a gradient for this tensor.
    ///
    /// Set it only on leaves: false freezes a parameter.
    public final var requiresGradient: Bool

    /// Whether `backward()` also leaves the gradient of a tensor in the middle of the graph in its `grad`.
    public final var retainsGradient = false

    /// Its label in a drawing of the graph.
    public final var name: String?

    /// How this tensor was made; nil for a leaf.
    final var node: GraphNode?

    /// How many consumers of this tensor have not yet sent their gradient during `backward()`.
    final var pendingConsumers = 0

    /// The sum of the gradients that have arrived from consumers during `backward()`.
    final var arrivedGradient: NDArray?

    /// A leaf: data, or a parameter when it requires a gradient.
    public init(_ value: NDArray, requiresGradient: Bool = false, name: String? = nil) {
        self.value = value
        self.requiresGradient = requiresGradient
        self.name = name
    }

    deinit { releaseInputs() }

    /// The extents, outermost axis first.
    public final var shape: Shape { value.shape }

    /// The number of axes.
    public final var rank: Int { value.rank }

    /// The number of elements.
    public final var elementCount: Int { value.elementCount }

    /// The only element. Traps when there is not exactly one.
    public final var scalar: Float { value.scalar }

    /// Whether no operation made this tensor.
    public final var isLeaf: Bool { node == nil }

    /// The same numbers outside the graph: no gradient flows through.
    public final func detached() -> Tensor { Tensor(value, name: name) }

    /// Frees what only this tensor keeps alive, input by input in a loop: the inputs' own deinitializers would call
    /// each other, and a long chain would exhaust the stack.
    private func releaseInputs() {
        guard let node else { return }
        var orphans = node.takeInputs()
        while var tensor = orphans.popLast() {
            if isKnownUniquelyReferenced(&tensor), let node = tensor.node {
                orphans.append(contentsOf: node.takeInputs())
            }
        }
    }
}

extension Tensor: CustomStringConvertible {
    /// The name, the numbers, and where they came from.
    public var description: String {
        let label = name.map { "\($0): " } ?? ""
        let making =
            node.map { ", from \($0.operation)" } ?? (requiresGradient ? ", requires gradient" : "")
        return "\(label)\(value)\(making)"
    }
}
