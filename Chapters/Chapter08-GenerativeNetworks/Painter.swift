import Autograd
import NeuralNetworks
import TensorCore

/// From numbers to a picture: three transposed convolutions, 1 × 1 to 7 × 7 to 14 × 14 to 28 × 28.
///
/// Radford, Metz and Chintala: "Unsupervised representation learning with deep convolutional generative adversarial
/// networks" (2015).
final class Painter: Module, Layer {
    let deconv1: ConvTranspose2d
    let bn1: BatchNorm2d
    let deconv2: ConvTranspose2d
    let bn2: BatchNorm2d
    let deconv3: ConvTranspose2d

    /// A painter that is given so many numbers; its inner pictures have 2 · width and width maps.
    init(inputs: Int, width: Int, using generator: inout RandomGenerator) {
        deconv1 = ConvTranspose2d(inputs, 2 * width, kernel: 7, bias: false, using: &generator)
        bn1 = BatchNorm2d(2 * width)
        deconv2 = ConvTranspose2d(
            2 * width, width, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator)
        bn2 = BatchNorm2d(width)
        deconv3 = ConvTranspose2d(width, 1, kernel: 4, stride: 2, padding: 1, using: &generator)
    }

    /// Pictures `[N, 1, 28, 28]` from −1, paper, to 1, ink, for numbers `[N, inputs]`.
    func forward(_ numbers: Tensor) -> Tensor {
        let start = numbers.reshaped([numbers.shape[0], numbers.shape[1], 1, 1])
        let small = bn1(deconv1(start)).relu()  // [N, 2 · width, 7, 7]
        let middle = bn2(deconv2(small)).relu()  // [N, width, 14, 14]
        return deconv3(middle).tanh()
    }
}

/// From a picture to one number: how real it looks. Two convolutions that halve the picture, and a last one over all.
final class Judge: Module, Layer {
    let conv1: Conv2d
    let conv2: Conv2d
    let bn2: BatchNorm2d
    let conv3: Conv2d

    /// A judge of pictures with so many channels.
    init(channels: Int, width: Int, using generator: inout RandomGenerator) {
        conv1 = Conv2d(channels, width, kernel: 4, stride: 2, padding: 1, using: &generator)
        conv2 = Conv2d(
            width, 2 * width, kernel: 4, stride: 2, padding: 1, bias: false, using: &generator)
        bn2 = BatchNorm2d(2 * width)
        conv3 = Conv2d(2 * width, 1, kernel: 7, using: &generator)
    }

    /// The logits `[N, 1]` of pictures `[N, channels, 28, 28]`: above 0, more likely real than painted.
    func forward(_ pictures: Tensor) -> Tensor {
        let half = conv1(pictures).relu(slope: 0.2)
        return conv3(bn2(conv2(half)).relu(slope: 0.2)).flattened()
    }
}

extension Module {
    /// Draws the weights of all convolutions anew from a normal distribution of deviation 0.02, as the authors of DCGAN
    /// do: neither network is then far ahead at first.
    func startAsInPaper(using generator: inout RandomGenerator) {
        for parameter in parameters where parameter.shape.rank == 4 {
            parameter.value = NDArray.normal(parameter.shape, using: &generator) * 0.02
        }
    }
}

/// Digits as ones among zeros, `[N, 10]`.
func oneHot(_ digits: [Int]) -> NDArray { IntArray(digits).oneHot(classCount: 10) }

/// What a painter makes of numbers `[N, inputs]` in use, from 0, paper, to 1, ink: `[N, 1, 28, 28]`.
func paint(_ painter: Painter, _ numbers: NDArray) -> NDArray {
    painter.evaluate()
    let parts = stride(from: 0, to: numbers.shape[0], by: 500).map { start in
        withoutGradient {
            painter(Tensor(numbers[start..<min(start + 500, numbers.shape[0])])).value
        }
    }
    return (NDArray.concatenated(parts, axis: 0) + 1) * 0.5
}
