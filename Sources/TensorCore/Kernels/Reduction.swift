/// Sums and extremes along one axis of a contiguous array seen as `[outer, reduced, inner]`.
///
/// Sums carry a compensation (Kahan, 1965) in every vector lane: memory is slower than the additions, so the
/// accuracy is free, and ten million elements lose no more than one does.
enum Reduction {
    /// A contiguous array seen as `[outer, reduced, inner]`.
    struct Extents {
        let outer: Int
        let reduced: Int
        let inner: Int
    }

    /// Reduces a contiguous array of these extents into one of `[outer, inner]`.
    typealias Kernel = (
        _ input: UnsafePointer<Float>, _ extents: Extents, _ output: UnsafeMutablePointer<Float>
    ) -> Void

    /// A long reduction is cut into pieces of this many elements, each summed by itself and then all together, so
    /// that several threads can work on it and the result does not depend on how many do.
    private static let pieceLength = 16384

    /// The sum along the reduced axis, `[outer, inner]`.
    static func sum(_ input: UnsafePointer<Float>, _ extents: Extents, _ output: UnsafeMutablePointer<Float>)
    {
        let (outer, reduced, inner) = (extents.outer, extents.reduced, extents.inner)
        let pieces = (reduced + pieceLength - 1) / pieceLength
        guard pieces > 1 else {
            if inner == 1 {
                let minimumShare = max(1, 32768 / max(1, reduced))
                Parallel.forEachShare(of: outer, minimumShare: minimumShare) { share in
                    for row in share { output[row] = sumOfRow(input + row * reduced, reduced) }
                }
            } else {
                sumOfColumns(input, extents, output)
            }
            return
        }
        let count = outer * pieces * inner
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { buffer in
            guard let partial = buffer.baseAddress else { return }
            Parallel.forEachShare(of: outer * pieces) { share in
                for index in share {
                    let (row, piece) = (index / pieces, index % pieces)
                    let start = piece * pieceLength
                    let length = min(pieceLength, reduced - start)
                    let source = input + (row * reduced + start) * inner
                    if inner == 1 {
                        partial[index] = sumOfRow(source, length)
                    } else {
                        columns(source, reduced: length, inner: inner, 0..<inner, partial + index * inner)
                    }
                }
            }
            sum(partial, Extents(outer: outer, reduced: pieces, inner: inner), output)
        }
    }

    /// The sum of `count` neighbours.
    private static func sumOfRow(_ input: UnsafePointer<Float>, _ count: Int) -> Float {
        var (total, lost) = (Lanes.zero, Lanes.zero)
        var (total2, lost2) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index + 2 * Lanes.scalarCount <= count {
            add(load(input + index), to: &total, &lost)
            add(load(input + index + Lanes.scalarCount), to: &total2, &lost2)
            index += 2 * Lanes.scalarCount
        }
        // In double precision from here on: the lanes, what they lost, and the rest of the row.
        var sum = 0.0
        for lane in 0..<Lanes.scalarCount {
            sum += Double(total[lane]) - Double(lost[lane]) + Double(total2[lane]) - Double(lost2[lane])
        }
        while index < count {
            sum += Double(input[index])
            index += 1
        }
        return Float(sum)
    }

    private static func sumOfColumns(
        _ input: UnsafePointer<Float>, _ extents: Extents, _ output: UnsafeMutablePointer<Float>
    ) {
        let (reduced, inner) = (extents.reduced, extents.inner)
        let blockWidth = 4 * Lanes.scalarCount
        let blocks = (inner + blockWidth - 1) / blockWidth
        let minimumShare = max(1, 32768 / max(1, reduced * min(inner, blockWidth)))
        Parallel.forEachShare(of: extents.outer * blocks, minimumShare: minimumShare) { share in
            for index in share {
                let (row, block) = (index / blocks, index % blocks)
                let range = block * blockWidth..<min((block + 1) * blockWidth, inner)
                columns(
                    input + row * reduced * inner, reduced: reduced, inner: inner, range, output + row * inner
                )
            }
        }
    }

    /// The sums of some columns of a matrix `[reduced, inner]`.
    private static func columns(
        _ input: UnsafePointer<Float>, reduced: Int, inner: Int, _ range: Range<Int>,
        _ output: UnsafeMutablePointer<Float>
    ) {
        var column = range.lowerBound
        while column + Lanes.scalarCount <= range.upperBound {
            var (total, lost) = (Lanes.zero, Lanes.zero)
            var source = input + column
            for _ in 0..<reduced {
                add(load(source), to: &total, &lost)
                source += inner
            }
            store(total - lost, output + column)
            column += Lanes.scalarCount
        }
        while column < range.upperBound {
            var (total, lost) = (Float(0), Float(0))
            for row in 0..<reduced {
                let corrected = input[row * inner + column] - lost
                let next = total + corrected
                let error = (next - total) - corrected
                lost = error.isFinite ? error : 0
                total = next
            }
            output[column] = total - lost
            column += 1
        }
    }

    /// total ← total + x, remembering in `lost` what rounding took away.
    @inline(__always)
    private static func add(_ x: Lanes, to total: inout Lanes, _ lost: inout Lanes) {
        let corrected = x - lost
        let next = total + corrected
        let error = (next - total) - corrected
        // Infinity - infinity is no error to carry on: the sum is infinite, and stays it.
        lost = error.replacing(with: 0, where: (error - error) .!= 0)
        total = next
    }

    @inline(__always)
    private static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
        UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    private static func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Lanes.self)
    }
}

extension Reduction {
    /// The largest element along the reduced axis, `[outer, inner]`, or the smallest; NaN where there is one.
    static func extreme(
        _ input: UnsafePointer<Float>, _ extents: Extents, largest: Bool,
        _ output: UnsafeMutablePointer<Float>
    ) {
        let (reduced, inner) = (extents.reduced, extents.inner)
        let minimumShare = max(1, 32768 / max(1, reduced * inner))
        Parallel.forEachShare(of: extents.outer, minimumShare: minimumShare) { share in
            for outer in share {
                let source = input + outer * reduced * inner
                let target = output + outer * inner
                if inner == 1 {
                    target.pointee = extremeOfRow(source, reduced, largest: largest)
                    continue
                }
                target.update(from: source, count: inner)
                for row in 1..<max(1, reduced) {
                    if largest {
                        ArithmeticRows.maximum(target, source + row * inner, target, inner)
                    } else {
                        ArithmeticRows.minimum(target, source + row * inner, target, inner)
                    }
                }
            }
        }
    }

    private static func extremeOfRow(_ input: UnsafePointer<Float>, _ count: Int, largest: Bool) -> Float {
        // Lane by lane, then across: the order does not matter, but a NaN must not be lost.
        let sign: Float = largest ? 1 : -1
        var best = Lanes(repeating: sign * input[0])
        var sawNaN = SIMDMask<SIMD16<Int32>>(repeating: false)
        var index = 0
        while index + Lanes.scalarCount <= count {
            let x = load(input + index) * sign
            sawNaN = sawNaN .| (x .!= x)
            best = best.replacing(with: x, where: x .> best)
            index += Lanes.scalarCount
        }
        if any(sawNaN) || input[0] != input[0] { return .nan }
        var result = best.max()
        while index < count {
            let x = input[index] * sign
            if x != x { return .nan }
            result = Swift.max(result, x)
            index += 1
        }
        return sign * result
    }

    /// The index of the first largest element along the reduced axis, `[outer, inner]`; a NaN counts as largest.
    static func indexOfLargest(_ input: UnsafePointer<Float>, _ extents: Extents) -> [Int32] {
        let (outer, reduced, inner) = (extents.outer, extents.reduced, extents.inner)
        return [Int32](unsafeUninitializedCapacity: outer * inner) { buffer, count in
            count = outer * inner
            guard let output = buffer.baseAddress else { return }
            Parallel.forEachShare(of: outer, minimumShare: max(1, 16384 / max(1, reduced * inner))) { share in
                for place in share.lowerBound * inner..<share.upperBound * inner {
                    let source = input + place / inner * reduced * inner + place % inner
                    var (best, bestIndex) = (source[0], 0)
                    for index in 0..<reduced {
                        let x = source[index * inner]
                        if x > best || (x != x && best == best) { (best, bestIndex) = (x, index) }
                    }
                    output[place] = Int32(truncatingIfNeeded: bestIndex)
                }
            }
        }
    }
}
