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

/// A stack of matrices whose columns are contiguous in the source and whose rows are contiguous in the target.
private struct TransposedPlane {
    private static let tile = 16
    private let rows: Int
    private let columns: Int
    private let rowAxisStride: Int  // of the target
    private let columnStride: Int  // of the source
    private let planes: StridedLoop

    init?(_ source: NDArray, _ target: NDArray) {
        let last = source.rank - 1
        guard let rowAxis = (0..<last).last(where: { source.strides[$0] == 1 && source.shape[$0] >= 8 }),
            source.shape[last] >= 8
        else { return nil }
        rows = source.shape[rowAxis]
        columns = source.shape[last]
        rowAxisStride = target.strides[rowAxis]
        columnStride = source.strides[last]
        let outer = source.shape.replacing(rowAxis, with: 1).replacing(last, with: 1)
        planes = StridedLoop(shape: outer, target.strides, source.strides)
    }

    func copy(from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>) {
        let tile = TransposedPlane.tile
        let bands = (rows + tile - 1) / tile
        let count = planes.rowCount * planes.rowLength * bands
        Parallel.forEachShare(of: count, minimumShare: max(1, 32768 / (tile * columns))) { share in
            for index in share {
                let (plane, band) = (index / bands, index % bands)
                let starts = planes.starts(ofPlace: plane)
                copyBand(
                    band * tile..<min((band + 1) * tile, rows), from: input + starts.1, to: output + starts.0)
            }
        }
    }

    private func copyBand(
        _ band: Range<Int>, from input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>
    ) {
        for start in stride(from: 0, to: columns, by: TransposedPlane.tile) {
            let end = min(start + TransposedPlane.tile, columns)
            for row in band {
                let target = output + row * rowAxisStride
                for column in start..<end { target[column] = input[row + column * columnStride] }
            }
        }
    }
}
