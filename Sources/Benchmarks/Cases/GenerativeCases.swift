import Autograd
import DigitRecognition
import NeuralNetworks
import TensorCore

/// A generator and a discriminator of digits, an update of each (Radford, Metz, Chintala, 2015). Chapter 8.
let generativeCases: [Benchmark] = [
    .training("ch08_dcgan_b64_step", adversarialWork(batch: 64)) { random in
        let generator = Generator(inputs: 100, width: 64, using: &random)
        let discriminator = Discriminator(channels: 1, width: 64, using: &random)
        let generatorOptimizer = adversarialOptimizer(generator)
        let discriminatorOptimizer = adversarialOptimizer(discriminator)
        let real = Tensor(NDArray.uniform([64, 1, 28, 28], from: -1, to: 1, using: &random))
        let (yes, no) = (Tensor(NDArray.ones([64, 1])), Tensor(NDArray.zeros([64, 1])))
        var codes = random.split()
        return {
            let fake = generator(Tensor(NDArray.normal([64, 100], using: &codes)))
            discriminatorOptimizer.zeroGradients()
            let discriminatorLoss =
                binaryCrossEntropyWithLogits(discriminator(real), yes)
                + binaryCrossEntropyWithLogits(discriminator(fake.detached()), no)
            discriminatorLoss.backward()
            discriminatorOptimizer.step()
            generatorOptimizer.zeroGradients()
            binaryCrossEntropyWithLogits(discriminator(fake), yes).backward()
            generatorOptimizer.step()
        }
    }
]

private func adversarialOptimizer(_ model: Module) -> Adam {
    Adam(model.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
}

/// The generator's update; the discriminator's on real and on generated pictures; and a third pass through the
/// discriminator, whose gradient flows on into the picture.
private func adversarialWork(batch: Int) -> Benchmark.Work {
    let onCodes = convolutionWork(batch: batch, 100, 128, kernel: 7, places: 1)
    let withinGenerator =
        convolutionWork(batch: batch, 128, 64, kernel: 4, places: 7 * 7)
        + convolutionWork(batch: batch, 64, 1, kernel: 4, places: 14 * 14)
    let onPicture = convolutionWork(batch: batch, 1, 64, kernel: 4, places: 14 * 14)
    let withinDiscriminator =
        convolutionWork(batch: batch, 64, 128, kernel: 4, places: 7 * 7)
        + convolutionWork(batch: batch, 128, 1, kernel: 7, places: 1)
    return .update(
        onData: onCodes + 2 * onPicture, within: withinGenerator + 3 * withinDiscriminator + onPicture)
}
