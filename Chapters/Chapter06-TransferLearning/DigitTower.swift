import Autograd
import DigitRecognition
import NeuralNetworks
import TensorCore

/// The convolutions of Chapter 5's network without what decides: a picture becomes 392 features.
final class DigitTower: Module {
    let conv1: Conv2d
    let conv2: Conv2d

    /// How many features it finds in a picture of 28 × 28.
    static let featureCount = 8 * 7 * 7

    /// With weights drawn at random.
    init(using generator: inout RandomGenerator) {
        conv1 = Conv2d(1, 4, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(4, 8, kernel: 5, padding: 2, using: &generator)
    }

    /// Takes over what a recognizer has learned. This is all that transfer is: numbers are copied.
    func takeOver(_ network: BookNetwork) {
        for (mine, theirs) in [(conv1, network.conv1), (conv2, network.conv2)] {
            mine.weight.value = theirs.weight.value
            mine.bias?.value = theirs.bias?.value ?? .zeros([mine.weight.shape[0]])
        }
    }

    /// The features `[N, 392]` of pictures `[N, 1, 28, 28]`.
    func callAsFunction(_ pictures: Tensor) -> Tensor {
        conv2(conv1(pictures).relu().maxPooled2D(2)).relu().maxPooled2D(2).flattened()
    }
}

/// What is done with the weights that a recognizer has learned.
enum Transfer: String, CaseIterable {
    /// Nothing: the weights begin at random.
    case scratch
    /// They are where training begins.
    case tuned
    /// They are taken over and never changed; only what comes behind them learns.
    case frozen

    /// What tables and legends call it.
    var title: String {
        switch self {
        case .scratch: "from scratch"
        case .tuned: "transferred, tuned"
        case .frozen: "transferred, frozen"
        }
    }
}
