import Vectors

/// Sums and extremes along one axis of a contiguous array seen as `[outer, reduced, inner]`.
///
/// Sums are taken in double precision: memory is slower than the additions, so the accuracy is free, and ten million
/// elements, even of changing signs and sizes, lose no more than the last rounding does.
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

    /// How many columns are summed at a time: their sums stay in the first-level cache.
    private static let blockWidth = 256

    /// The sum along the reduced axis, `[outer, inner]`.
    static func sum(_ input: UnsafePointer<Float>, _ extents: Extents, _ output: UnsafeMutablePointer<Float>)
    {
        let (outer, reduced, inner) = (extents.outer, extents.reduced, extents.inner)
        // Few columns, such as a bias gradient's: pieces of rows, or one thread would do it all.
        let isNarrow = inner > 1 && outer * inner < 8 * blockWidth
        let pieceLength = isNarrow ? 256 : Self.pieceLength
        let pieces = (reduced + pieceLength - 1) / pieceLength
        guard pieces > 1 else {
            if inner == 1 {
                let minimumShare = max(1, 32768 / max(1, reduced))
                Parallel.forEachShare(of: outer, minimumShare: minimumShare) { share in
                    for row in share { output[row] = Float(sumOfRow(input + row * reduced, reduced)) }
                }
            } else {
                sumOfColumns(input, extents, output)
            }
            return
        }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: outer * pieces * inner) { buffer in
            guard let partial = buffer.baseAddress else { return }
            Parallel.forEachShare(
                of: outer * pieces, minimumShare: max(1, 32768 / max(1, pieceLength * inner))
            ) { share in
                for index in share {
                    let (row, piece) = (index / pieces, index % pieces)
                    let start = piece * pieceLength
                    let length = min(pieceLength, reduced - start)
                    let source = input + (row * reduced + start) * inner
                    if inner == 1 {
                        partial[index] = sumOfRow(source, length)
                    } else {
                        addRows(length, of: source, step: inner, count: inner, into: partial + index * inner)
                    }
                }
            }
            for row in 0..<outer {
                for column in 0..<inner {
                    let first = partial + row * pieces * inner + column
                    var total = first[0]
                    for piece in 1..<pieces { total += first[piece * inner] }
                    output[row * inner + column] = Float(total)
                }
            }
        }
    }

    /// The sum of `count` neighbours: lines of 64 are added up as the rows of a matrix, then the rest.
    private static func sumOfRow(_ input: UnsafePointer<Float>, _ count: Int) -> Double {
        let lineLength = 64
        let lines = count / lineLength
        var index = lines * lineLength
        var sums = SIMD8<Double>.zero
        if lines > 0 {
            withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: lineLength / 8) { buffer in
                guard let vectors = buffer.baseAddress else { return }
                vectors.withMemoryRebound(to: Double.self, capacity: lineLength) { line in
                    addRows(lines, of: input, step: lineLength, count: lineLength, into: line)
                }
                for place in 0..<lineLength / 8 { sums += vectors[place] }
            }
        }
        while index + 8 <= count {
            let x = UnsafeRawPointer(input + index).loadUnaligned(as: SIMD8<Float>.self)
            sums += SIMD8<Double>(x)
            index += 8
        }
        var sum = count < 8 ? 0 : sums.sum()
        while index < count {
            sum += Double(input[index])
            index += 1
        }
        return sum
    }

    private static func sumOfColumns(
        _ input: UnsafePointer<Float>, _ extents: Extents, _ output: UnsafeMutablePointer<Float>
    ) {
        let (reduced, inner) = (extents.reduced, extents.inner)
        let blocks = (inner + blockWidth - 1) / blockWidth
        let minimumShare = max(1, 32768 / max(1, reduced * min(inner, blockWidth)))
        Parallel.forEachShare(of: extents.outer * blocks, minimumShare: minimumShare) { share in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: blockWidth) { buffer in
                guard let sums = buffer.baseAddress else { return }
                for index in share {
                    let (row, column) = (index / blocks, index % blocks * blockWidth)
                    let count = min(blockWidth, inner - column)
                    addRows(
                        reduced, of: input + row * reduced * inner + column, step: inner, count: count,
                        into: sums)
                    let target = output + row * inner + column
                    for place in 0..<count { target[place] = Float(sums[place]) }
                }
            }
        }
    }

    /// The sum of rows of `count` elements that lie `step` apart.
    private static func addRows(
        _ rows: Int, of input: UnsafePointer<Float>, step: Int, count: Int,
        into sums: UnsafeMutablePointer<Double>
    ) {
        sums.update(repeating: 0, count: count)
        var row = 0
        // Four at a time, so that the sums are loaded and stored a quarter as often.
        while row &+ 4 <= rows {
            let (first, second) = (input + row * step, input + (row + 1) * step)
            let (third, fourth) = (second + step, second + 2 * step)
            for place in 0..<count {
                sums[place] +=
                    (Double(first[place]) + Double(second[place]))
                    + (Double(third[place]) + Double(fourth[place]))
            }
            row &+= 4
        }
        while row < rows {
            let source = input + row * step
            for place in 0..<count { sums[place] += Double(source[place]) }
            row &+= 1
        }
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
        var result = sign * input[0]
        if result != result { return .nan }
        var index = 0
        if count >= Lanes.scalarCount {
            var best = Lanes(repeating: result)
            var sawNaN = SIMDMask<SIMD16<Int32>>(repeating: false)
            while index + Lanes.scalarCount <= count {
                let x = load(input + index) * sign
                sawNaN = sawNaN .| (x .!= x)
                best = best.replacing(with: x, where: x .> best)
                index += Lanes.scalarCount
            }
            if any(sawNaN) { return .nan }
            result = best.max()
        }
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
