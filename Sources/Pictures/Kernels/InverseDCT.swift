/// A row of a block, or a column.
private typealias Eight = SIMD8<Int32>

/// From the coefficients of a block to its samples: times the steps of quantisation, inverse cosine transform, plus 128, cut to
/// 0…255.
///
/// x(r, c) = ¼ Σ a(u) a(v) q(u, v) S(u, v) cos((2 r + 1) u π / 16) cos((2 c + 1) v π / 16), with a(0) = √½ and a = 1 beside it
/// (T.81, A.3.3), by the factorisation of Loeffler, Ligtenberg and Moschytz (1989) in whole numbers: factors of 13 bits, two
/// more bits between the columns and the rows, rounded where the reference implementation of the Independent JPEG Group
/// rounds, so that the samples are equal to its.
///
/// - Parameters:
///   - block: 64 coefficients row by row; they become zeros.
///   - last: the place of the last coefficient that is not zero, in the file's order, or 63.
///   - steps: 64 steps, row by row.
///   - samples: where the first sample goes; the rows lie `rowStep` apart.
func inverseDCT(
    _ block: UnsafeMutablePointer<Int16>, last: Int, steps: UnsafePointer<Int32>,
    to samples: UnsafeMutablePointer<UInt8>, rowStep: Int
) {
    let target = UnsafeMutableRawPointer(samples)
    if last == 0 {
        // One colour.
        let level = (Int32(block[0]) &* steps[0] &+ 4) >> 3 &+ 128
        let row = SIMD8<UInt8>(repeating: UInt8(truncatingIfNeeded: min(255, max(0, level))))
        for place in 0..<8 {
            target.storeBytes(of: row, toByteOffset: place &* rowStep, as: SIMD8<UInt8>.self)
        }
        block[0] = 0
        return
    }
    let (source, factors) = (UnsafeMutableRawPointer(block), UnsafeRawPointer(steps))
    @inline(__always)
    func load(_ row: Int) -> Eight {
        Eight(truncatingIfNeeded: source.loadUnaligned(fromByteOffset: 16 &* row, as: SIMD8<Int16>.self))
            &* factors.loadUnaligned(fromByteOffset: 32 &* row, as: Eight.self)
    }
    var rows = transformed(
        Block(load(0), load(1), load(2), load(3), load(4), load(5), load(6), load(7)), shift: 11)
    source.storeBytes(of: SIMD32<Int16>(), as: SIMD32<Int16>.self)
    source.storeBytes(of: SIMD32<Int16>(), toByteOffset: 64, as: SIMD32<Int16>.self)
    rows = transposed(transformed(transposed(rows), shift: 18))
    @inline(__always)
    func store(_ row: Eight, _ place: Int) {
        let levels = (row &+ 128).clamped(lowerBound: Eight(repeating: 0), upperBound: Eight(repeating: 255))
        target.storeBytes(
            of: SIMD8<UInt8>(truncatingIfNeeded: levels), toByteOffset: place &* rowStep,
            as: SIMD8<UInt8>.self)
    }
    store(rows.a0, 0)
    store(rows.a1, 1)
    store(rows.a2, 2)
    store(rows.a3, 3)
    store(rows.a4, 4)
    store(rows.a5, 5)
    store(rows.a6, 6)
    store(rows.a7, 7)
}

/// Eight rows.
private struct Block {
    var a0, a1, a2, a3, a4, a5, a6, a7: Eight

    @inline(__always)
    init(
        _ a0: Eight, _ a1: Eight, _ a2: Eight, _ a3: Eight, _ a4: Eight, _ a5: Eight, _ a6: Eight,
        _ a7: Eight
    ) {
        (self.a0, self.a1, self.a2, self.a3) = (a0, a1, a2, a3)
        (self.a4, self.a5, self.a6, self.a7) = (a4, a5, a6, a7)
    }
}

/// The inverse transform of every column, in units of 2^−13, divided by 2^`shift` and rounded.
@inline(__always)
private func transformed(_ s: Block, shift: Int32) -> Block {
    // A factor x is ⌊8192 x⌉; named by its first digits.
    // The even rows.
    let even = (s.a2 &+ s.a6) &* 4433  // √2 cos 3π/8
    let (e2, e3) = (even &- s.a6 &* 15137, even &+ s.a2 &* 6270)
    let (e0, e1) = ((s.a0 &+ s.a4) &<< 13, (s.a0 &- s.a4) &<< 13)
    let (b0, b3, b1, b2) = (e0 &+ e3, e0 &- e3, e1 &+ e2, e1 &- e2)
    // The odd rows.
    let common = (s.a7 &+ s.a3 &+ s.a5 &+ s.a1) &* 9633  // √2 cos 3π/16
    let z1 = (s.a7 &+ s.a1) &* -7373
    let z2 = (s.a5 &+ s.a3) &* -20995
    let z3 = common &- (s.a7 &+ s.a3) &* 16069
    let z4 = common &- (s.a5 &+ s.a1) &* 3196
    let d0 = s.a7 &* 2446 &+ z1 &+ z3
    let d1 = s.a5 &* 16819 &+ z2 &+ z4
    let d2 = s.a3 &* 25172 &+ z2 &+ z3
    let d3 = s.a1 &* 12299 &+ z1 &+ z4
    let half = Eight(repeating: 1 << (shift - 1))
    let by = Eight(repeating: shift)
    return Block(
        (b0 &+ d3 &+ half) &>> by, (b1 &+ d2 &+ half) &>> by, (b2 &+ d1 &+ half) &>> by,
        (b3 &+ d0 &+ half) &>> by, (b3 &- d0 &+ half) &>> by, (b2 &- d1 &+ half) &>> by,
        (b1 &- d2 &+ half) &>> by, (b0 &- d3 &+ half) &>> by)
}

/// Rows become columns: three shuffles of the first half of the rows with the second, as of a deck of cards.
@inline(__always)
private func transposed(_ s: Block) -> Block {
    @inline(__always)
    func shuffle(_ a: Eight, _ b: Eight) -> (Eight, Eight) {
        var (low, high) = (Eight(), Eight())
        low.evenHalf = a.lowHalf
        low.oddHalf = b.lowHalf
        high.evenHalf = a.highHalf
        high.oddHalf = b.highHalf
        return (low, high)
    }
    let (a0, a1) = shuffle(s.a0, s.a4)
    let (a2, a3) = shuffle(s.a1, s.a5)
    let (a4, a5) = shuffle(s.a2, s.a6)
    let (a6, a7) = shuffle(s.a3, s.a7)
    let (b0, b1) = shuffle(a0, a4)
    let (b2, b3) = shuffle(a1, a5)
    let (b4, b5) = shuffle(a2, a6)
    let (b6, b7) = shuffle(a3, a7)
    let (c0, c1) = shuffle(b0, b4)
    let (c2, c3) = shuffle(b1, b5)
    let (c4, c5) = shuffle(b2, b6)
    let (c6, c7) = shuffle(b3, b7)
    return Block(c0, c1, c2, c3, c4, c5, c6, c7)
}
