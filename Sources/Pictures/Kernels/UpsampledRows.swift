/// A row of samples with its first and its last one repeated: three times each plus the one beside it in a row nearby, or the
/// samples as they are.
///
/// - Parameters:
///   - near: `count` samples.
///   - far: as many of the row that lies on the other side of the pixels; `nil` for the samples as they are.
///   - sums: room for `count` + 2 numbers.
func mixRows(
    _ near: UnsafePointer<UInt8>, _ far: UnsafePointer<UInt8>?, count: Int,
    to sums: UnsafeMutablePointer<UInt16>
) {
    if let far {
        for place in 0..<count { sums[place &+ 1] = 3 &* UInt16(near[place]) &+ UInt16(far[place]) }
    } else {
        for place in 0..<count { sums[place &+ 1] = UInt16(near[place]) }
    }
    (sums[0], sums[count + 1]) = (sums[1], sums[count])
}

/// Twice as many samples: of every two the first is three quarters its own number and one quarter that to the left, the second
/// that to the right.
///
/// - Parameters:
///   - sums: what `mixRows` made.
///   - isMixed: whether these are of two rows, and so four times as large.
///   - samples: room for 2 · `count` samples, rounded up to 32.
func widenRow(
    _ sums: UnsafePointer<UInt16>, count: Int, isMixed: Bool, to samples: UnsafeMutablePointer<UInt8>
) {
    typealias Lanes = SIMD16<UInt16>
    let source = UnsafeRawPointer(sums)
    // What is added before the division is not the same, or all roundings would go one way.
    let (left, right) =
        isMixed ? (Lanes(repeating: 8), Lanes(repeating: 7)) : (Lanes(repeating: 1), Lanes(repeating: 2))
    let shift = Lanes(repeating: isMixed ? 4 : 2)
    for place in stride(from: 0, to: count, by: 16) {
        let before = source.loadUnaligned(fromByteOffset: 2 &* place, as: Lanes.self)
        let here = source.loadUnaligned(fromByteOffset: 2 &* place &+ 2, as: Lanes.self) &* 3
        let behind = source.loadUnaligned(fromByteOffset: 2 &* place &+ 4, as: Lanes.self)
        var both = SIMD32<UInt8>()
        both.evenHalf = SIMD16<UInt8>(truncatingIfNeeded: (here &+ before &+ left) &>> shift)
        both.oddHalf = SIMD16<UInt8>(truncatingIfNeeded: (here &+ behind &+ right) &>> shift)
        UnsafeMutableRawPointer(samples).storeBytes(
            of: both, toByteOffset: 2 &* place, as: SIMD32<UInt8>.self)
    }
}

/// The quarters of `mixRows` rounded: for the upper one of the two rows down, for the lower one up.
func quarterRow(
    _ sums: UnsafePointer<UInt16>, count: Int, isLower: Bool, to samples: UnsafeMutablePointer<UInt8>
) {
    for place in 0..<count {
        samples[place] = UInt8(truncatingIfNeeded: (sums[place &+ 1] &+ (isLower ? 2 : 1)) >> 2)
    }
}

/// Every pixel of a row with the sample whose place it lies in, where `sampleCount` of them are as wide as `pixelCount`.
func repeatRow(
    _ row: UnsafePointer<UInt8>, count: Int, _ sampleCount: Int, for pixelCount: Int,
    to samples: UnsafeMutablePointer<UInt8>
) {
    for place in 0..<count { samples[place] = row[place &* sampleCount / pixelCount] }
}
