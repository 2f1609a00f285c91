import Messages

/// Functions applied to each element, or to each pair of elements, of views with any strides.
///
/// The function itself is a loop over contiguous rows: a call for each row costs nothing beside the row, while a
/// call for each element would cost more than the arithmetic. Rows with a stride pass through a small buffer that
/// stays in the first-level cache.
enum Elementwise {
    /// Writes f of `count` contiguous inputs to `count` contiguous outputs; both may be the same memory.
    typealias UnaryRow = (_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int)
        -> Void

    /// Writes f of `count` contiguous pairs; the output may be either input's memory.
    typealias BinaryRow = (
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
        _ count: Int
    ) -> Void

    /// Elements a row function is given at most: two inputs and an output of this length fit the first-level cache.
    static let pieceLength = 2048

    /// f of each element, in a new contiguous array.
    static func map(_ x: NDArray, _ row: UnaryRow) -> NDArray {
        let result = NDArray(uninitialized: x.shape)
        let (output, input) = (result.storage.pointer, x.storage.pointer + x.offset)
        if x.isContiguous && x.elementCount <= pieceLength {
            row(input, output, x.elementCount)
            return result
        }
        let loop = StridedLoop(shape: x.shape, result.strides, x.strides)
        let step = loop.rowSteps.1
        loop.forEachPiece(longest: step == 1 ? 8 * pieceLength : pieceLength) { starts, count in
            let (target, source) = (output + starts.0, input + starts.1)
            if step == 1 {
                row(source, target, count)
            } else {
                pack(source, step: step, count: count, into: target)
                row(target, target, count)
            }
        }
        return result
    }

    /// f of each element, in place.
    static func mapInPlace(_ x: inout NDArray, _ row: UnaryRow) {
        x.makeUnique()
        let pointer = x.storage.pointer + x.offset
        let loop = StridedLoop(shape: x.shape, x.strides)
        loop.forEachPiece(longest: 8 * pieceLength) { starts, count in
            row(pointer + starts.0, pointer + starts.0, count)
        }
    }

    /// f of each pair of elements, broadcast as NumPy does, in a new contiguous array.
    ///
    /// Traps, in the name of `operation`, when the shapes do not go together.
    static func zip(_ a: NDArray, _ b: NDArray, _ operation: String, _ row: BinaryRow) -> NDArray {
        if a.shape == b.shape {
            let result = NDArray(uninitialized: a.shape)
            combine(a, b, into: result, row)
            return result
        }
        let shape = broadcastShape(a, b, operation)
        let result = NDArray(uninitialized: shape)
        combine(a.expanded(to: shape), b.expanded(to: shape), into: result, row)
        return result
    }

    /// f of each pair of elements, written over the first, whose shape must be that of the result.
    static func zipInPlace(_ a: inout NDArray, _ b: NDArray, _ operation: String, _ row: BinaryRow) {
        let shape = broadcastShape(a, b, operation)
        guard shape == a.shape else {
            explainFailure(
                operation, "the result of \(a.shape) and \(b.shape) has shape \(shape)",
                hint: "an operation in place cannot change the shape of its left side")
        }
        a.makeUnique()
        combine(a, b.expanded(to: shape), into: a, row)
    }

    /// - Parameter result: contiguous; its storage may be that of `a`.
    private static func combine(_ a: NDArray, _ b: NDArray, into result: NDArray, _ row: BinaryRow) {
        let elementCount = result.elementCount
        if elementCount == 0 { return }
        let output = result.storage.pointer + result.offset
        let (first, second) = (a.storage.pointer + a.offset, b.storage.pointer + b.offset)
        if elementCount <= pieceLength && a.isContiguous && b.isContiguous {
            row(first, second, output, elementCount)
            return
        }
        let loop = StridedLoop(shape: result.shape, result.strides, a.strides, b.strides)
        let (_, firstStep, secondStep) = loop.rowSteps
        if firstStep == 1 && secondStep == 1 {
            if let repeated = loop.repeatedView, 2 * loop.rowLength <= pieceLength {
                combine(first, second, repeated, period: loop.rowLength, into: result, row)
            } else {
                loop.forEachPiece(longest: pieceLength) { starts, count in
                    row(first + starts.1, second + starts.2, output + starts.0, count)
                }
            }
            return
        }
        loop.forEachPiece(longest: pieceLength) { starts, count in
            let (target, first, second) = (output + starts.0, first + starts.1, second + starts.2)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { buffer in
                guard let packed = buffer.baseAddress else { return }
                if firstStep == 1 {
                    pack(second, step: secondStep, count: count, into: packed)
                    row(first, packed, target, count)
                } else if secondStep == 1 {
                    pack(first, step: firstStep, count: count, into: packed)
                    row(packed, second, target, count)
                } else {
                    pack(second, step: secondStep, count: count, into: packed)
                    pack(first, step: firstStep, count: count, into: target)
                    row(target, packed, target, count)
                }
            }
        }
    }

    /// Combines a contiguous array with a short row that is the same for each row of it, such as a bias: copies of
    /// the short row side by side make rows that are worth a call. The result has at least one row.
    private static func combine(
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ repeatedView: Int, period: Int,
        into result: NDArray, _ row: BinaryRow
    ) {
        let output = result.storage.pointer + result.offset
        let copies = min(pieceLength, result.elementCount) / period
        withUnsafeTemporaryAllocation(of: Float.self, capacity: copies * period) { buffer in
            guard let repeated = buffer.baseAddress else { return }
            let short = repeatedView == 1 ? first : second
            repeated.update(from: short, count: period)
            var done = period
            while done < copies * period {
                let more = min(done, copies * period - done)
                (repeated + done).update(from: repeated, count: more)
                done += more
            }
            let loop = StridedLoop(shape: result.shape, result.strides)
            loop.forEachPiece(longest: copies * period) { starts, count in
                let start = starts.0
                if repeatedView == 1 {
                    row(repeated, second + start, output + start, count)
                } else {
                    row(first + start, repeated, output + start, count)
                }
            }
        }
    }

    private static func broadcastShape(_ a: NDArray, _ b: NDArray, _ operation: String) -> Shape {
        guard let shape = a.shape.broadcast(with: b.shape) else {
            explainFailure(
                operation, "the shapes \(a.shape) and \(b.shape) do not go together",
                hint: "aligned at the last axis, extents must be equal or 1; reshape one of them")
        }
        return shape
    }
}

/// Copies `count` elements that lie `step` apart to neighbouring addresses.
func pack(_ source: UnsafePointer<Float>, step: Int, count: Int, into target: UnsafeMutablePointer<Float>) {
    if step == 0 {
        target.update(repeating: source.pointee, count: count)
    } else if step == 1 {
        target.update(from: source, count: count)
    } else {
        for index in 0..<count { target[index] = source[index * step] }
    }
}
