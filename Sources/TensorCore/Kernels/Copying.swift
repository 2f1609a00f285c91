/// Copies Swift's array into a contiguous array of as many elements.
func copyElements(_ elements: [Float], to array: NDArray) {
    elements.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { array.storage.pointer.update(from: base, count: source.count) }
    }
}

/// The elements of any view, in row-major order.
func copiedElements(of array: NDArray) -> [Float] {
    let source = array.contiguous()
    return Array(
        UnsafeBufferPointer(start: source.storage.pointer + source.offset, count: source.elementCount))
}

/// Sets every element of a contiguous array that nobody else uses.
func fillElements(of array: NDArray, with value: Float) {
    (array.storage.pointer + array.offset).update(repeating: value, count: array.elementCount)
}

extension NDArray {
    /// A contiguous copy with storage of its own.
    func copied() -> NDArray {
        let result = NDArray(uninitialized: shape)
        copy(self, to: result)
        return result
    }
}

/// Copies a view into another view of the same shape, whose elements must not overlap the first's.
///
/// A transposed matrix is copied tile by tile, so that both its rows and its columns stay in the cache.
func copy(_ source: NDArray, to target: NDArray) {
    if source.isContiguous && target.isContiguous && source.elementCount <= StridedLoop.worthAThread {
        (target.storage.pointer + target.offset).update(
            from: source.storage.pointer + source.offset, count: source.elementCount)
        return
    }
    let loop = StridedLoop(shape: source.shape, target.strides, source.strides)
    let (output, input) = (target.storage.pointer + target.offset, source.storage.pointer + source.offset)
    let (targetStep, sourceStep) = (loop.rowSteps.0, loop.rowSteps.1)
    if targetStep == 1, sourceStep > 1, let plane = TransposedPlane(source, target) {
        plane.copy(from: input, to: output)
        return
    }
    loop.forEachPiece(longest: 8 * Elementwise.pieceLength) { starts, count in
        let (from, to) = (input + starts.1, output + starts.0)
        if targetStep == 1 {
            pack(from, step: sourceStep, count: count, into: to)
        } else {
            for index in 0..<count { to[index * targetStep] = from[index * sourceStep] }
        }
    }
}
