import Messages

extension NDArray {
    /// The slices at these indices along an axis: `[.., axis, ..]` becomes `[.., indices..., ..]`.
    ///
    /// With axis 0 of a table `[vocabulary, width]` and ids `[N, T]` that is an embedding, `[N, T, width]`.
    /// Traps when an index is outside the axis. PyTorch: `index_select`, and `embedding`.
    public func indexSelected(
        _ indices: IntArray, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let axis = shape.position(of: axis, "indexSelected", file: file, line: line)
        indices.requireElements(in: 0..<shape[axis], "indexSelected", file: file, line: line)
        let source = contiguous()
        let result = NDArray(
            uninitialized: Shape(Array(shape[..<axis]) + Array(indices.shape) + Array(shape[(axis + 1)...])))
        Indexing.take(source, shape.extents(reducing: axis..<axis + 1), indices.elements, into: result)
        return result
    }

    /// Adds each slice of `source` to the slice at its index along an axis of this array, in place: the
    /// gradient of `indexSelected`. An index that comes twice is added twice.
    ///
    /// `source` has the shape that `indexSelected(indices, axis:)` gives. Traps otherwise, or when an index is outside
    /// the axis. PyTorch: `index_add_`.
    public mutating func scatterAdd(
        _ source: NDArray, at indices: IntArray, axis: Int = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        let axis = shape.position(of: axis, "scatterAdd", file: file, line: line)
        indices.requireElements(in: 0..<shape[axis], "scatterAdd", file: file, line: line)
        let expected = Shape(Array(shape[..<axis]) + Array(indices.shape) + Array(shape[(axis + 1)...]))
        if source.shape != expected {
            explainFailure(
                "scatterAdd", "the source has shape \(source.shape), \(expected) is needed", file: file,
                line: line)
        }
        makeUnique()
        Indexing.addRows(
            source.contiguous(), shape.extents(reducing: axis..<axis + 1), indices.elements, into: self)
    }

    /// One element for each index, along an axis: `result[i, j] = self[i, indices[i, j]]` for axis 1.
    ///
    /// `indices` has this array's shape but for the axis. Traps otherwise, or when an index is outside the axis.
    /// PyTorch: `gather`.
    public func gathered(
        _ indices: IntArray, axis: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> NDArray {
        let axis = gatheringAxis("gathered", indices, axis, file, line)
        let result = NDArray(uninitialized: indices.shape)
        Indexing.pick(
            contiguous(), shape.extents(reducing: axis..<axis + 1), indices.elements,
            count: indices.shape[axis],
            into: result)
        return result
    }

    /// Adds each element of `source` to the element its index names along an axis, in place: the gradient of
    /// `gathered`. PyTorch: `scatter_add_`.
    public mutating func scatterAddAlong(
        _ source: NDArray, at indices: IntArray, axis: Int, file: StaticString = #fileID, line: UInt = #line
    ) {
        let axis = gatheringAxis("scatterAddAlong", indices, axis, file, line)
        if source.shape != indices.shape {
            explainFailure(
                "scatterAddAlong", "the source has shape \(source.shape), the indices \(indices.shape)",
                file: file,
                line: line)
        }
        makeUnique()
        Indexing.addGathered(
            source.contiguous(), shape.extents(reducing: axis..<axis + 1), indices.elements,
            count: indices.shape[axis], into: self)
    }

    private func gatheringAxis(
        _ operation: String, _ indices: IntArray, _ axis: Int, _ file: StaticString, _ line: UInt
    ) -> Int {
        let axis = shape.position(of: axis, operation, file: file, line: line)
        if indices.shape.rank != rank || indices.shape.replacing(axis, with: shape[axis]) != shape {
            explainFailure(
                operation, "indices of shape \(indices.shape) for an array of shape \(shape)",
                hint: "they must agree but for axis \(axis)", file: file, line: line)
        }
        indices.requireElements(in: 0..<shape[axis], operation, file: file, line: line)
        return axis
    }

    /// The `count` largest elements along the last axis in descending order, and their indices: both
    /// `[..., count]`. Of equal ones the first comes first.
    ///
    /// Traps when there are fewer than `count`.
    public func topK(
        _ count: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> (values: NDArray, indices: IntArray) {
        let axis = shape.position(of: -1, "topK", file: file, line: line)
        if count < 0 || count > shape[axis] {
            explainFailure("topK", "\(count) of \(shape[axis]) elements", file: file, line: line)
        }
        return topK(count, largest: true)
    }

    /// The first `count` elements of each row in descending or ascending order.
    private func topK(_ count: Int, largest: Bool) -> (values: NDArray, indices: IntArray) {
        let axis = rank - 1
        let rows = shape[..<axis].reduce(1, *)
        let (values, places) = Indexing.ordered(
            contiguous(), rows: rows, length: shape[axis], count: count, descending: largest)
        let resultShape = shape.replacing(axis, with: count)
        return (values.reshaped(resultShape), IntArray(elements: places, shape: resultShape))
    }

    /// The elements of a one-dimensional array, or of each row along the last axis, in ascending or descending
    /// order, and the indices they came from. Equal ones stay in their order; NaN counts as larger than all numbers.
    public func sorted(descending: Bool = false) -> (values: NDArray, indices: IntArray) {
        let axis = shape.position(of: -1, "sorted", file: #fileID, line: #line)
        return topK(shape[axis], largest: descending)
    }
}

extension NDArray {
    /// Puts the rows of `source`, `[indices.count, ...]`, at these indices of this array, `[N, ...]`, in place: the reverse of
    /// `rows(at:)`. Of an index that comes twice the last row stays.
    ///
    /// Traps when an index is not in 0..<N, or the source has another shape than `rows(at:)` gives.
    public mutating func replaceRows(
        at indices: IntArray, with source: NDArray, file: StaticString = #fileID, line: UInt = #line
    ) {
        let axis = shape.position(of: 0, "replaceRows", file: file, line: line)
        indices.requireElements(in: 0..<shape[axis], "replaceRows", file: file, line: line)
        let expected = shape.replacing(0, with: indices.elementCount)
        if source.shape != expected {
            explainFailure(
                "replaceRows", "the rows have shape \(source.shape), \(expected) is needed", file: file,
                line: line)
        }
        makeUnique()
        Indexing.putRows(
            source.contiguous(), shape.extents(reducing: axis..<axis + 1).inner, indices.elements, into: self)
    }
}

// Mini-batches of a data set

extension NDArray {
    /// The rows at these indices, `[N, ...]` to `[indices.count, ...]`: a mini-batch of a data set.
    ///
    /// Traps when an index is not in 0..<N.
    public func rows(at indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> NDArray {
        indexSelected(IntArray(indices), axis: 0, file: file, line: line)
    }
}

extension IntArray {
    /// The rows at these indices, in their order.
    ///
    /// Traps when there is no such row.
    public func rows(at indices: [Int], file: StaticString = #fileID, line: UInt = #line) -> IntArray {
        let axis = shape.position(of: 0, "rows", file: file, line: line)
        if let outside = indices.first(where: { $0 < 0 || $0 >= shape[axis] }) {
            explainFailure("rows", "there is no row \(outside) in the shape \(shape)", file: file, line: line)
        }
        let width = shape.dropFirst().reduce(1, *)
        let rows = indices.flatMap { elements[$0 * width..<($0 + 1) * width] }
        return IntArray(elements: rows, shape: shape.replacing(0, with: indices.count))
    }
}
