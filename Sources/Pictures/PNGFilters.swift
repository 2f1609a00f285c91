/// The five ways in which PNG writes a row of bytes as differences from what is known already, which packs better
/// (PNG specification, section 9).
///
/// A byte's neighbours are that of the same channel in the pixel to the left, in the pixel above, and above to the left;
/// 0 beyond the edge. The number is what stands before the row in the file.
enum PNGFilter: UInt8, CaseIterable {
    /// The bytes as they are.
    case none
    /// Less the neighbour to the left.
    case sub
    /// Less the neighbour above.
    case up
    /// Less the mean of these two, rounded down.
    case average
    /// Less that one of the three neighbours which is nearest to left + above − above left (Paeth, 1991).
    case paeth

    /// A row's differences.
    ///
    /// - Parameters:
    ///   - row: the bytes of a row.
    ///   - above: those of the row above it, as many.
    ///   - size: how far apart the bytes of one channel are.
    func applied(to row: ArraySlice<UInt8>, above: ArraySlice<UInt8>, size: Int) -> [UInt8] {
        let (row, above) = (Array(row), Array(above))
        var result = row
        for place in row.indices {
            let isFirst = place < size
            let (left, corner) = isFirst ? (0, 0) : (row[place - size], above[place - size])
            result[place] &-= prediction(left: left, above: above[place], corner: corner)
        }
        return result
    }

    /// Turns a row's differences back into its bytes, in place; `row` and `above` are where they begin in `bytes`, which
    /// holds `count` of each. Without a row above, it counts as zeros.
    func undo(_ bytes: inout [UInt8], row: Int, above: Int?, count: Int, size: Int) {
        if self == .none { return }
        for place in 0..<count {
            let isFirst = place < size
            let left = isFirst ? 0 : bytes[row + place - size]
            let up = above.map { bytes[$0 + place] } ?? 0
            let corner = isFirst ? 0 : above.map { bytes[$0 + place - size] } ?? 0
            bytes[row + place] &+= prediction(left: left, above: up, corner: corner)
        }
    }

    /// What a byte is expected to be.
    @inline(__always)
    private func prediction(left: UInt8, above: UInt8, corner: UInt8) -> UInt8 {
        switch self {
        case .none: return 0
        case .sub: return left
        case .up: return above
        case .average: return UInt8((Int(left) + Int(above)) / 2)
        case .paeth:
            let (a, b, c) = (Int(left), Int(above), Int(corner))
            let (toLeft, toAbove, toCorner) = (abs(b - c), abs(a - c), abs(a + b - 2 * c))
            if toLeft <= toAbove, toLeft <= toCorner { return left }
            return toAbove <= toCorner ? above : corner
        }
    }
}

/// Each row behind the number of its filter: the one whose differences, taken as numbers from −128 to 127, have the
/// smallest sum of magnitudes, which is a good guess at what packs best.
func filteredRows(_ bytes: [UInt8], rowLength: Int, size: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / rowLength)
    var above = [UInt8](repeating: 0, count: rowLength)[...]
    for start in stride(from: 0, to: bytes.count, by: rowLength) {
        let row = bytes[start..<start + rowLength]
        var (best, bestSum, bestFilter): ([UInt8], Int, PNGFilter) = ([], .max, .none)
        for filter in PNGFilter.allCases {
            let differences = filter.applied(to: row, above: above, size: size)
            let sum = differences.reduce(0) { $0 + Int($1 < 128 ? $1 : 0 &- $1) }
            if sum < bestSum { (best, bestSum, bestFilter) = (differences, sum, filter) }
        }
        result.append(bestFilter.rawValue)
        result += best
        above = row
    }
    return result
}
