import Messages

extension NDArray {
    /// The same elements in another shape: a view of a contiguous array, a copy of any other.
    ///
    /// One extent may be -1: it is worked out from the others. Traps when the number of elements would change.
    public func reshaped(_ newShape: [Int], file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        var extents = newShape
        if let open = extents.firstIndex(of: -1) {
            extents[open] = 1
            let rest = extents.contains { $0 < 0 } ? 0 : Shape(extents).elementCount
            extents[open] = rest == 0 ? 0 : elementCount / rest
        }
        if extents.contains(where: { $0 < 0 }) || Shape(extents).elementCount != elementCount {
            explainFailure(
                "reshaped", "\(shape) has \(elementCount) elements and cannot become \(newShape)",
                hint: "at most one extent may be -1, and the others must divide \(elementCount)", file: file,
                line: line)
        }
        let target = Shape(extents)
        let source = contiguous()
        return NDArray(
            storage: source.storage, offset: source.offset, shape: target, strides: target.contiguousStrides)
    }

    /// The same elements in another shape: a view of a contiguous array, a copy of any other.
    public func reshaped(_ shape: Shape, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        reshaped(Array(shape), file: file, line: line)
    }

    /// The elements as one axis, `[elementCount]`.
    public func flattened() -> NDArray { reshaped([elementCount]) }

    /// This array if its elements lie side by side in row-major order, else a copy of which that is true.
    public func contiguous() -> NDArray { isContiguous ? self : copied() }

    /// A view with the last two axes exchanged: the transpose of a matrix, or of each matrix in a batch.
    ///
    /// Traps when there are fewer than two axes.
    public func transposed(file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        transposed(-2, -1, file: file, line: line)
    }

    /// A view with two axes exchanged; axes may count from the end.
    public func transposed(_ a: Int, _ b: Int, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        let first = shape.position(of: a, "transposed", file: file, line: line)
        let second = shape.position(of: b, "transposed", file: file, line: line)
        var result = self
        (result.shape[first], result.shape[second]) = (shape[second], shape[first])
        (result.strides[first], result.strides[second]) = (strides[second], strides[first])
        return result
    }

    /// A view whose axis `i` is this array's axis `order[i]`.
    ///
    /// Traps unless `order` names each axis once.
    public func permuted(_ order: [Int], file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        let axes = order.map { shape.position(of: $0, "permuted", file: file, line: line) }
        if Set(axes).count != rank || axes.count != rank {
            explainFailure(
                "permuted", "\(order) does not name each axis of \(shape) once", file: file, line: line)
        }
        var result = self
        for (position, axis) in axes.enumerated() {
            result.shape[position] = shape[axis]
            result.strides[position] = strides[axis]
        }
        return result
    }

    /// A view of the elements `range` along an axis, every `step`-th of them; a negative step runs backwards from
    /// the range's end.
    ///
    /// Traps when the range leaves the axis or the step is 0.
    public func sliced(
        axis: Int = 0, _ range: Range<Int>, step: Int = 1, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let axis = shape.position(of: axis, "sliced", file: file, line: line)
        if range.lowerBound < 0 || range.upperBound > shape[axis] || step == 0 {
            explainFailure(
                "sliced", "\(range) by \(step) is not within axis \(axis) of the shape \(shape)", file: file,
                line: line)
        }
        var result = self
        let first = step > 0 ? range.lowerBound : range.upperBound - 1
        result.shape[axis] = (range.count + abs(step) - 1) / abs(step)
        result.offset += range.isEmpty ? 0 : first * strides[axis]
        result.strides[axis] *= step
        return result
    }

    /// A view of the slice at one index of an axis; the result does not have that axis.
    ///
    /// Traps when the index is out of bounds.
    public func selected(
        axis: Int = 0, _ index: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let axis = shape.position(of: axis, "selected", file: file, line: line)
        if index < 0 || index >= shape[axis] {
            explainFailure(
                "selected", "index \(index) is out of bounds along axis \(axis) of the shape \(shape)",
                file: file,
                line: line)
        }
        return sliced(axis: axis, index..<index + 1).squeezed(axis: axis)
    }

    /// A view of row `index`: the slice at this index of the first axis.
    public subscript(index: Int, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        selected(axis: 0, index, file: file, line: line)
    }

    /// A view of the rows `range`.
    public subscript(range: Range<Int>, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        sliced(axis: 0, range, file: file, line: line)
    }

    /// A view with another axis, of extent 1, before position `axis` of the result.
    public func expandedDimensions(
        axis: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let position = axis < 0 ? axis + rank + 1 : axis
        if position < 0 || position > rank {
            explainFailure(
                "expandedDimensions", "no place \(axis) for an axis in the shape \(shape)", file: file,
                line: line)
        }
        var result = self
        result.shape = shape.inserting(1, at: position)
        result.strides.insert(0, at: position)
        return result
    }

    /// A view without an axis, whose extent must be 1.
    public func squeezed(axis: Int, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        let axis = shape.position(of: axis, "squeezed", file: file, line: line)
        if shape[axis] != 1 {
            explainFailure("squeezed", "axis \(axis) of the shape \(shape) is not 1", file: file, line: line)
        }
        var result = self
        result.shape = shape.removing(axis)
        result.strides.remove(at: axis)
        return result
    }

    /// A view that repeats this array along axes of extent 1, and along new ones in front, without copying.
    ///
    /// Traps when the shape cannot be reached so.
    public func broadcast(to target: Shape, file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        if shape.broadcast(with: target) != target {
            explainFailure(
                "broadcast", "\(shape) cannot be stretched to \(target)",
                hint: "aligned at the last axis, extents must be equal or 1", file: file, line: line)
        }
        return expanded(to: target)
    }

    /// `broadcast(to:)` for a shape that is known to fit.
    func expanded(to target: Shape) -> NDArray {
        if shape == target { return self }
        let shift = target.rank - rank
        var expandedStrides = InlineIntegers(repeating: 0, count: target.rank)
        for axis in 0..<rank where shape[axis] == target[axis + shift] {
            expandedStrides[axis + shift] = strides[axis]
        }
        return NDArray(storage: storage, offset: offset, shape: target, strides: expandedStrides)
    }
}

// How an array is laid out in its storage (section 2.2).

extension NDArray {
    /// How many elements of the storage lie between neighbours along each axis: `[3, 1]` for a row-major `[2,
    /// 3]`, 0 along an axis that was broadcast, negative along one that was reversed.
    public var elementStrides: [Int] { Array(strides) }

    /// Whether both are views of one storage. A write to either then copies first, so neither sees the
    /// other's.
    public func sharesStorage(with other: NDArray) -> Bool { storage === other.storage }
}
