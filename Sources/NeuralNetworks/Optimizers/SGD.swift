import Autograd
import Messages
import TensorCore

/// Stochastic gradient descent, with momentum, Nesterov's lookahead and weight decay, as PyTorch's `SGD`.
///
/// With the gradient g of a batch, g ← g + weightDecay · p, then
/// - without momentum: p ← p − η g
/// - with momentum: b ← μ b + (1 − dampening) g (b ← g at the first update), p ← p − η b
/// - with Nesterov's: b as before, p ← p − η (g + μ b)
///
/// Robbins, Monro (1951); Polyak (1964); Sutskever et al.: "On the importance of initialization and momentum in deep
/// learning" (2013). Section 2.2.
///
/// ```swift
/// let weight = Parameter(NDArray([1, 2]))
/// let optimizer = SGD([weight], learningRate: 0.1, momentum: 0.9)
/// (weight * weight).sum().backward()  // the gradient is [2, 4]
/// optimizer.step()  // weight is [0.8, 1.6]
/// ```
public final class SGD: Optimizer {
    /// The parameters and their learning rates η.
    public let parameterGroups: [ParameterGroup]
    /// The momentum buffer b of each parameter, `momentum_buffer`.
    public let states: [ParameterState]
    /// The momentum μ: 0 for none.
    public let momentum: Double
    /// The fraction that is taken away from each new gradient.
    public let dampening: Double
    /// Whether the gradient counts as that after the momentum's step (Nesterov).
    public let nesterov: Bool

    /// An optimizer of groups of parameters.
    ///
    /// Traps when a setting is out of its range, or Nesterov's has no momentum or a dampening.
    public init(
        groups: [ParameterGroup], momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false
    ) {
        requireSetting(momentum, "momentum")
        if nesterov && (momentum == 0 || dampening != 0) {
            explainFailure("SGD", "Nesterov's momentum needs a momentum and no dampening")
        }
        parameterGroups = groups
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov
        states = ParameterState.forEachParameter(
            of: groups, arrays: momentum == 0 ? [] : ["momentum_buffer"])
    }

    /// An optimizer of parameters with the same settings.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
        weightDecay: Double = 0, nesterov: Bool = false,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay, file: file,
            line: line)
        self.init(groups: [group], momentum: momentum, dampening: dampening, nesterov: nesterov)
    }

    /// One parameter's update: the formula on the lower rungs of the kernel ladder, else the same in one pass over memory.
    public func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        if KernelRung.current < .packed {
            formula(&parameter.value, gradient, state, group)
        } else if momentum == 0 {
            NDArray.gradientDescentUpdate(
                parameter: &parameter.value, gradient: gradient, learningRate: group.learningRate,
                weightDecay: group.weightDecay)
        } else {
            NDArray.momentumUpdate(
                parameter: &parameter.value, gradient: gradient, buffer: &state.b.value,
                isFirst: state.step == 1, learningRate: group.learningRate, momentum: momentum,
                dampening: dampening, nesterov: nesterov, weightDecay: group.weightDecay)
        }
    }

    /// The update in array arithmetic.
    private func formula(
        _ p: inout NDArray, _ gradient: NDArray, _ state: ParameterState, _ group: ParameterGroup
    ) {
        let mu = Float(momentum)
        var g = gradient + Float(group.weightDecay) * p
        if momentum != 0 {
            let b = state.b
            b.value = state.step == 1 ? g : mu * b.value + Float(1 - dampening) * g
            g = nesterov ? g + mu * b.value : b.value
        }
        p -= Float(group.learningRate) * g
    }
}

extension ParameterState {
    /// The momentum buffer, under PyTorch's name.
    fileprivate var b: Slot { self["momentum_buffer"] }
}
