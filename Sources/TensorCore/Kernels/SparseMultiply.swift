import Vectors

/// Products of a matrix of which only the entries that are not 0 are stored, row after row, and a dense one.
enum SparseMultiply {
    /// Where the entries lie: those of row r are `rowStarts[r]..<rowStarts[r + 1]`, in the columns `columns[entry]`.
    struct Entries {
        let rowStarts: [Int]
        let columns: [Int32]
        let values: NDArray
    }

    private static let wide = 4 * Lanes.scalarCount

    /// result[r, :] = Σ values[entry] · dense[columns[entry], :] over the entries of row r.
    ///
    /// Both are contiguous, `[columns, width]` and `[rows, width]`. A row belongs to one thread, and its entries are
    /// added in their order.
    static func multiply(_ entries: Entries, _ dense: NDArray, width: Int, into result: NDArray) {
        let (input, output) = (dense.storage.pointer + dense.offset, result.storage.pointer)
        forEachRow(entries, width) { row, columns, values in
            let target = output + row * width
            var first = 0
            while first + wide <= width {
                addWide(columns, values, input + first, width, target + first)
                first += wide
            }
            while first + Lanes.scalarCount <= width {
                addLanes(columns, values, input + first, width, target + first)
                first += Lanes.scalarCount
            }
            for column in first..<width {
                var sum: Float = 0
                for entry in 0..<columns.count {
                    sum += values[entry] * input[Int(columns[entry]) * width + column]
                }
                target[column] = sum
            }
        }
    }

    /// result[entry] = Σ left[row, :] · right[columns[entry], :], the gradient of the entries of a product, from
    /// contiguous `[rows, width]` and `[columns, width]`.
    static func products(
        _ entries: Entries, _ left: NDArray, _ right: NDArray, width: Int, into result: NDArray
    ) {
        let (a, b) = (left.storage.pointer + left.offset, right.storage.pointer + right.offset)
        let output = result.storage.pointer
        forEachRow(entries, width) { row, columns, _ in
            let target = output + entries.rowStarts[row]
            for entry in 0..<columns.count {
                target[entry] = dot(a + row * width, b + Int(columns[entry]) * width, width)
            }
        }
    }

    private static func forEachRow(
        _ entries: Entries, _ width: Int,
        _ body: (_ row: Int, UnsafeBufferPointer<Int32>, UnsafePointer<Float>) -> Void
    ) {
        let rowCount = entries.rowStarts.count - 1
        let values = entries.values.storage.pointer + entries.values.offset
        let work = max(1, (entries.columns.count + rowCount) * width / max(1, rowCount))
        entries.columns.withUnsafeBufferPointer { columns in
            entries.rowStarts.withUnsafeBufferPointer { starts in
                Parallel.forEachShare(of: rowCount, minimumShare: max(1, 32768 / work)) { share in
                    for row in share {
                        let range = starts[row]..<starts[row + 1]
                        body(row, UnsafeBufferPointer(rebasing: columns[range]), values + range.lowerBound)
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func addWide(
        _ columns: UnsafeBufferPointer<Int32>, _ values: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
        _ width: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        var (s0, s1, s2, s3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
        let step = Lanes.scalarCount
        for entry in 0..<columns.count {
            let (value, source) = (Lanes(repeating: values[entry]), input + Int(columns[entry]) * width)
            s0 += value * load(source)
            s1 += value * load(source + step)
            s2 += value * load(source + 2 * step)
            s3 += value * load(source + 3 * step)
        }
        store(s0, to: target)
        store(s1, to: target + step)
        store(s2, to: target + 2 * step)
        store(s3, to: target + 3 * step)
    }

    @inline(__always)
    private static func addLanes(
        _ columns: UnsafeBufferPointer<Int32>, _ values: UnsafePointer<Float>, _ input: UnsafePointer<Float>,
        _ width: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        var sum = Lanes.zero
        for entry in 0..<columns.count {
            sum += Lanes(repeating: values[entry]) * load(input + Int(columns[entry]) * width)
        }
        store(sum, to: target)
    }
}
