import TensorCore

// One number for each window of pictures [N, C, H, W].

extension Tensor {
    /// The largest number of each window, which moves by its own extents when no stride is given.
    ///
    /// Backward: the gradient goes to the place of the maximum, to the first of equal ones.
    public func maxPooled2D(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        let pooling = Pooling2D(kernel, stride: stride, padding: padding)
        let (result, indices) = pooling.maxima(of: value, file: file, line: line)
        let shape = shape
        return unary("maxPooled2D", result) {
            pooling.maximaGradient($0, indices: indices, inputShape: shape)
        }
    }

    /// The mean of each window, which moves by its own extents when no stride is given.
    ///
    /// - Parameter countsPadding: whether the zeros of the padding count as numbers, as by default in PyTorch.
    ///
    /// Backward: the gradient is shared out evenly over the window.
    public func averagePooled2D(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, countsPadding: Bool = true,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let pooling = Pooling2D(kernel, stride: stride, padding: padding)
        let result = pooling.means(of: value, countsPadding: countsPadding, file: file, line: line)
        let shape = shape
        return unary("averagePooled2D", result) {
            pooling.meansGradient($0, inputShape: shape, countsPadding: countsPadding)
        }
    }

    /// The means of windows that give a result of this extent, whatever the picture's; 1 gives the mean of each plane.
    ///
    /// Backward: the gradient is shared out evenly over the window; windows may share a row or a column.
    public func adaptiveAveragePooled2D(
        _ outputSize: Size2D, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let pooling = AdaptiveAveragePooling2D(outputSize)
        let shape = shape
        return unary("adaptiveAveragePooled2D", pooling.means(of: value, file: file, line: line)) {
            pooling.meansGradient($0, inputShape: shape)
        }
    }
}
