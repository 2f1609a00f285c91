/// Copies a block of 8 × 8 numbers so that rows become columns: row r of the target is column r of the source.
///
/// Shuffling the first half of the rows with the second, as a deck of cards, moves one bit of a number's column to
/// its row; three shuffles exchange all three bits.
///
/// - Parameters:
///   - source: rows of eight numbers that lie `sourceStep` apart.
///   - rows: how many of them there are, at most eight; for each that is missing a column is filled with others' numbers.
///   - target: eight rows that lie `targetStep` apart.
@inlinable
@inline(__always)
public func copyTransposedBlock(
    _ source: UnsafePointer<Float>, sourceStep: Int, rows: Int = 8, _ target: UnsafeMutablePointer<Float>,
    targetStep: Int
) {
    @inline(__always)
    func load(_ row: Int) -> SIMD8<Float> {
        UnsafeRawPointer(source + min(row, rows &- 1) &* sourceStep).loadUnaligned(as: SIMD8<Float>.self)
    }
    @inline(__always)
    func shuffle(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> (SIMD8<Float>, SIMD8<Float>) {
        var (low, high) = (SIMD8<Float>(), SIMD8<Float>())
        low.evenHalf = a.lowHalf
        low.oddHalf = b.lowHalf
        high.evenHalf = a.highHalf
        high.oddHalf = b.highHalf
        return (low, high)
    }
    let (a0, a1) = shuffle(load(0), load(4))
    let (a2, a3) = shuffle(load(1), load(5))
    let (a4, a5) = shuffle(load(2), load(6))
    let (a6, a7) = shuffle(load(3), load(7))
    let (b0, b1) = shuffle(a0, a4)
    let (b2, b3) = shuffle(a1, a5)
    let (b4, b5) = shuffle(a2, a6)
    let (b6, b7) = shuffle(a3, a7)
    let (c0, c1) = shuffle(b0, b4)
    let (c2, c3) = shuffle(b1, b5)
    let (c4, c5) = shuffle(b2, b6)
    let (c6, c7) = shuffle(b3, b7)
    @inline(__always)
    func store(_ lanes: SIMD8<Float>, _ row: Int) {
        UnsafeMutableRawPointer(target + row &* targetStep).storeBytes(of: lanes, as: SIMD8<Float>.self)
    }
    store(c0, 0)
    store(c1, 1)
    store(c2, 2)
    store(c3, 3)
    store(c4, 4)
    store(c5, 5)
    store(c6, 6)
    store(c7, 7)
}
