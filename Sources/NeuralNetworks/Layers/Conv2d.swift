import Autograd
import Messages
import TensorCore

/// A convolution over pictures: each of `out` kernels responds to its pattern at every position.
///
/// Input `[N, in, H, W]`, output `[N, out, H', W']` with H' = (H + 2 padding − dilation (kH − 1) − 1) / stride + 1,
/// rounded down. `weight` is `[out, in / groups, kH, kW]`, `bias` `[out]`; both are drawn uniformly from
/// ±1 / √(in / groups · kH · kW), as in PyTorch. Traps when the input's channels are not `in`, or the kernel is
/// larger than the padded picture.
///
/// LeCun et al.: "Gradient-based learning applied to document recognition" (1998).
///
/// ```swift
/// let layer = Conv2d(1, 8, kernel: 3, padding: 1, using: &generator)
/// let maps = layer(Tensor(.normal([2, 1, 28, 28], using: &generator)))  // [2, 8, 28, 28]
/// ```
public final class Conv2d: Module, Layer {
    /// The kernels, `[out, in / groups, kH, kW]`.
    public let weight: Parameter
    /// b, `[out]`; nil for a layer without one.
    public let bias: Parameter?
    /// Stride, padding, dilation and groups.
    public let convolution: Convolution2D

    /// A layer from `inputChannels` to `outputChannels`; both must be multiples of the groups.
    public init(
        _ inputChannels: Int, _ outputChannels: Int, kernel: Size2D, stride: Size2D = 1, padding: Size2D = 0,
        dilation: Size2D = 1, groups: Int = 1, bias: Bool = true, using generator: inout RandomGenerator
    ) {
        requireGroups(groups, inputChannels, outputChannels, "Conv2d")
        let shape: Shape = [outputChannels, inputChannels / groups, kernel.height, kernel.width]
        let fanIn = inputChannels / groups * kernel.height * kernel.width
        weight = Parameter(.pytorchDefault(shape, fanIn: fanIn, using: &generator), name: "weight")
        self.bias =
            bias
            ? Parameter(.pytorchDefault([outputChannels], fanIn: fanIn, using: &generator), name: "bias")
            : nil
        convolution = Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)
    }

    /// A layer with these kernels, `[out, in / groups, kH, kW]`, and this bias, `[out]`.
    public init(weight: NDArray, bias: NDArray?, _ convolution: Convolution2D) {
        self.weight = Parameter(weight, name: "weight")
        self.bias = bias.map { Parameter($0, name: "bias") }
        self.convolution = convolution
    }

    /// The convolution of the input with the kernels, plus the bias.
    public func forward(_ input: Tensor) -> Tensor {
        input.convolution2D(
            weight, bias: bias, stride: convolution.stride, padding: convolution.padding,
            dilation: convolution.dilation, groups: convolution.groups)
    }
}

/// Traps when the channels are not multiples of the groups.
func requireGroups(_ groups: Int, _ inputChannels: Int, _ outputChannels: Int, _ layer: String) {
    if groups < 1 || inputChannels % groups != 0 || outputChannels % groups != 0 {
        explainFailure(
            layer, "\(groups) groups for \(inputChannels) channels of input and \(outputChannels) of output",
            hint: "both must be multiples of the groups")
    }
}
