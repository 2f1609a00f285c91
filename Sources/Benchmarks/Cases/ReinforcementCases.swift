import Autograd
import NeuralNetworks
import TensorCore

/// Deep Q-learning: updates from a batch of transitions, with a second network for the goal (Mnih et al., 2015).
/// Chapter 15.
let reinforcementCases: [Benchmark] = [
    .training("ch15_dqn_cartpole_b64_step", denseWork(batch: 64, [4, 128, 128, 2], evaluations: 1)) {
        generator in
        qLearningStep([64, 4], cartPoleNetwork(&generator), cartPoleNetwork(&generator), &generator)
    },
    .training("ch15_dqn_pixels_b32_step", pixelWork(batch: 32)) { generator in
        qLearningStep([32, 4, 84, 84], pixelNetwork(&generator), pixelNetwork(&generator), &generator)
    },
]

/// An update of `model` on a batch of states of this shape with two actions.
private func qLearningStep(
    _ shape: Shape, _ model: Sequential, _ target: Sequential, _ generator: inout RandomGenerator
) -> () -> Void {
    let batch = shape[0]
    let state = Tensor(NDArray.normal(shape, using: &generator))
    let next = Tensor(NDArray.normal(shape, using: &generator))
    let action = randomLabels(batch, below: 2, using: &generator).reshaped([batch, 1])
    let reward = NDArray.normal([batch], using: &generator)
    let done = NDArray.zeros([batch])
    return updateStep(Adam(model.parameters, learningRate: 1e-3)) {
        let future = withoutGradient { target(next) }.value.max(axes: [1])
        let goal = Tensor(reward + (1 - done) * 0.99 * future)
        let chosen = model(state).gathered(action, axis: 1).reshaped([batch])
        return smoothAbsoluteError(chosen, goal)
    }
}

private func cartPoleNetwork(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        Linear(4, 128, using: &generator), ReLU(), Linear(128, 128, using: &generator), ReLU(),
        Linear(128, 2, using: &generator))
}

/// The value of both actions, `[N, 2]`, from four pictures each, `[N, 4, 84, 84]`.
func pixelNetwork(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        Conv2d(4, 32, kernel: 8, stride: 4, using: &generator), ReLU(),
        Conv2d(32, 64, kernel: 4, stride: 2, using: &generator), ReLU(),
        Conv2d(64, 64, kernel: 3, using: &generator), ReLU(), Flatten(),
        Linear(3136, 512, using: &generator), ReLU(), Linear(512, 2, using: &generator))
}

private func pixelWork(batch: Int) -> Benchmark.Work {
    let onData = convolutionWork(batch: batch, 4, 32, kernel: 8, places: 20 * 20)
    let within =
        convolutionWork(batch: batch, 32, 64, kernel: 4, places: 9 * 9)
        + convolutionWork(batch: batch, 64, 64, kernel: 3, places: 7 * 7)
        + productWork(batch, 3136, 512) + productWork(batch, 512, 2)
    return .update(onData: onData, within: within, forwardAlone: onData + within)
}
