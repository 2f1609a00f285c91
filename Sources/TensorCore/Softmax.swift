extension NDArray {
    /// e^x / Σ e^x along an axis: positive numbers that add up to 1.
    public func softmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        alongRows(axis, "softmax", file, line, SoftmaxRows.softmax)
    }

    /// The logarithm of the softmax along an axis, accurate also where the softmax underflows.
    public func logSoftmax(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        alongRows(axis, "logSoftmax", file, line, SoftmaxRows.logSoftmax)
    }

    /// log Σ e^x along an axis, which is no longer there; accurate also where e^x overflows.
    public func logSumExp(axis: Int = -1, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        let axis = shape.position(of: axis, "logSumExp", file: file, line: line)
        let source = transposed(axis, -1).contiguous()
        let length = shape[axis]
        if length == 0 { return NDArray(filledWith: -.infinity, shape: shape.removing(axis)) }
        let result = NDArray(uninitialized: source.shape.replacing(rank - 1, with: 1))
        SoftmaxRows.logSumExp(source, rows: elementCount / length, length: length, into: result)
        return result.transposed(axis, -1).squeezed(axis: axis)
    }

    /// Applies a kernel for rows along any axis: that axis is made the last one and put back afterwards.
    private func alongRows(
        _ axis: Int, _ operation: String, _ file: StaticString, _ line: UInt,
        _ kernel: (_ x: NDArray, _ rows: Int, _ length: Int, _ y: NDArray) -> Void
    ) -> NDArray {
        let axis = shape.position(of: axis, operation, file: file, line: line)
        let source = transposed(axis, -1).contiguous()
        let result = NDArray(uninitialized: source.shape)
        let length = shape[axis]
        if length > 0 { kernel(source, elementCount / length, length, result) }
        return result.transposed(axis, -1)
    }
}
