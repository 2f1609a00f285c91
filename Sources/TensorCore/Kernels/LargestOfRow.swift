import Vectors

/// The few largest numbers of each row, without sorting the others.
///
/// They stand in descending order in a short list. Sixteen numbers at once are compared with the smallest in it, and
/// after the first hundred or so it is rare that one of them is larger: a row costs little more than reading it.
enum LargestOfRow {
    /// The longest list; beyond it sorting is as good.
    static let most = 32

    /// The `count` largest of each row of a contiguous `[rows, length]` in descending order, `[rows, count]`, and their
    /// indices; of equal ones the first comes first, and NaN counts as larger than any number.
    static func ofEach(
        _ source: NDArray, rows: Int, length: Int, count: Int
    ) -> (values: NDArray, places: [Int32]) {
        let values = NDArray(uninitialized: [rows, count])
        if count == 0 { return (values, []) }
        let (input, output) = (source.storage.pointer + source.offset, values.storage.pointer)
        let places = [Int32](unsafeUninitializedCapacity: rows * count) { buffer, filled in
            guard let found = buffer.baseAddress else { return }
            Parallel.forEachShare(of: rows, minimumShare: max(1, 16_384 / max(1, length))) { share in
                for row in share {
                    largest(
                        input + row * length, length, count, output + row * count, found + row * count)
                }
            }
            filled = rows * count
        }
        return (values, places)
    }

    private static func largest(
        _ x: UnsafePointer<Float>, _ length: Int, _ count: Int, _ values: UnsafeMutablePointer<Float>,
        _ places: UnsafeMutablePointer<Int32>
    ) {
        for index in 0..<count { insert(x[index], index, values, places, filled: index, count) }
        var index = count
        while index + Lanes.scalarCount <= length {
            let lanes = load(x + index)
            // Not "greater": that would pass over NaN.
            if any(.!(lanes .<= values[count - 1])) {
                for lane in 0..<Lanes.scalarCount where !(lanes[lane] <= values[count - 1]) {
                    insert(lanes[lane], index + lane, values, places, filled: count, count)
                }
            }
            index += Lanes.scalarCount
        }
        while index < length {
            insert(x[index], index, values, places, filled: count, count)
            index += 1
        }
    }

    /// Puts a number where it belongs in a list of `filled` numbers that may become `count` long.
    private static func insert(
        _ value: Float, _ index: Int, _ values: UnsafeMutablePointer<Float>,
        _ places: UnsafeMutablePointer<Int32>, filled: Int, _ count: Int
    ) {
        func isLarger(_ old: Float) -> Bool { value > old || (value.isNaN && !old.isNaN) }
        var place = min(filled, count - 1)
        if filled == count, !isLarger(values[place]) { return }
        while place > 0, isLarger(values[place - 1]) {
            (values[place], places[place]) = (values[place - 1], places[place - 1])
            place -= 1
        }
        (values[place], places[place]) = (value, Int32(truncatingIfNeeded: index))
    }
}
