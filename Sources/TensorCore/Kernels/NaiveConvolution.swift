/// The first rung of convolution: the definition as one nest of loops, which the fast kernels are tested against.
///
/// Every product of a convolution pairs one input with one weight for one result. All three directions visit the
/// same triples and only differ in which of the three gathers the product of the others.
enum NaiveConvolution {
    /// result[r] += Σ input[i] · weight[w]
    static func forward(
        _ extents: ConvolutionExtents, _ input: NDArray, _ weight: NDArray, into result: NDArray
    ) {
        let (x, w, y) = (start(input), start(weight), start(result))
        forEachProduct(extents) { i, k, r in y[r] = y[r].addingProduct(x[i], w[k]) }
    }

    /// result[i] += Σ upstream[r] · weight[w]
    static func inputGradient(
        _ extents: ConvolutionExtents, _ upstream: NDArray, _ weight: NDArray, into result: NDArray
    ) {
        let (u, w, y) = (start(upstream), start(weight), start(result))
        forEachProduct(extents) { i, k, r in y[i] = y[i].addingProduct(u[r], w[k]) }
    }

    /// result[w] += Σ upstream[r] · input[i]
    static func weightGradient(
        _ extents: ConvolutionExtents, _ input: NDArray, _ upstream: NDArray, into result: NDArray
    ) {
        let (x, u, y) = (start(input), start(upstream), start(result))
        forEachProduct(extents) { i, k, r in y[k] = y[k].addingProduct(u[r], x[i]) }
    }

    private static func start(_ array: NDArray) -> UnsafeMutablePointer<Float> {
        array.storage.pointer + array.offset
    }

    /// Calls `body` with the indices in the input, the weight and the result of every product.
    @inline(__always)
    private static func forEachProduct(_ e: ConvolutionExtents, _ body: (Int, Int, Int) -> Void) {
        let filters = e.groups * e.filters
        for result in 0..<e.samples * filters * e.output.area {
            let (column, row) = (result % e.output.width, result / e.output.width % e.output.height)
            let (filter, sample) = (result / e.output.area % filters, result / e.output.area / filters)
            for channel in 0..<e.channels {
                let plane = (sample * e.groups + filter / e.filters) * e.channels + channel
                for u in 0..<e.kernel.height {
                    let y = row * e.stride.height + u * e.dilation.height - e.padding.height
                    if y < 0 || y >= e.input.height { continue }
                    for v in 0..<e.kernel.width {
                        let x = column * e.stride.width + v * e.dilation.width - e.padding.width
                        if x < 0 || x >= e.input.width { continue }
                        body(
                            (plane * e.input.height + y) * e.input.width + x,
                            ((filter * e.channels + channel) * e.kernel.height + u) * e.kernel.width + v,
                            result)
                    }
                }
            }
        }
    }
}
