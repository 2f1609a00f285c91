import TensorCore

// Elements selected by index: the backward pass adds each gradient where its element was taken from.

extension Tensor {
    /// The slices at these indices along an axis; with axis 0 of a table, an embedding.
    public func indexSelected(
        _ indices: IntArray, axis: Int = 0, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = shape
        let result = value.indexSelected(indices, axis: axis, file: file, line: line)
        return unary("indexSelected", result) { upstream in
            var gradient = NDArray.zeros(shape)
            gradient.scatterAdd(upstream, at: indices, axis: axis)
            return gradient
        }
    }

    /// This tensor with each slice of `source` added at its index along an axis; slices of the same index add up. The
    /// gradient of the source is gathered at the same indices.
    public func scatterAdding(
        _ source: Tensor, at indices: IntArray, axis: Int = 0, file: StaticString = #fileID,
        line: UInt = #line
    ) -> Tensor {
        var result = value
        result.scatterAdd(source.value, at: indices, axis: axis, file: file, line: line)
        return Tensor.operation("scatterAdding", result, inputs: [self, source]) { upstream in
            [upstream, upstream.indexSelected(indices, axis: axis)]
        }
    }

    /// One element for each index, along an axis: `result[i, j] = self[i, indices[i, j]]` for axis 1.
    public func gathered(
        _ indices: IntArray, axis: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> Tensor {
        let shape = shape
        let result = value.gathered(indices, axis: axis, file: file, line: line)
        return unary("gathered", result) { upstream in
            var gradient = NDArray.zeros(shape)
            gradient.scatterAddAlong(upstream, at: indices, axis: axis)
            return gradient
        }
    }

    /// The `count` largest elements along the last axis in descending order, and their indices.
    public func topK(
        _ count: Int, file: StaticString = #fileID, line: UInt = #line
    ) -> (values: Tensor, indices: IntArray) {
        let indices = value.topK(count, file: file, line: line).indices
        return (gathered(indices, axis: -1), indices)
    }

    /// The elements along the last axis in order, and the indices they came from.
    public func sorted(descending: Bool = false) -> (values: Tensor, indices: IntArray) {
        let indices = value.sorted(descending: descending).indices
        return (gathered(indices, axis: -1), indices)
    }
}
