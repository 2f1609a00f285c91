import TensorCore

extension Tensor {
    /// The convolution of pictures `[N, C, H, W]` with a weight `[out, C / groups, kH, kW]`, plus a bias `[out]`:
    /// `[N, out, H', W']`. See `Convolution2D` for the formula.
    ///
    /// Every product of the sum pairs one pixel with one weight. The backward pass visits the same pairs: the
    /// pixel gets upstream gradient times weight, the weight upstream gradient times pixel, the bias the gradients of its
    /// channel.
    public func convolution2D(
        _ weight: Tensor, bias: Tensor? = nil, stride: Size2D = 1, padding: Size2D = 0,
        dilation: Size2D = 1, groups: Int = 1, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let convolution = Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)
        let (x, w) = (value, weight.value)
        let result = convolution(x, w, bias: bias?.value, file: file, line: line)
        let (needsInput, needsWeight) = (requiresGradient, weight.requiresGradient)
        let needsBias = bias?.requiresGradient ?? false
        return Tensor.operation("convolution2D", result, inputs: [self, weight] + (bias.map { [$0] } ?? [])) {
            upstream in
            [
                needsInput ? convolution.inputGradient(upstream, w, inputShape: x.shape) : nil,
                needsWeight ? convolution.weightGradient(upstream, x, weightShape: w.shape) : nil,
                needsBias ? upstream.sum(axes: [0, 2, 3]) : nil,
            ]
        }
    }

    /// The transposed convolution of pictures `[N, C, H, W]` with a weight `[C, out / groups, kH, kW]`, plus a bias
    /// `[out]`: it makes pictures larger, H' = (H − 1) stride − 2 padding + dilation (kH − 1) + outputPadding + 1.
    ///
    /// It is the input gradient of a convolution, used as a layer; so its own input gradient is a convolution of the upstream
    /// gradient, and its weight gradient that of the convolution with input and upstream gradient exchanged.
    public func transposedConvolution2D(
        _ weight: Tensor, bias: Tensor? = nil, stride: Size2D = 1, padding: Size2D = 0,
        outputPadding: Size2D = 0, dilation: Size2D = 1, groups: Int = 1, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        let convolution = Convolution2D(stride: stride, padding: padding, dilation: dilation, groups: groups)
        let (x, w) = (value, weight.value)
        let result = convolution.transposed(
            x, w, bias: bias?.value, outputPadding: outputPadding, file: file, line: line)
        let (needsInput, needsWeight) = (requiresGradient, weight.requiresGradient)
        let needsBias = bias?.requiresGradient ?? false
        let inputs = [self, weight] + (bias.map { [$0] } ?? [])
        return Tensor.operation("transposedConvolution2D", result, inputs: inputs) { upstream in
            [
                needsInput ? convolution(upstream, w) : nil,
                needsWeight ? convolution.weightGradient(x, upstream, weightShape: w.shape) : nil,
                needsBias ? upstream.sum(axes: [0, 2, 3]) : nil,
            ]
        }
    }
}
