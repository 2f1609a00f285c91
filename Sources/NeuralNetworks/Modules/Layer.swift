import Autograd
import Messages
import TensorCore

/// A module with one input and one output. `forward` says what it computes; the layer is called as a
/// function: `let y = layer(x)`.
public protocol Layer: Module {
    /// The output for an input.
    func forward(_ input: Tensor) -> Tensor
}

extension Layer {
    /// The output for an input: `forward`, with the output's shape recorded for a summary. What is wrong with a shape in it is told
    /// with the line of this call.
    public func callAsFunction(
        _ input: Tensor, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        recordingShape(CallSite.within(file, line) { forward(input) })
    }
}

/// A module that draws random numbers while it is used. Its generator is part of a checkpoint, so that a
/// resumed training draws what an uninterrupted one would.
public protocol RandomizedModule: Module {
    /// Where the random numbers come from.
    var generator: RandomGenerator { get set }
}

extension Module {
    /// The state of every generator in this module, by the name of the module that owns it.
    public final var generatorStates: [(name: String, state: RandomGenerator.State)] {
        namedModules.compactMap { name, module in
            (module as? any RandomizedModule).map { (name, $0.generator.state) }
        }
    }

    /// Sets the generators of this module to saved states; names that it does not have are ignored.
    public final func restore(generatorStates states: [(name: String, state: RandomGenerator.State)]) {
        let modules = Dictionary(namedModules.map { ($0.name, $0.module) }) { first, _ in first }
        for (name, state) in states {
            (modules[name] as? any RandomizedModule)?.generator.state = state
        }
    }
}

/// The shapes of the modules' outputs in the trial run of a summary.
final class OutputShapes: @unchecked Sendable {
    /// The recorder of the current task. No two tasks share one, which makes it safe to send.
    @TaskLocal static var current: OutputShapes?

    /// The first output of each module.
    private(set) var shapes: [ObjectIdentifier: Shape] = [:]

    func record(_ shape: Shape, of module: Module) {
        if shapes[ObjectIdentifier(module)] == nil { shapes[ObjectIdentifier(module)] = shape }
    }
}

extension Module {
    /// The output itself; during a summary's trial run its shape is recorded.
    ///
    /// A module that is not a `Layer`, because it does not take one tensor, calls it last.
    public final func recordingShape(_ output: Tensor) -> Tensor {
        OutputShapes.current?.record(output.shape, of: self)
        return output
    }
}
