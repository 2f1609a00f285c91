import Autograd
import TensorCore

/// Updates parameters by their gradients.
///
/// ```swift
/// let model = Linear(4, 3, using: &generator)
/// let optimizer = Adam(model.parameters, learningRate: 1e-3)
/// let (input, labels) = (Tensor(.normal([8, 4], using: &generator)), IntArray([0, 1, 2, 0, 1, 2, 0, 1]))
/// for _ in 0..<10 {
///     optimizer.zeroGradients()
///     let loss = crossEntropy(model(input), labels)
///     loss.backward()
///     optimizer.step()
/// }
/// ```
///
/// A new optimizer provides its groups, a `ParameterState` for each parameter, and `update`.
public protocol Optimizer: AnyObject {
    /// The parameters, with the learning rate and the weight decay of each group.
    var parameterGroups: [ParameterGroup] { get }

    /// The state of each parameter, in the order of the groups.
    var states: [ParameterState] { get }

    /// Changes one parameter in place. `state.step` already counts this update: it is 1 at the first.
    func update(_ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup)
}

extension Optimizer {
    /// Updates every parameter that has a gradient and is not frozen.
    public func step() {
        var states = states.makeIterator()
        for group in parameterGroups {
            for parameter in group.parameters {
                guard let state = states.next() else { return }
                let rows = parameter.gradientOfRows.flatMap { $0.isEmpty ? nil : $0 }
                guard parameter.requiresGradient, parameter.grad != nil || rows != nil else { continue }
                state.beginStep(shape: parameter.shape)
                if let gradient = parameter.grad {
                    let all = rows.map { gradient + $0.dense(parameter.shape) } ?? gradient
                    update(parameter, gradient: all, state: state, group: group)
                } else if let rows {
                    updateRows(rows, of: parameter, state: state, group: group)
                }
            }
        }
    }

    /// Forgets all gradients, before the next `backward()` adds to them.
    public func zeroGradients() {
        for parameter in parameters { parameter.removeGradient() }
    }

    /// The parameters of all groups.
    public var parameters: [Tensor] { parameterGroups.flatMap(\.parameters) }

    /// The learning rate of the first group; setting it sets that of all groups.
    public var learningRate: Double {
        get { parameterGroups.first?.learningRate ?? 0 }
        set { for group in parameterGroups { group.learningRate = newValue } }
    }
}
