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
public final class RMSprop: Optimizer {
    /// The parameters and their learning rates η.
    public let parameterGroups: [ParameterGroup]
    /// The averages of each parameter: `square_avg`, `momentum_buffer`, `grad_avg`.
    public let states: [ParameterState]
    /// What the averages keep of their past.
    public let alpha: Double
    /// ε, which keeps the divisor from zero.
    public let epsilon: Double
    /// What the momentum keeps of its past, μ.
    public let momentum: Double
    /// Whether the gradient is divided by its standard deviation rather than its root mean square.
    public let centered: Bool

    /// What an update without momentum, or not centered, is given instead of the array it does not use.
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

    /// An optimizer of parameters that are all treated alike.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-2, alpha: Double = 0.99,
        epsilon: Double = 1e-8,
        momentum: Double = 0, centered: Bool = false, weightDecay: Double = 0
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay)
        self.init(groups: [group], alpha: alpha, epsilon: epsilon, momentum: momentum, centered: centered)
    }

    /// One parameter's update.
    public func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        let average = centered ? state["grad_avg"] : unused.average
        let buffer = momentum == 0 ? unused.buffer : state["momentum_buffer"]
        NDArray.rmspropUpdate(
            parameter: &parameter.value, gradient: gradient, squareAverage: &state["square_avg"].value,
            gradientAverage: &average.value, momentumBuffer: &buffer.value,
            learningRate: group.learningRate, alpha: alpha, epsilon: epsilon, momentum: momentum,
            centered: centered, weightDecay: group.weightDecay)
    }
}
