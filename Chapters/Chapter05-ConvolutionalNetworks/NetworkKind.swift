import Autograd
import ChapterSupport
import Images
import DigitRecognition
import Messages
import NeuralNetworks
import TensorCore

/// The networks of the chapter, and the hyperparameters of each.
enum NetworkKind: String, CaseIterable {
    /// The book's, section 5.2.
    case book
    /// One layer of 32 kernels of 3 × 3: a common small example for MNIST.
    case wide
    /// Four convolutions with batch normalization, trained with data augmentation.
    case strong
    /// Eight layers with residual connections.
    case residual
    /// Fully connected, with as many parameters as the book's.
    case dense

    /// What tables and pages call it.
    var title: Words {
        switch self {
        case .book: Words(en: "the book's network", zh: "书中的网络")
        case .wide: Words(en: "the wide network", zh: "wide 网络")
        case .strong: Words(en: "the strong network", zh: "strong 网络")
        case .residual: Words(en: "the residual network", zh: "残差网络")
        case .dense: Words(en: "fully connected", zh: "全连接网络")
        }
    }

    /// The epochs of a run: those of `--epochs` or `--quick`, else as many as the network needs.
    func epochs(_ run: ChapterRun) -> Int {
        run.wasGiven("epochs") || run.isQuick ? run.epochs : defaultEpochs
    }

    private var defaultEpochs: Int {
        switch self {
        case .book, .dense: 20
        case .wide: 10
        case .strong: 6
        case .residual: 4
        }
    }

    /// Whether it is trained with data augmentation.
    var isAugmented: Bool { self == .strong || self == .residual }

    /// Whether the learning rate falls along half a cosine wave, batch by batch.
    var isAnnealed: Bool { isAugmented }

    /// A network with random weights for pictures like these, which must be square.
    func network(
        for images: LabeledImages, _ settings: StrongSettings = StrongSettings(),
        using generator: inout RandomGenerator
    ) -> any Layer {
        let (channels, side, classes) = (images.channels, images.width, images.classNames.count)
        switch self {
        case .book:
            return BookNetwork(channels: channels, side: side, classes: classes, using: &generator)
        case .wide:
            let half = (side - 2) / 2
            return Sequential(
                Conv2d(channels, 32, kernel: 3, using: &generator), ReLU(), MaxPool2d(2), Flatten(),
                Linear(32 * half * half, classes, using: &generator))
        case .strong:
            return strongNetwork(channels, side, classes, dropout: settings.dropout, using: &generator)
        case .residual:
            return ResidualNetwork(channels: channels, classes: classes, using: &generator)
        case .dense:
            let inputs = channels * side * side
            let parameters = BookNetwork(channels: channels, side: side, classes: classes, using: &generator)
                .parameterCount.total
            let hidden = max(1, (parameters - classes) / (inputs + 1 + classes))
            return Sequential(
                Flatten(), Linear(inputs, hidden, using: &generator), ReLU(),
                Linear(hidden, classes, using: &generator))
        }
    }

    /// Its optimizer.
    func optimizer(_ network: any Layer, _ settings: StrongSettings = StrongSettings()) -> any Optimizer {
        switch self {
        case .book: SGD(network.parameters, learningRate: 0.001, momentum: 0.9)
        case .wide, .dense: Adam(network.parameters, learningRate: 1e-3)
        case .strong:
            AdamW(network.parameters, learningRate: settings.rate, weightDecay: settings.weightDecay)
        case .residual: SGD(network.parameters, learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4)
        }
    }
}

/// Twice two convolutions with batch normalization and a max pooling, then a linear layer with dropout.
private func strongNetwork(
    _ channels: Int, _ side: Int, _ classes: Int, dropout: Double, using generator: inout RandomGenerator
) -> Sequential {
    func convolution(_ into: Int, _ out: Int) -> [any Layer] {
        [
            Conv2d(into, out, kernel: 3, padding: 1, bias: false, using: &generator), BatchNorm2d(out),
            ReLU(),
        ]
    }
    let first = convolution(channels, 16) + convolution(16, 16) + [MaxPool2d(2)]
    let second = convolution(16, 32) + convolution(32, 32) + [MaxPool2d(2), Flatten()]
    let quarter = side / 2 / 2
    return Sequential(
        first + second + [
            Dropout(Float(dropout), using: &generator),
            Linear(32 * quarter * quarter, classes, using: &generator),
        ])
}
