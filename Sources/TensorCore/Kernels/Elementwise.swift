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
        let loop = StridedLoop(shape: x.shape, operands: result.strides, x.strides)
        let (output, input) = (result.storage.pointer, x.storage.pointer + x.offset)
        let step = loop.rowStrides[1]
        let longest = step == 1 ? 8 * pieceLength : pieceLength
        loop.forEachPiece(longest: longest) { index, places in
            let target = output + loop.start(ofRow: index, operand: 0) + places.lowerBound
            let source = input + loop.start(ofRow: index, operand: 1) + places.lowerBound * step
            if step == 1 {
                row(source, target, places.count)
            } else {
                pack(source, step: step, count: places.count, into: target)
                row(target, target, places.count)
            }
        }
        return result
    }

    /// f of each element, in place.
    static func mapInPlace(_ x: inout NDArray, _ row: UnaryRow) {
        x.makeUnique()
        let pointer = x.storage.pointer + x.offset
        let loop = StridedLoop(shape: x.shape, operands: x.strides)
        loop.forEachPiece(longest: 8 * pieceLength) { _, places in
            let target = pointer + places.lowerBound
            row(target, target, places.count)
        }
    }

    /// f of each pair of elements, broadcast as NumPy does, in a new contiguous array.
    ///
    /// Traps, in the name of `operation`, when the shapes do not go together.
    static func zip(_ a: NDArray, _ b: NDArray, _ operation: String, _ row: BinaryRow) -> NDArray {
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

    private static func combine(_ a: NDArray, _ b: NDArray, into result: NDArray, _ row: BinaryRow) {
        let loop = StridedLoop(shape: result.shape, operands: result.strides, a.strides, b.strides)
        let output = result.storage.pointer + result.offset
        let (firstInput, secondInput) = (a.storage.pointer + a.offset, b.storage.pointer + b.offset)
        let (firstStep, secondStep) = (loop.rowStrides[1], loop.rowStrides[2])
        loop.forEachPiece(longest: pieceLength) { index, places in
            let count = places.count
            let target = output + loop.start(ofRow: index, operand: 0) + places.lowerBound
            let first = firstInput + loop.start(ofRow: index, operand: 1) + places.lowerBound * firstStep
            let second = secondInput + loop.start(ofRow: index, operand: 2) + places.lowerBound * secondStep
            if firstStep == 1 && secondStep == 1 {
                row(first, second, target, count)
                return
            }
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

    private static func broadcastShape(_ a: NDArray, _ b: NDArray, _ operation: String) -> Shape {
        guard let shape = a.shape.broadcast(with: b.shape) else {
            explainFailure(
                operation, "the shapes \(a.shape) and \(b.shape) do not go together",
                hint: "aligned at the last axis, extents must be equal or 1; reshape one of them")
        }
        return shape
    }
}

/// Copies `count` elements that lie `step` apart to neighbouring places.
func pack(_ source: UnsafePointer<Float>, step: Int, count: Int, into target: UnsafeMutablePointer<Float>) {
    if step == 0 {
        target.update(repeating: source.pointee, count: count)
    } else if step == 1 {
        target.update(from: source, count: count)
    } else {
        for index in 0..<count { target[index] = source[index * step] }
    }
}
