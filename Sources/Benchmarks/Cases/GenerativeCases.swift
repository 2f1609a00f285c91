import Autograd
import NeuralNetworks
import TensorCore

/// A generator and a discriminator of digits, an update of each (Radford, Metz, Chintala, 2015). Chapter 8.
let generativeCases: [Benchmark] = [
    .training("ch08_dcgan_b64_step", adversarialWork(batch: 64)) { generator in
        let painter = digitPainter(&generator)
        let judge = digitJudge(&generator)
        let (painting, judging) = (adversarialOptimizer(painter), adversarialOptimizer(judge))
        let real = Tensor(NDArray.uniform([64, 1, 28, 28], from: -1, to: 1, using: &generator))
        let (yes, no) = (Tensor(NDArray.ones([64, 1])), Tensor(NDArray.zeros([64, 1])))
        var noise = generator.split()
        return {
            let fake = painter(Tensor(NDArray.normal([64, 100, 1, 1], using: &noise)))
            judging.zeroGradients()
            let judgement =
                binaryCrossEntropyWithLogits(judge(real), yes)
                + binaryCrossEntropyWithLogits(judge(fake.detached()), no)
            judgement.backward()
            judging.step()
            painting.zeroGradients()
            binaryCrossEntropyWithLogits(judge(fake), yes).backward()
            painting.step()
        }
    }
]

/// Noise `[N, 100, 1, 1]` to pictures `[N, 1, 28, 28]` between -1 and 1.
func digitPainter(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        ConvTranspose2d(100, 128, kernel: 7, bias: false, using: &generator), BatchNorm2d(128), ReLU(),
        ConvTranspose2d(128, 64, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator),
        BatchNorm2d(64), ReLU(),
        ConvTranspose2d(64, 1, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator), Tanh())
}

/// Pictures `[N, 1, 28, 28]` to logits `[N, 1]`: whether they are real.
func digitJudge(_ generator: inout RandomGenerator) -> Sequential {
    Sequential(
        Conv2d(1, 64, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator),
        LeakyReLU(slope: 0.2),
        Conv2d(64, 128, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator), BatchNorm2d(128),
        LeakyReLU(slope: 0.2),
        Conv2d(128, 1, kernel: 7, bias: false, using: &generator), Flatten())
}

private func adversarialOptimizer(_ model: Module) -> Adam {
    Adam(model.parameters, learningRate: 2e-4, betas: (0.5, 0.999))
}

/// The generator's update; the discriminator's on real and on painted pictures; and a third passage through the
/// discriminator, whose gradient goes on into the picture.
private func adversarialWork(batch: Int) -> Benchmark.Work {
    let onNoise = convolutionWork(batch: batch, 100, 128, kernel: 7, places: 1)
    let painted =
        convolutionWork(batch: batch, 128, 64, kernel: 4, places: 7 * 7)
        + convolutionWork(batch: batch, 64, 1, kernel: 4, places: 14 * 14)
    let onPicture = convolutionWork(batch: batch, 1, 64, kernel: 4, places: 14 * 14)
    let judged =
        convolutionWork(batch: batch, 64, 128, kernel: 4, places: 7 * 7)
        + convolutionWork(batch: batch, 128, 1, kernel: 7, places: 1)
    return .update(onData: onNoise + 2 * onPicture, within: painted + 3 * judged + onPicture)
}
