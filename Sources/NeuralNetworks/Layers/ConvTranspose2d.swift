import Autograd
import TensorCore

/// A transposed convolution: each pixel adds its kernel, times its value, to a larger picture.
///
/// Input `[N, in, H, W]`, output `[N, out, H', W']` with H' = (H − 1) stride − 2 padding + dilation (kH − 1) +
/// outputPadding + 1: the inverse of the extents of a `Conv2d` with the same settings. `weight` is
/// `[in, out / groups, kH, kW]`, `bias` `[out]`; both are drawn uniformly from ±1 / √(out / groups · kH · kW), as in PyTorch.
/// Traps when the input's channels are not `in`.
///
/// Zeiler et al.: "Deconvolutional networks" (2010).
///
/// ```swift
/// let layer = ConvTranspose2d(8, 1, kernel: 4, stride: 2, padding: 1, using: &generator)
/// let pictures = layer(Tensor(.normal([2, 8, 14, 14], using: &generator)))  // [2, 1, 28, 28]
/// ```
public final class ConvTranspose2d: Module, Layer {
    /// The kernels, `[in, out / groups, kH, kW]`.
    public let weight: Parameter
    /// b, `[out]`; nil for a layer without one.
    public let bias: Parameter?
    /// The convolution whose input gradient this layer computes.
    public let convolution: Convolution2D
    /// Rows and columns added at the bottom and the right, less than the stride: several extents of a picture give
    /// the same extent when convolved, and this chooses among them.
    public let outputPadding: Size2D

    /// A layer from `inputChannels` to `outputChannels`; both must be multiples of the groups.
    public init(
        _ inputChannels: Int, _ outputChannels: Int, kernel: Size2D, stride: Size2D = 1, padding: Size2D = 0,
        outputPadding: Size2D = 0, dilation: Size2D = 1, groups: Int = 1, bias: Bool = true,
        using generator: inout RandomGenerator
    ) {
        requireGroups(groups, inputChannels, outputChannels, "ConvTranspose2d")
        let shape: Shape = [inputChannels, outputChannels / groups, kernel.height, kernel.width]
        let fanIn = outputChannels / groups * kernel.height * kernel.width
        weight = Parameter(.pytorchDefault(shape, fanIn: fanIn, using: &generator), name: "weight")
        self.bias =
            bias
            ? Parameter(.pytorchDefault([outputChannels], fanIn: fanIn, using: &generator), name: "bias")
            : nil
        convolution = Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)
        self.outputPadding = outputPadding
    }

    /// The transposed convolution of the input with the kernels, plus the bias.
    public func forward(_ input: Tensor) -> Tensor {
        input.transposedConvolution2D(
            weight, bias: bias, stride: convolution.stride, padding: convolution.padding,
            outputPadding: outputPadding, dilation: convolution.dilation, groups: convolution.groups)
    }
}
