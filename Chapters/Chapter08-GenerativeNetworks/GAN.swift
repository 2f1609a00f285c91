import Autograd
import ChapterSupport
import DigitRecognition
import NeuralNetworks
import TensorCore

/// Section 8.3: a generator and a discriminator, trained against each other. The discriminator learns to distinguish real
/// digits from generated ones; the generator learns to fool it.
///
/// Both networks of a conditional GAN are also given the digit: the generator as ten more numbers, the discriminator as
/// ten more planes, of which one is ones.
///
/// Goodfellow and others: "Generative adversarial nets" (2014); Mirza and Osindero: "Conditional generative adversarial
/// nets" (2014).
final class GAN: Module {
    let isConditional: Bool
    /// Ten digits, or the classes of other pictures.
    let classCount: Int
    let generator: Generator
    let discriminator: Discriminator

    /// Untrained networks, their weights initialized as in DCGAN.
    init(
        isConditional: Bool, width: Int, channels: Int = 1, classCount: Int = 10,
        using random: inout RandomGenerator
    ) {
        let conditionSize = isConditional ? classCount : 0
        (self.isConditional, self.classCount) = (isConditional, classCount)
        generator = Generator(
            inputs: latentSize + conditionSize, width: width, channels: channels, using: &random)
        discriminator = Discriminator(channels: channels + conditionSize, width: width, using: &random)
        for network in [generator, discriminator] as [Module] {
            for parameter in network.parameters where parameter.shape.rank == 4 {
                // Standard deviation 0.02, so that neither network is far ahead at first.
                parameter.value = NDArray.normal(parameter.shape, using: &random) * 0.02
            }
        }
    }

    /// The classes of the pictures that are shown epoch by epoch, six of each, of ten classes at most; nil where the GAN is not
    /// conditional.
    var shownClasses: [Int]? {
        let columns = min(classCount, 10)
        return isConditional ? (0..<6 * columns).map { $0 % columns } : nil
    }

    /// The binary cross-entropy of the discriminator's logits if all these pictures `[N, 1, 28, 28]` are real, or if all
    /// are generated.
    func loss(_ pictures: Tensor, _ digits: [Int]?, areReal: Bool) -> Tensor {
        let logits = discriminator(conditioned(pictures, on: digits))
        return binaryCrossEntropyWithLogits(
            logits, Tensor(NDArray(filledWith: areReal ? 1 : 0, shape: logits.shape)))
    }

    /// Pictures `[N, 1, 28, 28]` with the digits as ten one-hot planes: `[N, 11, 28, 28]`.
    private func conditioned(_ pictures: Tensor, on digits: [Int]?) -> Tensor {
        guard let digits else { return pictures }
        let planes = IntArray(digits).oneHot(classCount: classCount).reshaped([
            digits.count, classCount, 1, 1,
        ])
        .broadcast(to: [digits.count, classCount, 28, 28])
        return .concatenated([pictures, Tensor(planes)], axis: 1)
    }
}

/// The history of a GAN. Its losses are those of the generator.
struct GANHistory: TrainingHistory {
    /// The start losses are near ln 2, the loss of a discriminator that always answers 1/2.
    var startLoss = Double.nan
    var startDiscriminatorLoss = Double.nan

    var losses: [Double] = []
    var discriminatorLosses: [Double] = []
    var seconds = 0.0

    /// The pictures generated from the same latent codes before training and after each epoch: `[60, 1, 28, 28]` from 0
    /// to 1; six of each digit, or of each class, if the GAN is conditional.
    var frames: [NDArray]

    /// The history of an untrained GAN that generates these pictures.
    init(start: NDArray) { frames = [start] }

    func isPossible(from start: GANHistory) -> Bool {
        discriminatorLosses.count == losses.count && frames.count == losses.count + 1
            && frames.allSatisfy { $0.shape == start.frames[0].shape }
    }
}

/// A trained GAN, its pictures and their evaluation.
struct TrainedGAN {
    let networks: GAN
    let history: GANHistory

    /// The pictures of six walks between latent codes, ten steps each, `[60, 1, 28, 28]`.
    let walks: NDArray

    let evaluation: Evaluation

    init(_ gan: GAN, _ history: GANHistory, _ evaluator: Evaluator, _ run: ChapterRun) {
        networks = gan
        self.history = history
        var random = RandomGenerator(seed: run.seed &+ 30)
        walks = gan.generator.images(
            from: latentWalks(
                isConditional: gan.isConditional, classCount: gan.classCount, using: &random))
        let digits = (0..<(run.isQuick ? 300 : 2000)).map { $0 % gan.classCount }
        let condition = gan.isConditional ? digits : nil
        let codes = latentCodes(
            condition, count: digits.count, classCount: gan.classCount, using: &random)
        evaluation = evaluator.evaluate(gan.generator.images(from: codes), digits: condition)
    }
}
