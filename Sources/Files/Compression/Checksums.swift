/// `crcTables[256 * k + b]`: what byte b does to the remainder after k more bytes of zeros.
///
/// Eight tables take eight bytes at a time, which do not wait for each other as single ones would.
private let crcTables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
        // The generator x³² + x²⁶ + x²³ + … + 1, lowest power in the highest bit.
        tables[byte] = (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
        }
    }
    for place in 256..<tables.count {
        let shorter = tables[place - 256]
        tables[place] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
    }
    return tables
}()

/// The cyclic redundancy check of gzip and PNG: the remainder of the bytes, read as a polynomial over two elements,
/// divided by one of degree 32.
///
/// - Parameter earlier: the check of the bytes before these, where they come in pieces.
/// - Returns: 0 for no bytes; 0xCBF43926 for the ASCII digits 1 to 9.
///
/// Source: RFC 1952, section 8.
public func crc32(_ bytes: some Sequence<UInt8>, after earlier: UInt32 = 0) -> UInt32 {
    crc32(Array(bytes)[...], after: earlier)
}

/// The same for a stretch of an array, which is not copied.
public func crc32(_ bytes: ArraySlice<UInt8>, after earlier: UInt32 = 0) -> UInt32 {
    let tables = crcTables
    var remainder = ~earlier
    var place = bytes.startIndex
    while place + 8 <= bytes.endIndex {
        let low =
            remainder
            ^ (UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                | UInt32(bytes[place + 3]) << 24)
        remainder =
            tables[0x700 + Int(low & 0xFF)] ^ tables[0x600 + Int(low >> 8 & 0xFF)]
            ^ tables[0x500 + Int(low >> 16 & 0xFF)] ^ tables[0x400 + Int(low >> 24)]
            ^ tables[0x300 + Int(bytes[place + 4])] ^ tables[0x200 + Int(bytes[place + 5])]
            ^ tables[0x100 + Int(bytes[place + 6])] ^ tables[Int(bytes[place + 7])]
        place += 8
    }
    for byte in bytes[place...] {
        remainder = remainder >> 8 ^ tables[Int((remainder ^ UInt32(byte)) & 0xFF)]
    }
    return ~remainder
}

/// The checksum of zlib's streams: two sums modulo 65521, that of the bytes plus 1, and that of those sums.
///
/// - Returns: the second sum in the upper 16 bits, the first in the lower; 1 for no bytes.
///
/// Source: RFC 1950, section 8.2.
public func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (first, second): (UInt32, UInt32) = (1, 0)
    var place = 0
    while place < bytes.count {
        // 5552 is the largest count of bytes whose sums still fit 32 bits.
        let end = min(place + 5552, bytes.count)
        for byte in bytes[place..<end] {
            first &+= UInt32(byte)
            second &+= first
        }
        first %= 65521
        second %= 65521
        place = end
    }
    return second << 16 | first
}
