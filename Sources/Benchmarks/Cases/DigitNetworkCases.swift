import Autograd
import DigitRecognition
import NeuralNetworks
import TensorCore

/// Networks of convolutions that read pictures: digits, small photographs, and two digits to be added.
let digitNetworkCases: [Benchmark] = [
    .training("ch05_book_cnn_b64_step", BookNetwork.work(batch: 64)) { generator in
        digitNetworkStep(batch: 64, &generator)
    },
    .training(
        "ch05_wide_cnn_b64_step",
        .update(
            onData: convolutionWork(batch: 64, 1, 32, kernel: 3, places: 26 * 26),
            within: productWork(64, 32 * 13 * 13, 10))
    ) { generator in
        let model = Sequential(
            Conv2d(1, 32, kernel: 3, using: &generator), ReLU(), MaxPool2d(2), Flatten(),
            Linear(32 * 13 * 13, 10, using: &generator))
        return classificationStep(
            model, [64, 1, 28, 28], Adam(model.parameters, learningRate: 1e-3), &generator)
    },
    .array(
        "ch05_book_cnn_b1000_forward",
        .operations(Double(BookNetwork.forwardWork(batch: 1000).reduce(0, +)))
    ) { generator in
        let x = Tensor(NDArray.normal([1000, 1, 28, 28], using: &generator))
        let model = BookNetwork(using: &generator)
        model.evaluate()
        return { withoutGradient { model(x).value } }
    },
    .training("ch05_resnet8_cifar_b32_step", ResidualNetwork.work(batch: 32)) { generator in
        let model = ResidualNetwork(channels: 3, classes: 10, using: &generator)
        let optimizer = SGD(model.parameters, learningRate: 0.1, momentum: 0.9, weightDecay: 1e-4)
        return classificationStep(model, [32, 3, 32, 32], optimizer, &generator)
    },
    .training("ch06_adder_b64_step", DigitAdder.work(batch: 64)) { generator in
        let first = Tensor(NDArray.normal([64, 1, 28, 28], using: &generator))
        let second = Tensor(NDArray.normal([64, 1, 28, 28], using: &generator))
        let sum = Tensor(NDArray.normal([64, 1], using: &generator))
        let model = DigitAdder(using: &generator)
        return updateStep(SGD(model.parameters, learningRate: 1e-4, momentum: 0.9)) {
            meanSquaredError(model(first, second), sum)
        }
    },
]

/// An update of the book's network for digits on a batch of any size.
func digitNetworkStep(batch: Int, _ generator: inout RandomGenerator) -> () -> Void {
    let model = BookNetwork(using: &generator)
    let optimizer = SGD(model.parameters, learningRate: 0.001, momentum: 0.9)
    return classificationStep(model, [batch, 1, 28, 28], optimizer, &generator)
}

/// An update on noise of this shape with labels of ten classes.
private func classificationStep(
    _ model: any Layer, _ shape: Shape, _ optimizer: any Optimizer, _ generator: inout RandomGenerator
) -> () -> Void {
    let x = Tensor(NDArray.normal(shape, using: &generator))
    let labels = randomLabels(shape[0], below: 10, using: &generator)
    return updateStep(optimizer) { crossEntropy(model(x), labels) }
}
