import Autograd
import NeuralNetworks
import TensorCore

/// A generator of digits: a latent code becomes a picture through three transposed convolutions, 1 × 1 to 7 × 7 to
/// 14 × 14 to 28 × 28.
///
/// Radford, Metz and Chintala: "Unsupervised representation learning with deep convolutional generative adversarial
/// networks" (2015).
public final class Generator: Module, Layer {
    let deconv1: ConvTranspose2d
    let bn1: BatchNorm2d
    let deconv2: ConvTranspose2d
    let bn2: BatchNorm2d
    let deconv3: ConvTranspose2d

    /// A generator for latent codes of this many numbers; its inner layers have 2 · width and width feature maps. Its pictures
    /// have one channel, or three.
    public init(inputs: Int, width: Int, channels: Int = 1, using random: inout RandomGenerator) {
        deconv1 = ConvTranspose2d(inputs, 2 * width, kernel: 7, bias: false, using: &random)
        bn1 = BatchNorm2d(2 * width)
        deconv2 = ConvTranspose2d(
            2 * width, width, kernel: 4, stride: 2, padding: 1, bias: false, using: &random)
        bn2 = BatchNorm2d(width)
        deconv3 = ConvTranspose2d(
            width, channels, kernel: 4, stride: 2, padding: 1, using: &random)
    }

    /// Pictures `[N, channels, 28, 28]` from −1, paper, to 1, ink, for latent codes `[N, inputs]`.
    public func forward(_ codes: Tensor) -> Tensor {
        let start = codes.reshaped([codes.shape[0], codes.shape[1], 1, 1])
        let small = bn1(deconv1(start)).relu()  // [N, 2 · width, 7, 7]
        let middle = bn2(deconv2(small)).relu()  // [N, width, 14, 14]
        return deconv3(middle).tanh()
    }

    /// Pictures `[N, channels, 28, 28]` from 0, paper, to 1, ink, for latent codes `[N, inputs]`, in evaluation mode.
    public func images(from codes: NDArray) -> NDArray {
        evaluate()
        let parts = stride(from: 0, to: codes.shape[0], by: 500).map { start in
            withoutGradient { self(Tensor(codes[start..<min(start + 500, codes.shape[0])])).value }
        }
        return (NDArray.concatenated(parts, axis: 0) + 1) * 0.5
    }
}
