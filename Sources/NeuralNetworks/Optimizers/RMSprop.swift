import Autograd
import TensorCore

/// RMSprop: each element's step is its gradient over the root of its average squared gradient.
///
/// With g ← g + weightDecay · p,
///
///     s ← α s + (1 − α) g²         d = √s + ε
///     p ← p − η g / d
///
/// With momentum, b ← μ b + g / d and p ← p − η b. Centered, d = √(s − a²) + ε with the average gradient
/// a ← α a + (1 − α) g. All as PyTorch's `RMSprop`.
/// Hinton: "Neural networks for machine learning", lecture 6e (2012).
///
/// ```swift
/// let network = Linear(4, 2, using: &generator)
/// let optimizer = RMSprop(network.parameters, learningRate: 1e-2, momentum: 0.9)
/// optimizer.zeroGradients()
/// network(Tensor(.ones([8, 4]))).square().mean().backward()
/// optimizer.step()
/// ```
public final class RMSprop: Optimizer {
    /// The parameters and their learning rates η.
    public let parameterGroups: [ParameterGroup]
    /// The averages of each parameter: `square_avg`, `momentum_buffer`, `grad_avg`.
    public let states: [ParameterState]
    /// The decay rate of the averages, α.
    public let alpha: Double
    /// ε, which keeps the divisor away from 0.
    public let epsilon: Double
    /// The momentum μ.
    public let momentum: Double
    /// Whether the gradient is divided by its standard deviation rather than its root mean square.
    public let centered: Bool

    /// Stand-ins for the arrays that an update without momentum, or not centered, does not use.
    private let unused = (average: ParameterState.Slot(), buffer: ParameterState.Slot())

    /// An optimizer of groups of parameters.
    ///
    /// Traps when a setting is out of its range.
    public init(
        groups: [ParameterGroup], alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0,
        centered: Bool = false
    ) {
        requireDecayRate(alpha, "α")
        requireSetting(epsilon, "ε")
        requireSetting(momentum, "momentum")
        parameterGroups = groups
        self.alpha = alpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.centered = centered
        states = ParameterState.forEachParameter(
            of: groups,
            arrays: ["square_avg"] + (momentum == 0 ? [] : ["momentum_buffer"])
                + (centered ? ["grad_avg"] : []))
    }

    /// An optimizer of parameters with the same settings.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-2, alpha: Double = 0.99,
        epsilon: Double = 1e-8,
        momentum: Double = 0, centered: Bool = false, weightDecay: Double = 0,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay, file: file,
            line: line)
        self.init(groups: [group], alpha: alpha, epsilon: epsilon, momentum: momentum, centered: centered)
    }

    /// One parameter's update: the formula on the lower rungs of the kernel ladder, else the same in one pass over memory.
    public func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        if KernelRung.current < .packed {
            formula(&parameter.value, gradient, state, group)
        } else {
            let average = centered ? state.a : unused.average
            let buffer = momentum == 0 ? unused.buffer : state.b
            NDArray.rmspropUpdate(
                parameter: &parameter.value, gradient: gradient, squareAverage: &state.s.value,
                gradientAverage: &average.value, momentumBuffer: &buffer.value,
                learningRate: group.learningRate, alpha: alpha, epsilon: epsilon, momentum: momentum,
                centered: centered, weightDecay: group.weightDecay)
        }
    }

    /// The update in array arithmetic.
    private func formula(
        _ p: inout NDArray, _ gradient: NDArray, _ state: ParameterState, _ group: ParameterGroup
    ) {
        let g = gradient + Float(group.weightDecay) * p
        func average(_ slot: ParameterState.Slot, _ x: NDArray) -> NDArray {
            slot.value = Float(alpha) * slot.value + Float(1 - alpha) * x
            return slot.value
        }

        var variance = average(state.s, g.square())
        if centered { variance = .maximum(variance - average(state.a, g).square(), NDArray(0)) }
        var step = g / (variance.squareRoot() + Float(epsilon))
        if momentum != 0 {
            step = Float(momentum) * state.b.value + step
            state.b.value = step
        }
        p -= Float(group.learningRate) * step
    }
}

extension ParameterState {
    /// The average of the squared gradients, under PyTorch's name.
    fileprivate var s: Slot { self["square_avg"] }
    /// The average of the gradients, when centered.
    fileprivate var a: Slot { self["grad_avg"] }
    /// The momentum buffer, with momentum.
    fileprivate var b: Slot { self["momentum_buffer"] }
}
