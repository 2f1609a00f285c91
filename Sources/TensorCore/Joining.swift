import Messages

extension NDArray {
    /// The arrays one after another along an axis; all other extents must agree.
    ///
    /// Traps when they do not, or when there is no array.
    public static func concatenated(
        _ arrays: [NDArray], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        guard let first = arrays.first else {
            explainFailure("concatenated", "no arrays", file: file, line: line)
        }
        let axis = first.shape.position(of: axis, "concatenated", file: file, line: line)
        var shape = first.shape
        shape[axis] = 0
        for array in arrays {
            guard array.rank == first.rank,
                array.shape.replacing(axis, with: 0) == shape.replacing(axis, with: 0)
            else {
                explainFailure(
                    "concatenated", "the shapes \(first.shape) and \(array.shape) differ beyond axis \(axis)",
                    file: file, line: line)
            }
            shape[axis] += array.shape[axis]
        }
        let result = NDArray(uninitialized: shape)
        var start = 0
        for array in arrays {
            let end = start + array.shape[axis]
            copy(array, to: result.sliced(axis: axis, start..<end))
            start = end
        }
        return result
    }

    /// The arrays side by side along a new axis; all shapes must agree.
    public static func stacked(
        _ arrays: [NDArray], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        concatenated(arrays.map { $0.expandedDimensions(axis: axis) }, axis: axis, file: file, line: line)
    }

    /// Views of consecutive pieces along an axis, of these lengths, which must add up to the axis.
    public func split(
        lengths: [Int], axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> [NDArray] {
        let axis = shape.position(of: axis, "split", file: file, line: line)
        if lengths.reduce(0, +) != shape[axis] || lengths.contains(where: { $0 < 0 }) {
            explainFailure(
                "split", "pieces of \(lengths) do not add up to axis \(axis) of the shape \(shape)",
                file: file,
                line: line)
        }
        var start = 0
        return lengths.map { length in
            defer { start += length }
            return sliced(axis: axis, start..<start + length)
        }
    }

    /// This array with `before` and `after` more elements of `value` at the two ends of an axis.
    ///
    /// Traps when either is negative.
    public func padded(
        axis: Int, before: Int, after: Int, with value: Float = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) -> NDArray {
        let axis = shape.position(of: axis, "padded", file: file, line: line)
        if before < 0 || after < 0 {
            explainFailure("padded", "by \(before) and \(after) elements", file: file, line: line)
        }
        let result = NDArray(
            filledWith: value, shape: shape.replacing(axis, with: before + shape[axis] + after))
        copy(self, to: result.sliced(axis: axis, before..<before + shape[axis]))
        return result
    }

    /// Writes `source` over a part of this array: what `sliced` shows with the same range and step.
    ///
    /// Traps when the source has not that part's shape.
    public mutating func replace(
        axis: Int = 0, _ range: Range<Int>, step: Int = 1, with source: NDArray, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        makeUnique()
        let part = sliced(axis: axis, range, step: step, file: file, line: line)
        if part.shape != source.shape {
            explainFailure("replace", "\(source.shape) in the place of \(part.shape)", file: file, line: line)
        }
        copy(source, to: part)
    }
}
