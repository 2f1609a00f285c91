import TensorCore

/// An array with a place in the computation graph.
///
/// A tensor made by an operation remembers its inputs and how to pass a gradient back to them. `backward()` on a
/// scalar result then leaves in each leaf's `grad` how much the result changes with each of its elements. It is a
/// class, because it has an identity: the same parameter enters many expressions, and its gradients add up.
///
///     let x = Tensor(NDArray([1, 2, 3]), requiresGradient: true)
///     (x * x).sum().backward()
///     x.grad  // [2, 4, 6]
open class Tensor {
    /// The numbers. An optimizer writes them; whoever else does must not be in the middle of a graph.
    public final var value: NDArray

    /// The gradient that `backward()` left here, of the same shape as the value; the next call adds to it.
    ///
    /// Only leaves keep theirs, and tensors whose `retainsGradient` is set.
    public final var grad: NDArray?

    /// Whether `backward()` computes a gradient for this tensor.
    ///
    /// Set it on leaves alone: false freezes a parameter.
    public final var requiresGradient: Bool

    /// Whether `backward()` also leaves the gradient of a tensor in the middle of the graph in its `grad`.
    public final var retainsGradient = false

    /// What it is called in a drawing of the graph.
    public final var name: String?

    /// How this tensor was made; nil for a leaf.
    final var origin: Origin?

    /// How many consumers of this tensor have not yet sent their share during `backward()`.
    final var pendingConsumers = 0

    /// The shares that have arrived, summed.
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
    public final var isLeaf: Bool { origin == nil }

    /// The same numbers outside the graph: no gradient flows through.
    public final func detached() -> Tensor { Tensor(value, name: name) }

    /// Frees what this tensor alone keeps alive, input by input in a loop: left to themselves, the inputs' own
    /// deinitializers would call each other, and a long chain would exhaust the stack.
    private func releaseInputs() {
        guard let origin else { return }
        var orphans = origin.takeInputs()
        while var tensor = orphans.popLast() {
            if isKnownUniquelyReferenced(&tensor), let origin = tensor.origin {
                orphans.append(contentsOf: origin.takeInputs())
            }
        }
    }
}

/// How a tensor was made: the operation, its inputs, and the way a gradient goes back to them.
final class Origin {
    /// The gradients of the inputs from that of the result; nil for an input that needs none.
    ///
    /// It must hold arrays only, never tensors: those are held by `inputs`, which can be freed without recursion.
    typealias Backward = (_ upstream: NDArray) -> [NDArray?]

    let operation: String
    private(set) var inputs: [Tensor]
    private(set) var backward: Backward?

    /// Where in the network it is; nil unless anomalies are looked for.
    var place: AnomalyRecorder.Place?

    init(_ operation: String, _ inputs: [Tensor], _ backward: @escaping Backward) {
        self.operation = operation
        self.inputs = inputs
        self.backward = backward
    }

    /// Gives the inputs away and forgets how to go back.
    func takeInputs() -> [Tensor] {
        defer {
            inputs = []
            backward = nil
        }
        return inputs
    }
}

extension Tensor: CustomStringConvertible {
    /// The name, the numbers, and where they came from.
    public var description: String {
        let label = name.map { "\($0): " } ?? ""
        let making =
            origin.map { ", from \($0.operation)" } ?? (requiresGradient ? ", requires gradient" : "")
        return "\(label)\(value)\(making)"
    }
}
