import Autograd
import TensorCore

/// Adam whose weight decay is decoupled from the gradient: p ← (1 − η · weightDecay) p first, then Adam's update
/// of the plain gradient, as PyTorch's `AdamW`.
///
/// In `Adam` the decay is part of the gradient and so is divided by its size, which decays the elements with large
/// gradients less. Loshchilov, Hutter: "Decoupled weight decay regularization" (2019).
///
/// ```swift
/// let network = Linear(4, 2, using: &generator)
/// let optimizer = AdamW(network.parameters, learningRate: 1e-3, weightDecay: 0.01)
/// optimizer.zeroGradients()
/// network(Tensor(.ones([8, 4]))).square().mean().backward()
/// optimizer.step()
/// ```
public final class AdamW: Adam {
    /// An optimizer of parameters with the same settings.
    public convenience init(
        _ parameters: [Tensor], learningRate: Double = 1e-3,
        betas: (first: Double, second: Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 1e-2,
        file: StaticString = #fileID, line: UInt = #line
    ) {
        let group = ParameterGroup(
            parameters: parameters, learningRate: learningRate, weightDecay: weightDecay, file: file,
            line: line)
        self.init(groups: [group], betas: betas, epsilon: epsilon)
    }

    override var isDecoupled: Bool { true }

    override func formula(
        _ p: inout NDArray, _ gradient: NDArray, _ state: ParameterState, _ group: ParameterGroup
    ) {
        p *= Float(1 - group.learningRate * group.weightDecay)
        super.formula(&p, gradient, state, group)
    }
}
