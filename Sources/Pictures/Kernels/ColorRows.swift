private typealias Levels = SIMD16<Int32>

/// From luminance and the differences of blue and red to red, green and blue, for a row of pixels (JFIF 1.02, page 3):
/// R = Y + 1.402 (Cr − 128), G = Y − 0.34414 (Cb − 128) − 0.71414 (Cr − 128), B = Y + 1.772 (Cb − 128), in units of 2^−16,
/// rounded, and cut to 0…255.
///
/// - Parameter pixels: room for 3 · `count` bytes.
func colorRow(
    _ luminance: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, _ red: UnsafePointer<UInt8>, count: Int,
    to pixels: UnsafeMutablePointer<UInt8>
) {
    // The last pixels one by one, since sixteen at a time write two bytes more than theirs.
    let whole = max(0, count - 1) / 16 * 16
    let half = Levels(repeating: 1 << 15)
    let sixteen = Levels(repeating: 16)
    for place in stride(from: 0, to: whole, by: 16) {
        let (y, cb, cr) = (levels(luminance, place), levels(blue, place) &- 128, levels(red, place) &- 128)
        interleave(
            bytes(y &+ (cr &* 91881 &+ half) &>> sixteen),
            bytes(y &+ (half &- cb &* 22554 &- cr &* 46802) &>> sixteen),
            bytes(y &+ (cb &* 116130 &+ half) &>> sixteen), to: pixels + 3 &* place)
    }
    for place in whole..<max(whole, count) {
        let (y, cb, cr) = (Int(luminance[place]), Int(blue[place]) &- 128, Int(red[place]) &- 128)
        pixels[3 &* place] = byte(y &+ (cr &* 91881 &+ 1 << 15) >> 16)
        pixels[3 &* place &+ 1] = byte(y &+ (1 << 15 &- cb &* 22554 &- cr &* 46802) >> 16)
        pixels[3 &* place &+ 2] = byte(y &+ (cb &* 116130 &+ 1 << 15) >> 16)
    }
}

/// Red, green and blue side by side, from a row of each.
func interleaveRow(
    _ red: UnsafePointer<UInt8>, _ green: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, count: Int,
    to pixels: UnsafeMutablePointer<UInt8>
) {
    for place in 0..<count {
        pixels[3 &* place] = red[place]
        pixels[3 &* place &+ 1] = green[place]
        pixels[3 &* place &+ 2] = blue[place]
    }
}

/// What four inks leave of the light, for a row of pixels: `inks` are rows of cyan, magenta, yellow and black, as files have
/// them, 255 for none. Replaces three channels of `pixels`, which hold them side by side, by their products with the fourth.
func darkenRow(_ pixels: UnsafeMutablePointer<UInt8>, by black: UnsafePointer<UInt8>, count: Int) {
    for place in 0..<count {
        let light = Int32(black[place])
        for channel in 3 &* place..<3 &* place &+ 3 {
            // Ink · light / 255, rounded, is taken away from the light.
            let product = (255 &- Int32(pixels[channel])) &* light &+ 128
            pixels[channel] = UInt8(truncatingIfNeeded: light &- (product >> 8 &+ product) >> 8)
        }
    }
}

@inline(__always)
private func levels(_ row: UnsafePointer<UInt8>, _ place: Int) -> Levels {
    Levels(
        truncatingIfNeeded: UnsafeRawPointer(row).loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self)
    )
}

/// Numbers cut to 0…255.
@inline(__always)
private func bytes(_ levels: Levels) -> SIMD16<UInt32> {
    SIMD16<UInt32>(
        truncatingIfNeeded: levels.clamped(
            lowerBound: Levels(repeating: 0), upperBound: Levels(repeating: 255)))
}

@inline(__always)
private func byte(_ level: Int) -> UInt8 { UInt8(truncatingIfNeeded: min(255, max(0, level))) }

/// Writes sixteen pixels, two at a time: 48 bits of each 64, the rest of which the next two overwrite.
@inline(__always)
private func interleave(
    _ red: SIMD16<UInt32>, _ green: SIMD16<UInt32>, _ blue: SIMD16<UInt32>,
    to pixels: UnsafeMutablePointer<UInt8>
) {
    let single = red | green &<< SIMD16(repeating: 8) | blue &<< SIMD16(repeating: 16)
    let double =
        SIMD8<UInt64>(truncatingIfNeeded: single.evenHalf)
        | SIMD8<UInt64>(truncatingIfNeeded: single.oddHalf) &<< SIMD8(repeating: 24)
    let target = UnsafeMutableRawPointer(pixels)
    for pair in 0..<8 {
        target.storeBytes(of: double[pair].littleEndian, toByteOffset: 6 &* pair, as: UInt64.self)
    }
}

/// 255 less every byte.
func invertRow(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
    for place in 0..<count { bytes[place] = ~bytes[place] }
}
