import TensorCore

// Pooling: one value for each window of pictures [N, C, H, W].

extension Tensor {
    /// The largest element of each window, which moves by its own size when no stride is given.
    ///
    /// Backward: the gradient goes to the maximum, the first of equal ones.
    public func maxPooled2D(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, ceilMode: Bool = false,
        file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let pooling = Pooling2D(kernel, stride: stride, padding: padding, ceilMode: ceilMode)
        let (result, indices) = pooling.maxima(of: value, file: file, line: line)
        let shape = shape
        return unary("maxPooled2D", result) {
            pooling.maximaGradient($0, indices: indices, inputShape: shape)
        }
    }

    /// The mean of each window, which moves by its own size when no stride is given.
    ///
    /// - Parameter countsPadding: whether the zeros of the padding are part of the mean, the default of PyTorch.
    ///
    /// Backward: the gradient is divided evenly over the window.
    public func averagePooled2D(
        _ kernel: Size2D, stride: Size2D? = nil, padding: Size2D = 0, countsPadding: Bool = true,
        ceilMode: Bool = false, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let pooling = Pooling2D(kernel, stride: stride, padding: padding, ceilMode: ceilMode)
        let result = pooling.means(of: value, countsPadding: countsPadding, file: file, line: line)
        let shape = shape
        return unary("averagePooled2D", result) {
            pooling.meansGradient($0, inputShape: shape, countsPadding: countsPadding)
        }
    }

    /// The means of windows that give a result of this size for a picture of any size; 1 gives the mean of each plane.
    ///
    /// Backward: the gradient is divided evenly over the window; windows may share a row or a column.
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
