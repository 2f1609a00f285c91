import Messages

/// A window that moves over pictures `[N, C, H, W]`: pooling makes one number of each position.
///
/// The extent of the result is (H + 2 padding − kernel) / stride + 1, rounded down, or up by choice. PyTorch: `max_pool2d`
/// and `avg_pool2d`.
public struct Pooling2D: Hashable, Sendable {
    /// The extents of the window.
    public var kernel: Size2D
    /// How far the window moves.
    public var stride: Size2D
    /// How far the window may reach beyond the picture on each side; at most half of the window.
    public var padding: Size2D
    /// Whether a last window that reaches beyond the padded picture counts too, as long as it begins inside the picture or
    /// the padding before it. PyTorch: `ceil_mode`.
    public var ceilMode: Bool

    /// A window that moves by its own extents by default.
    public init(_ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, ceilMode: Bool = false) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
        self.ceilMode = ceilMode
    }

    /// The largest number of each window, `[N, C, H', W']`, and its index y · W + x in the plane.
    ///
    /// Of equal numbers the first counts; NaN counts as the largest. Traps when the window does not fit.
    public func maxima(
        of input: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) -> (values: NDArray, indices: IntArray) {
        let size = outputSize(input.shape, "maxPooled2D", file, line)
        let source = input.contiguous()
        let values = NDArray(uninitialized: [input.shape[0], input.shape[1], size.height, size.width])
        let places = MaxPooling.forward(self, source, into: values)
        return (values, IntArray(elements: places, shape: values.shape))
    }

    /// ∂x of `maxima`, from ∂y: each gradient goes to the element that was the maximum.
    public func maximaGradient(_ upstream: NDArray, indices: IntArray, inputShape: Shape) -> NDArray {
        let result = NDArray.zeros(inputShape)
        MaxPooling.addGradient(upstream.contiguous(), indices.elements, into: result)
        return result
    }

    /// The mean of each window, `[N, C, H', W']`.
    ///
    /// - Parameter countsPadding: whether the zeros of the padding count as numbers, as by default in PyTorch.
    ///
    /// Traps when the window does not fit.
    public func means(
        of input: NDArray, countsPadding: Bool = true, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        _ = outputSize(input.shape, "averagePooled2D", file, line)
        return input.means(windows(input.shape, countsPadding))
    }

    /// ∂x of `means`, from ∂y: each gradient is shared out evenly over its window.
    public func meansGradient(
        _ upstream: NDArray, inputShape: Shape, countsPadding: Bool = true
    ) -> NDArray {
        upstream.meansGradient(windows(inputShape, countsPadding), inputShape)
    }

    private func windows(_ shape: Shape, _ countsPadding: Bool) -> AveragePooling.Windows {
        func along(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> [AveragePooling.Window] {
            (0..<windowCount(extent, kernel, stride, padding)).map { index in
                let start = index * stride - padding
                let inside = max(start, 0)..<min(start + kernel, extent)
                // What lies beyond the padding never counts.
                let padded = min(start + kernel, extent + padding) - start
                return AveragePooling.Window(inside: inside, count: countsPadding ? padded : inside.count)
            }
        }
        return (
            rows: along(shape[2], kernel.height, stride.height, padding.height),
            columns: along(shape[3], kernel.width, stride.width, padding.width)
        )
    }

    private func outputSize(
        _ input: Shape, _ operation: String, _ file: StaticString, _ line: UInt
    ) -> Size2D {
        kernel.require(atLeast: 1, "window", operation, file: file, line: line)
        stride.require(atLeast: 1, "stride", operation, file: file, line: line)
        padding.require(atLeast: 0, "padding", operation, file: file, line: line)
        requirePictures(input, operation, file, line)
        if 2 * padding.height > kernel.height || 2 * padding.width > kernel.width {
            explainFailure(
                operation, "a padding of \(padding) for a window of \(kernel)",
                hint: "pad at most half the window, or it may see nothing but padding", file: file, line: line
            )
        }
        let height = input[2] + 2 * padding.height - kernel.height
        let width = input[3] + 2 * padding.width - kernel.width
        if height < 0 || width < 0 {
            explainFailure(
                operation, "an input of shape \(input) for a window of \(kernel), padding \(padding)",
                hint: "the window is larger than the picture; take a smaller one, or pool fewer times",
                file: file, line: line)
        }
        return Size2D(
            windowCount(input[2], kernel.height, stride.height, padding.height),
            windowCount(input[3], kernel.width, stride.width, padding.width))
    }

    /// How many windows there are along an axis.
    private func windowCount(_ extent: Int, _ kernel: Int, _ stride: Int, _ padding: Int) -> Int {
        let room = extent + 2 * padding - kernel
        let count = (ceilMode ? room + stride - 1 : room) / stride + 1
        // The last one must not begin behind the picture.
        return ceilMode && (count - 1) * stride >= extent + padding ? count - 1 : count
    }
}

/// Pooling to a given extent, whatever the picture's: window i of n covers ⌊i H / n⌋ ..< ⌈(i + 1) H / n⌉.
///
/// PyTorch: `adaptive_avg_pool2d`.
public struct AdaptiveAveragePooling2D: Hashable, Sendable {
    /// The extents of the result.
    public var outputSize: Size2D

    /// A pooling to these extents; 1 gives the mean of each plane.
    public init(_ outputSize: Size2D) { self.outputSize = outputSize }

    /// The mean of each window, `[N, C, H', W']`. Traps when the input is not `[N, C, H, W]` or has no pixels.
    public func means(of input: NDArray, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        outputSize.require(atLeast: 1, "output size", "adaptiveAveragePooled2D", file: file, line: line)
        requirePictures(input.shape, "adaptiveAveragePooled2D", file, line)
        return input.means(windows(input.shape))
    }

    /// ∂x of `means`, from ∂y.
    public func meansGradient(_ upstream: NDArray, inputShape: Shape) -> NDArray {
        upstream.meansGradient(windows(inputShape), inputShape)
    }

    private func windows(_ shape: Shape) -> AveragePooling.Windows {
        func along(_ extent: Int, _ count: Int) -> [AveragePooling.Window] {
            (0..<count).map { index in
                let inside = index * extent / count..<((index + 1) * extent + count - 1) / count
                return AveragePooling.Window(inside: inside, count: inside.count)
            }
        }
        return (rows: along(shape[2], outputSize.height), columns: along(shape[3], outputSize.width))
    }
}

/// Traps when a shape is not that of pictures with at least one pixel.
private func requirePictures(_ shape: Shape, _ operation: String, _ file: StaticString, _ line: UInt) {
    if shape.rank != 4 || shape[2] == 0 || shape[3] == 0 {
        explainFailure(
            operation, "an input of shape \(shape)",
            hint: "it takes pictures [N, C, H, W]; one picture is [1, C, H, W]", file: file, line: line)
    }
}

extension NDArray {
    fileprivate func means(_ windows: AveragePooling.Windows) -> NDArray {
        let result = NDArray(uninitialized: [shape[0], shape[1], windows.rows.count, windows.columns.count])
        AveragePooling.forward(contiguous(), windows, into: result)
        return result
    }

    fileprivate func meansGradient(_ windows: AveragePooling.Windows, _ inputShape: Shape) -> NDArray {
        let result = NDArray.zeros(inputShape)
        AveragePooling.addGradient(contiguous(), windows, into: result)
        return result
    }
}
