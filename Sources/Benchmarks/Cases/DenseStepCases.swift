import Autograd
import NeuralNetworks
import TensorCore

/// One update of the fully connected models of the first chapters.
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
        let model = bikeNetwork(&generator)
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
]

/// The book's network for bikes, `[N, 56]` to `[N, 1]`. Chapter 3.
func bikeNetwork(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(Linear(56, 10, using: &generator), Sigmoid(), Linear(10, 1, using: &generator))
}

private func regressionStep(
    _ model: any Layer, _ x: NDArray, _ y: NDArray, _ optimizer: any Optimizer
) -> () -> Void {
    let (input, target) = (Tensor(x), Tensor(y))
    return updateStep(optimizer) { meanSquaredError(model(input), target) }
}

private func classificationStep(_ model: Sequential, _ x: NDArray, _ labels: IntArray) -> () -> Void {
    let input = Tensor(x)
    return updateStep(Adam(model.parameters, learningRate: 1e-3)) { crossEntropy(model(input), labels) }
}
