import Autograd
import TensorCore

/// Adam: each element's step is its average gradient over the root of its average squared gradient.
///
/// With g ← g + weightDecay · p, at the t-th update
///
///     m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
///     v ← β₂ v + (1 − β₂) g²       v̂ = v / (1 − β₂ᵗ)
///     p ← p − η m̂ / (√v̂ + ε)
///
/// as PyTorch's `Adam`. Kingma, Ba: "Adam: a method for stochastic optimization" (2015).
public final class Adam: Optimizer {
    /// The parameters and their learning rates η.
    public let parameterGroups: [ParameterGroup]
    /// The moments m and v of each parameter, `exp_avg` and `exp_avg_sq`.
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
        betas: (first: Double, second: Double) = (0.9, 0.999), epsilon: Double = 1e-8, weightDecay: Double = 0
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
            parameter, gradient, group, betas: betas, epsilon: epsilon, decoupled: false)
    }
}

extension ParameterState {
    /// What Adam and AdamW share.
    func updateByAdam(
        _ parameter: Tensor, _ gradient: NDArray, _ group: ParameterGroup,
        betas: (first: Double, second: Double), epsilon: Double, decoupled: Bool
    ) {
        NDArray.adamUpdate(
            parameter: &parameter.value, gradient: gradient, firstMoment: &self["exp_avg"].value,
            secondMoment: &self["exp_avg_sq"].value, step: step, learningRate: group.learningRate,
            betas: betas, epsilon: epsilon, weightDecay: group.weightDecay, decoupled: decoupled)
    }
}
