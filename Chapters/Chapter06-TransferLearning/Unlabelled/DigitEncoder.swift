import Autograd
import NeuralNetworks
import TensorCore

/// A digit becomes 128 features: three convolutions, each with ReLU and max pooling by 2, and a linear layer with ReLU.
final class DigitEncoder: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let conv3: Conv2d
    let fc: Linear

    /// How many features there are.
    static let featureCount = 128

    init(using generator: inout RandomGenerator) {
        conv1 = Conv2d(1, 8, kernel: 5, padding: 2, using: &generator)
        conv2 = Conv2d(8, 16, kernel: 3, padding: 1, using: &generator)
        conv3 = Conv2d(16, 32, kernel: 3, padding: 1, using: &generator)
        fc = Linear(32 * 3 * 3, Self.featureCount, using: &generator)
        // Signals keep their size through ReLU (He), so that features begin near 1 and not near 0.
        for weight in [conv1.weight, conv2.weight, conv3.weight, fc.weight] {
            weight.value = .heNormal(weight.shape, using: &generator)
        }
    }

    /// The features `[N, 128]` of pictures `[N, 1, 28, 28]`.
    func forward(_ pictures: Tensor) -> Tensor {
        let large = conv1(pictures).relu().maxPooled2D(2)  // [N, 8, 14, 14]
        let middle = conv2(large).relu().maxPooled2D(2)  // [N, 16, 7, 7]
        let small = conv3(middle).relu().maxPooled2D(2)  // [N, 32, 3, 3]
        return fc(small.flattened()).relu()
    }

    /// The features of many pictures, without a graph.
    func features(of pictures: NDArray) -> NDArray {
        let parts = stride(from: 0, to: pictures.shape[0], by: 500).map { start in
            withoutGradient { self(Tensor(pictures[start..<min(start + 500, pictures.shape[0])])).value }
        }
        return .concatenated(parts, axis: 0)
    }

    /// Takes over all weights of another encoder.
    func copyWeights(of other: DigitEncoder) {
        for (mine, theirs) in zip(parameters, other.parameters) { mine.value = theirs.value }
    }
}

/// An encoder with the head of its pretraining, which is thrown away afterwards.
final class PretextNetwork: Module {
    let encoder: DigitEncoder
    let head: Sequential

    /// With a projection head: the loss is computed behind it, so that the features need not forget what the loss wants forgotten
    /// (how a digit is turned, say).
    convenience init(projectingTo count: Int, using generator: inout RandomGenerator) {
        let encoder = DigitEncoder(using: &generator)
        let width = DigitEncoder.featureCount
        self.init(
            encoder,
            Sequential(
                Linear(width, width, using: &generator), ReLU(), Linear(width, count, using: &generator)))
    }

    /// With a layer that classifies, for labels of another question.
    convenience init(classes: Int, using generator: inout RandomGenerator) {
        let encoder = DigitEncoder(using: &generator)
        self.init(encoder, Sequential(Linear(DigitEncoder.featureCount, classes, using: &generator)))
    }

    private init(_ encoder: DigitEncoder, _ head: Sequential) {
        (self.encoder, self.head) = (encoder, head)
    }

    /// What the loss is computed of, `[N, …]`, for pictures `[N, 1, 28, 28]`.
    func callAsFunction(_ pictures: NDArray) -> Tensor { head(encoder(Tensor(pictures))) }
}

/// An encoder and a linear layer that reads digits from its features.
final class DigitReader: Module, Layer {
    let encoder: DigitEncoder
    let head: Linear

    /// With random weights, or those of a pretrained encoder.
    init(from pretrained: DigitEncoder?, classes: Int, using generator: inout RandomGenerator) {
        encoder = DigitEncoder(using: &generator)
        head = Linear(DigitEncoder.featureCount, classes, using: &generator)
        if let pretrained { encoder.copyWeights(of: pretrained) }
    }

    /// The logits `[N, classes]` of pictures `[N, 1, 28, 28]`.
    func forward(_ pictures: Tensor) -> Tensor { head(encoder(pictures)) }
}
