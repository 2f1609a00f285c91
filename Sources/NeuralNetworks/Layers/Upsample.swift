import Autograd
import TensorCore

/// Pictures with more pixels: each as a block of the same number, or blended between neighbours.
///
/// Input `[N, C, H, W]`, output `[N, C, scale H, scale W]`. It has no parameters; a convolution behind it draws the details. Where
/// a transposed convolution enlarges by itself, its kernel reaches some pixels more often than others, which leaves a
/// chequered pattern; with this layer it does not. Odena, Dumoulin, Olah: "Deconvolution and checkerboard artifacts" (2016).
///
/// ```swift
/// let larger = Sequential(Upsample(2), Conv2d(8, 4, kernel: 3, padding: 1, using: &generator))
/// let y = larger(Tensor(.normal([1, 8, 16, 16], using: &generator)))  // [1, 4, 32, 32]
/// let smooth = Upsample(2, .bilinear)(y)  // [1, 4, 64, 64]
/// ```
public final class Upsample: Module, Layer {
    /// Scale and mode.
    public let upsampling: Upsampling2D

    /// An enlargement by whole numbers.
    public init(_ scale: Size2D, _ mode: Upsampling2D.Mode = .nearest) {
        upsampling = Upsampling2D(scale, mode: mode)
    }

    /// The larger pictures.
    public func forward(_ input: Tensor) -> Tensor {
        let (upsampling, shape) = (upsampling, input.shape)
        return Tensor.operation("upsampled2D", upsampling(input.value), inputs: [input]) {
            [upsampling.inputGradient($0, inputShape: shape)]
        }
    }
}
