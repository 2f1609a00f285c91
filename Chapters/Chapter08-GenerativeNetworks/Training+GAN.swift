import Autograd
import ChapterSupport
import Datasets
import Images
import DigitRecognition
import Messages
import NeuralNetworks
import Reporting
import TensorCore

/// Trains a GAN, unconditional or conditional.
///
/// - Throws: `TrainingDiverged`, and `FileError` for a checkpoint that is broken.
func trainGAN(
    on digits: PictureData, isConditional: Bool, _ evaluator: Evaluator, _ run: ChapterRun
) throws -> TrainedGAN {
    var random = RandomGenerator(seed: run.seed &+ (isConditional ? 20 : 10))
    let gan = GAN(
        isConditional: isConditional, width: run.integer("width"), channels: digits.training.channels,
        classCount: digits.training.classNames.count, using: &random)
    let training = run.training(
        isConditional ? "conditional" : "gan",
        title: isConditional ? Words(en: "conditional GAN", zh: "条件 GAN") : Words(en: "GAN", zh: "GAN"))
    let history = try train(gan, on: digits, epochs: run.epochs, training, using: &random)
    return TrainedGAN(gan, history, evaluator, run)
}

/// Trains both networks of a GAN alternately, in mini-batches of 64: the discriminator on real and generated pictures, then
/// the generator on the discriminator's answer, through which its gradient flows.
private func train(
    _ gan: GAN, on data: PictureData, epochs: Int, _ training: Training,
    using random: inout RandomGenerator
) throws -> GANHistory {
    let images = data.training
    let fixedCodes = latentCodes(
        gan.shownClasses, count: gan.shownClasses?.count ?? 60, classCount: gan.classCount, using: &random)
    let generatorOptimizer = Adam(gan.generator.parameters, learningRate: 5e-4, betas: (0.5, 0.999))
    let discriminatorOptimizer = Adam(gan.discriminator.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
    let optimizers = ["forGenerator": generatorOptimizer, "forDiscriminator": discriminatorOptimizer]
    let schedule = CosineAnnealing(steps: epochs * data.epochBatchCount(of: 64))
    var history = GANHistory(start: gan.generator.images(from: fixedCodes))
    for epoch in try training.epochs(epochs, &history, gan, optimizers, using: &random) {
        gan.train()
        let batches = data.epochBatches(of: 64, using: &random)
        for (number, batch) in training.batches(batches.enumerated()) {
            optimizers.values.forEach { $0.follow(schedule, at: epoch * batches.count + number) }
            let digits = gan.isConditional ? batch.map { images.labels[$0] } : nil
            let real = Tensor(images.images(at: batch, scale: .signed))  // [64, 1, 28, 28]
            let fake = gan.generator(
                Tensor(
                    latentCodes(digits, count: batch.count, classCount: gan.classCount, using: &random)))

            let lossOnReal = gan.loss(real, digits, areReal: true)
            let lossOnFake = gan.loss(fake.detached(), digits, areReal: false)  // generator: no gradient
            let discriminatorLoss = (lossOnReal + lossOnFake) * 0.5
            try training.record(discriminatorLoss, as: "discriminator")
            discriminatorOptimizer.zeroGradients()
            discriminatorLoss.backward()
            discriminatorOptimizer.step()

            let generatorLoss = gan.loss(fake, digits, areReal: true)  // small if taken for real
            try training.record(generatorLoss)
            generatorOptimizer.zeroGradients()
            generatorLoss.backward()
            generatorOptimizer.step()
        }
        if epoch == 0 { history.startDiscriminatorLoss = training.first("discriminator") }
        guard training.endEpoch(&history) else { break }
        history.discriminatorLosses.append(training.mean("discriminator"))
        history.frames.append(gan.generator.images(from: fixedCodes))
        training.keep(history, random, history.message)
    }
    return history
}

extension GANHistory {
    /// What the progress bar says beside the generator's loss.
    fileprivate var message: Words {
        let loss = formatNumber(discriminatorLosses.last ?? .nan, significantDigits: 3)
        return Words(en: "discriminator \(loss)", zh: "判别器 \(loss)")
    }
}
