import Autograd
import ChapterSupport
import Datasets
import DigitRecognition
import Messages
import NeuralNetworks
import TensorCore

/// Trains a generator by mean squared error: it is given a digit, and each picture of that digit in the training set is a
/// target.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainMeanSquareGenerator(
    on digits: PictureData, _ evaluator: Evaluator, _ run: ChapterRun
) throws -> MeanSquareGenerator {
    var random = RandomGenerator(seed: run.seed &+ 1)
    let images = digits.training
    let classCount = images.classNames.count
    let generator = Generator(
        inputs: classCount, width: run.integer("width"), channels: images.channels, using: &random)
    let optimizer = Adam(generator.parameters, learningRate: 2e-3)
    let training = run.training("mean-square", title: Words(en: "mean-square generator", zh: "均方误差生成器"))
    var history = LossHistory()
    generator.train()
    let epochs = max(2, run.epochs / 4)
    for _ in try training.epochs(epochs, &history, generator, optimizer, using: &random) {
        for batch in training.batches(digits.epochBatches(of: 64, using: &random)) {
            let codes = images.labels(at: batch).oneHot(classCount: classCount)  // [64, 10]
            let targets = images.images(at: batch, scale: .signed)  // [64, 1, 28, 28]
            let loss = meanSquaredError(generator(Tensor(codes)), Tensor(targets))
            try training.record(loss, weight: batch.count)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, random)
    }
    return MeanSquareGenerator(generator, history, digits, evaluator)
}

/// Trains a generator against a frozen recognizer, to be classified as the digit that it is given. An epoch is 20
/// mini-batches of random latent codes.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainFoolingGenerator(
    against recognizer: BookNetwork, channels: Int = 1, classCount: Int = 10, _ evaluator: Evaluator,
    _ run: ChapterRun
) throws -> FoolingGenerator {
    var random = RandomGenerator(seed: run.seed &+ 2)
    let generator = Generator(
        inputs: classCount + 10, width: run.integer("width"), channels: channels, using: &random)
    let optimizer = Adam(generator.parameters, learningRate: 1e-3)
    let training = run.training("fooling", title: Words(en: "fooling generator", zh: "欺骗识别器的生成器"))
    var history = LossHistory()
    recognizer.evaluate()
    generator.train()
    for _ in try training.epochs(run.isQuick ? 2 : 20, &history, generator, optimizer, using: &random) {
        for _ in training.batches(0..<20) {
            let digits = (0..<64).map { _ in random.integer(below: classCount) }
            let codes = FoolingGenerator.codes(digits, classCount, using: &random)
            let fake = generator(Tensor(codes))  // [64, 1, 28, 28]
            // The gradient flows through the recognizer to the picture; the optimizer has only the generator's weights.
            let loss = crossEntropy(recognizer((fake + 1) * 0.5), IntArray(digits))
            try training.record(loss)
            optimizer.zeroGradients()
            loss.backward()
            optimizer.step()
        }
        guard training.endEpoch(&history) else { break }
        training.keep(history, random)
    }
    recognizer.zeroGradients()
    return FoolingGenerator(
        generator, history, against: recognizer, classCount: classCount, evaluator, seed: run.seed)
}
