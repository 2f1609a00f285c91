import Autograd
import NeuralNetworks
import TensorCore

/// One update of the fully connected models of the chapters: zero gradients, forward, loss, backward, optimizer.
let denseStepCases: [Benchmark] = [
    .training("ch02_linear_regression_step", denseWork(batch: 100, [1, 1])) { generator in
        let x = NDArray.linearlySpaced(from: 0, through: 1, count: 100).reshaped([100, 1])
        let y = x * 3 + NDArray.normal([100, 1], using: &generator) * 0.1
        let model = Linear(1, 1, using: &generator)
        return regressionStep(model, x, y, SGD(model.parameters, learningRate: 0.01))
    },
    .training("ch03_bike_step", denseWork(batch: 128, [56, 10, 1])) { generator in
        let x = NDArray.normal([128, 56], using: &generator)
        let y = NDArray.normal([128, 1], using: &generator)
        let model = Sequential(
            Linear(56, 10, using: &generator), Sigmoid(), Linear(10, 1, using: &generator))
        return regressionStep(model, x, y, SGD(model.parameters, learningRate: 0.01))
    },
    .training("ch04_bow_step", denseWork(batch: 64, [7135, 10, 2])) { generator in
        let x = NDArray.bernoulli([64, 7135], probability: 0.003, using: &generator)
        let model = Sequential(
            Linear(7135, 10, using: &generator), ReLU(), Linear(10, 2, using: &generator))
        return classificationStep(model, x, randomLabels(64, below: 2, using: &generator))
    },
    .training("ch05_mlp_784_256_10_b64_step", denseWork(batch: 64, [784, 256, 10])) { generator in
        let x = NDArray.normal([64, 784], using: &generator)
        let model = Sequential(
            Linear(784, 256, using: &generator), ReLU(), Linear(256, 10, using: &generator))
        return classificationStep(model, x, randomLabels(64, below: 10, using: &generator))
    },
    .training("ch15_dqn_cartpole_b64_step", denseWork(batch: 64, [4, 128, 128, 2], evaluations: 1)) {
        generator in
        let state = Tensor(NDArray.normal([64, 4], using: &generator))
        let next = Tensor(NDArray.normal([64, 4], using: &generator))
        let action = randomLabels(64, below: 2, using: &generator).reshaped([64, 1])
        let reward = NDArray.normal([64], using: &generator)
        let done = NDArray.zeros([64])
        let (model, target) = (cartPoleNetwork(&generator), cartPoleNetwork(&generator))
        let optimizer = Adam(model.parameters, learningRate: 1e-3)
        return {
            optimizer.zeroGradients()
            let future = withoutGradient { target(next) }.value.max(axes: [1])
            let goal = Tensor(reward + (1 - done) * 0.99 * future)
            let chosen = model(state).picked(action, axis: 1).reshaped([64])
            smoothAbsoluteError(chosen, goal).backward()
            optimizer.step()
        }
    },
]

private func cartPoleNetwork(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        Linear(4, 128, using: &generator), ReLU(), Linear(128, 128, using: &generator), ReLU(),
        Linear(128, 2, using: &generator))
}

/// The operations of the matrix products in an update of a chain of layers with these widths: forward, the
/// gradient of the weights, and, in all layers but the first, that of the input; `evaluations` more passes forward.
func denseWork(batch: Int, _ widths: [Int], evaluations: Int = 0) -> Benchmark.Work {
    let products = zip(widths, widths.dropFirst()).map { 2 * batch * $0 * $1 }
    let update = 3 * products.reduce(0, +) - (products.first ?? 0)
    return .operations(Double(update + evaluations * products.reduce(0, +)))
}

/// Whole numbers from 0 up to a bound, `[count]`.
func randomLabels(_ count: Int, below bound: Int, using generator: inout RandomGenerator) -> IntArray {
    IntArray((0..<count).map { _ in generator.integer(below: bound) })
}

private func regressionStep(
    _ model: any Layer, _ x: NDArray, _ y: NDArray, _ optimizer: any Optimizer
) -> () -> Void {
    let (input, target) = (Tensor(x), Tensor(y))
    return {
        optimizer.zeroGradients()
        meanSquaredError(model(input), target).backward()
        optimizer.step()
    }
}

private func classificationStep(_ model: Sequential, _ x: NDArray, _ labels: IntArray) -> () -> Void {
    let input = Tensor(x)
    let optimizer = Adam(model.parameters, learningRate: 1e-3)
    return {
        optimizer.zeroGradients()
        crossEntropy(model(input), labels).backward()
        optimizer.step()
    }
}
