import Messages
import TensorCore

// Other views of the same elements: the backward pass puts each gradient back where its element came from.

extension Tensor {
    /// The same elements in another shape; one extent may be -1.
    public func reshaped(_ newShape: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let shape = shape
        return unary("reshaped", value.reshaped(newShape, file: file, line: line)) { $0.reshaped(shape) }
    }

    /// The same elements in another shape.
    public func reshaped(_ newShape: Shape, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        reshaped(Array(newShape), file: file, line: line)
    }

    /// The axes from `axis` on as one: `[N, C, H, W]` becomes `[N, C · H · W]`.
    ///
    /// Traps when there is no such axis.
    public func flattened(fromAxis axis: Int = 1, file: StaticString = #fileID, line: UInt = #line) -> Tensor
    {
        let first = axis < 0 ? axis + rank : axis
        if first < 0 || first >= rank {
            explainFailure(
                "flattened", "there is no axis \(axis) in the shape \(shape)", file: file, line: line)
        }
        return reshaped(Array(shape[..<first]) + [shape[first...].reduce(1, *)], file: file, line: line)
    }

    /// The last two axes exchanged.
    public func transposed(file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        transposed(-2, -1, file: file, line: line)
    }

    /// Two axes exchanged.
    public func transposed(_ a: Int, _ b: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        unary("transposed", value.transposed(a, b, file: file, line: line)) { $0.transposed(a, b) }
    }

    /// The axes in another order: axis `i` of the result is this tensor's axis `order[i]`.
    public func permuted(_ order: [Int], file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let rank = rank
        let result = value.permuted(order, file: file, line: line)
        return unary("permuted", result) { upstream in
            var inverse = [Int](repeating: 0, count: rank)
            for (position, axis) in order.enumerated() { inverse[axis < 0 ? axis + rank : axis] = position }
            return upstream.permuted(inverse)
        }
    }

    /// The elements `range` along an axis, every `step`-th of them; the others get no gradient.
    public func sliced(
        axis: Int = 0, _ range: Range<Int>, step: Int = 1, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = shape
        let result = value.sliced(axis: axis, range, step: step, file: file, line: line)
        return unary("sliced", result) { upstream in
            var gradient = NDArray.zeros(shape)
            gradient.replace(axis: axis, range, step: step, with: upstream)
            return gradient
        }
    }

    /// The elements at one index of an axis, without that axis.
    public func selected(axis: Int = 0, _ index: Int, file: StaticString = #fileID, line: UInt = #line)
        -> Tensor
    {
        let shape = shape
        let result = value.selected(axis: axis, index, file: file, line: line)
        return unary("selected", result) { upstream in
            var gradient = NDArray.zeros(shape)
            gradient.replace(
                axis: axis, index..<index + 1,
                with: upstream.expandedDimensions(axis: axis < 0 ? axis + shape.rank : axis))
            return gradient
        }
    }

    /// Row `index`: the elements at this index of the first axis.
    public subscript(index: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        selected(axis: 0, index, file: file, line: line)
    }

    /// The rows `range`.
    public subscript(range: Range<Int>, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        sliced(axis: 0, range, file: file, line: line)
    }

    /// Another axis, of extent 1, before position `axis` of the result.
    public func expandedDimensions(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let shape = shape
        let result = value.expandedDimensions(axis: axis, file: file, line: line)
        return unary("expandedDimensions", result) { $0.reshaped(shape) }
    }

    /// The same elements without an axis, whose extent must be 1.
    public func squeezed(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let shape = shape
        return unary("squeezed", value.squeezed(axis: axis, file: file, line: line)) { $0.reshaped(shape) }
    }

    /// Repeated along axes of extent 1, and along new ones in front; the gradients of the copies add up.
    public func broadcast(to target: Shape, file: StaticString = #fileID, line: UInt = #line) -> Tensor {
        let shape = shape
        return unary("broadcast", value.broadcast(to: target, file: file, line: line)) {
            $0.summed(to: shape)
        }
    }

    /// `before` and `after` more elements of `value` at the two ends of an axis; they get no gradient.
    public func padded(
        axis: Int, before: Int, after: Int, with fill: Float = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        let result = value.padded(
            axis: axis, before: before, after: after, with: fill, file: file, line: line)
        let extent = shape[axis < 0 ? axis + rank : axis]
        return unary("padded", result) { $0.sliced(axis: axis, before..<before + extent) }
    }

    /// The tensors joined along an axis; each gets its part of the gradient.
    public static func concatenated(
        _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let result = NDArray.concatenated(tensors.map(\.value), axis: axis, file: file, line: line)
        let lengths = tensors.map { $0.shape[axis < 0 ? axis + $0.rank : axis] }
        return operation("concatenated", result, inputs: tensors) { upstream in
            upstream.split(lengths: lengths, axis: axis)
        }
    }

    /// The tensors stacked along a new axis.
    public static func stacked(
        _ tensors: [Tensor], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        concatenated(tensors.map { $0.expandedDimensions(axis: axis) }, axis: axis, file: file, line: line)
    }

    /// Consecutive pieces along an axis, of these lengths, which must add up to the axis.
    public func split(
        lengths: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> [Tensor] {
        // The array's own split checks the lengths.
        let pieces = value.split(lengths: lengths, axis: axis, file: file, line: line)
        var start = 0
        return pieces.indices.map { index in
            defer { start += lengths[index] }
            return sliced(axis: axis, start..<start + lengths[index], file: file, line: line)
        }
    }
}
