import Messages

/// A convolution whose weights no longer change: they are put once into the order in which the kernel reads them, and a
/// rectifier that follows is applied as each result is written.
///
/// ```swift
/// let weight = NDArray.ones([8, 3, 3, 3])
/// let convolution = PreparedConvolution2D(Convolution2D(padding: 1), weight, bias: .zeros([8]), range: 0...6)
/// let maps = convolution(.ones([1, 3, 32, 32]))  // [1, 8, 32, 32]
/// ```
public struct PreparedConvolution2D: Sendable {
    private let convolution: Convolution2D
    private let weight: NDArray
    private let bias: NDArray?
    private let range: ClosedRange<Float>?
    /// As `Correlation` and, where it is worthwhile, as `WinogradConvolution` reads them.
    private let packed, transformed: Storage?

    /// A convolution with the weight `[out, C / groups, kH, kW]` and the bias `[out]`.
    ///
    /// - Parameter range: between what the results are cut off, where they are: from 0 on for ReLU.
    ///
    /// Traps when the shapes do not fit together.
    public init(
        _ convolution: Convolution2D, _ weight: NDArray, bias: NDArray? = nil,
        range: ClosedRange<Float>? = nil, file: StaticString = #fileID, line: UInt = #line
    ) {
        (self.convolution, self.weight, self.range) = (convolution, weight.contiguous(), range)
        self.bias = bias?.contiguous()
        // The order does not depend on the picture: one that the kernel just covers will do.
        let shape: Shape = [
            1, weight.rank == 4 ? weight.shape[1] * convolution.groups : 0,
            weight.rank == 4 ? convolution.dilation.height * (weight.shape[2] - 1) + 1 : 0,
            weight.rank == 4 ? convolution.dilation.width * (weight.shape[3] - 1) + 1 : 0,
        ]
        let size = convolution.outputSize(shape, weight.shape, "PreparedConvolution2D", file, line)
        convolution.checkBias(bias, weight.shape[0], "PreparedConvolution2D", file, line)
        let extents = convolution.extents(shape, weight.shape, size)
        packed = Correlation.packedForForward(extents, self.weight)
        transformed =
            WinogradConvolution.isWorthwhile(extents)
            ? WinogradConvolution.packedForForward(extents, self.weight) : nil
    }

    /// y: `[N, out, H', W']` from the input `[N, C, H, W]`, as `Convolution2D` gives it, cut off.
    ///
    /// Traps when the input does not fit.
    public func callAsFunction(
        _ input: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        if KernelRung.current < .concurrentPerform {
            let result = convolution(input, weight, bias: bias, file: file, line: line)
            return range.map { result.clamped(to: $0) } ?? result
        }
        let size = convolution.outputSize(input.shape, weight.shape, "convolution2D", file, line)
        let result = NDArray(uninitialized: [input.shape[0], weight.shape[0], size.height, size.width])
        let extents = convolution.extents(input.shape, weight.shape, size)
        if KernelRung.current >= .winograd, let transformed,
            WinogradConvolution.hasEnoughTiles(extents, arePacked: true)
        {
            WinogradConvolution.forward(
                extents, input.contiguous(), weight, packed: transformed, bias: bias, range: range,
                into: result)
        } else {
            Correlation.forward(
                extents, input.contiguous(), weight, packed: packed, bias: bias, range: range, into: result)
        }
        return result
    }
}
