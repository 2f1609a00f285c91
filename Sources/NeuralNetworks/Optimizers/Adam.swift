import Autograd
import Foundation
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
///
/// ```swift
/// let weight = Parameter(NDArray([1, 2]))
/// let optimizer = Adam([weight], learningRate: 0.1)
/// (weight * weight).sum().backward()
/// optimizer.step()  // weight is [0.9, 1.9]: the first step is the learning rate, whatever the gradient
/// ```
public class Adam: Optimizer {
    /// The parameters and their learning rates η.
    public final let parameterGroups: [ParameterGroup]
    /// The moments m and v of each parameter, `exp_avg` and `exp_avg_sq`.
    public final let states: [ParameterState]
    /// The decay rates of the two averages, β₁ and β₂.
    public final let betas: (first: Double, second: Double)
    /// ε, which keeps the divisor away from 0.
    public final let epsilon: Double

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

    /// An optimizer of parameters with the same settings.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-3,
        betas: (first: Double, second: Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay, file: file,
            line: line)
        self.init(groups: [group], betas: betas, epsilon: epsilon)
    }

    /// Whether the weight decay is decoupled from the gradient, which is what makes `AdamW`.
    var isDecoupled: Bool { false }

    /// One parameter's update: the formula on the lower rungs of the kernel ladder, else the same in one pass over memory.
    public final func update(
        _ parameter: Tensor, gradient: NDArray, state: ParameterState, group: ParameterGroup
    ) {
        if KernelRung.current < .packed {
            formula(&parameter.value, gradient, state, group)
        } else {
            NDArray.adamUpdate(
                parameter: &parameter.value, gradient: gradient, firstMoment: &state.m.value,
                secondMoment: &state.v.value, step: state.step, learningRate: group.learningRate,
                betas: betas, epsilon: epsilon, weightDecay: group.weightDecay, decoupled: isDecoupled)
        }
    }

    /// The update in array arithmetic, in the paper's symbols. All factors are computed in double precision.
    func formula(_ p: inout NDArray, _ gradient: NDArray, _ state: ParameterState, _ group: ParameterGroup) {
        let (m, v, t) = (state.m, state.v, Double(state.step))
        let (beta1, beta2) = betas
        let g = isDecoupled ? gradient : gradient + Float(group.weightDecay) * p

        m.value = Float(beta1) * m.value + Float(1 - beta1) * g
        v.value = Float(beta2) * v.value + Float(1 - beta2) * g.square()
        let mHat = m.value / Float(1 - pow(beta1, t))
        let vHat = v.value / Float(1 - pow(beta2, t))
        p -= Float(group.learningRate) * mHat / (vHat.squareRoot() + Float(epsilon))
    }
}

extension ParameterState {
    /// The average of the gradients, under PyTorch's name.
    fileprivate var m: Slot { self["exp_avg"] }
    /// The average of the squared gradients.
    fileprivate var v: Slot { self["exp_avg_sq"] }
}
