import Autograd
import NeuralNetworks
import TensorCore

/// A network that sees a town by day: two convolutions, 32 features, and an output layer.
final class TownNetwork: Module {
    let conv1: Conv2d
    let conv2: Conv2d
    let fc: Linear
    let output: Linear

    init(outputs: Int, using generator: inout RandomGenerator) {
        conv1 = Conv2d(3, 8, kernel: 3, padding: 1, using: &generator)
        conv2 = Conv2d(8, 16, kernel: 3, padding: 1, using: &generator)
        fc = Linear(16 * 6 * 6, 32, using: &generator)
        output = Linear(32, outputs, using: &generator)
    }

    /// The features `[N, 32]` of pictures `[N, 3, 24, 24]`.
    func features(_ day: NDArray) -> Tensor {
        let maps = conv2(conv1(Tensor(day)).relu().maxPooled2D(2)).relu().maxPooled2D(2)
        return fc(maps.flattened()).relu()
    }

    /// Copies all weights of a pretrained network except those of the output layer.
    func copyFeatures(of other: TownNetwork) {
        for (mine, theirs) in [(conv1, other.conv1), (conv2, other.conv2)] {
            mine.weight.value = theirs.weight.value
            mine.bias?.value = theirs.bias?.value ?? .zeros([mine.weight.shape[0]])
        }
        fc.weight.value = other.fc.weight.value
        fc.bias?.value = other.fc.bias?.value ?? .zeros([32])
    }

    /// The output `[N, outputs]` for pictures `[N, 3, 24, 24]`, without a graph.
    func predictions(_ day: NDArray) -> NDArray { withoutGradient { output(features(day)) }.value }
}
