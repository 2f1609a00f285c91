import Messages

/// How a kernel is laid over a picture: a convolution in two dimensions and its two gradients.
///
/// With input x `[N, C, H, W]` and weight w `[out, C / groups, kH, kW]` (the kernel is not mirrored: strictly, a
/// cross-correlation)
///
///     y[n, o, i, j] = b[o] + Σ w[o, c, u, v] · x[n, c, i · stride + u · dilation − padding, j · …]
///
/// summed over the channels c of o's group and over u, v; outside the picture x is 0. The extent of y is
/// (H + 2 padding − dilation (kH − 1) − 1) / stride + 1, rounded down. PyTorch: `conv2d`.
///
/// Dumoulin and Visin: "A guide to convolution arithmetic for deep learning" (2016).
public struct Convolution2D: Hashable, Sendable {
    /// How far the kernel moves from one result to the next.
    public var stride: Size2D
    /// How many rows and columns of zeros surround the picture on each side.
    public var padding: Size2D
    /// How far neighbours in the kernel lie apart on the picture.
    public var dilation: Size2D
    /// Into how many parts the channels are divided, each convolved on its own; with as many as channels, depthwise.
    public var groups: Int

    /// A convolution whose kernel moves by one pixel over the picture without padding by default.
    public init(stride: Size2D = 1, padding: Size2D = 0, dilation: Size2D = 1, groups: Int = 1) {
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
    }

    /// y: `[N, out, H', W']` from the input `[N, C, H, W]`, the weight `[out, C / groups, kH, kW]` and the bias `[out]`.
    ///
    /// Traps when the shapes do not fit together, or the kernel is larger than the padded picture.
    public func callAsFunction(
        _ input: NDArray, _ weight: NDArray, bias: NDArray? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        let size = outputSize(input.shape, weight.shape, "convolution2D", file, line)
        let channels = weight.shape[0]
        checkBias(bias, channels, "convolution2D", file, line)
        if isMatrixProduct(input.shape, weight.shape) {
            let rows = asRows(input).matmul(asRows(weight).transposed())
            return (bias.map { rows + $0 } ?? rows).reshaped([input.shape[0], channels, 1, 1])
        }
        let result = NDArray(uninitialized: [input.shape[0], channels, size.height, size.width])
        ConvolutionLadder.forward(
            extents(input.shape, weight.shape, size), input.contiguous(), weight.contiguous(),
            bias: bias?.contiguous(), into: result)
        return result
    }

    /// ∂x from ∂y, `[N, out, H', W']`: each weight sends its share back to the pixel it was multiplied with.
    ///
    /// It is also the transposed convolution of ∂y, which adds a bias `[C]`. Traps when the shapes do not fit.
    public func inputGradient(
        _ upstream: NDArray, _ weight: NDArray, inputShape: Shape, bias: NDArray? = nil,
        file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let size = outputSize(inputShape, weight.shape, "convolution2D", file, line)
        checkUpstream(upstream, [inputShape[0], weight.shape[0], size.height, size.width], file, line)
        if isMatrixProduct(inputShape, weight.shape) {
            let pictures = asRows(upstream).matmul(asRows(weight)).reshaped(inputShape)
            return bias.map { pictures + $0.reshaped([inputShape[1], 1, 1]) } ?? pictures
        }
        let result = NDArray(uninitialized: inputShape)
        ConvolutionLadder.inputGradient(
            extents(inputShape, weight.shape, size), upstream.contiguous(), weight.contiguous(),
            bias: bias?.contiguous(), into: result)
        return result
    }

    /// ∂w from ∂y, `[N, out, H', W']`: each weight gathers ∂y times the pixels it was multiplied with.
    ///
    /// Traps when the shapes do not fit.
    public func weightGradient(
        _ upstream: NDArray, _ input: NDArray, weightShape: Shape, file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        let size = outputSize(input.shape, weightShape, "convolution2D", file, line)
        checkUpstream(upstream, [input.shape[0], weightShape[0], size.height, size.width], file, line)
        if isMatrixProduct(input.shape, weightShape) {
            return asRows(upstream).transposed().matmul(asRows(input)).reshaped(weightShape)
        }
        let result = NDArray(uninitialized: weightShape)
        ConvolutionLadder.weightGradient(
            extents(input.shape, weightShape, size), input.contiguous(), upstream.contiguous(), into: result)
        return result
    }
}

extension Convolution2D {
    /// Whether the kernel covers the whole picture, so that each filter has a single result: a fully connected layer.
    private func isMatrixProduct(_ input: Shape, _ weight: Shape) -> Bool {
        groups == 1 && padding == 0 && dilation == 1 && input[2] == weight[2] && input[3] == weight[3]
    }

    /// Everything but the first axis as one.
    private func asRows(_ array: NDArray) -> NDArray {
        array.reshaped([array.shape[0], array.elementCount / max(1, array.shape[0])])
    }

    /// Everything a kernel asks about the sizes.
    func extents(_ input: Shape, _ weight: Shape, _ output: Size2D) -> ConvolutionExtents {
        ConvolutionExtents(
            samples: input[0], groups: groups, channels: weight[1], filters: weight[0] / groups,
            input: Size2D(input[2], input[3]), kernel: Size2D(weight[2], weight[3]), output: output,
            stride: stride, padding: padding, dilation: dilation)
    }

    /// H' and W'. Traps when the input and the weight do not fit.
    func outputSize(
        _ input: Shape, _ weight: Shape, _ operation: String, _ file: StaticString, _ line: UInt
    ) -> Size2D {
        func fail(_ hint: String) -> Never {
            explainFailure(
                operation, "an input of shape \(input) with a weight of shape \(weight), groups \(groups)",
                hint: hint, file: file, line: line)
        }
        stride.require(atLeast: 1, "stride", operation, file: file, line: line)
        dilation.require(atLeast: 1, "dilation", operation, file: file, line: line)
        padding.require(atLeast: 0, "padding", operation, file: file, line: line)
        if input.rank != 4 || weight.rank != 4 {
            fail(
                "the input is [N, C, H, W] and the weight [out, C / groups, kH, kW]; one picture is [1, C, H, W]"
            )
        }
        if groups < 1 || weight[0] % groups != 0 {
            fail("the weight's first extent must divide into the groups")
        }
        if input[1] != weight[1] * groups {
            fail("the input's channels must be the weight's second extent times the groups")
        }
        Size2D(weight[2], weight[3]).require(atLeast: 1, "kernel", operation, file: file, line: line)
        let height = input[2] + 2 * padding.height - dilation.height * (weight[2] - 1) - 1
        let width = input[3] + 2 * padding.width - dilation.width * (weight[3] - 1) - 1
        if height < 0 || width < 0 {
            fail(
                "the kernel is larger than the picture padded by \(padding); pad more, or take a smaller kernel"
            )
        }
        return Size2D(height / stride.height + 1, width / stride.width + 1)
    }

    func checkBias(
        _ bias: NDArray?, _ channels: Int, _ operation: String, _ file: StaticString, _ line: UInt
    ) {
        if let bias, bias.shape != [channels] {
            explainFailure(
                operation, "a bias of shape \(bias.shape) for \(channels) channels of output",
                hint: "the bias has one number a channel: [\(channels)]", file: file, line: line)
        }
    }

    private func checkUpstream(
        _ upstream: NDArray, _ shape: Shape, _ file: StaticString, _ line: UInt
    ) {
        if upstream.shape != shape {
            explainFailure(
                "convolution2D", "a gradient of shape \(upstream.shape) for a result of shape \(shape)",
                hint: "the gradient has the shape of the result", file: file, line: line)
        }
    }
}

extension NDArray {
    /// The convolution of pictures `[N, C, H, W]` with a weight `[out, C / groups, kH, kW]`: see `Convolution2D`.
    public func convolution2D(
        _ weight: NDArray, bias: NDArray? = nil, stride: Size2D = 1, padding: Size2D = 0,
        dilation: Size2D = 1, groups: Int = 1, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)(
            self, weight, bias: bias, file: file, line: line)
    }
}
