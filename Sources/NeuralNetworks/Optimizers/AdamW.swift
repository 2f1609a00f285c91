import Autograd
import TensorCore

/// Adam whose weight decay is decoupled from the gradient: p ← (1 − η · weightDecay) p first, then Adam's update
/// of the plain gradient, as PyTorch's `AdamW`.
///
/// In `Adam` the decay is part of the gradient and so is divided by its size, which decays the elements with large
/// gradients less. Loshchilov, Hutter: "Decoupled weight decay regularization" (2019).
public final class AdamW: Optimizer {
    /// The parameters and their learning rates η.
    public let parameterGroups: [ParameterGroup]
    /// The moments of each parameter, `exp_avg` and `exp_avg_sq`.
    public let states: [ParameterState]
    /// What the averages keep of their past, β₁ and β₂.
    public let betas: (first: Double, second: Double)
    /// ε, which keeps the divisor from zero.
    public let epsilon: Double

    /// An optimizer of groups of parameters.
    ///
    /// Traps when a setting is out of its range.
    public init(
        groups: [ParameterGroup], betas: (first: Double, second: Double) = (0.9, 0.999),
        epsilon: Double = 1e-8
    ) {
        requireDecayRate(betas.first, "β₁")
        requireDecayRate(betas.second, "β₂")
        requireSetting(epsilon, "ε")
        parameterGroups = groups
        self.betas = betas
        self.epsilon = epsilon
        states = ParameterState.forEachParameter(of: groups, arrays: ["exp_avg", "exp_avg_sq"])
    }

    /// An optimizer of parameters that are all treated alike.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-3,
        betas: (first: Double, second: Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 1e-2
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay)
        self.init(groups: [group], betas: betas, epsilon: epsilon)
    }

    /// One parameter's update.
    public func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        state.updateByAdam(
            parameter, gradient, group, betas: betas, epsilon: epsilon, decoupled: true)
    }
}
