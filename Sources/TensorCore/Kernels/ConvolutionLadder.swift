/// The convolution and its gradients on the rung in force: first the loops of the definition, then patches and a
/// matrix product, then the pixels read where they lie, last fewer multiplications for kernels of 3 × 3.
enum ConvolutionLadder {
    /// y = w ∗ x + b.
    static func forward(
        _ e: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray
    ) {
        switch KernelRung.current {
        case .naive:
            fill(result, with: bias)
            NaiveConvolution.forward(e, input, weight, into: result)
        case .rowByRow, .blocked, .tiled, .packed:
            fill(result, with: bias)
            PatchConvolution.forward(e, input, weight, into: result)
        case .winograd where WinogradConvolution.isWorthwhile(e) && WinogradConvolution.hasEnoughTiles(e):
            WinogradConvolution.forward(e, input, weight, bias: bias, into: result)
        case .concurrentPerform, .parallel, .winograd:
            Correlation.forward(e, input, weight, bias: bias, into: result)
        }
    }

    /// ∂x, and the bias of a transposed convolution added.
    static func inputGradient(
        _ e: ConvolutionExtents, _ upstream: NDArray, _ weight: NDArray, bias: NDArray?, into result: NDArray
    ) {
        switch KernelRung.current {
        case .naive:
            fill(result, with: bias)
            NaiveConvolution.inputGradient(e, upstream, weight, into: result)
        case .rowByRow, .blocked, .tiled, .packed:
            fill(result, with: bias)
            PatchConvolution.inputGradient(e, upstream, weight, into: result)
        case .winograd where WinogradConvolution.isWorthwhile(e) && WinogradConvolution.hasEnoughTiles(e):
            WinogradConvolution.inputGradient(e, upstream, weight, bias: bias, into: result)
        case .concurrentPerform, .parallel, .winograd:
            Correlation.inputGradient(e, upstream, weight, bias: bias, into: result)
        }
    }

    /// ∂w.
    static func weightGradient(
        _ e: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        fill(result, with: nil)
        switch KernelRung.current {
        case .naive: NaiveConvolution.weightGradient(e, input, upstream, into: result)
        case .rowByRow, .blocked, .tiled, .packed:
            PatchConvolution.weightGradient(e, input, upstream, into: result)
        case .concurrentPerform, .parallel, .winograd:
            ConvolutionWeightGradient.compute(e, input, upstream, into: result)
        }
    }

    /// Each channel of `[N, C, H, W]` begins with its bias, or all with 0.
    private static func fill(_ result: NDArray, with bias: NDArray?) {
        let target = result.storage.pointer + result.offset
        guard let bias else {
            target.update(repeating: 0, count: result.elementCount)
            return
        }
        let (channels, area) = (result.shape[1], result.shape[2] * result.shape[3])
        for plane in 0..<result.shape[0] * channels {
            (target + plane * area).update(
                repeating: bias.storage.pointer[bias.offset + plane % channels], count: area)
        }
    }
}
