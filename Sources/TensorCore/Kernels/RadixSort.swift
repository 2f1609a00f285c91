/// Rows sorted by the digits of their numbers, without a comparison.
///
/// Read as integers, the bits of two positive floats are in the order of the floats; of negative ones in the reverse
/// order. `key` repairs that, and then the elements are dealt out into 2048 heaps by the lowest 11 bits of their keys,
/// gathered up, dealt out by the next 11 and by the last 10. Each round keeps the order of the one before among equals, so
/// the sort is stable, and it takes three rounds however long the row is; a sort that compares takes log₂ n.
///
/// Knuth: "The Art of Computer Programming", volume 3, section 5.2.5.
enum RadixSort {
    /// The shortest row for which clearing and adding up the heaps pays.
    static let shortest = 512

    /// The bits of each round, and the number of heaps.
    private static let (digit, heaps) = (11, 2048)

    /// The first `count` of each row of `[rows, length]` in descending or ascending order, and their indices, both
    /// `[rows, count]`; of equal ones the first comes first, and NaN counts as larger than any number.
    static func sort(
        _ input: UnsafePointer<Float>, rows: Int, length: Int, count: Int, descending: Bool,
        _ values: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Int32>
    ) {
        Parallel.forEachShare(of: rows, minimumShare: max(1, 8_192 / max(1, length))) { share in
            // An element is its key in the upper half and its place in the lower.
            let elements = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * length)
            let starts = UnsafeMutablePointer<Int>.allocate(capacity: 3 * heaps)
            defer {
                elements.deallocate()
                starts.deallocate()
            }
            for row in share {
                sortRow(
                    input + row * length, length, count, descending, elements, elements + length, starts,
                    values + row * count, places + row * count)
            }
        }
    }

    private static func sortRow(
        _ row: UnsafePointer<Float>, _ length: Int, _ count: Int, _ descending: Bool,
        _ a: UnsafeMutablePointer<UInt64>, _ b: UnsafeMutablePointer<UInt64>,
        _ starts: UnsafeMutablePointer<Int>,
        _ values: UnsafeMutablePointer<Float>, _ places: UnsafeMutablePointer<Int32>
    ) {
        let (first, second, third) = (starts, starts + heaps, starts + 2 * heaps)
        starts.update(repeating: 0, count: 3 * heaps)
        let reversal: UInt32 = descending ? .max : 0
        for place in 0..<length {
            let key = key(row[place]) ^ reversal
            a[place] = UInt64(key) << 32 | UInt64(truncatingIfNeeded: place)
            first[Int(key) & (heaps - 1)] += 1
            second[Int(key) >> digit & (heaps - 1)] += 1
            third[Int(key) >> (2 * digit)] += 1
        }
        // How many are in a heap becomes where its first one goes.
        var (x, y, z) = (0, 0, 0)
        for heap in 0..<heaps {
            (first[heap], x) = (x, x + first[heap])
            (second[heap], y) = (y, y + second[heap])
            (third[heap], z) = (z, z + third[heap])
        }
        deal(a, length, to: b, first, shift: 32)
        deal(b, length, to: a, second, shift: 32 + digit)
        for index in 0..<length {
            let heap = Int(a[index] >> UInt64(32 + 2 * digit))
            let rank = third[heap]
            third[heap] = rank + 1
            if rank < count {
                let place = Int32(truncatingIfNeeded: a[index])
                values[rank] = row[Int(place)]
                places[rank] = place
            }
        }
    }

    private static func deal(
        _ from: UnsafePointer<UInt64>, _ length: Int, to: UnsafeMutablePointer<UInt64>,
        _ starts: UnsafeMutablePointer<Int>, shift: Int
    ) {
        for index in 0..<length {
            let element = from[index]
            let heap = Int(truncatingIfNeeded: element >> UInt64(shift)) & (heaps - 1)
            to[starts[heap]] = element
            starts[heap] += 1
        }
    }

    /// A number whose order is that of the floats: −0 and 0 are equal, and every NaN is the largest.
    private static func key(_ x: Float) -> UInt32 {
        if x != x { return .max }
        let bits = (x + 0).bitPattern  // −0 + 0 is 0
        return bits >> 31 == 1 ? ~bits : bits | 1 << 31
    }
}
