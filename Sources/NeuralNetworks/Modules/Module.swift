import Autograd
import TensorCore

/// A part of a network: a class whose stored properties are its parameters, its buffers and smaller modules.
///
/// Nothing is registered. What is stored in a property (or in an array, a dictionary, an optional or a tuple
/// in one) is found, and named by its path in PyTorch's spelling: `encoder.layers.0.weight`, `running_mean`.
///
/// ```swift
/// final class Network: Module, Layer {
///     let hidden: Linear
///     let output: Linear
///
///     init(using generator: inout RandomGenerator) {
///         hidden = Linear(4, 10, using: &generator)
///         output = Linear(10, 1, using: &generator)
///     }
///
///     func forward(_ input: Tensor) -> Tensor { output(hidden(input).sigmoid()) }
/// }
///
/// let network = Network(using: &generator)
/// print(network.namedParameters.map(\.name))  // hidden.weight, hidden.bias, output.weight, output.bias
/// ```
///
/// The properties are read through `Mirror`, which is slow beside a training step: an optimizer takes the
/// list of parameters once.
open class Module {
    /// Whether the module behaves as in training (dropout drops, batch norm uses its batch) or as in evaluation.
    ///
    /// `train()` and `evaluate()` set it.
    public internal(set) final var isTraining = true

    /// An empty module.
    public init() {}

    /// The properties in which parameters and modules are looked for, with the names they have in a state
    /// dictionary: by default all stored ones, those of a superclass first.
    ///
    /// A container overrides it to leave out its own name: a `Sequential` gives `0.weight`, not
    /// `layers.0.weight`.
    open var storedProperties: [(name: String, value: Any)] { mirroredProperties(of: self) }
}

extension Module {
    /// All parameters with their names; one that is stored twice (tied) is listed once, by its first name.
    ///
    /// Within a module its own come first, then those of its modules, each in the order of declaration.
    public final var namedParameters: [(name: String, parameter: Tensor)] {
        var seen: Set<ObjectIdentifier> = []
        var result: [(name: String, parameter: Tensor)] = []
        forEachContent { name, content in
            if case .parameter(let parameter) = content, seen.insert(ObjectIdentifier(parameter)).inserted {
                result.append((name, parameter))
            }
        }
        return result
    }

    /// All parameters, each once: what an optimizer takes.
    public final var parameters: [Tensor] { namedParameters.map(\.parameter) }

    /// All buffers with their names, each once.
    public final var namedBuffers: [(name: String, buffer: Buffer)] {
        var seen: Set<ObjectIdentifier> = []
        var result: [(name: String, buffer: Buffer)] = []
        forEachContent { name, content in
            if case .buffer(let buffer) = content, seen.insert(ObjectIdentifier(buffer)).inserted {
                result.append((name, buffer))
            }
        }
        return result
    }

    /// This module, under the name "", and all modules in it, each once.
    public final var namedModules: [(name: String, module: Module)] {
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var result: [(name: String, module: Module)] = [("", self)]
        forEachContent { name, content in
            if case .module(let module) = content, seen.insert(ObjectIdentifier(module)).inserted {
                result.append((name, module))
            }
        }
        return result
    }

    /// How many numbers the parameters have together, and how many of them are trained (not frozen).
    public final var parameterCount: (total: Int, trainable: Int) {
        var (total, trainable) = (0, 0)
        for parameter in parameters {
            total += parameter.elementCount
            if parameter.requiresGradient { trainable += parameter.elementCount }
        }
        return (total, trainable)
    }
}

extension Module {
    /// Makes this module and all in it behave as in training.
    public final func train() { setTraining(true) }

    /// Makes this module and all in it behave as in evaluation: dropout passes everything, batch norm uses its
    /// running statistics. PyTorch: `eval()`.
    public final func evaluate() { setTraining(false) }

    private func setTraining(_ isTraining: Bool) {
        for (_, module) in namedModules { module.isTraining = isTraining }
    }

    /// Stops training the parameters: they get no gradient, and the one they have is removed, so that an
    /// optimizer does not change them.
    ///
    /// Batch norm still updates its running statistics while it is training; `evaluate()` stops that.
    public final func freeze() {
        for parameter in parameters {
            parameter.requiresGradient = false
            parameter.removeGradient()
        }
    }

    /// Trains the parameters again.
    public final func unfreeze() {
        for parameter in parameters { parameter.requiresGradient = true }
    }

    /// Removes all gradients, before the next `backward()` adds to them.
    public final func zeroGradients() {
        for parameter in parameters { parameter.removeGradient() }
    }
}
