import Messages

extension Convolution2D {
    /// The transposed convolution: pictures `[N, C, H, W]` through a weight `[C, out / groups, kH, kW]`, plus a bias
    /// `[out]`, to `[N, out, H', W']` with H' = (H − 1) stride − 2 padding + dilation (kH − 1) + outputPadding + 1.
    ///
    ///     y[n, o, i · stride + u · dilation − padding, j · …] = b[o] + Σ x[n, c, i, j] · w[c, o, u, v]
    ///
    /// It is the input gradient of this convolution, for an input of the extent H'. Of the extents that a convolution
    /// with a stride makes equal, `outputPadding`, less than the stride, chooses one. Traps when the shapes do not
    /// fit. PyTorch: `conv_transpose2d`.
    public func transposed(
        _ input: NDArray, _ weight: NDArray, bias: NDArray? = nil, outputPadding: Size2D = 0,
        file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let operation = "transposedConvolution2D"
        func fail(_ hint: String) -> Never {
            explainFailure(
                operation,
                "an input of shape \(input.shape) with a weight of shape \(weight.shape), groups \(groups)",
                hint: hint, file: file, line: line)
        }
        stride.require(atLeast: 1, "stride", operation, file: file, line: line)
        dilation.require(atLeast: 1, "dilation", operation, file: file, line: line)
        padding.require(atLeast: 0, "padding", operation, file: file, line: line)
        outputPadding.require(atLeast: 0, "output padding", operation, file: file, line: line)
        if outputPadding.height >= stride.height || outputPadding.width >= stride.width {
            explainFailure(
                operation, "an output padding of \(outputPadding) for a stride of \(stride)",
                hint: "it must be less than the stride", file: file, line: line)
        }
        if input.rank != 4 || weight.rank != 4 {
            fail(
                "the input is [N, C, H, W] and the weight [C, out / groups, kH, kW]; one picture is [1, C, H, W]"
            )
        }
        if input.shape[1] != weight.shape[0] {
            fail("the input's channels must be the weight's first extent")
        }
        if groups < 1 || weight.shape[0] % groups != 0 {
            fail("the weight's first extent must divide into the groups")
        }
        func extent(_ size: Int, _ stride: Int, _ padding: Int, _ reach: Int, _ more: Int) -> Int {
            let extent = (size - 1) * stride - 2 * padding + reach + more + 1
            if size < 1 || extent < 1 { fail("nothing is left of the picture; pad less") }
            return extent
        }
        let height = extent(
            input.shape[2], stride.height, padding.height, dilation.height * (weight.shape[2] - 1),
            outputPadding.height)
        let width = extent(
            input.shape[3], stride.width, padding.width, dilation.width * (weight.shape[3] - 1),
            outputPadding.width)
        let channels = weight.shape[1] * groups
        checkBias(bias, channels, operation, file, line)
        return inputGradient(
            input, weight, inputShape: [input.shape[0], channels, height, width], bias: bias, file: file,
            line: line)
    }
}

extension NDArray {
    /// The transposed convolution of pictures `[N, C, H, W]` with a weight `[C, out / groups, kH, kW]`: see
    /// `Convolution2D.transposed`.
    public func transposedConvolution2D(
        _ weight: NDArray, bias: NDArray? = nil, stride: Size2D = 1, padding: Size2D = 0,
        outputPadding: Size2D = 0, dilation: Size2D = 1, groups: Int = 1, file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups).transposed(
            self, weight, bias: bias, outputPadding: outputPadding, file: file, line: line)
    }
}
