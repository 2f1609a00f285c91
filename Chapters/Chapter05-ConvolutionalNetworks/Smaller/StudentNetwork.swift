import NeuralNetworks
import TensorCore

/// The student: the book's two convolutions without the 512 units behind them, some 5,000 weights for digits.
func studentNetwork(
    channels: Int, side: Int, classes: Int, using generator: inout RandomGenerator
) -> Sequential {
    let quarter = side / 2 / 2
    return Sequential(
        Conv2d(channels, 4, kernel: 5, padding: 2, using: &generator), ReLU(), MaxPool2d(2),
        Conv2d(4, 8, kernel: 5, padding: 2, using: &generator), ReLU(), MaxPool2d(2), Flatten(),
        Linear(8 * quarter * quarter, classes, using: &generator))
}
