/// Rows picked by number, rows added up by number, and single elements picked along an axis.
///
/// All arrays here are contiguous and seen as `[outer, axis, inner]`; all indices were checked against the axis
/// before they came here.
enum Indexing {
    /// target[o, j, i] ← source[o, indices[j], i].
    static func take(
        _ source: NDArray, _ extents: Reduction.Extents, _ indices: [Int32], into target: NDArray
    ) {
        let (inner, axis, count) = (extents.inner, extents.reduced, indices.count)
        let (input, output) = (source.storage.pointer + source.offset, target.storage.pointer)
        Parallel.forEachShare(of: extents.outer * count, minimumShare: max(1, 16384 / max(1, inner))) {
            share in
            for row in share {
                let from = row / count * axis + Int(indices[row % count])
                (output + row * inner).update(from: input + from * inner, count: inner)
            }
        }
    }

    /// target[indices[j], i] ← source[j, i], in the order of j, for rows of `inner` numbers.
    static func putRows(_ source: NDArray, _ inner: Int, _ indices: [Int32], into target: NDArray) {
        let (input, output) = (source.storage.pointer + source.offset, target.storage.pointer + target.offset)
        for (row, index) in indices.enumerated() {
            (output + Int(index) * inner).update(from: input + row * inner, count: inner)
        }
    }

    /// target[o, indices[j], i] ← target[o, indices[j], i] + source[o, j, i], in the order of j.
    ///
    /// Threads share out the columns, so that the order of the additions never depends on their number.
    static func addRows(
        _ source: NDArray, _ extents: Reduction.Extents, _ indices: [Int32], into target: NDArray
    ) {
        let (inner, axis, count) = (extents.inner, extents.reduced, indices.count)
        let (input, output) = (source.storage.pointer + source.offset, target.storage.pointer + target.offset)
        let work = extents.outer * count
        Parallel.forEachShare(of: inner, minimumShare: max(16, 32768 / max(1, work))) { columns in
            for row in 0..<work {
                let to = row / count * axis + Int(indices[row % count])
                let (from, into) = (input + row * inner, output + to * inner)
                for column in columns { into[column] += from[column] }
            }
        }
    }

    /// target[o, j, i] ← source[o, indices[o, j, i], i], with `count` indices j.
    static func pick(
        _ source: NDArray, _ extents: Reduction.Extents, _ indices: [Int32], count: Int, into target: NDArray
    ) {
        let (inner, axis) = (extents.inner, extents.reduced)
        let (input, output) = (source.storage.pointer + source.offset, target.storage.pointer)
        if inner == 1 {
            forEachRow(of: indices, count) { row, places in
                for place in places { output[place] = input[row * axis + Int(indices[place])] }
            }
            return
        }
        for place in 0..<indices.count {
            let (outer, column) = (place / (count * inner), place % inner)
            output[place] = input[(outer * axis + Int(indices[place])) * inner + column]
        }
    }

    /// target[o, indices[o, j, i], i] ← itself + source[o, j, i], in row-major order.
    static func addGathered(
        _ source: NDArray, _ extents: Reduction.Extents, _ indices: [Int32], count: Int, into target: NDArray
    ) {
        let (inner, axis) = (extents.inner, extents.reduced)
        let (input, output) = (source.storage.pointer + source.offset, target.storage.pointer + target.offset)
        if inner == 1 {
            forEachRow(of: indices, count) { row, places in
                for place in places { output[row * axis + Int(indices[place])] += input[place] }
            }
            return
        }
        for place in 0..<indices.count {
            let (outer, column) = (place / (count * inner), place % inner)
            output[(outer * axis + Int(indices[place])) * inner + column] += input[place]
        }
    }

    /// Calls `body` for each row of `count` indices with their places; threads share out the rows.
    private static func forEachRow(
        of indices: [Int32], _ count: Int, _ body: (_ row: Int, _ places: Range<Int>) -> Void
    ) {
        Parallel.forEachShare(
            of: indices.count / max(1, count), minimumShare: max(1, 16384 / max(1, count))
        ) { rows in
            for row in rows { body(row, row * count..<(row + 1) * count) }
        }
    }

    /// The first `count` of each row of a contiguous `[rows, length]` in descending or ascending order, and their
    /// indices; of equal ones the first comes first, and NaN counts as larger than any number.
    static func ordered(
        _ source: NDArray, rows: Int, length: Int, count: Int, descending: Bool
    ) -> (values: NDArray, places: [Int32]) {
        if descending, count <= LargestOfRow.most {
            return LargestOfRow.ofEach(source, rows: rows, length: length, count: count)
        }
        let values = NDArray(uninitialized: [rows, count])
        let (input, output) = (source.storage.pointer + source.offset, values.storage.pointer)
        if length >= RadixSort.shortest, KernelRung.current > .naive {
            let places = [Int32](unsafeUninitializedCapacity: rows * count) { buffer, filled in
                guard let found = buffer.baseAddress else { return }
                RadixSort.sort(
                    input, rows: rows, length: length, count: count, descending: descending, output, found)
                filled = rows * count
            }
            return (values, places)
        }
        var places = [Int32](repeating: 0, count: rows * count)
        for row in 0..<rows {
            let elements = input + row * length
            let order = (0..<length).sorted { a, b in
                let (x, y) = (elements[a], elements[b])
                if x == y || (x != x && y != y) { return a < b }
                if x != x || y != y { return (x != x) == descending }
                return descending ? x > y : x < y
            }
            for (rank, place) in order.prefix(count).enumerated() {
                output[row * count + rank] = elements[place]
                places[row * count + rank] = Int32(truncatingIfNeeded: place)
            }
        }
        return (values, places)
    }
}

extension Elementwise {
    /// target ← source where the mask is not 0; all three have one shape, and the target is contiguous.
    static func blend(_ target: inout NDArray, _ source: NDArray, where mask: NDArray) {
        let output = target.storage.pointer + target.offset
        let (source, mask) = (source.contiguous(), mask.contiguous())
        let (input, chosen) = (source.storage.pointer + source.offset, mask.storage.pointer + mask.offset)
        Parallel.forEachShare(of: target.elementCount, minimumShare: 32768) { places in
            for place in places { output[place] = chosen[place] != 0 ? input[place] : output[place] }
        }
    }
}
